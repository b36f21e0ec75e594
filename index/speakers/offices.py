"""A person named behind their office: "the mayor of Ulm, Jo Doe, added", "said its director, Dr. Jo Doe".

Invariant: the office is told by its head noun, what somebody can be ("the mayor of Ulm"), so that "according to the
letter of the mayor, Jo Doe took bribes" makes nobody a speaker.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.speakers.names import OFFICES, TOKEN, Person, bare, person, surname

_NAME = rf"{TOKEN}(?:[ \n](?:(?:van|von|de|der|den|la|le|al|bin)[ \n])*{TOKEN}){{0,6}}"
OFFICE_FIRST = (
    r"(?<![\w’'])(?P<office>(?:[Tt]he|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur)[ \n]"
    r"(?:[^,.;:\"“”()]{3,90}?(?=,)|[a-zà-ÿ \n’'-]{3,60}(?=[ \n])))"
    rf",?[ \n](?P<who>{_NAME})"
)
_SUBJECT = re.compile(rf"\W{{0,3}}(?:{OFFICE_FIRST}|(?P<alone>{_NAME}))(?=[,\s])")
_POSSESSIVE = re.compile(r"^(?:its|his|her|their|our)\s", re.IGNORECASE)
_OF = re.compile(r"[ \n](?:of|for|at|in|from|on|to|with)[ \n]")
_PROFESSIONS = re.compile(r"\w{2,}(?:ist|eer|man|woman|person|master|keeper)$")
_MEN = re.compile(r"\bmr\b|man\b|\bsir\b|\blord\b|\bfather\b", re.IGNORECASE)
_WOMEN = re.compile(r"\b(?:ms|mrs|miss|dame|lady|sister|ministerin)\b|woman\b", re.IGNORECASE)


def behind_office(found: re.Match[str]) -> Person | None:
    """The person of a match of OFFICE_FIRST, with the office as role; None where it is no office of a person."""
    head = bare(_OF.split(found["office"], maxsplit=1)[0].split()[-1])
    who = person(found["who"])
    if who is None or not (head in OFFICES or _PROFESSIONS.match(head)):
        return None
    if not found["who"].rstrip(".,").endswith(who.name.rstrip(".")) or not (who.role or " " in who.name):
        return None
    return replace(who, role=_POSSESSIVE.sub("", " ".join(found["office"].split())))


def subject_of(text: str, start: int, end: int) -> Person | None:
    """The person with whom a sentence begins, by their office or title: "The mayor, Mr. Doe, spoke of luck."."""
    found = _SUBJECT.match(text, start, end)
    if not found:
        return None
    if found["office"]:
        return behind_office(found)
    who = person(found["alone"])
    return who if who and who.role and found["alone"].startswith(who.role) else None


def may_be(text: str, who: Person, pronoun: str) -> bool:
    """Whether "he" or "she" may mean a person, by their title here or before their name elsewhere in the text."""
    titles = re.finditer(rf"\b(\w+)\.?[ \n](?:[^\W\d_a-z][\w.’'-]*[ \n]){{0,3}}{re.escape(surname(who.name))}\b", text)
    words = " ".join([who.role or "", *(found[1] for found in titles)])
    man, woman = bool(_MEN.search(words)), bool(_WOMEN.search(words))
    return man == woman or (man if pronoun.lower() == "he" else woman)
