"""A person named beside their office: "the mayor of Ulm, Jo Doe, added", "said its director, Dr. Jo Doe".

Invariant: the office is told by its head noun, what somebody can be ("the mayor of Ulm"), so that "according to the
letter of the mayor, Jo Doe took bribes" makes nobody a speaker.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.speakers.names import OFFICES, PARTICLES, TOKEN, Person, bare, is_organisation, person

NAME = rf"{TOKEN}(?:[ \n](?:(?:{PARTICLES})[ \n])*{TOKEN}){{0,6}}"
_POSSESSIVE = r"(?:[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur)[ \n]"
_BEFORE_ROLE = re.compile(
    rf"^(?:{_POSSESSIVE}|(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|"
    r"September|October|November|December|\d+|[Aa]nd|[Tt]o(?:day|night)|[A-Z]{5,}(?=\s[A-Z][a-z]))[,\s]+)+"
)
OFFICE_FIRST = (
    rf"(?<![\w’'])(?P<office>(?:{_POSSESSIVE}|(?:[Tt]he|[Aa]n?|[Dd]er|[Dd]ie|[Ll]e|[Ll]a|[Ee]l)[ \n])"
    r"(?:[^,.;:\"“”()]{3,90}?(?=,)|[a-zà-ÿ \n’'-]{3,60}(?=[ \n])))"
    rf",?[ \n](?P<name>{NAME})"
)
_OF = re.compile(r"[ \n](?:of|for|at|in|from|on|to|with|de|del|du|des|von|für|en)[ \n]")
_PROFESSIONS = re.compile(r"\w{2,}(?:ist|eer|man|woman|person|master|keeper)$")
_CLAUSE = re.compile(
    r"\b(?:he|she|they|it|we|I|will|is|was|are|were|has|have|had|be|pleaded|sentenced|convicted|charged|found|agreed|"
    r"arrested|indicted|ordered|joined|introduced|voted)\b"
)
_ARTICLES = ("a", "an", "the", "his", "her", "its", "one")
_OPENING = re.compile(
    rf"\W{{0,3}}(?:(?:When|As|After|While|Before|Although|Though|Since|Because|If|Once)[ \n])?"
    rf"(?:{OFFICE_FIRST}|(?P<alone>{NAME}))(?=[,\s])"
)
_ACTS = re.compile(
    r"(?:[ \n](?:of|for|from)[ \n](?:the[ \n])?[^,.;:\"“”]{2,60}?|,[^,.;:\"“”]{3,90},)?[ \n](?:(?:also|has|had)[ \n])?"
    r"(?:welcomed|thanked|rejected|called|criticised|criticized|praised|condemned|joined|met|visited|signed|accused|"
    r"attended|spoke|asked|opposed|agreed|disagreed|declined|refused|denied|apologi[sz]ed|resigned|promised|came|went|"
    r"arrived|travell?ed|complained|hoped|believes?|thinks?|congratulated|defended|supported|urged|vowed|pledged|"
    r"grew|was born|is a|was (?:blunt|pleased|glad|angry|proud|sceptical|skeptical))\b"
)
"""What people do and organisations seldom: enough to take a name without a title for a person's."""


def is_office(words: str) -> bool:
    """Whether an apposition tells who somebody is: "the mayor of X", "R-Ohio", "chief of staff", not "46"."""
    *_, last = words.split(", ")
    if re.match(r"the [A-Z]", last) and not any(bare(word) in OFFICES for word in last.split()):
        return False
    first, *others = words.split()
    if _CLAUSE.search(words) or is_organisation(words):
        return False
    described = first in _ARTICLES and others[:1] != [] and others[0][0].islower()
    return described or "-" in first or any(bare(word) in OFFICES for word in words.split())


def tells_office(words: str) -> bool:
    """Whether words hold an office and no clause: "Director for the Rights Division"."""
    return not _CLAUSE.search(words) and any(bare(word) in OFFICES for word in words.split())


def stripped(role: str | None) -> str | None:
    """A role without whose it is and what stands of a dateline before it: "its chairman", "WASHINGTON Senator"."""
    return _BEFORE_ROLE.sub("", role, count=1) or None if role else None


def behind_office(found: re.Match[str]) -> Person | None:
    """The person of a match of OFFICE_FIRST, with the office as role; None where it is no office of a person."""
    head = bare(_OF.split(found["office"], maxsplit=1)[0].split()[-1])
    who = person(found["name"])
    if who is None or not (head in OFFICES or _PROFESSIONS.match(head)):
        return None
    if not found["name"].rstrip(".,").endswith(who.name.rstrip(".")) or not (who.role or " " in who.name):
        return None
    return replace(who, role=stripped(" ".join(found["office"].split())))


def subject_of(text: str, start: int, end: int) -> Person | None:
    """The person with whom a sentence begins: by office, by title, or by a full name that does what people do."""
    found = _OPENING.match(text, start, end)
    if not found:
        return None
    if found["office"]:
        return behind_office(found)
    who = person(found["alone"])
    if who is None or not found["alone"].rstrip(".").endswith(who.name.rstrip(".")):
        return None
    acts = " " in who.name and _ACTS.match(text, found.end("alone"), end)
    return who if who.role or acts else None
