"""A release is cut into passages.

Invariant: a release's passages depend on the release, the chunker and the embedder's tokenizer alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from index.chunk import LIMIT, chunk
from index.records import Release
from index.written import Cut

if TYPE_CHECKING:
    from index.model import Model

CHUNKER: dict[str, Any] = {"limit": LIMIT}
"""What decides how a release is cut, beside the embedder's tokenizer."""


def cut(release: Release, fingerprint: str, model: Model) -> Cut:
    """The release with its passages; the model is opened for its tokenizer."""
    return Cut(release, chunk(release, model().counter), fingerprint)
