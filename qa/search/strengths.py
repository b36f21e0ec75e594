"""How well a passage keeps to what a question states of time and who: factors that its score is multiplied by.

A stated time, issuer or speaker is not one more topic word: what is about another day is no answer, however similar it
reads. Factors were found better than a filter, which trusts every date that was read off a release, and than a bonus,
which no single weight fits. Invariant: a factor is 0..1, and 1 where the question states nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from index.columns import Facts, folded

if TYPE_CHECKING:
    from qa.records import Query

_OTHER_TIME = 0.15
_RELEASED = 0.9
_BEFORE_RELEASE, _NEIGHBOUR = 0.5, 0.5
_LEAST_TOLD, _PART = 0.5, 0.7
_NOT_SPEAKING, _OTHER_ISSUER = 0.6, 0.7
_DAY = timedelta(days=1)


def strength(query: Query, facts: Facts, yearless: float = 0.0) -> float:
    """How well a passage with these ``facts`` keeps to the time, issuer and speaker of ``query``.

    ``yearless`` is what days named without a year say of the time (``qa.search.yearless``).
    """
    return max(yearless, time_strength(query.since, query.until, facts)) * who_strength(query, facts)


def time_strength(since: date | None, until: date | None, facts: Facts) -> float:
    """1 for a passage whose main event lies in the time asked about, less for mentions, neighbours, the rest.

    An event counts by its confidence; one that only overlaps, and days next to it, less. A release of that time counts
    almost as much, one of the two days after it half: the day of issue tells of the day before.
    """
    if since is None and until is None:
        return 1.0
    first, last = since or date.min, until or date.max
    best = _OTHER_TIME
    for told in facts.events:
        if told.first <= last and told.last >= first:
            inside = told.first >= first and told.last <= last
            best = max(best, (_LEAST_TOLD + (1 - _LEAST_TOLD) * told.confidence) * (1 if inside else _PART))
        elif _near(told.first, told.last, first, last):
            best = max(best, _NEIGHBOUR)
    if facts.day is not None:
        if first <= facts.day <= last:
            best = max(best, _RELEASED)
        elif last < facts.day and (facts.day - last) <= 2 * _DAY:
            best = max(best, _BEFORE_RELEASE)
    return best


def who_strength(query: Query, facts: Facts) -> float:
    """1 where the person asked about speaks in the passage and the issuer asked about issued it; else less."""
    factor = 1.0
    if query.speaker:
        asked = set(map(folded, query.speakers or (query.speaker,)))
        factor *= 1.0 if asked & set(map(folded, facts.speakers)) else _NOT_SPEAKING
    if query.issuer:
        asked = set(map(folded, query.issuers or (query.issuer,)))
        factor *= 1.0 if facts.issuer and folded(facts.issuer) in asked else _OTHER_ISSUER
    return factor


def _near(told: date, told_last: date, first: date, last: date) -> bool:
    """Whether an event ends the day before, or begins the day after, the time asked about."""
    return (told_last < first and first - told_last <= _DAY) or (told > last and told - last <= _DAY)
