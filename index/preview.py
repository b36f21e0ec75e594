"""What a build would change, seen before it is made: folders are read as a build reads them, and nothing is published.

Invariant: unless a file changes in between, ``build_index`` with the same paths adds, changes and drops exactly these
releases. What is read here is cached, so that the build that follows does not read it again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from index import sources
from index.cache import CACHE, Cache
from index.generation import open_generation
from index.lock import building
from index.read import read
from index.records import Progress, Release, Skip
from index.upkeep import is_left_out


@dataclass(frozen=True, slots=True)
class Change:
    """A release that the build would add, change or drop; ``version_of`` is the title of a known one of its family."""

    id: str
    title: str
    kind: Literal["new", "changed", "gone"]
    version_of: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change, new ones first; how many would stay as they are; what would not be read, and why."""

    changes: tuple[Change, ...]
    unchanged: int
    skipped: tuple[Skip, ...]


def preview(
    paths: Sequence[str | os.PathLike[str]],
    index_dir: str | os.PathLike[str],
    *,
    progress: Callable[[Progress], None] | None = None,
) -> Preview:
    """What ``build_index(paths, index_dir)`` would change of an index that there is.

    Raises NoIndex, IndexBusy while a build runs, and BuildError for a folder that a build would refuse.
    """
    folder = Path(index_dir)
    with building(folder), Cache(folder / CACHE) as cache:
        generation = open_generation(folder, verify=False)
        recorded = generation.manifest
        folders = sources.folders_to_read(paths, recorded.folders, add=False)
        reading = read(folders, cache=cache, columns=recorded.columns or None, progress=progress)
        coming = {one.id: one for one in reading.releases if not is_left_out(one.id, recorded.left_out)}
        known = {one.id: one for one in generation.records.releases()}
    order = ("new", "changed", "gone")
    changes = sorted(_changes(coming, known), key=lambda change: (order.index(change.kind), change.id))
    kept = len(coming) - sum(change.kind != "gone" for change in changes)
    return Preview(tuple(changes), kept, reading.skipped)


def _changes(coming: dict[str, Release], known: dict[str, Release]) -> Iterator[Change]:
    """Every difference between what is read and what is known. That a release became one of a family is none of it."""
    families: dict[str, str] = {}
    for release in coming.values():
        if release.family and release.id in known:
            families.setdefault(release.family, release.title or release.id)
    for release in coming.values():
        before = known.get(release.id)
        if before is None:
            yield Change(release.id, release.title or release.id, "new", families.get(release.family or ""))
        elif replace(release, family=None) != replace(before, family=None):
            yield Change(release.id, release.title or release.id, "changed")
    for release in known.values():
        if release.id not in coming:
            yield Change(release.id, release.title or release.id, "gone")
