"""Whom a pronoun means, as far as the words of a chat tell: the one who was to speak, or a person named last.

Invariant: what is returned was named in the chat; where nobody fits, nobody is returned.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.speakers.names import OFFICES, bare, person
from qa.understand.names import is_acronym, named_in
from qa.understand.who import spoken_by

_PERSON = re.compile(r"\b(?:he|she|him|his|her|hers|himself|herself)\b", re.IGNORECASE)
_SPEAKS = re.compile(
    r"\b(?P<aux>did|does|do|has|have|had|will|would)\s+(?P<pronoun>he|she|it|they)\s+(?P<verb>[a-z]+)\b", re.IGNORECASE
)
_MARKS = re.compile(r"[\"“”„«»]")
_TOLD_OF = re.compile(
    r"['’]s\b|\s*[,?]|\s+(?:\([^)]*\)\s+)?(?:was|is|has|had|said|says|told|will|who|became|and|[a-z]+ed|vote|say|do)\b"
)
"""What follows the name of somebody of whom something is told."""
_POSSESSIVE = re.compile(r"\b(?P<pronoun>his|her|hers)\b", re.IGNORECASE)
_SUBJECT = re.compile(r"\b(?P<pronoun>he|she|him|himself|herself)\b", re.IGNORECASE)


def with_person(text: str, chat: Sequence[str]) -> str | None:
    """``text`` with a person's name in place of he, she, his, her; None where it has no such word or nobody is known.

    ``chat`` are the texts to look for the name in, the likeliest first.
    """
    if not _PERSON.search(text) or _named_before(text, _PERSON):
        return None
    name = _first_person(chat)
    if name is None:
        return None
    text = _POSSESSIVE.sub(f"{name}'s", text, count=1) if _POSSESSIVE.search(text) else text
    return _SUBJECT.sub(name, text, count=1)


def with_speaker(text: str, chat: Sequence[str]) -> str | None:
    """"What did it say about Syria?" with the name of whoever was to speak before; None for any other question."""
    found = _SPEAKS.search(text)
    if not found or not spoken_by(text):
        return None
    of_person = found["pronoun"].lower() in ("he", "she")
    name = spoken_by(chat[0]) or (_first_person(chat) if of_person else None)
    return f"{text[: found.start('pronoun')]}{name}{text[found.end('pronoun') :]}" if name else None


def people_named(text: str) -> tuple[str, ...]:
    """The people named in ``text``: by two words or more with something told of them, or by one with a title."""
    text = _MARKS.sub(" ", text)
    found: dict[str, None] = {}
    for name in named_in(text):
        at = text.find(name)
        before = text[:at].split()[-1:]
        titled = bool(before) and bare(before[0]) in OFFICES
        told_of = len(name.split()) > 1 and bool(_TOLD_OF.match(text, at + len(name)))
        one = person(name) if titled or told_of else None
        if one and one.name == name and not is_acronym(name):
            found[name] = None
    return tuple(found)


def _first_person(chat: Sequence[str]) -> str | None:
    """The person meant: one named in the questions, in full if the chat has it; else of an answer about one or two."""
    for text in chat:
        people = people_named(text)
        if len(people) in (1, 2):
            return people[0]
        for name in named_in(text) if text is chat[0] else ():
            full = next((one for other in chat for one in people_named(other) if one.endswith(f" {name}")), None)
            if full:
                return full
    return None


def _named_before(text: str, pronoun: re.Pattern[str]) -> bool:
    """Whether the text itself names somebody before the pronoun."""
    found = pronoun.search(text)
    return bool(found and named_in(text[: found.start()]))
