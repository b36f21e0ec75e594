"""How good a ranking is: nDCG, Recall, MRR, AUROC, and how sure a difference is.

A release and its near-duplicates are one thing to find: rankings and judgements are both read by family before
anything is counted. Invariant: every measure is 0..1 and higher is better; what does not apply is None, never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 10_000


@dataclass(frozen=True, slots=True)
class Measures:
    """One ranking, measured: all 0..1. ``mrr_10`` is one over the rank of the first relevant one, 0 past ten."""

    ndcg_10: float
    recall_5: float
    recall_10: float
    mrr_10: float


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean difference of two methods on the same questions, with its 95% interval."""

    mean: float
    low: float
    high: float


def measure(
    ranking: Sequence[str], grades: Mapping[str, int], family_of: Callable[[str], str] = lambda identity: identity
) -> Measures | None:
    """``ranking`` (release ids, best first) against ``grades`` (release id to 0 and up); None if nothing is relevant.

    By ir_measures: nDCG with the grade as gain and log2(1 + rank) as discount (Järvelin and Kekäläinen 2002).
    A family takes the rank of its first member and the grade of its best.
    """
    import ir_measures
    from ir_measures import RR, R, nDCG

    wanted: dict[str, int] = {}
    for identity, grade in grades.items():
        wanted[family_of(identity)] = max(grade, wanted.get(family_of(identity), 0))
    if not any(grade > 0 for grade in wanted.values()):
        return None
    families = list(dict.fromkeys(family_of(identity) for identity in ranking))
    judged = [ir_measures.Qrel("", family, grade) for family, grade in wanted.items()]
    run = [ir_measures.ScoredDoc("", family, float(-rank)) for rank, family in enumerate(families)]
    if not run:
        return Measures(0.0, 0.0, 0.0, 0.0)
    found = ir_measures.calc_aggregate([nDCG @ 10, R @ 5, R @ 10, RR @ 10], judged, run)
    return Measures(found[nDCG @ 10], found[R @ 5], found[R @ 10], found[RR @ 10])


def auroc(answerable: Sequence[float], unanswerable: Sequence[float]) -> float | None:
    """How often an answerable question has the higher confidence, ties counting half; None when either is empty.

    The area under the ROC curve in its Mann-Whitney form (Hanley and McNeil 1982): .5 is chance.
    """
    if not answerable or not unanswerable:
        return None
    higher, lower = np.asarray(answerable)[:, None], np.asarray(unanswerable)[None, :]
    return float((higher > lower).mean() + (higher == lower).mean() / 2)


def paired_bootstrap(ours: Sequence[float], theirs: Sequence[float], seed: int = 0) -> Difference:
    """The mean of ``ours - theirs`` question by question, and the middle 95% of 10,000 resamples of the questions."""
    differences = np.asarray(ours, np.float64) - np.asarray(theirs, np.float64)
    if not len(differences):
        return Difference(0.0, 0.0, 0.0)
    generator = np.random.default_rng(seed)
    means = np.array(
        [differences[generator.integers(0, len(differences), len(differences))].mean() for _ in range(RESAMPLES)]
    )
    low, high = np.quantile(means, (0.025, 0.975))
    return Difference(float(differences.mean()), float(low), float(high))
