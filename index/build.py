"""Documents become a new generation: read, cut into passages, embedded, written, published.

What did not change is taken from the last generation and the cache, and an interrupted build finds its vectors
there again. Invariant: the result depends on the releases and the embedder alone, never on the builds before;
and a build that fails, for whatever reason, leaves a whole index in use.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index import manifest as manifests
from index import sources, store
from index.boilerplate import LEARNING_VERSION
from index.cache import CACHE, Cache
from index.columns import Numbers, in_order
from index.cut import CHUNKER, cut
from index.derive import DERIVE_VERSION
from index.errors import BuildError
from index.files import Files, sha256
from index.generation import SOURCES, open_generation
from index.headers import Header, Known, regrouped
from index.load import PARSER_VERSION
from index.lock import alone
from index.manifest import Manifest
from index.model import Model, OpenModel
from index.notes import notes_on
from index.previous import known_in, open_previous, recorded_sources
from index.records import BuildReport, Progress, Skip
from index.records_db import Records
from index.states import FORM
from index.taken import unchanged
from index.upkeep import is_left_out
from index.vectors import Embedded, embedded
from index.write import write_parts
from index.written import Cut

if TYPE_CHECKING:
    from index.read import Reading

Report = Callable[[Progress], None]

PROGRAM = f"release-qa 0.1.0, reading {PARSER_VERSION}.{LEARNING_VERSION}.{DERIVE_VERSION}"
"""What made an index: where it reads otherwise than this program, nothing counts as unchanged."""


class ReadFolders(Protocol):
    """Folders become releases: ``index.read.read``."""

    def __call__(
        self,
        paths: Sequence[Path],
        *,
        cache: Cache,
        columns: Mapping[str, str] | None,
        known: Known,
        progress: Report,
    ) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Request:
    """What a build is asked for; see ``build_index``."""

    paths: Sequence[str | os.PathLike[str]] = ()
    model: str | None = None
    embed_titles: bool | None = None
    add: bool = False
    re_embed: bool = False
    columns: Mapping[str, str] | None = None


def build_index(
    paths: Sequence[str | os.PathLike[str]],
    index_dir: str | os.PathLike[str],
    *,
    model: str | None = None,
    embed_titles: bool | None = None,
    add: bool = False,
    re_embed: bool = False,
    columns: Mapping[str, str] | None = None,
    progress: Report | None = None,
) -> BuildReport:
    """Make the index mirror the folders (or files) ``paths``, and record them.

    No ``paths``: the recorded ones; ``add``: those and ``paths``. ``model``, ``embed_titles`` and ``columns`` (names of
    a table's columns, {"text": "inhoud"}) are those of the index when None, and for a new index the packaged model,
    True and the usual names. Another embedder than the index was built with is refused unless ``re_embed``.
    Raises IndexBusy, WrongEmbedder or BuildError; the index then is as before.
    """
    from index.embed import MODELS, Fingerprint, keep_export, open_embedder
    from index.read import read

    request = Request(paths, model, embed_titles, add, re_embed, columns)
    models = Path(index_dir) / MODELS

    def keep() -> tuple[str, ...]:
        generation = open_generation(Path(index_dir), verify=False)
        refused = keep_export(models, Fingerprint(**generation.manifest.embedder))
        return () if refused is None else (f"questions load sentence-transformers: no fast path, since {refused}",)

    opened = partial(open_embedder, models_dir=models)
    return build(request, index_dir, opened, read, afterwards=keep, progress=progress)


def build(
    request: Request,
    index_dir: str | os.PathLike[str],
    open_model: OpenModel,
    read: ReadFolders,
    *,
    files: Files | None = None,
    afterwards: Callable[[], tuple[str, ...]] = tuple,
    progress: Report | None = None,
) -> BuildReport:
    """``build_index`` with any embedder, opened by its name, any reader of folders and any file operations.

    ``afterwards`` is called at the end, still alone with the index, and gives more notes for the report.
    """
    started = time.monotonic()
    folder = Path(index_dir)
    with alone(folder), Cache(folder / CACHE) as cache:
        one = _Build(folder, request, open_model, cache, files or Files(), progress or (lambda _: None))
        report = one.run(read)
        notes = (*report.notes, *afterwards())
    return replace(report, notes=notes, seconds=time.monotonic() - started)


class _Build:
    """One build, while the lock is held."""

    def __init__(
        self, folder: Path, request: Request, open_model: OpenModel, cache: Cache, files: Files, progress: Report
    ) -> None:
        self.folder, self.request, self.cache, self.files, self.progress = folder, request, cache, files, progress
        last = open_previous(folder)
        self.recorded, self.previous = last.recorded, last.generation
        self.notes = [last.damage] if last.damage else []
        self.model = Model(open_model, request.model, self.recorded, folder, re_embed=request.re_embed)

    def run(self, read: ReadFolders) -> BuildReport:
        """Read everything; cut, embed and publish if anything changed."""
        recorded = self.recorded
        before = recorded.folders if recorded else ()
        folders = sources.folders_to_read(self.request.paths, before, add=self.request.add)
        self.model.check_chunker()
        if recorded and self._is_as_recorded(recorded) and sources.is_untouched(folders, recorded):
            return self._report(recorded, recorded.releases, recorded.passages, recorded.releases, 0)
        reading = read(folders, cache=self.cache, columns=self._columns(), known=self.known, progress=self.progress)
        headers, skipped = self._kept(reading)
        self.notes += notes_on(headers)
        if not headers:
            raise BuildError(
                f"no release was found ({len(skipped)} files or records were skipped); the index is as it was.",
                path=folders[0],
                next_command="release-qa build FOLDER with a folder that holds releases",
            )
        sources.refuse_emptied(folders, recorded_sources(self.folder, recorded), reading.sources)
        fresh = self._manifest(folders, reading, skipped)
        if recorded and self.previous and not self.request.re_embed and manifests.made_alike(fresh, recorded):
            return self._report(recorded, len(headers), recorded.passages, len(headers), 0)
        return self._published(fresh, reading, headers)

    def _published(self, fresh: Manifest, reading: Reading, headers: Sequence[Header]) -> BuildReport:
        """Cut, embed and write what is new, copy what is not, and publish it all as the manifest ``fresh`` says."""
        taken = unchanged(headers, self.known, self.previous)

        def made(number: int) -> Cut:
            return cut(reading.release(headers[number]), headers[number].fingerprint, self.model)

        def embed(records: Records, before: Numbers) -> Embedded:
            how = (fresh.embed_titles, self.model, self.cache, self.progress)
            found = embedded(records, before, taken.generation, *how)
            self.progress(Progress("writing", 0, 1))
            return found

        folder = store.begin(self.folder)
        self.files.write(folder / SOURCES, sources.encoded(reading.sources))
        parts = write_parts(folder, headers, taken, made, embed, fresh.embed_titles, self.files)
        whole = replace(fresh, releases=len(headers), passages=parts.passages, made_from=parts.made_from)
        store.publish(folder, whole, self.files, self.previous.folder if self.previous else None)
        self.progress(Progress("writing", 1, 1))
        self.cache.mark_used()
        store.clear_old(self.folder)
        return self._report(fresh, len(headers), parts.passages, taken.count, parts.by_model)

    @cached_property
    def known(self) -> Known:
        """The releases of the last generation, if all of it was made as this build makes it."""
        alike = self.recorded is not None and self._is_as_recorded(self.recorded)
        return known_in(self.previous) if self.previous and alike else Known()

    def _kept(self, reading: Reading) -> tuple[list[Header], list[Skip]]:
        """The releases to index, in the order of their rows, and what was skipped; those once removed stay out."""
        left_out = self.recorded.left_out if self.recorded else []
        if not left_out:
            return in_order(reading.headers), list(reading.skipped)
        absent = [one for one in reading.headers if is_left_out(one.id, left_out)]
        kept = regrouped([one for one in reading.headers if not is_left_out(one.id, left_out)])
        gone = [Skip(reading.release(one).path, f"{one.id} was removed on request") for one in absent]
        return in_order(kept), [*reading.skipped, *gone]

    def _manifest(self, folders: Sequence[Path], reading: Reading, skipped: Sequence[Skip]) -> Manifest:
        """What the new generation is made from; counts and files are filled in once it is written."""
        embedder, canaries = self.model.facts
        return Manifest(
            program=PROGRAM,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            releases=0,
            passages=0,
            embedder=embedder,
            canaries=canaries,
            chunker=CHUNKER,
            embed_titles=self._titles(),
            states=FORM,
            columns=dict(self._columns() or {}),
            folders=[str(folder) for folder in folders],
            sources=sha256(sources.encoded(reading.sources)),
            left_out=self.recorded.left_out if self.recorded else [],
            skipped=[[skip.path, skip.reason] for skip in skipped],
        )

    def _columns(self) -> Mapping[str, str] | None:
        """The names of a table's columns: as asked for, else as recorded."""
        return self.request.columns or (self.recorded.columns if self.recorded else None) or None

    def _titles(self) -> bool:
        """Whether titles are embedded: as asked for, else as recorded, else yes."""
        if self.request.embed_titles is not None:
            return self.request.embed_titles
        return self.recorded.embed_titles if self.recorded else True

    def _is_as_recorded(self, recorded: Manifest) -> bool:
        """Whether everything but the files is as it was for the last generation, which is whole."""
        if self.previous is None or self.request.re_embed:
            return False
        asked = (PROGRAM, self.model.facts[0], self._titles(), FORM, dict(self._columns() or {}))
        return asked == (
            recorded.program, recorded.embedder, recorded.embed_titles, recorded.states, recorded.columns
        )  # fmt: skip

    def _report(self, manifest: Manifest, read: int, passages: int, unchanged: int, by_model: int) -> BuildReport:
        return BuildReport(
            index_dir=str(self.folder),
            read=read,
            unchanged=unchanged,
            passages=passages,
            embedded=by_model,
            seconds=0.0,
            skipped=tuple(Skip(path, reason) for path, reason in manifest.skipped),
            notes=tuple(self.notes),
        )
