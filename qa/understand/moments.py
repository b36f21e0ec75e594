"""The moment that a phrase names, whole or in part: "2012", "early 2012", "the second half of last year".

Invariant: a part lies within its whole.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from qa.understand.distances import distant_moment
from qa.understand.named import named_moment
from qa.understand.spans import UNIT_MONTHS, Calendar, Moment, back, shifted, span

_HALF = re.compile(r"(?:the\s+)?(?P<part>first|second|latter)\s+half\s+of\s+(?:the\s+)?", re.IGNORECASE)
_THIRD = re.compile(
    r"(?:the\s+)?(?:(?P<part>early|mid|middle|late)(?:\s+(?:in\s+)?|-)(?:the\s+)?"
    r"|(?P<edge>beginning|start|middle|end|close)\s+of\s+(?:the\s+)?)",
    re.IGNORECASE,
)
_WEEK_OF = re.compile(r"the\s+week\s+(?:of|beginning|starting)\s+", re.IGNORECASE)
_THIRDS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1}


def moment_at(text: str, at: int, calendar: Calendar) -> Moment | None:
    """The moment that ``text`` names from position ``at``; None when it names none there."""
    for pattern, part_of in ((_HALF, _half), (_THIRD, _third)):
        found = pattern.match(text, at)
        whole = _whole(text, found.end(), calendar) if found else None
        if found and whole and whole.unit in UNIT_MONTHS:
            first, last = part_of(whole, (found["part"] or found["edge"]).lower())
            return replace(whole, start=at, first=first, last=last, unit="part")
    found = _WEEK_OF.match(text, at)
    day = _whole(text, found.end(), calendar) if found else None
    if day and day.unit == "day":
        monday = shifted(day.first, -day.first.weekday())
        return replace(day, start=at, first=monday, last=shifted(monday, 6), unit="week")
    return _whole(text, at, calendar)


def _whole(text: str, at: int, calendar: Calendar) -> Moment | None:
    return named_moment(text, at, calendar) or distant_moment(text, at, calendar)


def _half(whole: Moment, word: str) -> tuple[date, date]:
    """One half: of a month up to the 15th, of a longer moment half of its months (a quarter's first half has one)."""
    months = UNIT_MONTHS[whole.unit] // 2
    middle = span(whole.first, months)[1] if months else whole.first.replace(day=15)
    return (whole.first, middle) if word == "first" else (shifted(middle, 1), whole.last)


def _third(whole: Moment, word: str) -> tuple[date, date]:
    """One third: of a month ten days, of a decade the years 0 to 3, 4 to 6 and 7 to 9, else a third of its months."""
    third, first = _THIRDS.get(word, 2), whole.first
    if whole.unit == "month":
        return first.replace(day=10 * third + 1), whole.last if third == 2 else first.replace(day=10 * third + 10)
    if whole.unit == "decade":
        opening, closing = ((0, 3), (4, 6), (7, 9))[third]
        return date(first.year + opening, 1, 1), date(first.year + closing, 12, 31)
    months = UNIT_MONTHS[whole.unit] // 3
    return span(back(first, -months * third), months)
