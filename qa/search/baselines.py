"""Plain ways to order candidates, to compare with: terms alone, vectors alone, both by reciprocal rank.

Invariant: each looks at nothing but a candidate's two scores; equal scores keep one order, by key.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.engine import Candidate

_RECIPROCAL_RANK = 60


def by_terms(found: Sequence[Candidate]) -> list[Candidate]:
    """Those that hold a word of the question, by falling BM25."""
    return sorted((c for c in found if c.bm25 > 0), key=lambda c: (-c.bm25, c.key))


def by_vectors(found: Sequence[Candidate]) -> list[Candidate]:
    """All, by falling cosine."""
    return sorted(found, key=lambda c: (-c.cosine, c.key))


def by_reciprocal_rank(found: Sequence[Candidate]) -> list[Candidate]:
    """By the sum of 1 / (60 + rank) over both orders (Cormack, Clarke and Büttcher, SIGIR 2009).

    A candidate that no term matched has no rank by terms.
    """
    score = {candidate.key: 0.0 for candidate in found}
    for order in (by_vectors(found), by_terms(found)):
        for rank, candidate in enumerate(order, 1):
            score[candidate.key] += 1 / (_RECIPROCAL_RANK + rank)
    return sorted(found, key=lambda c: (-score[c.key], c.key))
