"""Late interaction: for every piece of the question the word of a passage that comes nearest in meaning.

MaxSim after Khattab and Zaharia, "ColBERT" (SIGIR 2020), here between the pieces of the question in single precision
and the words of the passage at one bit a number, both from the model that makes the vectors. Pieces count by the idf of
their word, since a rare word says more of the topic. A passage is read beside the others of its release: what one says
of the question another need not repeat. Invariant: a similarity is -1..1 and depends on the question, the passage
and the passages read of its release.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.engine import Vector
from index.states import Packed, unpacked


def similarities(
    states: Vector, shares: Vector, passages: Sequence[Packed], releases: NDArray[np.int64]
) -> list[float | None]:
    """For every passage the mean of its own MaxSim and that of its release's ``passages``; None without states.

    ``states`` is float32 [pieces, dimension], ``shares`` [pieces] what each counts, 1 together; ``releases`` holds the
    number of the release of each passage.
    """
    filled = [at for at, one in enumerate(passages) if len(one)]
    found: list[float | None] = [None] * len(passages)
    if len(states) and filled:
        words = unpacked(np.concatenate([passages[at] for at in filled]), states.shape[1])
        first = np.cumsum([0, *(len(passages[at]) for at in filled[:-1])])
        nearest = np.maximum.reduceat(states @ words.T, first, axis=1)
        beside = _of_groups(nearest, releases[filled])
        for at, value in zip(filled, (shares @ (nearest + beside) / 2).tolist(), strict=True):
            found[at] = value
    return found


def _of_groups(values: Vector, groups: NDArray[np.int64]) -> Vector:
    """In place of every column of ``values`` the greatest of each row over the columns of its group."""
    _, group = np.unique(groups, return_inverse=True)
    order = np.argsort(group, kind="stable")
    firsts = np.flatnonzero(np.diff(group[order], prepend=-1))
    greatest: Vector = np.maximum.reduceat(values[:, order], firsts, axis=1)[:, group]
    return greatest
