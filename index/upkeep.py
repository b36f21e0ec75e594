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
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from index import store
from index.cache import CACHE, Cache
from index.embed import MODELS, UNFINISHED, Fingerprint, check_export
from index.errors import UsageError
from index.files import Files
from index.generation import SOURCES, Generation, open_generation
from index.lock import building
from index.records import Release
from index.records_db import Cut
from index.store import Damage
from index.vectors import SHELF, wanted_of
from index.write import write_parts

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
        embedder = Fingerprint(**open_generation(folder, verify=False).manifest.embedder)
        unused = [export for export in _exports(folder) if export.name != embedder.digest]
        for export in unused:
            shutil.rmtree(export)
        entries = cache.forget_unused()
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


def regrouped(releases: Sequence[Release]) -> list[Release]:
    """The releases with every family named after the first of the members left, by day and id; no family of one."""
    members: dict[str, list[Release]] = {}
    for release in sorted(releases, key=lambda r: (r.date or date.max, r.id)):
        if release.family is not None:
            members.setdefault(release.family, []).append(release)
    named = {family: left[0].id if len(left) > 1 else None for family, left in members.items()}
    return [replace(release, family=named.get(release.family or "")) for release in releases]


def _publish_without(old: Generation, ids: set[str], purge: bool, files: Files) -> str:
    marks = old.records.cuts()
    left = regrouped([release for release in old.records.releases() if release.id not in ids])
    cuts = [Cut(release, tuple(old.passages_of(release.id)), marks[release.id]) for release in left]
    keys = [passage.key for cut in cuts for passage in cut.passages]
    vectors = old.vectors(keys).astype(np.float16)
    manifest = old.manifest
    folder = store.begin(old.folder.parent)
    store.reuse(old.folder, folder, SOURCES, files)
    parts = write_parts(folder, cuts, vectors, old.states(keys), manifest.embed_titles, old, files)
    gone = [_hashed(name) for name in ids] if purge else list(ids)
    fresh = replace(
        manifest,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        releases=len(cuts),
        passages=len(vectors),
        left_out=sorted({*manifest.left_out, *gone}),
        made_from=parts,
    )
    store.publish(folder, fresh, files, old.folder)
    return folder.name


def _forget(old: Generation, ids: Sequence[str], cache: Cache) -> None:
    """Take everything that came from the releases ``ids`` out of the cache; parses go all, they cost little."""
    embedder = Fingerprint(**old.manifest.embedder).digest
    for release in map(old.release, ids):
        wanted = [wanted_of(release, p, old.manifest.embed_titles) for p in old.passages_of(release.id)]
        cache.forget(SHELF, [one.key(embedder) for one in wanted])
    for shelf in cache.shelves():
        if shelf != SHELF:
            cache.clear(shelf)
    cache.shrink()


def _exports(folder: Path) -> list[Path]:
    """The folders of the exported models, those half written included."""
    return sorted(path for path in (folder / MODELS).glob("*") if path.is_dir())


def _hashed(release_id: str) -> str:
    return f"sha256:{hashlib.sha256(release_id.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _size(folder: Path) -> int:
    """The bytes that the files below ``folder`` take on the disk; a file with several names counts once."""
    found = [path.stat() for path in folder.rglob("*") if path.is_file()]
    return sum({(one.st_dev, one.st_ino): one.st_size for one in found}.values())
