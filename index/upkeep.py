"""Keeping an index: verify it, go back to the build before, clear away, take releases out for good.

Each works under the build lock on whole generations. Invariant: no published file is ever changed; what a purge took
out stands in no file below the index folder when it returns.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np

from index import store
from index.cache import CACHE, Cache
from index.embed import MODELS, UNFINISHED, Fingerprint, check_export
from index.errors import UsageError
from index.files import Files
from index.generation import SOURCES, Generation, open_generation
from index.headers import OUTLINES, RELEASES, regrouped
from index.lock import building
from index.store import Damage
from index.taken import Taken
from index.vectors import SHELF, Texts, taken_over
from index.write import write_parts
from index.written import Cut

PathLike = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Cleared:
    """What ``compact`` took away: names of generations and of exported models, entries of the cache, bytes in all."""

    generations: tuple[str, ...]
    models: tuple[str, ...]
    cache_entries: int
    bytes: int


def check(index_dir: PathLike) -> tuple[Damage, ...]:
    """Verify every byte of every generation, the pointer and the exported models; each damaged file with its cause.

    Nothing when all is whole. Raises NoIndex where there is no index.
    """
    folder = Path(index_dir)
    found = store.check(folder)
    for export in [export for export in _exports(folder) if export.suffix != UNFINISHED]:
        found += [Damage(str(path), cause) for path, cause in check_export(export)]
    return tuple(found)


def rollback(index_dir: PathLike, *, files: Files | None = None) -> str:
    """Make the newest whole generation before the current one current again; its name.

    Raises UsageError when there is none, IndexBusy while a build runs.
    """
    with building(Path(index_dir)):
        return store.rollback(Path(index_dir), files or Files())


def compact(index_dir: PathLike) -> Cleared:
    """Remove all generations but the current one, and the exported models and cache entries that it does not need.

    Whoever reads an older generation goes on undisturbed. ``rollback`` has nothing to go back to afterwards.
    """
    folder = Path(index_dir)
    with building(folder), Cache(folder / CACHE) as cache:
        before = _size(folder)
        gone = store.clear_old(folder, keep_previous=False, grace=0.0)
        generation = open_generation(folder, verify=False)
        embedder = Fingerprint(**generation.manifest.embedder)
        unused = [export for export in _exports(folder) if export.name != embedder.digest]
        for export in unused:
            shutil.rmtree(export)
        marks = [header.fingerprint for header in generation.records.headers()]
        vectors = _vector_keys(generation, range(len(generation.columns.keys)))
        entries = cache.forget_unused({SHELF: vectors, OUTLINES: marks, RELEASES: marks})
        return Cleared(tuple(gone), tuple(export.name for export in unused), entries, before - _size(folder))


def remove(index_dir: PathLike, ids: Sequence[str], *, purge: bool = False, files: Files | None = None) -> str:
    """Publish a generation without the releases ``ids``, and leave them out of every later build; its name.

    ``purge`` also removes every older generation and all that the cache holds of them; the id itself is then
    remembered only as a hash. The source files are the user's: this does not touch them. Raises UsageError for an
    id that the index does not hold.
    """
    folder, hands = Path(index_dir), files or Files()
    with building(folder), Cache(folder / CACHE) as cache:
        old = open_generation(folder)
        if unknown := [name for name in ids if name not in set(old.ids())]:
            raise UsageError(f"there is no release {unknown[0]!r} in this index.", path=folder)
        name = _publish_without(old, set(ids), purge, hands)
        if purge:
            store.clear_old(folder, keep_previous=False, grace=0.0)
            _forget(old, ids, cache)
        return name


def is_left_out(release_id: str, left_out: Iterable[str]) -> bool:
    """Whether a release was removed on request: ``left_out`` holds ids, and hashes of those that were purged."""
    return not {release_id, _hashed(release_id)}.isdisjoint(left_out)


def _publish_without(old: Generation, ids: set[str], purge: bool, files: Files) -> str:
    numbered = [(number, one) for number, one in enumerate(old.records.headers()) if one.id not in ids]
    taken = Taken(np.array([number for number, _ in numbered], np.int64), old)
    headers = regrouped([header for _, header in numbered])
    manifest = old.manifest
    folder = store.begin(old.folder.parent)
    store.reuse(old.folder, folder, SOURCES, files)
    parts = write_parts(folder, headers, taken, _nothing_new, partial(taken_over, old), manifest.embed_titles, files)
    gone = [_hashed(name) for name in ids] if purge else list(ids)
    fresh = replace(
        manifest,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        releases=len(headers),
        passages=parts.passages,
        left_out=sorted({*manifest.left_out, *gone}),
        made_from=parts.made_from,
    )
    store.publish(folder, fresh, files, old.folder)
    return folder.name


def _nothing_new(number: int) -> Cut:
    raise ValueError(f"release {number} of an index without some of its releases is not in the index")


def _forget(old: Generation, ids: Sequence[str], cache: Cache) -> None:
    """Take everything that came from the releases ``ids`` out of the cache; what was read goes all, it costs little."""
    places = old.columns.first
    numbers = old.records.numbers(ids)
    rows = [row for number in numbers for row in range(places[number], places[number + 1])]
    cache.forget(SHELF, _vector_keys(old, rows))
    for shelf in cache.shelves():
        if shelf != SHELF:
            cache.clear(shelf)
    cache.shrink()


def _vector_keys(generation: Generation, rows: Sequence[int]) -> list[str]:
    """Under which keys the cache has what was embedded for the passages of ``rows``."""
    embedder = Fingerprint(**generation.manifest.embedder).digest
    return [one.key(embedder) for one in Texts(generation.records, rows, generation.manifest.embed_titles)]


def _exports(folder: Path) -> list[Path]:
    """The folders of the exported models, those half written included."""
    return sorted(path for path in (folder / MODELS).glob("*") if path.is_dir())


def _hashed(release_id: str) -> str:
    return f"sha256:{hashlib.sha256(release_id.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _size(folder: Path) -> int:
    """The bytes that the files below ``folder`` take on the disk; a file with several names counts once."""
    found = [path.stat() for path in folder.rglob("*") if path.is_file()]
    return sum({(one.st_dev, one.st_ino): one.st_size for one in found}.values())
