"""Dates in figures: "2020-05-14", "24.05.2020", "5/15/2020", and which of two numbers is the day.

Invariant: dots mean the day first; slashes and hyphens what the rest of the text does, else what its language does, and
then the date is marked ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.dates.mention import DAY, YEAR, Mention, calendar_day, full_year

_FIGURES = re.compile(r"\d{1,4}[-./]\s?\d{1,2}[-./]\s?\d{2,4}")
_ISO = re.compile(rf"(?P<year>{YEAR})(?P<sign>[-./])(?P<month>0?[1-9]|1[0-2])(?P=sign)(?P<day>{DAY})")
_TWO_NUMBERS = re.compile(rf"(?P<one>{DAY})(?P<sign>[-./])\s?(?P<two>{DAY})(?P=sign)\s?(?P<year>{YEAR}|\d\d)")
_JOINING = (*"0123456789./-",)


def figures(text: str, named: list[Mention], language: str, day_first: bool | None) -> Iterator[Mention]:
    """Dates in figures; dots mean the day first, slashes and hyphens what the rest of the text does."""
    written = [found for found in _FIGURES.finditer(text) if text[found.start() - 1 : found.start()] not in _JOINING]
    if written and day_first is None:
        day_first = _writes_day_first(text, named, [found[0] for found in written], language)
    for found in written:
        iso = _ISO.fullmatch(found[0])
        if iso:
            fields = int(iso["year"]), int(iso["month"]), int(iso["day"])
            ambiguous = False
        else:
            two = _TWO_NUMBERS.fullmatch(found[0])
            if not two or (len(two["year"]) == 2 and two["sign"] != "/"):
                continue
            fields, ambiguous = _two_numbers(two, day_first)
        end = text[found.end() : found.end() + 2]
        if fields[1] <= 12 and calendar_day(*fields) is not None and not end[:1].isdigit() and not _goes_on(end):
            yield Mention(found.start(), found.end(), "day", *fields, ambiguous=ambiguous)


def _goes_on(after: str) -> bool:
    """Whether a number goes on after its first figures: "1.2.2020.3", "1/2/2020/x"."""
    return after[:1] == "/" or (after[:1] in (".", "-") and after[1:].isdigit())


def _two_numbers(found: re.Match[str], day_first: bool | None) -> tuple[tuple[int, int, int], bool]:
    """Year, month and day of "03/04/2020", and whether they could be read the other way."""
    one, two, year = int(found["one"]), int(found["two"]), full_year(found["year"])
    first = one > 12 if max(one, two) > 12 else found["sign"] == "." or bool(day_first)
    ambiguous = found["sign"] != "." and one <= 12 and two <= 12 and one != two and day_first is None
    return ((year, two, one) if first else (year, one, two)), ambiguous


def _writes_day_first(text: str, found: list[Mention], figures: list[str], language: str) -> bool | None:
    """Whether this text writes the day before the month; None when its dates do not say and it is English."""
    named = [m for m in found if m.day is not None]
    leading = sum(text[m.start].isdigit() for m in named)
    if named and leading * 2 != len(named):
        return leading * 2 > len(named)
    for figure in figures:
        numbers = _TWO_NUMBERS.fullmatch(figure)
        if numbers and (int(numbers["one"]) > 12 or int(numbers["two"]) > 12):
            return int(numbers["one"]) > 12
    return None if language == "en" else True
