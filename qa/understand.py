"""A question and its chat become a Query: what to look for, from when, by whom, in which order.

Invariant: no question makes this fail but one with nothing in it, or far too much; what is given by argument
wins over what is read from the words; what could not be acted on is named in ``Query.not_honoured``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import get_args

from index.errors import UsageError
from qa.records import Order, Part, Query, Turn

LONGEST_QUESTION = 4_000

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ud800-\udfff]")
_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")

_STOP_WORDS = (
    "a about above after again against all am an and any are aren't as at be because been before being below "
    "between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each "
    "else ever few for from further get give given had hadn't has hasn't have haven't having he her here hers "
    "herself him himself his how i i'd i'll i'm i've if in into is isn't it its itself just let me more most much "
    "mustn't my myself no nor not now of off on once one only or other our ours ourselves out over own please "
    "same shall she should shouldn't so some such tell than that the their theirs them themselves then there "
    "these they this those through to too under until up upon us very was wasn't we were weren't what when where "
    "which while who whom whose why will with within without won't would wouldn't you your yours yourself "
    "yourselves "
)
STOP_WORDS = frozenset(_STOP_WORDS.split())


def understand(
    question: str,
    *,
    history: Sequence[Turn] = (),
    since: date | str | None = None,
    until: date | str | None = None,
    issuer: str | None = None,
    speaker: str | None = None,
    order: Order | None = None,
    as_of: date | str | None = None,
    ignore: Sequence[str] = (),
) -> Query:
    """The question as it will be searched. Dates are given as ``date`` or as "2011", "2011-03", "2011-03-19".

    Raises UsageError for an empty question, one of more than 4,000 characters, an unreadable date, ``since``
    after ``until``, or an order that is none. Characters that cannot be printed are dropped.
    """
    text = cleaned(question)
    first, last = day(since, "since"), day(until, "until", last=True)
    if first and last and first > last:
        raise UsageError(f"since ({first}) is after until ({last}).", next_command="swap the two dates")
    if order is not None and order not in get_args(Order):
        raise UsageError(f"the order must be newest or oldest, not {order!r}.")
    parts = [Part("issuer", issuer)] if issuer else []
    parts += [Part("speaker", speaker)] if speaker else []
    parts += [Part("time", describe_time(first, last))] if first or last else []
    parts += [Part("order", f"{order} first")] if order else []
    given = tuple(part.name for part in parts)
    return Query(
        text=text,
        standalone=text,
        terms=words(text),
        since=first,
        until=last,
        order=order,
        as_of=day(as_of, "as_of", last=True),
        issuer=issuer or None,
        speaker=speaker or None,
        given=given,
        ignored=tuple(ignore),
        not_honoured=("history",) if history else (),
        parts=tuple(parts),
    )


def cleaned(question: str) -> str:
    """The question in one line, without what cannot be printed; UsageError when nothing or far too much is left."""
    text = " ".join(_UNPRINTABLE.sub(" ", question).split())
    if not text:
        raise UsageError("the question is empty.", next_command='release-qa ask "What did NATO say about Libya?"')
    if len(text) > LONGEST_QUESTION:
        raise UsageError(
            f"the question has {len(text):,} characters, and at most {LONGEST_QUESTION:,} are read.",
            next_command="ask in a few sentences",
        )
    return text


def words(text: str) -> tuple[str, ...]:
    """The words of ``text`` to match, in order, each once, without stop words; all of them if it has no others."""
    found = dict.fromkeys(_POSSESSIVE.sub("", match.group()) for match in _WORD.finditer(text))
    telling = tuple(word for word in found if word.casefold().replace("’", "'") not in STOP_WORDS)
    return telling or tuple(found)


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
    return f"until {_moment(until, until == _month_end(until))}" if until else "any time"


def _between(since: date, until: date) -> str:
    whole_months = since.day == 1 and until == _month_end(until)
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


def _month_end(when: date) -> date:
    return date(when.year, when.month, monthrange(when.year, when.month)[1])
