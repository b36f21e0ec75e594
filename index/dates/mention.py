"""What a text can name of the calendar: a day, a month, a quarter, a season, a year, a decade, in whole or in part.

Invariant: a ``Mention`` holds only what the words say; nothing is guessed, and days that do not exist are none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from index.records import Precision

_ENGLISH = ("january", "february", "march", "april", "may", "june",
            "july", "august", "september", "october", "november", "december")  # fmt: skip
MONTHS: Mapping[str, int] = {
    **{name: number for number, name in enumerate(_ENGLISH, 1)},
    **{name[:3]: number for number, name in enumerate(_ENGLISH, 1)},
    "sept": 9,
}
"""English month names and abbreviations in lower case, without their full stop."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SEASONS: Mapping[str, int] = {"winter": 12, "spring": 3, "summer": 6, "fall": 9, "autumn": 9}
"""The first month of each season (meteorological, northern half); "winter of 2012" begins in December 2011."""

YEAR = r"(?:19|20)\d\d"
DAY = r"(?:3[01]|[12]\d|0?[1-9])"


@dataclass(frozen=True, slots=True)
class Mention:
    """``text[start:end]`` names a part of the calendar; ``year``, ``month`` and ``day`` are None where it is silent.

    ``last_day`` (or ``last_year``) closes a range such as "March 3-5" or "2004 to 2007". ``ambiguous`` is true where
    day and month could be exchanged ("03/04/2020").
    """

    start: int
    end: int
    precision: Precision
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    last_year: int | None = None
    ambiguous: bool = False

    def in_year(self, year: int) -> date | None:
        """The first day named if the year is ``year``; None when that day does not exist (29 February)."""
        return calendar_day(year, self.month or 1, self.day or 1)


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day, or None when the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=32)
def months(language: str) -> Mapping[str, int]:
    """Month names of ``language`` (ISO 639-1) in lower case, beside the English; English alone if it is unknown."""
    if language == "en":
        return MONTHS
    from importlib import import_module

    try:
        info = import_module(f"dateparser.data.date_translation_data.{language}").info
    except ModuleNotFoundError:
        return MONTHS
    names = {
        name.lower().rstrip("."): number
        for number, key in enumerate(_ENGLISH, 1)
        for name in info.get(key, ())
        if len(name.rstrip(".")) >= 3 and not name[0].isdigit()
    }
    return {**MONTHS, **names}


def full_year(digits: str) -> int:
    """The year that two or four digits name; two digits stand for 1970 to 2069."""
    year = int(digits)
    if year >= 100:
        return year
    return year + (2000 if year < 70 else 1900)
