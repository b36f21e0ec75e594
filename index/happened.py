"""When an event happened that the corpus names: "the Brussels summit" is dated by the releases that tell of it.

A release dates an event by a date right beside its name; one whose title names it dates it, more weakly, by its own
day. Days are weighed together. Invariant: a day counts only if it outweighs all others, and one release alone decides
only by a date that it states, or by a title that opens with the event.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

from index.records import Release
from index.terms import stems

_SENTENCE_ENDS = re.compile(r"[.!?][\"”’']?\s+[A-ZÀ-Þ]")
_TOGETHER = 80
"""The words of a name stand within so many characters."""
_BESIDE, _NEAR = 12, 60
_NEAR_WEIGHT, _IN_TITLE, _OPENS_TITLE = 0.3, 0.3, 0.5
_ENOUGH = 0.5
_LONGEST = 31


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
    first = last = best
    while weights[first - 1] >= weights[best] / 2 and best - first < _LONGEST:
        first -= 1
    while weights[last + 1] >= weights[best] / 2 and last - best < _LONGEST:
        last += 1
    together = sum(weights[day] for day in range(first, last + 1))
    if together < max(_ENOUGH, sum(weights.values()) / 2):
        return None
    return date.fromordinal(first), date.fromordinal(last)


def _days(wanted: frozenset[str], release: Release) -> dict[int, float]:
    """The days (ordinals) by which one release dates the event, each with its weight (0..1)."""
    weights: dict[int, float] = {}
    days = [told for told in release.dates if told.kind == "event" and told.start >= 0 and told.precision == "day"]
    for start, end in told_in(wanted, release.text):
        for told in days:
            before, after = release.text[told.end : start], release.text[end : told.start]
            between = before if told.end <= start else after
            if len(between) <= _NEAR and not _SENTENCE_ENDS.search(between):
                weight = 1.0 if len(between) <= _BESIDE else _NEAR_WEIGHT
                day = told.day.toordinal()
                weights[day] = max(weights.get(day, 0.0), weight)
    title = stems(release.title or "")
    if not weights and release.date and wanted <= frozenset(title):
        opens = wanted == frozenset(title[: len(wanted)])
        weights[release.date.toordinal()] = _OPENS_TITLE if opens else _IN_TITLE
    return weights


def told_in(wanted: frozenset[str], text: str) -> list[tuple[int, int]]:
    """Where in ``text`` all the words (as ``index.terms.stems`` gives them) stand close together."""
    forms = "|".join(re.escape(stem[:-1]) + "[iy]" if stem.endswith("i") else re.escape(stem) for stem in wanted)
    found = re.finditer(rf"\b({forms})\w{{0,4}}\b", text, re.IGNORECASE) if wanted else ()
    places = [(one.start(), one.end(), one[1].lower()) for one in found]
    named: list[tuple[int, int]] = []
    for number, (start, _, _) in enumerate(places):
        window = [place for place in places[number : number + 2 * len(wanted)] if place[1] <= start + _TOGETHER]
        if len({stem for _, _, stem in window}) == len(wanted):
            named.append((start, max(end for _, end, _ in window)))
    return named
