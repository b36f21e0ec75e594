"""Whether the corpus holds anything on the topic, in the time asked about: one absolute figure.

Invariant: 0..1, made of what the best passage holds and means, never of ranks or of how others did; 0 when nothing was
found.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from qa.search.fuse import Scored

_STEEP, _EVEN = 14.0, 0.45
"""The logistic: even odds at a score of ``_EVEN``, which 95% of plain questions with an answer reach."""


def confidence(ranked: Sequence[Scored]) -> float:
    """The logistic of the best passage's score."""
    best = max((one.fused for one in ranked), default=0.0)
    return 1 / (1 + math.exp(-_STEEP * (best - _EVEN))) if best > 0 else 0.0
