"""Words that say a date by its distance from the day of issue: "yesterday", "on Tuesday", "last month", "two days ago".

A release mostly tells the past, so a weekday is the last one; "next", or a future tense before it, turns it round.
Invariant: every expression resolves to days, months or years that the calendar has; what is too vague has no day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.dates.mention import SEASONS, WEEKDAYS, calendar_day
from index.records import Precision

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_TURN = r"[Ll]ast|[Nn]ext|[Tt]his(?: past| coming)?|[Pp]ast|[Cc]oming"
_TAIL = re.compile(
    r"(?:days?|nights?|morrow|morning|afternoon|evening|week|weekend|month|quarter|year|hours|ago|spring|summer|"
    r"fall|autumn|winter)\b"
)
_EXPRESSION = re.compile(
    r"(?<![\w-])(?:(?P<day>[Tt]odays?|[Tt]onights?|[Yy]esterdays?|[Tt]omorrow|[Oo]vernight|"
    r"[Tt]his (?:morning|afternoon|evening)|[Ll]ast (?:night|evening))"
    rf"|(?:(?P<turn>{_TURN})\s+)?(?P<weekday>{_WEEKDAY})"
    r"|(?P<which>(?:[Ee]arlier\s+|[Ll]ater\s+)?(?:[Ll]ast|[Nn]ext|[Tt]his(?: past| coming)?|[Pp]revious))\s+"
    r"(?P<unit>week(?:end)?|month|quarter|year|spring|summer|fall|autumn|winter)"
    rf"|(?:[Pp]ast|[Ll]ast|[Pp]revious)\s+(?P<length>\d\d?|{'|'.join(_NUMBERS)}|few|several)\s+(?P<stretch>hours|days)"
    rf"|(?P<count>\d{{1,3}}|an?|{'|'.join(_NUMBERS)})\s+(?P<span>day|week|month|year)s?\s+ago"
    r"|(?:the|that|[Tt]he|[Tt]hat)\s+(?P<step>previous|same|following|next)\s+(?:day|night|morning)"
    r"|(?P<anaphor>(?:the|a)\s+day))$"
)
_ANAPHOR = re.compile(r"\s+(before|earlier|after|later)\b(?!\s+(?:the|a|his|her|their|its|he|she|they|y?\w*day)\b)")
_NO_NIGHT = re.compile(r"\s+(?:mail|delivery|shipping|package|stay|trip|parking|success|rate|guest|courier|service)")
_STEPS = {"previous": -1, "before": -1, "earlier": -1, "same": 0, "following": 1, "next": 1, "after": 1, "later": 1}
_DAYS = {"yesterday": -1, "last night": -1, "last evening": -1, "tomorrow": 1}


@dataclass(frozen=True, slots=True)
class Resolved:
    """``text[start:end]`` means ``days`` (one, or each of a range) as exactly as ``precision``; ``sure`` is 0..1."""

    start: int
    end: int
    days: tuple[date, ...]
    precision: Precision
    sure: float


def relative(
    text: str, named: Sequence[Resolved], release_day: date, ahead: Callable[[int], bool]
) -> Iterator[Resolved]:
    """The relative expressions of ``text``, in order, those beside a written date left out.

    ``named`` are the written dates, sorted: "the next day" counts from the one before it. ``ahead`` says whether the
    sentence speaks of the future before the given offset.
    """
    last: Resolved | None = None
    for tail in _TAIL.finditer(text):
        begin = max(0, tail.start() - 32)
        found = _EXPRESSION.search(text[begin : tail.end()])
        if found is None:
            continue
        start, end = begin + found.start(), tail.end()
        if any(item.start < end + 3 and start < item.end + 3 for item in named):
            continue
        item: Resolved | None
        if found["step"] or found["anaphor"]:
            item = _from_another(text, found, start, end, [*named, *([last] if last else [])])
        else:
            item = _from_release(text, found, start, end, release_day, ahead)
        if item is not None:
            last = item if item.precision == "day" else last
            yield item


def _from_another(
    text: str, found: re.Match[str], start: int, end: int, others: Sequence[Resolved]
) -> Resolved | None:
    """"The next day", "a day earlier": counted from the date named last before it."""
    word = found["step"]
    if not word:
        after = _ANAPHOR.match(text, end)
        if after is None:
            return None
        word, end = after[1], after.end()
    before = [item for item in others if item.end <= start and item.precision == "day"]
    if not before:
        return None
    anchor = max(before, key=lambda item: item.start).days[-1]
    return Resolved(start, end, (anchor + timedelta(_STEPS[word.lower()]),), "day", 0.5)


def _from_release(
    text: str, found: re.Match[str], start: int, end: int, release_day: date, ahead: Callable[[int], bool]
) -> Resolved | None:
    """What an expression means that is counted from the day of issue."""
    if found["day"]:
        word = found["day"].lower().removesuffix("s")
        if word == "overnight":
            night = (release_day - timedelta(1), release_day)
            return None if _NO_NIGHT.match(text, end) else Resolved(start, end, night, "day", 0.7)
        return Resolved(start, end, (release_day + timedelta(_DAYS.get(word, 0)),), "day", 0.92)
    if found["weekday"]:
        number, turn = WEEKDAYS.index(found["weekday"].lower()), (found["turn"] or "").lower()
        return Resolved(start, end, (_weekday(number, turn, release_day, ahead=ahead(start)),), "day", 0.88)
    if found["unit"]:
        days, precision = _period(found["which"].lower().split(maxsplit=1), found["unit"].lower(), release_day)
        return Resolved(start, end, days, precision, 0.5 if precision == "day" else 0.45)
    if found["length"]:
        length = _number(found["length"], otherwise=3)
        back = -(-length // 24) if found["stretch"] == "hours" else length
        days = tuple(release_day - timedelta(n) for n in range(min(back, 31), -1, -1))
        return Resolved(start, end, days, "day", 0.7 if back == 1 else 0.5)
    return _ago(start, end, _number(found["count"], otherwise=1), found["span"], release_day)


def _number(word: str, *, otherwise: int) -> int:
    word = word.lower()
    return int(word) if word.isdigit() else _NUMBERS.index(word) + 1 if word in _NUMBERS else otherwise


def _weekday(weekday: int, turn: str, release_day: date, *, ahead: bool) -> date:
    """The day meant by the name of a weekday: today's own name means today, "last" and "next" never do."""
    back = (release_day.weekday() - weekday) % 7
    if turn in ("next", "this coming", "coming") or (ahead and turn not in ("last", "this past", "past")):
        forward = (weekday - release_day.weekday()) % 7
        return release_day + timedelta(forward or (7 if turn == "next" else 0))
    return release_day - timedelta(back or (7 if turn == "last" else 0))


