"""When an event happened that the corpus names: "the Brussels summit" is dated by the releases that tell of it.

A release dates an event by a date in the sentence that names it; one whose title names it dates it, more weakly, by its
own day. Days are weighed together. Invariant: one release alone decides only by a date that it states.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from index.records import Release
from index.terms import stems

_WORD = re.compile(r"[^\W_]+")
_NEAR = 80
_FAR = 200
_LONGEST = 31
_ENOUGH = 0.3
_IN_TITLE = 0.2


def happened(name: str, releases: Iterable[Release]) -> tuple[date, date] | None:
    """The first and last day of the event called ``name``, as ``releases`` tell it; None when they do not date it.

    Days next to the best one belong to it when they weigh half as much: a summit of two days.
    """
    wanted = frozenset(stems(name))
    weights: Counter[int] = Counter()
    for release in releases:
        weights.update(_days(wanted, release))
    if not weights:
        return None
    best = min(weights, key=lambda day: (-weights[day], day))
    if weights[best] < _ENOUGH:
        return None
    first = last = best
    while weights[first - 1] >= weights[best] / 2 and best - first < _LONGEST:
        first -= 1
    while weights[last + 1] >= weights[best] / 2 and last - best < _LONGEST:
        last += 1
    return date.fromordinal(first), date.fromordinal(last)


def _days(wanted: frozenset[str], release: Release) -> dict[int, float]:
    """The days (ordinals) by which one release dates the event, each with its weight (0..1)."""
    weights: dict[int, float] = {}
    for start, end in _named(wanted, release.text):
        for told in release.dates:
            if told.kind != "event" or told.start < 0 or (told.last - told.day).days > _LONGEST:
                continue
            gap = max(told.start - end, start - told.end, 0)
            if gap <= _FAR and told.precision == "day":
                weight = 1 / (1 + gap / _NEAR)
                day = told.day.toordinal()
                weights[day] = max(weights.get(day, 0.0), weight)
    if not weights and release.date and wanted <= frozenset(stems(release.title or "")):
        weights[release.date.toordinal()] = _IN_TITLE
    return weights


def _named(wanted: frozenset[str], text: str) -> Iterator[tuple[int, int]]:
    """Where all the words stand close together."""
    words = ((found.start(), found.end(), stems(found[0])) for found in _WORD.finditer(text))
    places = [(start, end, own[0]) for start, end, own in words if own and own[0] in wanted]
    for number, (start, _, _) in enumerate(places):
        window = [place for place in places[number : number + 2 * len(wanted)] if place[1] <= start + _NEAR]
        if {stem for _, _, stem in window} == wanted:
            yield start, max(end for _, end, _ in window)
