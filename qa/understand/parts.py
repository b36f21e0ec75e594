"""The parts of a reading put together: what was given, what the words say, and what a reader switched off.

Each part has a name, by which ``ignore`` switches it off, and a label in a reader's words. Invariant: switching a part
off takes that part away and leaves the others as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qa.records import Order, Part, Query, Turn
from qa.understand.corpus import Corpus
from qa.understand.days import describe_time
from qa.understand.order import OrderRead, read_order
from qa.understand.spans import Calendar
from qa.understand.time import TimeRead, read_time
from qa.understand.words import blanked, without, words

PARTS = ("issuer", "speaker", "time", "order")
"""The names of the parts, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reader set by argument, None where nothing was; ``as_of`` is the day of asking."""

    since: date | None = None
    until: date | None = None
    issuer: str | None = None
    speaker: str | None = None
    order: Order | None = None
    as_of: date | None = None

    def given(self) -> Iterator[str]:
        """The names of the parts that are set."""
        held = {"issuer": self.issuer, "speaker": self.speaker, "time": self.since or self.until, "order": self.order}
        yield from (name for name, value in held.items() if value)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words of one text say by themselves, before anything is given or switched off."""

    text: str
    time: TimeRead
    order: OrderRead


def read(text: str, calendar: Calendar, corpus: Corpus | None) -> Reading:
    """What the words of ``text`` say."""
    time = read_time(text, calendar, corpus.happened if corpus else None)
    order = read_order(blanked(text, time.spans))
    if time.newest and order.order is None:
        order = OrderRead("newest")
    return Reading(text, time, order)


def query_of(
    text: str, history: Sequence[Turn], limits: Limits, ignored: Sequence[str], corpus: Corpus | None
) -> Query:
    """The query that the cleaned question ``text`` asks, within ``limits`` and without the ``ignored`` parts."""
    given = frozenset(limits.given())
    reading = read(text, calendar_of(limits.as_of, corpus), corpus)
    acted_on = frozenset(PARTS) - given - frozenset(ignored)
    time = reading.time if "time" in acted_on else TimeRead((), limits.since, limits.until)
    order = reading.order if "order" in acted_on else OrderRead(limits.order)
    topic = without(text, (*time.spans, *order.spans)) or text
    query = Query(
        text=text,
        standalone=text,
        topic=topic,
        terms=words(topic),
        since=None if "time" in ignored else time.since,
        until=None if "time" in ignored else time.until,
        order=None if "order" in ignored else order.order,
        as_of=limits.as_of,
        issuer=None if "issuer" in ignored else limits.issuer,
        speaker=None if "speaker" in ignored else limits.speaker,
        given=tuple(name for name in PARTS if name in given and name not in ignored),
        ignored=tuple(ignored),
        not_honoured=("history",) if history else (),
    )
    return replace(query, parts=tuple(_parts(query)))


def calendar_of(as_of: date | None, corpus: Corpus | None) -> Calendar:
    """What phrases of time are read by: "in March" means the last one of the corpus unless a day of asking is given."""
    today = as_of or date.today()
    last = corpus.extent.last if corpus and not as_of else None
    return Calendar(today, min(today, last or today))


def _parts(query: Query) -> Iterator[Part]:
    """The parts of a query that a reader can switch off."""
    if query.issuer:
        yield Part("issuer", query.issuer)
    if query.speaker:
        yield Part("speaker", query.speaker)
    if query.since or query.until:
        yield Part("time", describe_time(query.since, query.until))
    if query.order:
        yield Part("order", f"{query.order} first")
