"""Newest or oldest first, among what is about the topic: not the most similar of any age, nor the newest of all.

Invariant: a release is on topic by its score beside the best; those that are come first, by day, and all others after
them as they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from qa.search.fuse import Scored

if TYPE_CHECKING:
    from index.records import Passage
    from qa.records import Order, ReleaseCard

_ON_TOPIC = 0.85
"""The share of the best score that a release on the same topic reaches."""


def by_day(
    pairs: Sequence[tuple[Scored, Passage]], cards: Mapping[str, ReleaseCard], order: Order
) -> list[tuple[Scored, Passage]]:
    """``pairs`` with those on topic first, the newest or the oldest release at the top; undated ones last of them."""
    least = _ON_TOPIC * max((scored.topic for scored, _ in pairs), default=0.0)
    on_topic = [pair for pair in pairs if pair[0].topic >= least]
    other = [pair for pair in pairs if pair[0].topic < least]

    def place(pair: tuple[Scored, Passage]) -> tuple[bool, int]:
        day = cards[pair[1].release_id].date or date.min
        return (day == date.min, -day.toordinal() if order == "newest" else day.toordinal())

    return [*sorted(on_topic, key=place), *other]
