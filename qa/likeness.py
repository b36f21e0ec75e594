"""How near the question comes to every sentence of a passage, piece by piece (Khattab and Zaharia 2020, "ColBERT").

Invariant: all values are cosines, -1..1, with words as they were meant in their whole passage (``index.states``); the
same question and passage always give the same ones, whatever else was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.embed import SeesPieces
from index.states import Packed, unpacked

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.generation import Generation
    from qa.records import Hit, Query

Floats = NDArray[np.float32]

_SIGNS = np.float32(np.sqrt(np.pi / 2))
"""So much the cosine with a vector exceeds that with its signs (Charikar 2002, for Gaussian numbers)."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """For every hit float32 [sentences of its passage, pieces of the question]: the nearest word of the sentence.

    ``wholes`` are, for every hit, float32 [sentences]: the cosine of each sentence as a whole with the question.
    ``starts`` are the offsets of the question's pieces, int64 [pieces], -1 where a piece stands for no word.
    """

    question: str
    starts: NDArray[np.int64]
    hits: tuple[Floats, ...]
    wholes: tuple[Floats, ...]

    def pieces_of(self, words: Iterable[str]) -> dict[str, NDArray[np.int64]]:
        """Which of the question's pieces each word is made of; none for a word that the model did not see there."""
        found = {}
        for word in words:
            spans = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", self.question, re.IGNORECASE)]
            inside = [(self.starts >= start) & (self.starts < end) for start, end in spans]
            found[word] = np.flatnonzero(np.any(inside, axis=0)) if inside else np.empty(0, np.int64)
        return found


def likeness(query: Query, hits: Sequence[Hit], generation: Generation, embedder: Embedder) -> Likeness:
    """The nearest words for all sentences of ``hits``, by the states that the index keeps.

    An embedder that knows no pieces gives the cosine of each sentence alone, as one piece that stands for no word.
    """
    question = query.topic or query.standalone
    if not isinstance(embedder, SeesPieces):
        (asked,) = embedder.embed([question], "query")
        cosines = tuple((embedder.embed(_sentences(hit), "document") @ asked)[:, None] for hit in hits)
        return Likeness(question, np.array([-1]), cosines, tuple(one[:, 0] for one in cosines))
    (words,) = embedder.pieces([question], "query")
    asked = np.vstack([words.states, words.vector])
    kept = zip(hits, generation.states([hit.passage.key for hit in hits]), strict=True)
    near = [_nearest(asked, states, len(hit.passage.sentences)) for hit, states in kept]
    starts = np.where(words.ends > words.starts, words.starts, -1)
    return Likeness(question, starts, tuple(one for one, _ in near), tuple(whole for _, whole in near))


def _sentences(hit: Hit) -> list[str]:
    passage = hit.passage
    return [passage.text[start - passage.start : end - passage.start] for start, end in passage.sentences]


def _nearest(asked: Floats, states: Packed, sentences: int) -> tuple[Floats, Floats]:
    """float32 [sentences, pieces], the cosine of each sentence's nearest word with each piece, and [sentences], whole.

    ``asked`` holds the states of the pieces, and in its last row the vector of the question. 0 where nothing is kept.
    """
    rows, wholes = np.zeros((sentences, len(asked) - 1), np.float32), np.zeros(sentences, np.float32)
    if len(states):
        numbers = states[:, 0]
        first = np.flatnonzero(np.diff(numbers, prepend=-1))  # where a sentence's states begin: with the whole's
        cosines = np.minimum(asked @ unpacked(states, asked.shape[1]).T * _SIGNS, 1.0)
        rows[numbers[first]] = np.maximum.reduceat(cosines[:-1], first, axis=1).T
        wholes[numbers[first]] = cosines[-1, first]
    return rows, wholes
