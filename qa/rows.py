"""The lines of an answer that is more than quotes: the date, the name, the figure that each quote gives.

Invariant: a label repeats what its quotes say, or what is recorded of their release; it never adds to them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from qa.records import Query, Quote, Row
from qa.shape import DAY, NUMBERS, Shape
from qa.sides import compared_rows
from qa.understand import describe_time

if TYPE_CHECKING:
    from index.generation import Generation

_FIGURE = re.compile(
    r"(?:[$€£]\s?)?\d[\d,.]*\d?(?:\s?(?:%|per cent|percent|million|billion|trillion|thousand))*(?:[\s-][a-z]+)?|"
    rf"(?:{NUMBERS})(?:[\s-][a-z]+)?",
    re.IGNORECASE,
)
_PART = r"(?:(?:[A-Z]\.)+|(?:Dr|Mr|Mrs|Ms|St|Jr|Sr)\.|[A-Z][\w’'-]*)"
_MOST_ROWS = 10

_NAME = re.compile(rf"\b{_PART}(?:\s+(?:(?:of|de|van|von|al|bin|the)\s+)?{_PART})+|\b[A-Z]{{2,}}\b")
_ARTICLE = re.compile(r"^(?:The|An?)\s+(?=\S+\s)")
_DATELINE = re.compile(r"^[A-ZÀ-Þ][\w .,’'-]{1,40}?(?:,? \d{1,2} \w+ \d{4}| \([^)]{2,30}\))?\s*[–—]\s")


def rows(shape: Shape, quotes: Sequence[Quote], query: Query, generation: Generation) -> tuple[Row, ...]:
    """The lines that the shape of the question wants, in the order of the quotes; none for a plain fact."""
    if shape == "latest":
        older = tuple(range(2, len(quotes) + 1))
        return (Row("Latest", (1,)), *((Row("Previously said", older),) if older else ())) if quotes else ()
    if shape == "compare":
        return compared_rows(quotes, query)
    labels: dict[str, Callable[[Quote], Iterator[str]]] = {
        "when": lambda quote: _days(quote, generation),
        "timeline": lambda quote: iter([describe_time(quote.release.date, quote.release.date)]),
        "figure": lambda quote: _figures(quote, query),
        "who": lambda quote: _names(quote, query),
        "which": lambda quote: _names(quote, query),
    }
    if shape not in labels:
        return ()
    found: dict[str, list[int]] = {}
    for number, quote in enumerate(quotes, 1):
        for label in labels[shape](quote):
            if number not in found.setdefault(label, []):
                found[label].append(number)
    ordered = sorted(found, key=lambda label: -len(found[label])) if shape == "which" else list(found)
    return tuple(Row(label, tuple(found[label])) for label in ordered[:_MOST_ROWS])


def _days(quote: Quote, generation: Generation) -> Iterator[str]:
    """The day or period that the quote tells of; else the day of its release."""
    release = generation.release(quote.release.id)
    told = [d for d in release.dates if d.kind == "event" and quote.start <= d.start and d.end <= quote.end]
    for dated in told[:1]:
        yield describe_time(dated.day, dated.last)
    if not told and quote.release.date:
        yield f"released {describe_time(quote.release.date, quote.release.date)}"


def _figures(quote: Quote, query: Query) -> Iterator[str]:
    """The figure that stands nearest to the question's words."""
    text = quote.text
    places = [m.start() for word in query.terms for m in re.finditer(re.escape(word), text, re.IGNORECASE)]
    asked = query.standalone.casefold()
    days = [m.span() for m in DAY.finditer(text)]
    figures = [
        m
        for m in _FIGURE.finditer(text)
        if m.group().casefold() not in asked and not any(start <= m.start() < end for start, end in days)
    ]
    if figures:
        nearest = min(figures, key=lambda m: min((abs(m.start() - place) for place in places), default=0))
        yield nearest.group().strip()


def _names(quote: Quote, query: Query) -> Iterator[str]:
    """The names in the quote that the question did not give, in their order; of its sentence's start only the rest."""
    asked = query.standalone.casefold()
    for match in _NAME.finditer(_DATELINE.sub("", quote.text)):
        if not all(word.casefold().strip(".") in asked for word in match.group().split()):
            yield _ARTICLE.sub("", match.group())
