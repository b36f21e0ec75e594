"""Periods longer than a month: quarters, seasons, years, decades.

Invariant: a number is a year only where the words around it say so; "Q3 2024" is a quarter and never a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.dates.mention import SEASONS, YEAR, Mention

_YEARS = re.compile(YEAR)
_LAST_YEAR = re.compile(rf"\s*(?:-|–|—|to|and|through)\s*(?P<last>{YEAR}|\d\d)(?!\d|,\d)")
_NO_YEAR_AFTER = re.compile(r"\d|%|[-–/.]\d|,\d{3}|[-–]?[A-Za-z]|\s*(?:percent|people|troops)")
_SEASON_BEFORE = re.compile(r"\b(?P<season>winter|spring|summer|fall|autumn)(?:\s+of|,)?\s+$", re.IGNORECASE)
_QUARTER = (
    r"\b(?:Q(?P<q>[1-4])|(?P<nth>first|second|third|fourth|final|1st|2nd|3rd|4th)[\s-]quarter)(?:\s+of)?"
    r"(?:\s+(?:the\s+)?(?:fiscal\s+year|fiscal|FY))?"
)
_QUARTER_BEFORE = re.compile(_QUARTER + r"[\s,-]*$", re.IGNORECASE)
_QUARTER_ALONE = re.compile(
    r"\b(?:Q(?P<q>[1-4])|(?P<nth>first|second|third|fourth)[\s-]quarter)\b(?![-–]?\d)", re.IGNORECASE
)
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_PREPOSITION = (
    r"\b(?:in|since|of|from|until|by|during|before|after|between|early|late|mid|years?|through|for|to|and|fiscal|calendar)"
    r"[\s-]+(?:the\s+)?$"
)
_YEAR_BEFORE = re.compile(_PREPOSITION, re.IGNORECASE)
_BESIDE_NUMBERS = (*"0123456789.,:$£€#§",)


def periods(text: str) -> Iterator[Mention]:
    """Quarters, seasons with their year, decades, and years that a preposition shows to be years."""
    for found in _YEARS.finditer(text):
        if text[found.start() - 1 : found.start()] not in _BESIDE_NUMBERS:
            mention = _around_year(text, found)
            if mention:
                yield mention
    if "uarter" in text or "Q" in text:
        for found in _QUARTER_ALONE.finditer(text):
            yield Mention(found.start(), found.end(), "quarter", None, _first_of_quarter(found))


def _around_year(text: str, found: re.Match[str]) -> Mention | None:
    """What the words before and after a number between 1900 and 2099 make of it; None when it may be no year."""
    start, end, year = found.start(), found.end(), int(found[0])
    before = text[max(0, start - 40) : start]
    offset = start - len(before)
    if year % 10 == 0 and re.match(r"['’]?s\b", text[end : end + 3]):
        return Mention(start, end + text[end : end + 3].index("s") + 1, "decade", year)
    season = _SEASON_BEFORE.search(before)
    if season:
        month = SEASONS[season["season"].lower()]
        return Mention(offset + season.start(), end, "season", year - (month == 12), month)
    quarter = _QUARTER_BEFORE.search(before)
    if quarter:
        return Mention(offset + quarter.start(), end, "quarter", year, _first_of_quarter(quarter))
    bracketed = before.endswith("(") and text.startswith(")", end)
    if not bracketed and not _YEAR_BEFORE.search(before):
        return None
    last = _LAST_YEAR.match(text, end)
    if last:
        closing = int(last["last"]) if len(last["last"]) == 4 else year // 100 * 100 + int(last["last"])
        if closing > year:
            return Mention(start, last.end(), "year", year, last_year=closing)
    return None if _NO_YEAR_AFTER.match(text, end) else Mention(start, end, "year", year)


def _first_of_quarter(found: re.Match[str]) -> int:
    """The first month of the quarter that a match names."""
    return 3 * (int(found["q"]) if found["q"] else _QUARTERS[found["nth"].lower()]) - 2
