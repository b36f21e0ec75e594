"""The parts of a reading put together: what was given, what the words say, and what a reader switched off.

Each part has a name, by which ``ignore`` switches it off, and a label in a reader's words. Invariant: switching a part
off takes that part away and leaves the others as they are; its words are plain words again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qa.records import Order, Part, Query, Turn, Variant
from qa.understand.corpus import Corpus
from qa.understand.days import describe_time
from qa.understand.directory import directory_of
from qa.understand.follow import Carried, carried_over
from qa.understand.languages import LANGUAGE_NAMES, LanguageRead
from qa.understand.names import is_acronym
from qa.understand.order import OrderRead
from qa.understand.reading import Reading, calendar_of, read
from qa.understand.time import TimeRead
from qa.understand.variants import variants_of
from qa.understand.who import WhoRead
from qa.understand.words import words

PARTS = ("issuer", "speaker", "names", "variants", "time", "order", "language", "carried")
"""The names of the parts, in the order in which they are shown."""

_SHOWN = 6
"""So many of the words carried over are shown."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reader set by argument, None where nothing was; ``as_of`` is the day of asking."""

    since: date | None = None
    until: date | None = None
    issuer: str | None = None
    speaker: str | None = None
    order: Order | None = None
    as_of: date | None = None
    language: str | None = None

    def given(self) -> frozenset[str]:
        """The names of the parts that are set."""
        values = {"issuer": self.issuer, "speaker": self.speaker, "language": self.language, "order": self.order}
        held = {**values, "time": self.since or self.until}
        return frozenset(name for name, value in held.items() if value)


def query_of(
    text: str, history: Sequence[Turn], limits: Limits, ignored: Sequence[str], corpus: Corpus | None
) -> Query:
    """The query that the cleaned question ``text`` asks, within ``limits`` and without the ``ignored`` parts."""
    calendar = calendar_of(limits.as_of, corpus)
    reading = read(text, calendar, corpus)

    def within(told: str, range_: tuple[date, date] | None) -> Reading:
        return read(told, replace(calendar, within=range_), corpus, spellings=False)

    carried = carried_over(reading, history, within, corpus) if "carried" not in ignored else None
    if carried:
        time = replace(carried.reading.time, since=carried.since, until=carried.until)
        variants = variants_of(carried.reading.names, words(carried.reading.topic), corpus) if corpus else ()
        order = replace(carried.reading.order, order=carried.order)
        reading = replace(carried.reading, time=time, order=order, variants=variants)
    said = _without(reading, limits.given() | frozenset(ignored))
    limits = _kept(limits, ignored)
    issuers, speakers = _names_of(limits, said.who, corpus)
    query = Query(
        text=text,
        standalone=_standalone(text, carried),
        topic=said.topic,
        terms=words(said.topic),
        names=said.names,
        variants=said.variants,
        since=limits.since or (None if limits.until else said.time.since),
        until=limits.until or (None if limits.since else said.time.until),
        order=limits.order or said.order.order,
        as_of=limits.as_of,
        issuer=limits.issuer or said.who.issuer,
        speaker=limits.speaker or said.who.speaker,
        issuers=issuers,
        speakers=speakers,
        language=limits.language or said.language.language,
        carried=carried.words if carried else (),
        context=carried.context if carried else (),
        given=tuple(name for name in PARTS if name in limits.given()),
        ignored=tuple(ignored),
        not_honoured=tuple(f"ignore {name}" for name in ignored if name not in PARTS),
    )
    return replace(query, parts=tuple(parts_of(query)))


def _standalone(text: str, carried: Carried | None) -> str:
    """The question as one string: asked in full where that is clear, else with the words carried over in brackets."""
    if carried is None:
        return text
    full = carried.reading.text
    if not carried.context:
        return full
    beside = [word for word in carried.words if word not in full][:_SHOWN]
    return f"{full.rstrip(' ?.!')} ({', '.join(beside)})?" if beside else full


def parts_of(query: Query) -> Iterator[Part]:
    """The parts of a query that a reader can switch off, in the order in which they are shown."""
    labels = {
        "issuer": query.issuer,
        "speaker": query.speaker,
        "names": ", ".join(query.names),
        "variants": "also " + ", ".join(_forms(query.variants)) if query.variants else "",
        "time": describe_time(query.since, query.until) if query.since or query.until else "",
        "order": f"{query.order} first" if query.order else "",
        "language": LANGUAGE_NAMES.get(query.language, query.language) if query.language else "",
        "carried": "from before: " + ", ".join(query.carried[:_SHOWN]) if query.carried else "",
    }
    yield from (Part(name, label) for name in PARTS if (label := labels[name]))


def _forms(variants: Sequence[Variant]) -> Iterator[str]:
    """The variants as they are shown: what an acronym stands for in one piece."""
    for word in dict.fromkeys(variant.instead_of for variant in variants):
        forms = [variant.word for variant in variants if variant.instead_of == word]
        yield from [" ".join(forms)] if is_acronym(word) else forms


def _without(reading: Reading, off: frozenset[str]) -> Reading:
    """The reading without the parts named in ``off``; whoever is asked to speak is one of issuer and speaker."""
    who = "issuer" if reading.who.issuer else "speaker"
    return replace(
        reading,
        time=TimeRead() if "time" in off else reading.time,
        order=OrderRead() if "order" in off else reading.order,
        who=WhoRead() if who in off else reading.who,
        language=LanguageRead() if "language" in off else reading.language,
        names=() if "names" in off else reading.names,
        variants=() if "variants" in off else reading.variants,
    )


def _kept(limits: Limits, ignored: Sequence[str]) -> Limits:
    """The limits without those that are switched off."""
    return replace(
        limits,
        **({"since": None, "until": None} if "time" in ignored else {}),
        **{name: None for name in ("issuer", "speaker", "order", "language") if name in ignored},
    )


def _names_of(limits: Limits, who: WhoRead, corpus: Corpus | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All names that the corpus has for the issuer and for the speaker; one that it does not know has its own."""
    issuers = who.forms if who.issuer else ()
    speakers = who.forms if who.speaker else ()
    if limits.issuer:
        known = directory_of(corpus).issuer(limits.issuer) if corpus else None
        issuers = known.forms if known else (limits.issuer,)
    if limits.speaker:
        person = directory_of(corpus).speaker(limits.speaker) if corpus else None
        speakers = person.forms if person else (limits.speaker,)
    return issuers, speakers
