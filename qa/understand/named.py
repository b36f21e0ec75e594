"""Moments that words name in the calendar: "28 November 2010", "Q2 2014", "the spring of 2012", "the 1990s".

A month or day without a year gets the last one that has begun. Seasons are the meteorological ones of the northern
half. Invariant: a month or season is read only in a form that makes it one; whether a bare number is a year is
for the words around it to say (``qa.understand.time``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from index.dates.figures import figures
from index.dates.mention import MONTHS, SEASONS, calendar_day
from qa.understand.spans import Calendar, Moment, span

_MONTH = (
    r"(?P<month>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|jun\.|july?|jul\.|aug(?:ust|\.)?|"
    r"sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)(?![\w'’])"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_NTH = r"(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?![\w%]|[.,]\d|-\d{1,2}(?!\d))"
_TO = r"\s*(?:-|–|—|to|and|through|until|till)\s*"
_OF_YEAR = rf"(?:\s*,\s*|\s+of\s+(?:the\s+year\s+)?|\s+){_YEAR}"
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4,
             "final": 4}  # fmt: skip
_NTH_QUARTER = rf"(?P<nth>{'|'.join(_ORDINALS)})[\s-]quarter"
_TENS = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
         "nineties": 90}  # fmt: skip

_Read = Callable[["re.Match[str]"], "Moment | None"]


def named_moment(text: str, at: int, calendar: Calendar) -> Moment | None:
    """The moment that the words of ``text`` from position ``at`` name in the calendar."""
    for pattern, read in _READERS:
        found = pattern.match(text, at)
        if found:
            moment = read(found)
            if moment is not None:
                return _placed(moment, calendar)
    return _in_figures(text, at)


def _day(found: re.Match[str]) -> Moment | None:
    month, opening = _month_number(found), int(found["day"])
    year = int(found["year"]) if found["year"] else None
    first, last = (calendar_day(year or 2000, month, number) for number in (opening, int(found["closing"] or opening)))
    if first is None or last is None or last < first:
        return None
    return Moment(found.start(), found.end(), first, last, "day" if first == last else "days", open=year is None)


def _month(found: re.Match[str]) -> Moment:
    first, last = span(date(int(found["year"] or 2000), _month_number(found), 1), 1)
    return Moment(found.start(), found.end(), first, last, "month", open=not found["year"])


def _quarter(found: re.Match[str]) -> Moment:
    fields = found.groupdict()
    number = int(fields["number"]) if fields.get("number") else _ORDINALS[fields["nth"].lower()]
    return Moment(found.start(), found.end(), *span(date(int(found["year"]), 3 * number - 2, 1), 3), "quarter")


def _half(found: re.Match[str]) -> Moment:
    first = date(int(found["year"]), 6 * int(found["number"]) - 5, 1)
    return Moment(found.start(), found.end(), *span(first, 6), "half")


def _season(found: re.Match[str]) -> Moment:
    month = SEASONS[found["season"].lower()]
    return Moment(found.start(), found.end(), *span(date(int(found["year"]) - (month == 12), month, 1), 3), "season")


def _decade(found: re.Match[str]) -> Moment:
    year = int(found["decade"] or 0)
    if not year:
        tens = int(found["short"]) if found["short"] else _TENS[found["word"].lower()]
        year = tens + (2000 if tens < 30 else 1900)
    return Moment(found.start(), found.end(), *span(date(year, 1, 1), 120), "decade")


def _year(found: re.Match[str]) -> Moment:
    return Moment(found.start(), found.end(), *span(date(int(found["year"]), 1, 1), 12), "year")


def _in_figures(text: str, at: int) -> Moment | None:
    """A day in figures: "2010-11-28", "28.11.2010", "11/28/2010"."""
    if text[at : at + 1].isdigit():
        for mention in figures(text[at : at + 13], [], "en", None):
            day = mention.in_year(mention.year) if mention.year and mention.start == 0 else None
            return Moment(at, at + mention.end, day, day, "day") if day else None
    return None


def _placed(moment: Moment, calendar: Calendar) -> Moment:
    """A moment without a year in the year meant: within the time spoken of, else the last one that has begun."""
    if not moment.open:
        return moment
    if calendar.within:
        first, last = calendar.within
        for year in range(last.year, max(first.year, last.year - 10) - 1, -1):
            there = moment.in_year(year)
            if first <= there.last and there.first <= last:
                return replace(there, open=True)
    there = moment.in_year(calendar.latest.year)
    if there.first > calendar.latest:
        there = moment.in_year(calendar.latest.year - 1)
    return replace(there, open=True)


def _month_number(found: re.Match[str]) -> int:
    return MONTHS[found["month"].lower().rstrip(".")]


def _reader(pattern: str, read: _Read) -> tuple[re.Pattern[str], _Read]:
    return re.compile(pattern, re.IGNORECASE), read


_TENS_WORDS = "|".join(_TENS)
_TO_DAY = rf"(?:{_TO}(?P<closing>{_DAY}){_NTH})?"
_READERS = (
    _reader(rf"(?:the\s+)?(?P<day>{_DAY}){_NTH}{_TO_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+(?:of\s+)?{_YEAR})?", _day),
    _reader(rf"{_MONTH}\s+(?:the\s+)?(?P<day>{_DAY}){_NTH}{_TO_DAY}(?![\w%])(?:,?\s+{_YEAR})?", _day),
    _reader(rf"{_MONTH}(?:{_OF_YEAR})?", _month),
    _reader(rf"(?:the\s+)?(?:Q(?P<number>[1-4])|{_NTH_QUARTER}){_OF_YEAR}", _quarter),
    _reader(r"(?P<year>(?:19|20)\d\d)\s*[/-]?\s*Q(?P<number>[1-4])\b", _quarter),
    _reader(rf"(?P<year>(?:19|20)\d\d)['’]s\s+{_NTH_QUARTER}\b", _quarter),
    _reader(rf"H(?P<number>[12]){_OF_YEAR}", _half),
    _reader(rf"(?:the\s+)?(?P<season>winter|spring|summer|fall|autumn){_OF_YEAR}", _season),
    _reader(rf"(?:the\s+)?(?:(?P<decade>(?:19|20)\d0)['’]?s|['’](?P<short>\d0)s|(?P<word>{_TENS_WORDS}))\b", _decade),
    _reader(rf"(?:the\s+(?:calendar\s+)?year\s+(?:of\s+)?)?{_YEAR}(?!['’]\w)", _year),
)
