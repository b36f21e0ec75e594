"""Which two things a question sets side by side: X and Y, or then and now.

Invariant: the sides are words of the question itself; where it names none, a comparison is between times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.terms import stems
from qa.compare import pair
from qa.compared import Words
from qa.evidence import Sentence
from qa.records import Query, Quote, ReleaseCard, Row
from qa.understand import describe_time, words

_WITH = r"(?:and|with|to|from|versus|vs\.?)"
_SIDES = (
    re.compile(
        rf"\bcompar(?:e|ing|ison (?:of|between))\s+(?:what\s+)?(.+?)\s+{_WITH}\s+(.+?)"
        r"(?:\s+(?:on|about|over|regarding|say|said|in their|for|when it comes)\b|[?.!,]|$)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\bdiffer\w*\s+(?:is\s+there\s+)?between\s+(.+?)\s+and\s+(.+?)"
        r"(?:\s+(?:on|about|over|regarding|for|when it comes)\b|[?.!,]|$)",
        re.IGNORECASE,
    ),
    re.compile(r"^(.+?)\s+(?:versus|vs\.?)\s+(.+?)(?:\s+(?:on|about|over|regarding|for)\b|[?.!,]|$)", re.IGNORECASE),
)
_ARTICLE = re.compile(r"^(?:the|a|an|what)\s+", re.IGNORECASE)
_TIMES = re.compile(r"\b(?:then|now|today|before|earlier|later|first|last|latest|past|present|\d{4})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Side:
    """One thing of the two, in the question's words, and its words to match."""

    label: str
    words: tuple[str, ...]


def sides(query: Query) -> tuple[Side, ...]:
    """The two things that are compared; none where two times are."""
    for pattern in _SIDES:
        if found := pattern.search(query.standalone):
            labels = [_ARTICLE.sub("", part.strip()) for part in found.groups()]
            if not any(_TIMES.search(label) for label in labels):
                return tuple(Side(label, words(label)) for label in labels)
    return ()


def side_by_side(sentences: Sequence[Sentence], query: Query, most: int) -> list[Sentence]:
    """The best of ``sentences`` for each side, at most ``most`` in all; of then and now the oldest and the newest.

    ``sentences`` are one a release, best first, and all on the topic.
    """
    named = sides(query)
    if not named:
        dated = sorted((day, n) for n, s in enumerate(sentences) if (day := s.hit.release.date))
        return [sentences[n] for _, n in (dated[:1] + dated[-1:] if len(dated) > 1 else dated)] or list(sentences[:1])
    chosen: list[Sentence] = []
    for side in named:
        fitting = [s for s in sentences if _is_of(side, s.text, s.hit.release) and s not in chosen]
        chosen += fitting[: most // 2]
    return chosen


def compared_rows(quotes: Sequence[Quote], query: Query) -> tuple[Row, ...]:
    """A row for each side with the numbers of its quotes; then and now are told by their days."""
    if named := sides(query):
        of = {s.label: tuple(n for n, q in enumerate(quotes, 1) if _is_of(s, q.text, q.release)) for s in named}
        return tuple(Row(label, numbers) for label, numbers in of.items() if numbers)
    if len(quotes) != 2:
        return ()
    days = [describe_time(quote.release.date, quote.release.date) for quote in quotes]
    return (Row(f"Then: {days[0]}", (1,)), Row(f"Now: {days[1]}", (2,)))


def marked(quotes: Sequence[Quote], query: Query) -> tuple[Quote, ...]:
    """Then and now with the words marked that the other lacks; any other quotes as they are."""
    if sides(query) or len(quotes) != 2:
        return tuple(quotes)
    then, now = (Words(quote.release, quote.text, quote.start, quote.end) for quote in quotes)
    beside = pair(then, now)
    return tuple(
        replace(quote, marked=words.marked if words else ())
        for quote, words in zip(quotes, (beside.older, beside.newer), strict=True)
    )


def _is_of(side: Side, text: str, card: ReleaseCard) -> bool:
    """Whether ``text`` or the head of its release names the side, in all of its words."""
    there = set(stems(f"{text} {card.title or ''} {card.issuer or ''} {card.place or ''}"))
    return all(there.issuperset(stems(word)) for word in side.words)
