"""What kind of answer a question wants, and whether a sentence holds that kind of thing at all.

Invariant: the shape is read from the question's own words, never from a list of topics; a question that says nothing
of it wants a plain fact.
"""

from __future__ import annotations

import re
from typing import Literal, get_args

from index.terms import stems
from qa.records import Query
from qa.understand import words

Shape = Literal["fact", "said", "latest", "when", "where", "who", "figure", "which", "why", "compare", "timeline"]

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SAYS = "say|says|said|saying|state[sd]?|announce[sd]?|comment(?:s|ed)?|promise[sd]?|declare[sd]?|warn(?:s|ed)?"
_MEASURES = "many|much|long|old|large|big|far|tall|high|often|deep|fast|wide|heavy|few|small|great|strong"
_WORDS: tuple[tuple[Shape, tuple[str, ...]], ...] = (
    ("timeline", (r"timelines?", r"chronolog\w*", r"history of", r"over (?:time|the years)")),
    ("timeline", (r"how (?:has|have|did) .*(?:change|evolve|develop)d?",)),
    ("compare", (r"compare", r"comparison", r"differ\w* .*(?:between|from|than)", r"then and now", r"versus", r"vs")),
    ("latest", (r"(?:latest|newest|most recent|current) .*", r"now say", r"last (?:say|said|statement|position)")),
    ("figure", (rf"how (?:{_MEASURES})",)),
    ("figure", (r"(?:what|which) (?:percent\w*|number|amount|share|sum|proportion|fine|penalty|price|cost|value)",)),
    ("when", (r"when", r"(?:what|which) (?:year|date|day|month|century|decade)", r"how recently")),
    ("said", (_SAYS, r"respond(?:s|ed)?", r"react(?:s|ed)?", r"call(?:s|ed)? for", r"(?:position|stance|views?) on")),
    ("said", (r"according to",)),
    ("who", (r"who", r"whose", r"whom")),
    ("where", (r"where", r"(?:what|which) (?:city|country|state|place|town|region|province|county|continent|river)")),
    ("why", (r"why", r"for what reason")),
    ("which", (r"which", r"list (?:of|all|the)", r"name the")),
)
_PATTERNS = tuple((shape, re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)) for shape, words in _WORDS)

_FRAME_WORDS = (
    "many much long latest newest recent current currently position positions stance view views say says said saying "
    "state stated states statement tell told announce announced comment happen happened timeline compare compared "
    "comparison difference history list name names happens release releases mention mentions mentioned mentioning "
    "changed evolved developed"
)
_FRAME = frozenset(_FRAME_WORDS.split())

NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|"
    r"billions?|half|third|quarter|twice|once)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    rf"\b(?:1\d{{3}}|20\d\d)\b|\b(?:{_MONTHS}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b|"
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:today|yesterday|tomorrow|century)\b|\b\d0s\b"
)
_FIGURE = re.compile(rf"\d[\d.,]*|{NUMBER.pattern.split('|', 1)[1]}", re.IGNORECASE)
DAY = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})(?:,? \d{{4}})?|"
    rf"(?:{_MONTHS})(?: \d{{1,2}}(?:,? \d{{4}})?| \d{{4}})|"
    r"(?:19|20)\d\d)\b"
)
"""A day, a month or a year: it says when, not how much."""
_MEASURE = re.compile(rf"\bhow\s+({_MEASURES})\b", re.IGNORECASE)
_SPEAKER = re.compile(
    rf"\b(?:did|does|do|has|have)\s+(.+?)\s+(?:{_SAYS}|respond|react|think|tell|call)\b", re.IGNORECASE
)
_NAME = re.compile(r"\b[A-Z][\w’'-]+")
_REASON = re.compile(r"\bbecause|\bdue to\b|\bsince\b|\bas a result|\bcaus|\breason|\bso that\b|\bin order\b|\bafter\b")


def shape_of(query: Query) -> Shape:
    """The shape that the question asks for; the reading's own, where it names one of ours."""
    if query.shape in get_args(Shape) and query.shape != "fact":
        return query.shape  # type: ignore[return-value]
    return next((shape for shape, pattern in _PATTERNS if pattern.search(query.standalone)), "fact")


def topic_words(query: Query) -> tuple[str, ...]:
    """The words to match that tell the topic: without those that only say what kind of answer is wanted."""
    measure = {found.casefold() for found in _MEASURE.findall(query.standalone)}
    topic = (word for word in query.terms if word.casefold() not in _FRAME and word.casefold() not in measure)
    return tuple(topic) or query.terms


def names_asked(query: Query) -> tuple[str, ...]:
    """The words to match that are written as names: with a capital, but for the question's first word."""
    first = query.standalone.split(maxsplit=1)[0]
    return tuple(word for word in query.terms if word[0].isupper() and not first.startswith(word))


def offers(shape: Shape, text: str, query: Query, said: str = "") -> bool:
    """Whether ``text`` holds the kind of thing that the shape asks for, and the question does not give itself.

    A number, a time, a name, a reason; for what somebody said, their words: ``said`` names who speaks in ``text``,
    with their offices, and the issuer, who speaks in all of it.
    """
    asked = query.standalone.casefold()
    if shape == "figure":
        return any(number.casefold() not in asked for number in _FIGURE.findall(DAY.sub(" ", text)))
    if shape == "when":
        return any(time.casefold() not in asked for time in _TIME.findall(text))
    if shape in ("who", "where"):
        return any(name.casefold() not in asked for name in _NAME.findall(text[1:]))
    if shape == "why":
        return bool(_REASON.search(text))
    if shape == "said" and (asked_of := _speaker(query)):
        speaks = set(stems(said))
        return 2 * sum(speaks.issuperset(stems(word)) for word in asked_of) >= len(asked_of)
    return True


def _speaker(query: Query) -> tuple[str, ...]:
    """The words that name whose words are asked for: "the mayor of Osk" in "What did the mayor of Osk say?"."""
    found = _SPEAKER.search(query.standalone)
    return words(found.group(1)) if found else ()
