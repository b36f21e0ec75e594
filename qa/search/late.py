"""Late interaction: for every piece of the question the word of a passage that comes nearest in meaning.

MaxSim after Khattab and Zaharia, "ColBERT" (SIGIR 2020), here between the pieces of the question in single precision
and the words of the passage at one bit a number, both from the model that makes the vectors. Pieces count by the idf of
their word, since a rare word says more of the topic, and their values are joined by the power mean of exponent 1/2: a
piece that nothing comes near takes more away than one that is met twice as well brings. A passage is read beside the
others of its release, since what one says of the question another need not repeat, and its best sentence once more
alone, since an answer mostly stands in one. Invariant: a similarity is 0..1 and depends on the question, the passage
and the passages read of its release.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.engine import Vector
from index.states import Packed, unpacked


@dataclass(frozen=True, slots=True)
class Similarity:
    """How near a passage comes to the question: ``whole`` with its release, ``sentence`` its best one; both 0..1."""

    whole: float
    sentence: float


class Read:
    """Passages ready to be compared: their words are unpacked once, however many parts a question has.

    ``releases`` holds the number of the release of each passage; ``dimension`` is that of the states of words.
    """

    def __init__(self, passages: Sequence[Packed], releases: NDArray[np.int64], dimension: int) -> None:
        self._count = len(passages)
        self._filled = [at for at, one in enumerate(passages) if len(one)]
        if self._filled:
            packed = np.concatenate([passages[at] for at in self._filled])
            self._words = unpacked(packed, dimension).T
            self._sentences = packed[:, 0]
            self._owners = np.repeat(np.arange(len(self._filled)), [len(passages[at]) for at in self._filled])
            self._releases = releases[self._filled]

    def similarities(self, states: Vector, shares: Vector) -> list[Similarity | None]:
        """For every passage how near it comes, its values and the best of its release's passages half and half.

        ``states`` is float32 [pieces, dimension], ``shares`` [pieces] what each counts, 1 together, or less in a part
        of a question, whose similarity is then that part of the whole. None for a passage without states.
        """
        found: list[Similarity | None] = [None] * self._count
        if len(states) and self._filled:
            of_sentences, owners = _best(states @ self._words, self._owners, self._sentences)
            nearest, _ = _best(of_sentences, owners)
            joined = (nearest + _of_groups(nearest, self._releases)) / np.float32(2)
            sentences = np.maximum.reduceat(_mean(shares, of_sentences), _starts(owners))
            each = zip(self._filled, _mean(shares, joined).tolist(), sentences.tolist(), strict=True)
            for at, whole, sentence in each:
                found[at] = Similarity(whole, sentence)
        return found


def _mean(shares: Vector, values: Vector) -> Vector:
    """The power mean of exponent 1/2 of each column of ``values``, times the sum of ``shares``; below 0 counts as 0."""
    mean: Vector = np.square(shares @ np.sqrt(np.maximum(values, 0))) / np.maximum(shares.sum(), np.float32(1e-9))
    return mean


def _starts(*groups: NDArray[np.integer]) -> NDArray[np.int64]:
    """Where any of ``groups``, which run along the same columns, begins a new one."""
    changes = np.any([np.diff(one.astype(np.int64), prepend=-1) != 0 for one in groups], axis=0)
    return np.flatnonzero(changes)


def _best(values: Vector, owners: NDArray[np.int64], *parts: NDArray[np.integer]) -> tuple[Vector, NDArray[np.int64]]:
    """The greatest of each row over the columns of each part of an owner, and the owner of each part."""
    starts = _starts(owners, *parts)
    greatest: Vector = np.maximum.reduceat(values, starts, axis=1)
    return greatest, owners[starts]


def _of_groups(values: Vector, groups: NDArray[np.int64]) -> Vector:
    """In place of every column of ``values`` the greatest of each row over the columns of its group."""
    _, group = np.unique(groups, return_inverse=True)
    order = np.argsort(group, kind="stable")
    greatest, _ = _best(values[:, order], group[order])
    return greatest[:, group]
