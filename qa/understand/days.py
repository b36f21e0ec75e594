"""Days as readers give them and as they are told back: "2011-03" in, "Mar–May 2011" out.

Invariant: what cannot be read as a day is a UsageError that names the setting; a range is told in the fewest words.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from index.errors import UsageError

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def day(value: date | str | None, name: str, *, last: bool = False) -> date | None:
    """``value`` as a date; "2011" or "2011-03" is the first day of it, or the ``last``. Else UsageError."""
    if value is None or isinstance(value, date):
        return value
    match = _DAY.fullmatch(value.strip())
    if match:
        year, month, number = (int(part) if part else None for part in match.groups())
        assert year is not None
        try:
            month = month or (12 if last else 1)
            return date(year, month, number or (monthrange(year, month)[1] if last else 1))
        except ValueError:
            pass
    raise UsageError(f"{name} is no date: {value!r}.", next_command=f"write it as 2011-03-19, 2011-03 or 2011 ({name})")


def describe_time(since: date | None, until: date | None) -> str:
    """A range of time in a few words: "Mar–May 2011", "14 May 2020", "since 2011", "until 3 June 2012"."""
    if since and until:
        return _between(since, until)
    if since:
        return f"since {_moment(since, since.day == 1)}"
    return f"until {_moment(until, until == month_end(until))}" if until else "any time"


def month_end(when: date) -> date:
    """The last day of the month of ``when``."""
    return date(when.year, when.month, monthrange(when.year, when.month)[1])


def _between(since: date, until: date) -> str:
    whole_months = since.day == 1 and until == month_end(until)
    if since == until:
        return f"{since.day} {since:%B} {since.year}"
    if not whole_months:
        return f"{_moment(since, False)} – {_moment(until, False)}"
    if (since.month, until.month) == (1, 12):
        return str(since.year) if since.year == until.year else f"{since.year}–{until.year}"
    if (since.year, since.month) == (until.year, until.month):
        return f"{since:%B} {since.year}"
    if since.year == until.year:
        return f"{since:%b}–{until:%b} {since.year}"
    return f"{since:%b} {since.year} – {until:%b} {until.year}"


def _moment(when: date, coarse: bool) -> str:
    if coarse and when.month in (1, 12) and when in (date(when.year, 1, 1), date(when.year, 12, 31)):
        return str(when.year)
    return f"{when:%B} {when.year}" if coarse else f"{when.day} {when:%B} {when.year}"
