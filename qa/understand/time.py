"""The time that a question asks about, read from its words: "between March and May 2011", "since the Brussels summit".

A preposition and one or two moments make a range. "Before" and "after" leave the moment itself out, "until", "by" and
"since" take it in, "around" adds half its length on both sides. Of several ranges that hold together their common
part is meant, else the first.
Invariant: a year that only tells which thing is meant ("the 2008 farm bill", "Resolution 1973") is no time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from qa.understand.moments import moment_at
from qa.understand.spans import Calendar, Moment, shifted

Happened = Callable[[str], "tuple[date, date] | None"]
"""The first and last day of the event that a phrase names, as the corpus tells it; None when it tells none."""


@dataclass(frozen=True, slots=True)
class TimeRead:
    """What was read as time: ``spans`` are the (start, end) of the words that say it.

    ``newest`` says that the state of things at the end of the range is asked for ("as of May 2018").
    """

    spans: tuple[tuple[int, int], ...] = ()
    since: date | None = None
    until: date | None = None
    newest: bool = False


@dataclass(frozen=True, slots=True)
class _Range:
    start: int
    end: int
    since: date | None
    until: date | None
    newest: bool = False


_AFTER = "after|following|later than"
_BEFORE = "before|prior to|ahead of|earlier than"
_UNTIL = "until|till|up to|up until|by|through|no later than"
_IN = "in|on|during|within|throughout|over|for|at|of|from|about|towards?|dated"
_PREPOSITION = re.compile(
    rf"(?:(?P<open>between|from)|(?P<as_of>as (?:of|at))|(?P<since>(?:ever )?since|starting(?: in)?|beginning(?: in)?)|"
    rf"(?P<after>{_AFTER})|(?P<before>{_BEFORE})|(?P<until>{_UNTIL})|(?P<around>around|circa|approximately)|"
    rf"(?P<within>{_IN}))(?:\s+(?:the\s+month\s+of|the\s+time\s+of))?\s+",
    re.IGNORECASE,
)
_TEMPORAL = "in on during within throughout since ever between from until till through after following before prior as"
_OF_TIME = frozenset(_TEMPORAL.split())
"""Words after which a number or "May" is a time; others ("about", "by", "over") stand before other things too."""
_WORD = re.compile(r"(?<![\w'’$£€#-])[\w'’]")
_CLOSING = re.compile(r"\s*(?:-|–|—)\s*|\s+(?:to|until|till|through|and|or)\s+", re.IGNORECASE)
_JOINING = re.compile(r"\s+(?:and|or)\s+", re.IGNORECASE)
_ONWARDS = re.compile(r"\s+(?:onwards?\b|forward\b|on(?=\s*(?:[?!.,;]|$)))", re.IGNORECASE)
_ENDS = re.compile(
    r"\s*(?:[?!.,;:)\]]|$)|\s+(?:and|or|about|on|in|by|of|at|for|from|with|against|regarding)\b", re.IGNORECASE
)
_COUNTED = re.compile(r"\s*(?:%|(?:percent|per cent|people|troops|soldiers|dollars|euros|times|m|km)\b)", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\b(?:resolution|act|article|section|chapter|title|rule|law|bill|directive|regulation|protocol|convention|order|flight|"
    r"route|highway|room|form|number|no\.?|nr\.?|model|version|project|vision|agenda|class|budget|fy|fiscal(?:\s+year)?|"
    r"(?:\$|£|€))\s*(?:of\s+)?$",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:did|was|were|has|have|had|happened|announced|said)\b.*(?<!is)(?<!are)(?<!as)(?<!even)(?<!still)(?<!of)\s+$",
    re.IGNORECASE,
)
_EVENT = re.compile(
    rf"(?:(?P<since>since)|(?P<after>{_AFTER})|(?P<before>{_BEFORE})|(?P<until>until|till))\s+"
    r"(?:the\s+)?(?P<name>(?:[\w’'.-]+\s+){0,5}?[\w’'.-]+)(?=\s*(?:[?!.,;:)]|$)|\s+(?:about|on|regarding|by|what|who|how|which)\b)",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"\b[A-ZÀ-Þ]")


def read_time(text: str, calendar: Calendar, happened: Happened | None = None) -> TimeRead:
    """The time asked about in ``text``, and the words that say it. ``happened`` looks events up in the corpus."""
    ranges = list(_ranges(text, calendar))
    if not ranges and happened:
        ranges = list(_since_events(text, happened))
    if not ranges:
        return TimeRead()
    first, *others = ranges
    chosen, since, until = [first], first.since, first.until
    for other in others:
        low = max(since or date.min, other.since or date.min)
        high = min(until or date.max, other.until or date.max)
        if low <= high:
            since, until = (low if low > date.min else None), (high if high < date.max else None)
            chosen.append(other)
    return TimeRead(tuple((r.start, r.end) for r in chosen), since, until, any(r.newest for r in chosen))


def _ranges(text: str, calendar: Calendar) -> Iterator[_Range]:
    """The ranges told in the text, in order, none within another."""
    after = 0
    for word in _WORD.finditer(text):
        if word.start() < after:
            continue
        preposition = _PREPOSITION.match(text, word.start())
        found = _prepositional(text, preposition, calendar) if preposition else None
        found = found or _bare(text, word.start(), calendar)
        if found:
            after = found.end
            yield found


def _prepositional(text: str, preposition: re.Match[str], calendar: Calendar) -> _Range | None:
    start, kind = preposition.start(), preposition.lastgroup
    opening, closing = _pair(text, preposition.end(), calendar, joined=kind == "open")
    if opening is None or (not closing and not _is_time(text, opening, preposition[0].split()[0].lower())):
        return None
    end, last = (closing or opening).end, (closing or opening).last
    onwards = _ONWARDS.match(text, end) if kind in ("open", "within", "since") and not closing else None
    if kind == "since" or onwards:
        return _Range(start, onwards.end() if onwards else end, opening.first, None)
    if kind == "after":
        return _Range(start, end, shifted(last, 1), None)
    if kind == "before":
        return _Range(start, end, None, shifted(opening.first, -1))
    if kind in ("until", "as_of"):
        return _Range(start, end, None, last, newest=kind == "as_of")
    if kind == "around":
        aside = max(3, (last - opening.first).days // 2)
        return _Range(start, end, shifted(opening.first, -aside), shifted(last, aside))
    return _Range(start, end, opening.first, last)


def _bare(text: str, start: int, calendar: Calendar) -> _Range | None:
    """A moment without a preposition: a year or what is exact by itself, not the name of a month or a weekday."""
    opening, closing = _pair(text, start, calendar, joined=False)
    if opening and opening.unit == "year" and opening.first > calendar.today:
        return None  # "Blade Runner 2049"
    if opening is None or (not closing and not _is_time(text, opening, "")):
        return None
    return _Range(start, (closing or opening).end, opening.first, (closing or opening).last)


def _pair(text: str, at: int, calendar: Calendar, *, joined: bool) -> tuple[Moment | None, Moment | None]:
    """The moment at ``at``, and the one that closes the range that it opens; "March" of "March to May 2011" is of 2011.

    Without ``joined`` two moments that "and" joins make one range only when they are of one kind.
    """
    opening = moment_at(text, at, calendar)
    between = _CLOSING.match(text, opening.end) if opening else None
    closing = moment_at(text, between.end(), calendar) if between else None
    if not opening or not between or not closing:
        return opening, None
    if not joined and _JOINING.fullmatch(between[0]) and closing.unit != opening.unit:
        return opening, None
    if opening.open:
        opening = opening.in_year(closing.first.year)
        if opening.first > closing.last:
            opening = opening.in_year(closing.first.year - 1)
    elif closing.open:
        closing = closing.in_year(opening.first.year)
    return (opening, closing) if opening.first <= closing.last else (opening, None)


def _is_time(text: str, moment: Moment, preposition: str) -> bool:
    """Whether words that may name something else name a time there, by the words before and after them."""
    if moment.open or moment.unit == "weekday":
        may_be_a_name = text[moment.start : moment.end].lower() in ("may", "march", "mar")
        return preposition in _OF_TIME if may_be_a_name else bool(preposition)
    if text[moment.start : moment.end].lower() == "today":
        return bool(_DONE.search(text, 0, moment.start) and _ENDS.match(text, moment.end))
    if moment.unit != "year" or not text[moment.start : moment.end].isdigit():
        return True
    if _NUMBERED.search(text, 0, moment.start) or _COUNTED.match(text, moment.end):
        return False
    return preposition in _OF_TIME or bool(_ENDS.match(text, moment.end))


def _since_events(text: str, happened: Happened) -> Iterator[_Range]:
    """"Since the Brussels summit": before or after an event with a name of its own that the corpus dates."""
    found = next((f for f in _EVENT.finditer(text) if _CAPITALISED.search(f["name"])), None)
    days = happened(found["name"]) if found else None
    if not found or not days:
        return
    first, last = days
    if found["since"]:
        yield _Range(found.start(), found.end(), first, None)
    elif found["after"]:
        yield _Range(found.start(), found.end(), shifted(last, 1), None)
    else:
        yield _Range(found.start(), found.end(), None, last if found["until"] else shifted(first, -1))
