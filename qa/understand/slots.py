"""Short questions that put something new in the place of something old: "And Turkey?", "What about 2015?".

The question before is asked again with the new thing in it. What is replaced is of the same kind: a time by a time, a
name by a name, a thing by another of the same head word ("chip factories" by "battery factories").
Invariant: where it is not clear what is replaced, nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from index.dates.words import mentions
from index.speakers.names import TITLES as _TITLES
from index.terms import stems
from qa.understand.reading import Reading
from qa.understand.spans import back, shifted
from qa.understand.words import STOP_WORDS, without, words

_OPENER = re.compile(
    r"^(?:(?:and|but|or|so|then),?\s+(?:(?:what|how) about\s+)?|(?:what|how) about\s+)"
    r"(?:(?:for|in|on|with|about|to|of|at|by|from|during|since|before|after)\s+)?(?P<thing>[^?!.]{2,60}?)\s*[?.!]*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|who|what|which|when|where|why|how|others?|rest|"
    r"else|it|he|she|they|them|that|this|these|those)\b",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\b(?P<side>since|after|before|until)\s+(?:then|that|this)\b|"
    r"\b(?:(?:came|comes|happened|said|was)\s+)?(?:before|earlier|previously)\s*[?.]*$",
    re.IGNORECASE,
)
_YEARS = re.compile(
    r"\bthe\s+(?:(?P<last>previous|preceding|prior)|(?P<next>next|following))\s+year\b|"
    r"\bthe\s+year\s+(?:(?P<before>before|earlier)|(?P<after>after|later))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the chat as understood: its full text, what was read in it, and the time it speaks of."""

    reading: Reading
    since: date | None
    until: date | None

    @property
    def text(self) -> str:
        """The question with all that it carried over."""
        return self.reading.text


def asked_again(reading: Reading, last: Asked, answer: str, read: Callable[[str], Reading]) -> str | None:
    """The question before with what ``reading`` names in the place of what it replaces; None where nothing is clear."""
    found = _OPENER.match(reading.text)
    if not found or _CLAUSE.search(found["thing"]):
        return None
    if reading.time.spans and not words_besides_time(reading):
        return _with_time(reading, last)
    if len(found["thing"].split()) > 5 or found["thing"].casefold() in last.text.casefold():
        return None
    name = reading.names[-1] if reading.names else ""
    besides = [word for word in words(found["thing"]) if word not in words(name) and word.lower() not in _TITLES]
    known = set(stems(last.text))
    if name and all(set(stems(word)) <= known or word.casefold() in STOP_WORDS for word in besides):
        return _with_name(name, last, answer, read)
    return _with_head(found["thing"], last)


def words_besides_time(reading: Reading) -> tuple[str, ...]:
    """The words of a question that are neither its time nor what opens it ("what about", "and")."""
    rest = without(reading.text, reading.time.spans)
    return tuple(word for word in words(rest) if word.casefold() not in STOP_WORDS) if rest else ()


def time_from(text: str, last: Asked, answer: str) -> tuple[date | None, date | None] | None:
    """The time that "before that" and "the year after" name by the time spoken of, else by the days in the answer.

    No bounds where no time was spoken of; None for a text without such words.
    """
    found = _THEN.search(text)
    if found:
        days = [day for mention in mentions(answer) if mention.year and (day := mention.in_year(mention.year))]
        known = last.since or last.until
        first = last.since if known else min(days, default=None)
        final = last.until if known else max(days, default=None)
        side = (found["side"] or "before").lower()
        if side in ("since", "after") and final:
            return shifted(final, 1), None
        if side in ("before", "until") and first:
            return None, shifted(first, -1)
    year = _YEARS.search(text)
    if year and last.since and last.until:
        months = 12 if year["last"] or year["before"] else -12
        return back(last.since, months), back(last.until, months)
    return (None, None) if found or year else None


def _with_time(reading: Reading, last: Asked) -> str:
    """The question before, with another time."""
    start, end = reading.time.spans[0]
    said = re.sub(r"^(?:about|of|for)\s+", "", reading.text[start:end])
    bare = re.match(r"(?:19|20)\d\d|Q\d|[A-Z]", said)
    return f"{without(last.text, last.reading.time.spans).rstrip(' ?.!')} {'in ' if bare else ''}{said}?"


def _with_name(name: str, last: Asked, answer: str, read: Callable[[str], Reading]) -> str | None:
    """The question before, with another name: of whoever speaks for whoever speaks, else of the topic."""
    if name in last.text or name in answer:
        return None
    who = read(f"What did {name} say?").who
    same = (who.issuer and last.reading.who.issuer) or (who.speaker and last.reading.who.speaker)
    old = last.text[slice(*last.reading.who.spans[0])] if same else (last.reading.names or ("",))[-1]
    return _replaced(last.text, old, name) if old else None


def _with_head(thing: str, last: Asked) -> str | None:
    """The question before, with another thing of the same head word: "battery factories" for "chip factories"."""
    head = stems(thing.split()[-1])
    tokens = re.findall(r"[\w-]+", last.text)
    for number, token in enumerate(tokens):
        if head and stems(token) == head and len(thing.split()) > 1:
            modifier = tokens[number - 1] if number else ""
            old = f"{modifier} {token}" if modifier.casefold() not in STOP_WORDS else token
            return _replaced(last.text, old, re.sub(r"^(?:the|an?)\s+", "", thing))
    return None


def _replaced(text: str, old: str, new: str) -> str | None:
    pattern = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)")
    return pattern.sub(lambda _: new, text, count=1) if pattern.search(text) else None
