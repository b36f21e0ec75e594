"""How near a passage is to a question that leans on earlier turns: to the question itself, and to the subject.

Earlier turns tell the subject, not what is asked. The passages shown for them meet them better than any other can,
since they were found by them, and would come first again whatever is asked. So what earlier turns bring counts up to
what a passage on the subject reaches; which of those passages comes first is decided by the question.
Invariant: both measures are absolute, the sum of a part of the question and a part of the earlier turns; a question
that leans on nothing is measured by itself alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.engine import Vector
from index.states import Packed
from qa.search import late

if TYPE_CHECKING:
    from qa.search.asked import Asked

_NEAR, _ALIKE = 0.5, 0.35
"""The cosine and the MaxSim with the earlier turns at which a passage is on their subject in full."""


def nearness(centres: Vector, asked: Asked) -> Vector:
    """How near the middles of releases, float32 [n, dimension], are to the question, -1..1: float32 [n]."""
    near: Vector = centres @ asked.own
    before = asked.vector - asked.own
    share = float(np.linalg.norm(before))
    return near + np.minimum(centres @ before, np.float32(_NEAR * share)) if share else near


def similarities(asked: Asked, passages: Sequence[Packed], releases: NDArray[np.int64]) -> list[late.Similarity | None]:
    """The MaxSim of every passage (see ``late.Read.similarities``); None without states."""
    own, before = slice(None, asked.pieces), slice(asked.pieces, None)
    read = late.Read(passages, releases, asked.states.shape[1])
    similar = read.similarities(asked.states[own], asked.shares[own])
    if asked.pieces == len(asked.states):
        return similar
    most = _ALIKE * float(asked.shares[before].sum())
    earlier = read.similarities(asked.states[before], asked.shares[before])
    return [
        None
        if one is None or other is None
        else late.Similarity(one.whole + min(other.whole, most), one.sentence + min(other.sentence, most))
        for one, other in zip(similar, earlier, strict=True)
    ]
