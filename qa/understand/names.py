"""The named things of a question: capitalised words in a row, acronyms, words in quotation marks.

Invariant: every name is a slice of the question; in a question written like a headline, or all in small letters,
capitals tell nothing, and only acronyms and quotations are names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.speakers.names import OFFICES, TITLES, bare
from qa.understand.words import STOP_WORDS

_QUOTED = re.compile(r"[\"“„«]\s*([^\"”“»]{2,80}?)\s*[\"”“»]")
_WORD = r"(?:[A-ZÀ-ÞĀ-Ž][\w’'&-]*\.?(?:[A-Z]\.)*|\d{1,4}(?=[ -][A-ZÀ-Þ]))"
_RUN = re.compile(rf"{_WORD}(?:(?:\s+|-)(?:(?:of|the|for|de|la|von|van|al|bin|e)[ -]+){{0,2}}{_WORD})*")
_TOKEN = re.compile(r"\S+")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_ACRONYM = re.compile(r"[A-Z][A-Z&-]*[A-Z]s?$")
_POSSESSIVE = re.compile(r"['’]s?$")
_HEADLINE = 0.85
_OPENING = (
    "according and or but also tell show list find compare name summarise summarize explain describe latest newest "
    "first last most many much happened any anything something everything press release releases statement statements "
    "news thanks thank ok okay yes well really since until after before during around new topic given"
)
_OPENERS = STOP_WORDS | frozenset(_OPENING.split())


def named_in(text: str, taken: tuple[tuple[int, int], ...] = ()) -> tuple[str, ...]:
    """The names in ``text``, in order, each once; those that begin within ``taken`` (start, end) are left out."""
    names: dict[str, None] = {}
    for start, name in sorted(_found(text)):
        if not any(first <= start < last for first, last in taken):
            names[name] = None
    return tuple(names)


def is_acronym(word: str) -> bool:
    """Whether a word is written in capitals alone: "NATO", "MS-13", not "US" of a shouted question."""
    return bool(_ACRONYM.match(word))


def _found(text: str) -> Iterator[tuple[int, str]]:
    quoted = list(_QUOTED.finditer(text))
    for one in quoted:
        yield one.start(1), one[1]
    long = _LONG_WORD.findall(text)
    shouted = text == text.upper()
    headline = len(long) > 3 and sum(word[0].isupper() for word in long) > _HEADLINE * len(long)
    for run in _RUN.finditer(text):
        if shouted or any(one.start() <= run.start() < one.end() for one in quoted):
            continue
        if headline:
            tokens = (token for token in _TOKEN.finditer(run[0]) if is_acronym(token[0]))
            yield from ((run.start() + token.start(), token[0]) for token in tokens)
            continue
        start, name = _trimmed(run.start(), run[0].rstrip("."))
        if any(letter.isalpha() for letter in name):
            yield start, name


def _trimmed(start: int, name: str) -> tuple[int, str]:
    """A run without what only opens the sentence, without an office before a name, and without a possessive."""
    tokens = name.split(" ")
    first = 0
    while first < len(tokens) and _opens(tokens[first]):
        first += 1
    titles = first
    while titles < len(tokens) - 1 and bare(tokens[titles]) in TITLES:
        titles += 1
    if any(bare(token) in OFFICES for token in tokens[first:titles]):
        first = titles + (bare(tokens[titles]) in TITLES)  # "the Secretary General" names an office alone
    return start + sum(len(token) + 1 for token in tokens[:first]), _POSSESSIVE.sub("", " ".join(tokens[first:]))


def _opens(token: str) -> bool:
    return token.casefold().replace("’", "'") in _OPENERS and not is_acronym(token)
