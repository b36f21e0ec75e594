"""Who is asked to speak, told from what is spoken about: "what did NATO say about Libya" has NATO in the place of one
who says something, and Libya in that of a topic.

Invariant: a name is an issuer or a speaker only in such a place, and only if the corpus holds it; else it stays a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.understand.corpus import Corpus
from qa.understand.directory import directory_of


@dataclass(frozen=True, slots=True)
class WhoRead:
    """The issuer or the speaker asked about, with the other names the corpus has for them, and where that stands."""

    issuer: str | None = None
    speaker: str | None = None
    forms: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


_SPEAKING = (
    "say said state stated announce announced tell told think thought explain explained promise promised remember "
    "argue argued react reacted respond responded reply call called urge urged warn warned deny denied admit "
    "claim claimed praise criticise criticize condemn condemned report reported describe described comment "
    "commented mention demand demanded ask asked propose proposed welcome welcomed pledge pledged declare "
    "declared confirm confirmed stress suggest suggested express believe view testify write recommend justify "
    "defend insist insisted emphasise emphasize highlight reject oppose"
)
_VERB = rf"(?:make of|feel about|{'|'.join(_SPEAKING.split())})"
_ADVERB = r"(?:(?:\w+ly|first|last|ever|also|have to|already|just)\s+)?"
_WORDS = r"(?:[^\s,;:?!\"“”()]+\s+){1,8}?"
_NAME = r"(?:(?:[A-ZÀ-Þ][\w.'’-]*|of|the|for|and|de|von|van|al|bin)\s+){0,7}[A-ZÀ-Þ][\w.'’-]*"
_STATED = (
    "statements?|remarks?|comments?|speech|speeches|words?|quotes?|press releases?|releases?|announcements?|testimony"
)
_HELD = f"positions?|stance|views?|response|reaction|opinions?|take|message|plans?|proposals?|letters?|{_STATED}"
_PLACES = (
    rf"\b(?i:did|does|do|has|have|had|will|would|is|was|are|were)\s+(?P<who>{_WORDS}){_ADVERB}(?i:{_VERB})\b",
    rf"\b(?i:according to|in the words of|quoted by|in the view of)\s+(?:the\s+)?(?P<who>{_NAME}|[\w.-]+)",
    rf"(?P<who>{_NAME}|\b[\w.-]+)(?:['’]s?|\s+['’])\s+(?:[a-z]+\s+){{0,2}}(?i:{_HELD})\b",
    rf"\b(?i:{_STATED})\s+(?:made\s+|issued\s+|given\s+)?(?:by|from|of)\s+(?:the\s+)?(?P<who>{_NAME}|[\w.-]+)",
    rf"(?P<who>{_NAME})\s+(?:has\s+|have\s+|had\s+)?{_ADVERB}(?:said|says|stated|announced|argued|told|warned|urged)\b",
)
_PATTERNS = tuple(re.compile(pattern) for pattern in _PLACES)


def spoken_by(text: str) -> str | None:
    """The words in the place of whoever says something ("what did the mayor say"), known or not; None without one."""
    found = _PATTERNS[0].search(text)
    return found["who"].strip() if found else None


def read_who(text: str, corpus: Corpus) -> WhoRead:
    """The issuer or speaker of ``corpus`` whom ``text`` asks to hear; neither when it asks for nobody's words."""
    directory = directory_of(corpus)
    small = text[1:] == text[1:].lower()
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            phrase = found["who"].strip()
            start, end = found.start("who"), found.start("who") + len(found["who"].rstrip())
            if not small and not any(letter.isupper() for letter in phrase):
                continue
            issuer = directory.issuer(phrase)
            if issuer:
                return WhoRead(issuer=issuer.name, forms=issuer.forms, spans=((start, end),))
            speaker = directory.speaker(phrase)
            if speaker:
                return WhoRead(speaker=speaker.name, forms=speaker.forms, spans=((start, end),))
    return WhoRead()