def _period(which: list[str], unit: str, release_day: date) -> tuple[tuple[date, ...], Precision]:
    """"last month", "earlier this week", "next year": the period; of a week or weekend each of its days."""
    turn = which[-1]
    step = -1 if turn in ("last", "previous", "this past") else 1 if turn in ("next", "this coming") else 0
    if unit == "year":
        return (date(release_day.year + step, 1, 1),), "year"
    if unit in SEASONS:
        return (_season(unit, step, release_day),), "season"
    if unit in ("month", "quarter"):
        length = 3 if unit == "quarter" else 1
        month = (release_day.month - 1) // length * length + length * step
        first = date(release_day.year + month // 12, month % 12 + 1, 1)
        return (first,), "quarter" if unit == "quarter" else "month"
    monday = release_day - timedelta(release_day.weekday())
    if unit == "weekend":
        saturday = monday + timedelta(5 + (-7 if step < 0 or (turn == "this past") else 7 * step))
        return (saturday, saturday + timedelta(1)), "day"
    if turn == "this past":
        return tuple(release_day - timedelta(n) for n in range(7, -1, -1)), "day"
    days = tuple(monday + timedelta(7 * step + n) for n in range(7))
    if which[0] == "earlier":
        days = tuple(day for day in days if day < release_day) or days[:1]
    return days, "day"


def _season(unit: str, step: int, release_day: date) -> date:
    """The first day of "this summer", or of the last or next one that does not hold the day of issue."""
    first = date(release_day.year - (SEASONS[unit] == 12 and release_day.month < 12), SEASONS[unit], 1)
    if step < 0 and release_day < first + timedelta(90):
        first = first.replace(year=first.year - 1)
    if step > 0 and release_day >= first:
        first = first.replace(year=first.year + 1)
    return first


def _ago(start: int, end: int, number: int, span: str, release_day: date) -> Resolved | None:
    """"two weeks ago": as exact as its unit, a day for days, else the month or the year."""
    if span in ("day", "week"):
        days = (release_day - timedelta(number * (7 if span == "week" else 1)),)
        return Resolved(start, end, days, "day", 0.8 if span == "day" else 0.45)
    months = release_day.year * 12 + release_day.month - 1 - number * (12 if span == "year" else 1)
    first = calendar_day(months // 12, 1 if span == "year" else months % 12 + 1, 1)
    return None if first is None else Resolved(start, end, (first,), "year" if span == "year" else "month", 0.42)
