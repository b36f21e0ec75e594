"""When what a release tells happened: every date in its text, resolved from the day of the release.

"Yesterday", "on Tuesday", "Nov. 28" and "last month" mean something only beside the day of issue; without one only
dates written out are kept.
Invariant: ``text[start:end]`` are the words that say the date, in text order; the highest ``confidence`` marks the
day of what the release is about, and the rest are dates that it mentions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from index.dates.mention import WEEKDAYS, Mention
from index.dates.places import place_of_mention
from index.dates.relative import Resolved, relative
from index.dates.words import mentions
from index.records import Dated

_FUTURE = re.compile(
    r"\b(?:will|shall|scheduled|upcoming|plans? to|(?:is|are) (?:set|due|expected|slated) (?:to|for)|deadline|"
    r"faces?|to be held|no later than|register by|rsvp|invites?|join us)\b"
    r"|\b(?:may|can|must|has to|have to)\b[^.]*\b(?:from|until|by|starting|beginning)(?:\s+on)?\s+$",
    re.IGNORECASE,
)
_SAID_SO = re.compile(
    r"\b(?:announce[sd]?|said|says|stated|told|released|issued|unveiled|reported|confirmed)\W+(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
_STANDS_BACK = re.compile(
    r"\b(?:since|until|after|following|before|prior to|due|expires?|from|between|related to)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_WEEKDAY_BESIDE = re.compile(r"((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day),?\s*\(?$")
_NOT_A_HEADER = re.compile(
    r"\b(?:on|of|by|in|from|until|since|to|and|for|before|after|between|dated?|\w+day,?)\s*\(?$", re.IGNORECASE
)
_HEAD = 2500
_RUNNING_HEAD = 400
_LONGEST_RANGE = 31
_LONG_AGO = 45
_DAY, _MONTH = frozenset(("day",)), frozenset(("day", "month"))
"""What counts as exact beside a release whose day is known, or only its month."""


def event_dates(
    text: str,
    sentences: Sequence[tuple[int, int]],
    release_day: date | None,
    *,
    exact: bool = True,
    language: str = "en",
) -> tuple[Dated, ...]:
    """The dates told in ``text``, in text order, each day of a short range on its own.

    ``sentences`` are the (start, end) of the text's sentences, sorted; ``release_day`` is the day of issue, None when
    it is not known. Where only its month is (``exact`` false, ``release_day`` the first of it), "yesterday" means no
    more than that month. ``confidence`` is how likely this is the date of what the release tells: it falls with
    distance from the beginning, for background and for what lies ahead.
    """
    starts = [start for start, _ in sentences]

    def ahead(at: int) -> bool:
        number = bisect_right(starts, at) - 1
        return bool(_FUTURE.search(text, starts[number] if number >= 0 else 0, at))

    written = [m for m in mentions(text, language) if not _is_release_date(text, m, release_day)]
    resolved = [item for m in written if (item := _named(text, m, release_day, ahead(m.start)))]
    if release_day is not None:
        told = relative(text, resolved, release_day, ahead)
        if not exact:
            told = (_within_month(item, release_day) for item in told)
        resolved = sorted([*resolved, *told], key=lambda item: item.start)
    return tuple(_weighed(text, starts, resolved, release_day, _DAY if exact else _MONTH))


def _within_month(item: Resolved, month: date) -> Resolved:
    """A day counted from a release of which only the month is known: that month, and a little less sure."""
    return replace(item, days=(month,), precision="month", sure=0.9 * item.sure) if item.precision == "day" else item


def main_event(dates: Iterable[Dated]) -> Dated | None:
    """The date of what the release tells: the most confident event date, the first of equals."""
    return max((d for d in dates if d.kind == "event"), key=lambda d: d.confidence, default=None)


def _is_release_date(text: str, mention: Mention, release_day: date | None) -> bool:
    """Whether the mention stands in a dateline or header, where it dates the release and not an event."""
    if mention.start > _HEAD or mention.day is None:
        return False
    same = release_day is not None and (mention.month, mention.day) == (release_day.month, release_day.day)
    place = place_of_mention(text, mention)
    if place in ("dateline", "header line", "update line") or (place == "title line" and same):
        return True
    # Where line breaks were lost the header runs into the text: its date is in full and has no preposition.
    in_running_head = same and mention.year is not None and mention.start < _RUNNING_HEAD
    return in_running_head and not _NOT_A_HEADER.search(text, max(0, mention.start - 16), mention.start)


def _named(text: str, mention: Mention, release_day: date | None, ahead: bool) -> Resolved | None:
    """A written date with its year filled in; None when it has none and the day of issue is not known."""
    year, sure = mention.year, 0.9
    if year is None:
        if release_day is None:
            return None
        year, sure = _year_for(text, mention, release_day, ahead), 0.87
    first = mention.in_year(year)
    if first is None:
        return None
    days: tuple[date, ...] = (first,)
    if mention.last_year is not None:
        days = tuple(date(y, 1, 1) for y in range(year, min(mention.last_year, year + _LONGEST_RANGE) + 1))
    elif mention.last_day is not None:
        days = tuple(date(year, first.month, day) for day in range(first.day, mention.last_day + 1))
    return Resolved(mention.start, mention.end, days, mention.precision, sure)


def _year_for(text: str, mention: Mention, release_day: date, ahead: bool) -> int:
    """The year of a day or month without one: by the weekday beside it, else nearest before the release.

    What lies ahead is sought after the release; a date up to 60 days after it stays there even where no word says so.
    """
    beside = _WEEKDAY_BESIDE.search(text, max(0, mention.start - 14), mention.start)
    if beside and mention.day:
        weekday = WEEKDAYS.index(beside[1].lower())
        for year in (release_day.year, release_day.year - 1, release_day.year + 1):
            day = mention.in_year(year)
            if day and day.weekday() == weekday:
                return year
    start = mention.in_year(release_day.year) or date(release_day.year, mention.month or 1, 28)
    distance = (start - release_day).days
    if ahead:
        return release_day.year + (distance < -120)
    return release_day.year - (distance > 60) + (distance < -330)


def _weighed(
    text: str, starts: list[int], resolved: list[Resolved], release_day: date | None, exact: frozenset[str]
) -> Iterator[Dated]:
    """The dates with the confidence that each is the date of what the release tells."""
    first: int | None = None
    for item in resolved:
        number = max(0, bisect_right(starts, item.start) - 1)
        if item.precision in exact:
            first = number if first is None else first
        late = number - (number if first is None else first)
        begin = starts[number] if starts else 0
        weight = item.sure * _importance(text, begin, late, item, release_day)
        weight *= 1.0 if item.precision in exact else 0.5
        for day in item.days:
            yield Dated("event", day, item.precision, item.start, item.end, "text", round(weight, 3))


def _importance(text: str, begin: int, late: int, item: Resolved, release_day: date | None) -> float:
    """How far a date is that of what the release tells (0..1): early, told as done rather than as background.

    ``begin`` is where its sentence begins, ``late`` how many sentences after the first day that is named.
    """
    weight = max(0.6, 1.0 - 0.06 * late)
    before = text[max(begin, item.start - 48) : item.start]
    if _SAID_SO.search(before):
        weight *= 0.8
    elif _STANDS_BACK.search(before):
        weight *= 0.7
    if text.startswith(("'s ", "’s "), item.end) and not text[item.start : item.end].lower().startswith("today"):
        weight *= 0.6
    far = 0 if release_day is None else (release_day - item.days[0]).days
    return weight * 0.6 if far < 0 or far > _LONG_AGO else weight
