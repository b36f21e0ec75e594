"""Releases without a date whose text names the day or month of the time asked about, but no year.

A dateline often has none: "KABUL (Jan. 27)". It is no date, since the year is open, yet of all releases without a date
those that name the day asked about are the likeliest to be of it. Invariant: only a mention with a month and without a
year counts, and only where the release has no day of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from index.dates.mention import Mention
from index.dates.words import mentions
from qa.search.titled import titled_texts

if TYPE_CHECKING:
    from index.columns import Facts
    from index.generation import Generation
    from qa.records import Query

_NAMED, _DAY_AFTER = 0.6, 0.4
_LONGEST = timedelta(days=300)
"""A time of nearly a year or more holds every day that a text can name: naming one says nothing."""


def strengths(generation: Generation, query: Query, keys: Sequence[int], facts: Sequence[Facts]) -> list[float]:
    """How well each passage's yearless days keep to the time of ``query``: 0 where it names none, or has a date.

    A day named within the time counts most, and less the day after it: the day of issue tells of the day before. What
    one passage of a release names holds for all of them that are asked.
    """
    if query.since is None or query.until is None or query.until - query.since > _LONGEST:
        return [0.0] * len(keys)
    undated = [at for at, one in enumerate(facts) if one.day is None]
    found: dict[int, float] = {}
    for at, text in zip(undated, titled_texts(generation, [keys[at] for at in undated]), strict=True):
        release = facts[at].release
        best = max((_keeps(one, query.since, query.until) for one in mentions(text)), default=0.0)
        found[release] = max(best, found.get(release, 0.0))
    return [found.get(one.release, 0.0) for one in facts]


def _keeps(mention: Mention, since: date, until: date) -> float:
    """How well a mention without a year keeps to the time from ``since`` to ``until``."""
    if mention.year is not None or mention.month is None or mention.precision not in ("day", "month"):
        return 0.0
    days = [day for year in {since.year, until.year} if (day := mention.in_year(year))]
    if mention.precision == "month":
        return _NAMED if any((day.year, day.month) == (since.year, since.month) for day in days) else 0.0
    if any(since <= day <= until for day in days):
        return _NAMED
    return _DAY_AFTER if any(until < day <= until + timedelta(days=1) for day in days) else 0.0
