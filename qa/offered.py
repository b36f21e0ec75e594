"""How far a sentence holds the kind of thing that a question asks for: a time, a name, a reason, words, a figure.

Invariant: 0..1, and what the question gives itself never counts; a question that asks for a plain fact is offered it by
any sentence.
"""

from __future__ import annotations

import re

from index.lexicon import SMALL_WORDS
from index.terms import stems
from qa.records import Query
from qa.shape import DAY, MONTHS, NUMBERS, SAYS, Shape
from qa.understand import words

_OTHER_KIND, _OTHER_THING, _UNMARKED = 0.3, 0.5, 0.5
"""What a figure offers that is not of the kind asked for, one that counts something else, and, to one who asks why, a
sentence without a word such as "because": a reason may be a statement like any other."""

_COUNTED_WITHIN = 4  # words: "two of the city's bridges"
_TIME = re.compile(
    rf"\b(?:1\d{{3}}|20\d\d)\b|\b(?:{MONTHS}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b|"
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:today|yesterday|tomorrow|century)\b|\b\d0s\b"
)
_FIGURE = re.compile(rf"\d[\d.,]*|{NUMBERS}", re.IGNORECASE)
_KINDS = (
    (
        r"how much (?:money|cash|(?:did|do|does|was|were|is|are|has|have|had|will|would)\b(?! (?:of|more|less)\b))|"
        r"\b(?:costs?|price|fine|fined|penalty|paid|pay|pays|worth|salary|sum|budget|funding|restitution|bribes?)\b",
        r"[$€£¥]\s?\d|\b\d[\d.,]*\s*(?:(?:thousand|million|billion|trillion)\s+)?"
        r"(?:dollars?|euros?|pounds?|cents?|yen|francs?|rupees?|roubles?|yuan|USD|EUR|GBP)\b",
    ),
    (r"percent\w*|per cent|proportion|share", r"\d\s?%|\bper ?cent|\bhalf\b|\bthirds?\b|\bquarters?\b|\bmajority\b"),
    (r"how old|what age", r"\bage[ds]?\b|\byears?[ -]old\b|, \d\d,"),
    (
        r"how long",
        rf"\b(?:\d[\d.,]*|{NUMBERS})[\s-]+(?:\w+[\s-]+)?"
        r"(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|centur\w+|miles?|met(?:er|re)s?|kilomet\w+|feet)",
    ),
)  # fmt: skip
_OF_A_KIND = tuple((re.compile(asks, re.IGNORECASE), re.compile(holds, re.IGNORECASE)) for asks, holds in _KINDS)
_COUNTED = re.compile(r"\b(?:how many|number of)\s+((?:[\w’'-]+\s+){0,3}[\w’'-]+)", re.IGNORECASE)
_SPEAKER = re.compile(
    rf"\b(?:did|does|do|has|have)\s+(.+?)\s+(?:{SAYS}|state|respond|react|think|tell|call)\b", re.IGNORECASE
)
_NAME = re.compile(r"\b[A-Z][\w’'-]+")
_REASON = re.compile(r"\bbecause|\bdue to\b|\bsince\b|\bas a result|\bcaus|\breason|\bso that\b|\bin order\b|\bafter\b")


def offered(shape: Shape, text: str, query: Query, said: str = "") -> float:
    """How far ``text`` holds the kind of thing that ``shape`` asks for.

    For what somebody said, their words: ``said`` names who speaks in ``text``, with their offices, and the issuer, who
    speaks in all of it.
    """
    asked = query.standalone.casefold()
    if shape == "figure":
        return _figure(asked, text)
    if shape == "when":
        return float(any(time.casefold() not in asked for time in _TIME.findall(text)))
    if shape in ("who", "where"):
        return float(any(name.casefold() not in asked for name in _NAME.findall(text[1:])))
    if shape == "why":
        return 1.0 if _REASON.search(text) else _UNMARKED
    if shape == "said" and (asked_of := _speaker(query)):
        speaks = set(stems(said))
        return float(2 * sum(speaks.issuperset(stems(word)) for word in asked_of) >= len(asked_of))
    return 1.0


def _figure(asked: str, text: str) -> float:
    """1 for a figure of the kind asked for (money, a share, an age, a length), or of the things to be counted."""
    figures = [found for found in _FIGURE.finditer(DAY.sub(_blank, text)) if found[0].casefold() not in asked]
    kind = next((holds for asks, holds in _OF_A_KIND if asks.search(asked)), None)
    if kind is not None:
        return 1.0 if kind.search(text) else _OTHER_KIND * bool(figures)
    counted = _counted(asked)
    if not counted:
        return float(bool(figures))
    after = (stems(" ".join(text[found.end() :].split()[:_COUNTED_WITHIN])) for found in figures)
    return 1.0 if any(counted.intersection(near) for near in after) else _OTHER_THING * bool(figures)


def _counted(asked: str) -> frozenset[str]:
    """The stems of what is to be counted: of "school", "buses" in "how many school buses were sold"."""
    found = _COUNTED.search(asked)
    things: list[str] = []
    for word in found[1].split() if found else ():
        if word in SMALL_WORDS:
            break
        things += stems(word)
    return frozenset(things)


def _blank(day: re.Match[str]) -> str:
    return " " * len(day.group())


def _speaker(query: Query) -> tuple[str, ...]:
    """The words that name whose words are asked for: "the mayor of Osk" in "What did the mayor of Osk say?"."""
    found = _SPEAKER.search(query.standalone)
    return words(found.group(1)) if found else ()
