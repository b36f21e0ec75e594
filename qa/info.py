"""The facts of an index: what it holds, from when, by whom, and what it was built with.

Invariant: all of it is read off the manifest and the records; only ``tokens`` is reckoned from a sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.tokens import count_tokens, tokens_by

if TYPE_CHECKING:
    from index.generation import Generation

_TOKENS_SAMPLED = 200
"""So many releases are counted for ``Info.tokens``: enough for a few percent, quick at any size."""


@dataclass(frozen=True, slots=True)
class Info:
    """The facts of an index. ``tokens`` is about what all passages would cost a language model, by ``tokens_by``."""

    index_dir: str
    generation: str
    created: str
    model: str
    releases: int
    passages: int
    first: date | None
    last: date | None
    undated: int
    tokens: int
    tokens_by: str
    bytes: int
    folders: tuple[str, ...]
    issuers: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    skipped: tuple[tuple[str, str], ...]


def info_of(generation: Generation) -> Info:
    """The facts of the index that ``generation`` is the current one of."""
    manifest, extent = generation.manifest, generation.extent
    return Info(
        index_dir=str(generation.folder.parent),
        generation=generation.folder.name,
        created=manifest.created,
        model=manifest.embedder["model"],
        releases=extent.releases,
        passages=extent.passages,
        first=extent.first,
        last=extent.last,
        undated=extent.undated,
        tokens=_tokens(generation),
        tokens_by=tokens_by(),
        bytes=sum(listed.size for listed in manifest.files.values()),
        folders=tuple(manifest.folders),
        issuers=tuple((named.name, named.releases) for named in generation.issuers),
        languages=tuple((named.name, named.releases) for named in generation.languages),
        skipped=tuple((path, reason) for path, reason in manifest.skipped),
    )


def _tokens(generation: Generation) -> int:
    """What all passages would cost a language model; of a large index, reckoned from releases spread over it."""
    ids = generation.ids()
    sample = ids[:: max(1, len(ids) // _TOKENS_SAMPLED)]
    counted = sum(count_tokens(passage.text) for one in sample for passage in generation.passages_of(one))
    return round(counted * len(ids) / max(1, len(sample)))
