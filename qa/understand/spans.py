"""Moments of the calendar, from their first day to their last, and what they are read by.

Invariant: every moment has days that the calendar has, in order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from index.dates.mention import calendar_day
from qa.understand.days import month_end

UNIT_MONTHS = {"month": 1, "quarter": 3, "season": 3, "year": 12, "decade": 120}


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a phrase without a year is read by: the day of asking, and the last day that may be meant.

    ``within`` is the time that the chat speaks of: "in May" after a question about 2014 is May 2014.
    """

    today: date
    latest: date
    within: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """``text[start:end]`` names the days ``first`` to ``last``, both inclusive.

    ``unit`` is the word for its length. ``open`` says that its year was filled in by the calendar.
    """

    start: int
    end: int
    first: date
    last: date
    unit: str
    open: bool = False

    def in_year(self, year: int) -> Moment:
        """The same days of another year; of 29 February, the 28th."""
        years = year - self.first.year
        first, last = _of_year(self.first, years), _of_year(self.last, years)
        return replace(self, first=first, last=month_end(first) if self.unit == "month" else last, open=False)


def span(first: date, months: int) -> tuple[date, date]:
    """``first`` and the last day of the ``months`` months that begin with it, at most the end of the year 9999."""
    number = min(first.year * 12 + first.month - 1 + months - 1, 9999 * 12 + 11)
    return first, month_end(date(number // 12, number % 12 + 1, 1))


def back(day: date, months: int) -> date:
    """The same day so many months earlier; the month's last day where it has none such."""
    number = max(12, day.year * 12 + day.month - 1 - months)
    first = date(number // 12, number % 12 + 1, 1)
    return first.replace(day=min(day.day, month_end(first).day))


def shifted(day: date, days: int) -> date:
    """So many days later; at the ends of the calendar its first or last day."""
    return date.fromordinal(min(max(1, day.toordinal() + days), date.max.toordinal()))


def _of_year(day: date, years: int) -> date:
    year = min(max(1, day.year + years), 9999)
    leaps = day.month == 2 and day.day == 29
    return calendar_day(year, day.month, day.day) or day.replace(year=year, day=28 if leaps else day.day)
