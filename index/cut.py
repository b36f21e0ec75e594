"""Releases are cut into passages; those that the last generation cut alike are taken from there.

Invariant: a release's passages depend on the release, the chunker and the embedder's tokenizer alone; the digest of
all three (``cut_from``) decides whether old passages are the ones that would be made again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from index.chunk import LIMIT, chunk
from index.files import digest
from index.records import Release
from index.records_db import Cut
from index.spans import rows_of

if TYPE_CHECKING:
    from index.generation import Generation
    from index.model import Model

CHUNKER: dict[str, Any] = {"limit": LIMIT}
"""What decides how a release is cut, beside the embedder's tokenizer."""


def cut_all(releases: Sequence[Release], previous: Generation | None, model: Model) -> tuple[list[Cut], int]:
    """The passages of every release, and how many releases were cut before as they would be now."""
    known = previous.records.cuts() if previous else {}
    cuts, reused = [], 0
    for release in releases:
        mark = _cut_from(release, model.digest)
        if previous and known.get(release.id) == mark:
            passages = tuple(previous.passages_of(release.id))
            reused += 1
        else:
            passages = chunk(release, model().counter)
        cuts.append(Cut(release, passages, mark))
    return cuts, reused


def _cut_from(release: Release, embedder: str) -> str:
    facts = [
        embedder, CHUNKER, release.id, release.title, str(release.date), release.language, rows_of(release.spans)
    ]  # fmt: skip
    return digest((json.dumps(facts).encode(), release.text.encode("utf-8", "surrogatepass")))
