"""A second reading by a cross-encoder, for those who have one: question and passage are read together.

Invariant: nothing is imported or loaded before the first question that asks for it; passages past the first few, and
all scores, stay as they were, since another model's scores mean something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from index.errors import ModelError

if TYPE_CHECKING:
    from index.records import Passage
    from qa.records import Query
    from qa.search.fuse import Scored

READ_AGAIN = 20
"""So many passages a cross-encoder reads: each costs a pass through it."""


class Reads(Protocol):
    """Judges pairs of texts: ``sentence_transformers.CrossEncoder`` does."""

    def predict(self, pairs: list[tuple[str, str]]) -> Sequence[float]:
        """How well the second text of each pair answers the first; higher is better."""
        ...


def reranked(
    model: str | Reads, query: Query, pairs: Sequence[tuple[Scored, Passage]]
) -> list[tuple[Scored, Passage]]:
    """``pairs`` with the first ``READ_AGAIN`` in the order of a cross-encoder; equal ones keep theirs.

    ``model`` is a sentence-transformers one by its folder or hub name, or an object that reads. Raises ModelError when
    it cannot be loaded.
    """
    near, rest = pairs[:READ_AGAIN], pairs[READ_AGAIN:]
    if not near:
        return list(rest)
    reader = _loaded(model) if isinstance(model, str) else model
    scores = reader.predict([(query.standalone, passage.text) for _, passage in near])
    order = sorted(range(len(near)), key=lambda at: -float(scores[at]))
    return [*(near[at] for at in order), *rest]


@lru_cache(maxsize=2)
def _loaded(model: str) -> Reads:
    from sentence_transformers import CrossEncoder

    try:
        reader: Reads = CrossEncoder(model, trust_remote_code=False, local_files_only=True)
    except (OSError, ValueError, KeyError, ImportError, AttributeError, RuntimeError, TypeError) as error:
        cause = f"the cross-encoder cannot be loaded ({type(error).__name__}: {' '.join(str(error).split())[:200]})"
        raise ModelError(cause, path=model) from error
    return reader
