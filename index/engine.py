"""The search seam: what a question side may ask of an index, whatever engine stands behind it.

A candidate is a passage's key with two absolute scores; fusing, ranking and grouping happen on the
other side. Invariant: no type of FAISS, tantivy or SQLite crosses this module, and a ``Filter`` acts inside
the search: n candidates by each way come back whenever n passages that fit it exist (for terms: and match).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which passages may be found; every part left at its default lets all pass, and all parts must hold.

    ``released_from`` and ``released_until`` bound the release's day, both inclusive; undated releases do not
    pass. ``told_from`` and ``told_until`` bound what is told: the release's day lies within, or a date of an
    event told in the passage overlaps. ``issuers`` and ``languages`` pass releases having any of them,
    ``speakers`` passages in which any of them is quoted or reported; names are compared without case and
    accents. ``undated`` passes only releases without a day. ``releases`` restricts to these release ids, ``without``
    leaves these out.
    """

    released_from: date | None = None
    released_until: date | None = None
    told_from: date | None = None
    told_until: date | None = None
    issuers: frozenset[str] | None = None
    speakers: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    undated: bool = False
    releases: frozenset[str] | None = None
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Term:
    """A word to match, after the index's own analysis (lower case, accents and possessive 's gone, stemmed).

    It is never read as query syntax; text that holds several words counts as each of them. ``weight`` multiplies
    its share of ``bm25``. ``exact`` matches the unstemmed word only: for names.
    """

    word: str
    weight: float = 1.0
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage found; ``cosine`` is -1..1, ``bm25`` 0 or more (0.0: no term matched), higher is better in both."""

    key: int
    cosine: float
    bm25: float


class CandidateSource(Protocol):
    """Finds passages by meaning and by words at once."""

    def candidates(self, vector: Vector, terms: Sequence[Term], where: Filter, n: int) -> tuple[Candidate, ...]:
        """The union of the best ``n`` by vector and the best ``n`` by terms among the passages that fit ``where``.

        ``vector`` is float32 [dimension], L2-normalised. Both scores are computed for every candidate, whichever
        way found it. The order is by falling cosine, then key; the same in every process and every build of the
        same releases. At most 2n candidates; none where no passage fits.
        """
        ...


@dataclass(frozen=True, slots=True)
class Word:
    """An unstemmed word of the vocabulary and the number of passages that hold it."""

    word: str
    passages: int


class Vocabulary(Protocol):
    """The words of the index: what a term is worth, and what a misspelt name may have meant."""

    def document_frequency(self, word: str, *, exact: bool = False) -> int:
        """How many passages hold the word as ``Term(word, exact=exact)`` would match it; 0 when none does."""
        ...

    def starting(self, prefix: str, limit: int = 50) -> tuple[Word, ...]:
        """Unstemmed words that start with ``prefix`` (analysed alike), the most frequent first."""
        ...

    def near(self, word: str, *, distance: int = 1, limit: int = 10) -> tuple[Word, ...]:
        """Unstemmed words within ``distance`` edits of ``word``, itself left out: nearest, then most frequent first."""
        ...


@dataclass(frozen=True, slots=True)
class Extent:
    """What an index holds: releases, their first and last day, how many carry no date, passages."""

    releases: int
    passages: int
    first: date | None
    last: date | None
    undated: int
