"""What the releases nearest to a release score: those on one subject lie close together.

The cluster hypothesis (Jardine and van Rijsbergen, "The use of hierarchic clustering in information retrieval", 1971)
as a measure of its own, after Diaz, "Regularizing ad hoc retrieval scores" (CIKM 2005): a release among others that fit
is likelier to fit than one that stands alone. Invariant: a value lies between the least and the greatest of the scores.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.engine import Vector

_NEAREST = 5
"""So many releases are asked."""

Scores = NDArray[np.float64]


def beside(scores: Scores, releases: NDArray[np.int64], centres: Vector) -> Scores:
    """For every passage the mean score of the five releases nearest to its own, weighted by their squared cosine.

    A release scores as its best passage does. ``releases`` holds the number of the release of each passage, ``centres``
    [passages, dimension] its middle. A passage whose release has no other near it keeps its own score.
    """
    _, firsts, places = np.unique(releases, return_index=True, return_inverse=True)
    best = np.full(len(firsts), -np.inf)
    np.maximum.at(best, places, scores)
    weights = np.maximum(0, centres[firsts] @ centres[firsts].T) ** 2
    np.fill_diagonal(weights, 0)
    nearest = np.argsort(-weights, axis=1, kind="stable")[:, :_NEAREST]
    weights = np.take_along_axis(weights, nearest, axis=1)
    total = weights.sum(axis=1)
    means = (weights * best[nearest]).sum(axis=1) / np.where(total, total, 1)
    return np.where(total[places], means[places], scores)
