"""How near the question comes to every sentence of a passage, piece by piece (Khattab and Zaharia 2020, "ColBERT").

Invariant: all values are cosines, -1..1, of pieces seen in their whole passage; the same question and passage always
give the same ones, whatever else was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.embed import SeesPieces

if TYPE_CHECKING:
    from index.embed import Embedder, Pieces
    from qa.records import Hit

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Likeness:
    """For every hit float32 [sentences of its passage, pieces of the question]: the nearest piece of the sentence.

    ``starts`` are the offsets of the question's pieces, int64 [pieces], -1 where a piece stands for no word.
    """

    question: str
    starts: NDArray[np.int64]
    hits: tuple[Floats, ...]

    def pieces_of(self, words: Iterable[str]) -> dict[str, NDArray[np.int64]]:
        """Which of the question's pieces each word is made of; none for a word that the model did not see there."""
        found = {}
        for word in words:
            spans = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", self.question, re.IGNORECASE)]
            inside = [(self.starts >= start) & (self.starts < end) for start, end in spans]
            found[word] = np.flatnonzero(np.any(inside, axis=0)) if inside else np.empty(0, np.int64)
        return found


def likeness(question: str, hits: Sequence[Hit], embedder: Embedder) -> Likeness:
    """The nearest pieces for all sentences of ``hits``.

    An embedder that knows no pieces gives the cosine of each sentence alone, as one piece that stands for no word.
    """
    texts = [hit.passage.text for hit in hits]
    inside = [[(s - hit.passage.start, e - hit.passage.start) for s, e in hit.passage.sentences] for hit in hits]
    if not texts:
        return Likeness(question, np.empty(0, np.int64), ())
    if not isinstance(embedder, SeesPieces):
        (asked,) = embedder.embed([question], "query")
        each = [[text[s:e] for s, e in spans] for text, spans in zip(texts, inside, strict=True)]
        cosines = tuple((embedder.embed(sentences, "document") @ asked)[:, None] for sentences in each)
        return Likeness(question, np.array([-1]), cosines)
    (words,) = embedder.pieces([question], "query")
    seen = embedder.pieces(texts, "document")
    nearest = tuple(_nearest(words, pieces, spans) for pieces, spans in zip(seen, inside, strict=True))
    return Likeness(question, np.where(words.ends > words.starts, words.starts, -1), nearest)


def _nearest(asked: Pieces, seen: Pieces, spans: Sequence[tuple[int, int]]) -> Floats:
    cosines = asked.states @ seen.states.T
    rows = np.zeros((len(spans), len(asked.starts)), np.float32)
    for row, (start, end) in enumerate(spans):
        inside = (seen.starts >= start) & (seen.ends <= end) & (seen.ends > seen.starts)
        if inside.any():
            rows[row] = cosines[:, inside].max(axis=1)
    return rows
