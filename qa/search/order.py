"""Newest or oldest first, among what is about the topic: not the most similar of any age, nor the newest of all.

A release is on topic by its score beside the best, or, with a lower one, by being near a release that is: later steps
of a case are told in other words, and the less of them the question uses, the more they must share with another step.
Invariant: those on topic come first, by day, and all others after them as they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from qa.search.fuse import Scored

if TYPE_CHECKING:
    from index.generation import Generation
    from index.records import Passage
    from qa.records import Order, ReleaseCard

_ON_TOPIC = 0.88
"""The share of the best score that a release on the same topic reaches."""

_SAME_CASE = ((0.83, 0.65), (0.72, 0.82))
"""With which share of the best score, and from which cosine with a passage on topic, a release tells of its case."""


def by_day(
    pairs: Sequence[tuple[Scored, Passage]], cards: Mapping[str, ReleaseCard], order: Order, generation: Generation
) -> list[tuple[Scored, Passage]]:
    """``pairs`` with those on topic first, the newest or the oldest release at the top; undated ones last of them."""
    on_topic = _on_topic([scored for scored, _ in pairs], generation)

    def place(at: int) -> tuple[bool, int]:
        day = cards[pairs[at][1].release_id].date or date.min
        return (day == date.min, -day.toordinal() if order == "newest" else day.toordinal())

    others = (at for at in range(len(pairs)) if at not in on_topic)
    return [pairs[at] for at in (*sorted(on_topic, key=place), *others)]


def _on_topic(scored: Sequence[Scored], generation: Generation) -> dict[int, None]:
    """The places of those on topic, in their order: nearly as good as the best, or of the same case as one that is."""
    best = max((one.topic for one in scored), default=0.0)
    sure = [at for at, one in enumerate(scored) if one.topic >= _ON_TOPIC * best]
    least = _SAME_CASE[-1][0]
    perhaps = [at for at, one in enumerate(scored) if least * best <= one.topic < _ON_TOPIC * best]
    known, asked = (generation.vectors([scored[at].candidate.key for at in places]) for places in (sure, perhaps))
    nearest = (asked @ known.T).max(axis=1, initial=-1.0).tolist()
    same = [
        at
        for at, cosine in zip(perhaps, nearest, strict=True)
        if any(scored[at].topic >= share * best and cosine >= near for share, near in _SAME_CASE)
    ]
    return dict.fromkeys(sorted([*sure, *same]))
