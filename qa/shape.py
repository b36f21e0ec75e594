"""What kind of answer a question wants.

Invariant: the shape is read from the question's own words, never from a list of topics; a question that says nothing
of it wants a plain fact.
"""

from __future__ import annotations

import re
from typing import Literal, get_args

from qa.records import Query

Shape = Literal["fact", "said", "latest", "when", "where", "who", "figure", "which", "why", "compare", "timeline"]

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
SAYS = "say|says|said|saying|stated|announce[sd]?|comment(?:s|ed)?|promise[sd]?|declare[sd]?|warn(?:s|ed)?"
_MEASURES = "many|much|long|old|large|big|far|tall|high|often|deep|fast|wide|heavy|few|small|great|strong"
_PLACES = "city|country|state|place|town|region|province|county|continent|river"
_WORDS: tuple[tuple[Shape, tuple[str, ...]], ...] = (
    ("timeline", (r"timelines?", r"chronolog\w*", r"history of", r"over (?:time|the years)")),
    ("timeline", (r"how (?:has|have|did) .*(?:change|evolve|develop)d?",)),
    ("compare", (r"compare", r"comparison", r"differ\w* .*(?:between|from|than)", r"then and now", r"versus", r"vs")),
    ("latest", (r"(?:latest|newest|most recent|current) .*", r"now say", r"last (?:say|said|statement|position)")),
    ("figure", (rf"how (?:{_MEASURES})",)),
    ("figure", (r"(?:what|which) (?:percent\w*|number|amount|share|sum|proportion|fine|penalty|price|cost|value)",)),
    ("when", (r"when", r"(?:what|which) (?:year|date|day|month|century|decade)", r"how recently")),
    ("said", (SAYS, r"state (?:about|that)", r"respond(?:s|ed)?", r"react(?:s|ed)?", r"call(?:s|ed)? for")),
    ("said", (r"(?:position|stance|views?) on", r"according to")),
    ("who", (r"who", r"whose", r"whom")),
    ("where", (r"where", rf"(?:what|which) (?:{_PLACES})\b(?!['’]s)")),
    ("why", (r"why", r"for what reason")),
    ("which", (r"which", r"list (?:of|all|the)", r"name the")),
)
_QUESTION_WORD = re.compile(r"\b(?:who|whose|whom|where|when|why|which|what|how)\b", re.IGNORECASE)
_OF_THE_FIRST = frozenset(("when", "who", "where", "why", "which"))
"""Told by the question's first question word: a later one opens a clause ("how did he respond when it broke?")."""
_PATTERNS = tuple((shape, re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)) for shape, words in _WORDS)

_FRAME_WORDS = (
    "many much long latest newest recent current currently position positions stance view views say says said saying "
    "state stated states statement tell told announce announced comment happen happened timeline compare compared "
    "comparison difference history list name names happens release releases mention mentions mentioned mentioning "
    "changed evolved developed"
)
_FRAME = frozenset(_FRAME_WORDS.split())

NUMBERS = (
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|"
    r"billions?|half|third|quarter|twice|once)\b"
)
"""Numbers that are written in letters, as an alternative of a pattern."""
DAY = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{MONTHS})(?:,? \d{{4}})?|"
    rf"(?:{MONTHS})(?: \d{{1,2}}(?:,? \d{{4}})?| \d{{4}})|"
    r"(?:19|20)\d\d)\b"
)
"""A day, a month or a year: it says when, not how much."""
_MEASURE = re.compile(rf"\bhow\s+({_MEASURES})\b", re.IGNORECASE)


def shape_of(query: Query) -> Shape:
    """The shape that the question asks for; the reading's own, where it names one of ours."""
    if query.shape in get_args(Shape) and query.shape != "fact":
        return query.shape  # type: ignore[return-value]
    text = query.standalone
    later = [found.start() for found in _QUESTION_WORD.finditer(text)][1:]
    first = text[: later[0]] if later else text
    found = (s for s, pattern in _PATTERNS if pattern.search(first if s in _OF_THE_FIRST else text))
    return next(found, "fact")


def topic_words(query: Query) -> tuple[str, ...]:
    """The words to match that tell the topic: without those that only say what kind of answer is wanted."""
    measure = {found.casefold() for found in _MEASURE.findall(query.standalone)}
    topic = (word for word in query.terms if word.casefold() not in _FRAME and word.casefold() not in measure)
    return tuple(topic) or query.terms


def names_asked(query: Query) -> tuple[str, ...]:
    """The words to match that are written as names: with a capital, but for the question's first word."""
    first = query.standalone.split(maxsplit=1)[0]
    return tuple(word for word in query.terms if word[0].isupper() and not first.startswith(word))
