"""Whether the corpus holds anything on the topic, in the time asked about: one absolute figure.

Invariant: 0..1, made of what one passage holds and means and of the words that no passage holds, never of ranks or of
how others did; 0 when nothing was found.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from qa.search.fuse import Scored

_TOPIC, _EVEN = 12.0, 0.43
"""The logistic: even odds at a topic of ``_EVEN``, which 95% of plain questions with an answer reach."""

_STRENGTH, _NAMED, _LACKING = 1.5, 0.9, 4.0
"""What the logarithms of the factors count, and the share of the question that stands nowhere. Weaker than in ranking:
a passage of another day is no answer, but one that lacks a single name may be."""

_ASKED = 10
"""So many of the first passages are asked: the best by rank is not always the surest."""


def confidence(ranked: Sequence[Scored], lacking: float) -> float:
    """The logistic of the surest of the first passages; ``lacking`` is ``Asked.lacking``."""
    if not ranked:
        return 0.0
    surest = max(
        _TOPIC * (one.topic - _EVEN) + _STRENGTH * math.log(one.strength) + _NAMED * math.log(one.named)
        for one in ranked[:_ASKED]
    )
    return 1 / (1 + math.exp(_LACKING * lacking - surest))
