"""Moments told by their distance from the day of asking: "yesterday", "last month", "two years ago", "the past year".

"Last month" is a whole unit of the calendar; "the last two months" reach up to today. Weeks begin on Monday.
Invariant: what is told is counted from ``Calendar.today`` alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from index.dates.mention import SEASONS, WEEKDAYS
from qa.understand.spans import UNIT_MONTHS, Calendar, Moment, back, shifted, span

_IN_WORDS = "one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {
    **{word: number for number, word in enumerate(_IN_WORDS.split(), 1)},
    "a": 1, "an": 1, "a couple of": 2, "couple of": 2, "few": 3, "a few": 3, "several": 3,
}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_LAST = r"(?:last|past|previous)"


def distant_moment(text: str, at: int, calendar: Calendar) -> Moment | None:
    """The moment that the words of ``text`` from position ``at`` tell by its distance from today."""
    for pattern, read in _READERS:
        found = pattern.match(text, at)
        if found:
            first, last, unit = read(found, calendar.today)
            return Moment(found.start(), found.end(), first, last, unit)
    return None


def _near_day(found: re.Match[str], today: date) -> tuple[date, date, str]:
    day = shifted(today, -(found[0].lower() in ("yesterday", "last night")))
    return day, day, "day"


def _weekday(found: re.Match[str], today: date) -> tuple[date, date, str]:
    behind = (today.weekday() - WEEKDAYS.index(found["weekday"].lower())) % 7
    day = shifted(today, -(behind or (7 if found["turn"] else 0)))
    return day, day, "day" if found["turn"] else "weekday"


def _unit(found: re.Match[str], today: date) -> tuple[date, date, str]:
    """A whole week, month, quarter, year or decade, so many before or after the one of today."""
    step, unit = _step(found), found["unit"].lower()
    if unit == "week":
        monday = shifted(today, 7 * step - today.weekday())
        return monday, shifted(monday, 6), unit
    months = UNIT_MONTHS[unit]
    year, month = (today.year, today.month) if months < 12 else (today.year // (months // 12) * (months // 12), 1)
    first = date(max(1, year), (month - 1) // min(months, 12) * min(months, 12) + 1, 1)
    return *span(back(first, -months * step), months), unit


def _season(found: re.Match[str], today: date) -> tuple[date, date, str]:
    """The season of this name that runs or, with "last", is over; "this summer" in spring is the one to come."""
    month, step = SEASONS[found["season"].lower()], _step(found)
    first = date(today.year - (month == 12 and today.month < 3), month, 1)
    over = span(first, 3)[1] < today
    years = -int(not over) if step < 0 else int(first <= today) if step > 0 else 0
    return *span(back(first, -12 * years), 3), "season"


def _stretch(found: re.Match[str], today: date) -> tuple[date, date, str]:
    unit, count = found["unit"].lower(), _number(found["count"] or "one")
    if unit in ("day", "week"):
        return shifted(today, -count * (7 if unit == "week" else 1)), today, "stretch"
    return back(today, count * UNIT_MONTHS[unit]), today, "stretch"


def _ago(found: re.Match[str], today: date) -> tuple[date, date, str]:
    """As exact as its unit: the day, the week, the month, the year."""
    unit, count = found["unit"].lower(), _number(found["count"])
    if unit in ("day", "week"):
        first = shifted(today, -count if unit == "day" else -today.weekday() - 7 * count)
        return first, shifted(first, 6 if unit == "week" else 0), unit
    first = back(today, count * UNIT_MONTHS[unit]).replace(day=1)
    return *span(first if unit == "month" else first.replace(month=1), min(12, UNIT_MONTHS[unit])), unit


def _step(found: re.Match[str]) -> int:
    return {"this": 0, "the current": 0, "next": 1}.get(found["turn"].lower(), -1)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[" ".join(word.lower().split())]


def _reader(
    pattern: str, read: Callable[[re.Match[str], date], tuple[date, date, str]]
) -> tuple[re.Pattern[str], Callable[[re.Match[str], date], tuple[date, date, str]]]:
    return re.compile(pattern + r"(?![\w'’-])", re.IGNORECASE), read


_UNITS = r"(?P<unit>day|week|month|quarter|year|decade)"
_READERS = (
    _reader(r"(?:today|yesterday|tonight|last night|this (?:morning|afternoon|evening))", _near_day),
    _reader(rf"(?:the\s+)?{_LAST}\s+{_COUNT}\s+{_UNITS}s", _stretch),
    _reader(rf"(?:the\s+{_LAST}|past)\s+(?P<count>)(?:{_UNITS})", _stretch),
    _reader(rf"{_COUNT}\s+{_UNITS}s?\s+(?:ago|back)", _ago),
    _reader(rf"(?P<turn>last|previous|this|the current|next)\s+{_UNITS.replace('day|', '')}", _unit),
    _reader(r"(?P<turn>last|previous|this|next)\s+(?P<season>winter|spring|summer|fall|autumn)", _season),
    _reader(rf"(?:(?P<turn>last)\s+)?(?P<weekday>{'|'.join(WEEKDAYS)})", _weekday),
)
