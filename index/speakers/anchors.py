"""The words that attribute: "said Jo Doe, mayor of X", "Doe added", "according to Doe", "he said".

Invariant: an anchor has people or a reference to one (a pronoun, "the minister"), never an organisation or document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from index.speakers.names import OFFICES, PARTICLES, TOKEN, Person, bare, people
from index.speakers.offices import OFFICE_FIRST, behind_office, is_office, tells_office
from index.speakers.verbs import NEEDS_NO_SUBJECT, VERB

_SPEECH_ENDS = (",", "?", "!", '"', "”", "»", "“", ".")
_PARTICLE = rf"of|for|in|the|and|{PARTICLES}"
_WHO = rf"(?:^|[\s\"“”'‘(,])(?P<who>{TOKEN}(?:[ \n](?:{TOKEN}|{_PARTICLE})){{0,15}})"
_ADVERBS = (
    r"\s+(?:(?:has|have|had|also|later|then|today|further|recently|again|repeatedly|previously|rightly|who|himself|"
    r"herself|yesterday|both|(?:on\s+)?\w+day)\s+){0,2}$"
)
_PARTY = r"(?:\s\([^)]{1,20}\),?)?"
_BEFORE = re.compile(_WHO + _PARTY + _ADVERBS)
_APPOSED = re.compile(_WHO + r"(?:\s\([^)]{1,20}\))?,\s(?P<office>[^\"“”;:]{3,160}?),?" + _ADVERBS)
_OFFICE_BEFORE = re.compile(rf"{OFFICE_FIRST},?" + _ADVERBS)
_OFFICE_AFTER = re.compile(rf"\s*{OFFICE_FIRST}(?=[\s,.;]|$)")
_PRONOUN_AFTER = re.compile(r"\s*(?P<pronoun>him|her|ihm|ihr|lui|elle|él|ella)\b")
_AFFILIATION = re.compile(r"\s(?:of|for|from|with)\s")
_REFERRED = re.compile(
    r"(?<![\w’'-])(?:(?P<pronoun>[Hh]e|[Ss]he|[Ee]r|[Ss]ie|[Ii]l|[Ee]lle|[Éé]l|[Ee]lla)"
    r"|(?:[Tt]he|[Ll]e|[Ll]a|[Ee]l|(?<!\bvon )(?<!\bvan )[Dd](?:er|ie)) (?:[\w-]+ ){0,3}?"
    rf"(?P<noun>[A-Za-zà-ÿ]+)){_ADVERBS}"
)
_IN_PASSING = re.compile(r"\b(?!(?:and|but|that|when|where)\b)[a-z]+[ \n]$")
"""Before "he said" in the middle of a clause: "as he said he would", "the man who he said was late"."""
_ON = r"(?:[Oo]n|[Ii]n|[Aa]t|[Aa]bout|[Cc]oncerning|[Rr]egarding|[Nn]ear|[Dd]uring)\s+"
_TOPIC = re.compile(rf"(?:^|[\s\"“]){_ON}$")
_OPENS_WITH_TOPIC = re.compile(_ON)
"""What stands before a topic or a place, which is nobody who speaks: "On Libya, the leaders stated"."""
_NO_SUBJECT = re.compile(r"\b(?:by|of|for|from|with|to|about|against|on|under)\s$")
_AFTER = re.compile(
    r"\s*(?:today\s+|yesterday\s+|on\s+\w+day\s+|(?:der|die|la|el|le)\s+(?=[A-ZÀ-Þ]))?(?P<who>[^\n\"“”;:]{2,170})"
)
_PHRASE_END = re.compile(
    r"(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|Lt|Sr|Jr|St))(?<!\b(?:Mrs|Sen|Rep|Gov|Col|Gen|Maj|Sgt|Cpl|Adm|Hon|Rev|Spc|1st|Pfc))"
    r"(?<!\b(?:Capt|Prof|Brig|Cmdr|Sens|Reps))(?:\.\s|\.$)|,|\s{3,}|\s(?:who|which|that|as|when|during|after|following|about|regarding)\s"
)
_REFERENCE_AFTER = re.compile(
    r"\s+(?:(?P<pronoun>he|she|er|sie|il|elle|él|ella)|"
    r"(?:the|der|die|le|la|el) (?:[\w-]+ ){0,2}?(?P<noun>[a-zà-ÿA-Z]+))\b"
    r"(?=\s*[.,;:]|\s+(?:in|at|of|during|on|hinzu|am|im)\b|$)"
)
_NOTHING_MORE = re.compile(r"(?:\s+(?:today|yesterday|on\s+\w+day|in\s+[\w ]{2,30}))?(?:\s*[.]|\s*$|\s{3,})")
_SPEECH_FOLLOWS = re.compile(r"(?!\s+that\b)[^.;\n\"“„«]{0,50}?(?::|,?\s*[\"“„«]|,\s+[A-Z])")
_OF = re.compile(
    r"\s(?:of|for|from|in|at|with|to|during|on|and|today|yesterday|am|im|"
    r"ist|sind|war|wird|werden|hat|haben|kann|soll)\b"
)
_OFFICE = re.compile(r",\s*((?:[^.,;]|(?<=\b[A-Z])\.){3,120})")
_BRACKETS = re.compile(r"\s\([^)]{1,20}\)")
_COLON = re.compile(r":\s*[\"“„«]")
_MARK_BEFORE = re.compile(r"[\"”“»][,\s]+[^\"“”„«»\n.]{0,50}$")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words at ``start``:``end`` that attribute to ``people``, or refer to one: "he", "the minister".

    ``pronoun`` (lower case) or ``noun`` tells the reference; a noun that is no office, or "", is nobody's ("police").
    Without either it is who begins the sentence ("Ada Lund was blunt: ...") or, in Spanish, who spoke last.
    ``speech`` tells where their own words stand: "before" the anchor, as in '"...," said Jo Doe', "behind" it after a
    colon or an opening mark, or None.
    """

    start: int
    end: int
    people: tuple[Person, ...]
    noun: str | None = None
    speech: Literal["before", "behind"] | None = None
    pronoun: str | None = None
    inverted: bool = False
    """Whether the verb stands before a name: "said Jo Doe"."""


def anchors(text: str) -> Iterator[Anchor]:
    """Every attribution in ``text``, in order."""
    found = [anchor for verb in VERB.finditer(text) if (anchor := _at(text, verb))]
    found += [Anchor(colon.start(), colon.start() + 1, (), None, "behind") for colon in _COLON.finditer(text)]
    yield from sorted(found, key=lambda anchor: anchor.start)


def _at(text: str, verb: re.Match[str]) -> Anchor | None:
    if verb["according"]:
        return _accordingly(text, verb)
    if verb["asked"]:
        return Anchor(verb.start(), verb.end(), (), None, "before", verb["pronoun"])
    return _spoken(text, verb) or _nobody(text, verb)


def _accordingly(text: str, verb: re.Match[str]) -> Anchor | None:
    again = _PRONOUN_AFTER.match(text, verb.end())
    if again:
        return Anchor(verb.start(), again.end(), (), pronoun=again["pronoun"])
    who, end = _introduced(text, verb.end()) or _following(text, verb.end())
    return Anchor(verb.start(), end, who) if who else None


def _nobody(text: str, verb: re.Match[str]) -> Anchor | None:
    """Speech in marks right before or behind words of saying whose subject is no person: "...," the police said."""
    before = _MARK_BEFORE.search(text, max(0, verb.start() - 60), verb.start())
    return Anchor(verb.start(), verb.end(), (), "", "before") if before else None


def _introduced(text: str, at: int) -> tuple[tuple[Person, ...], int] | None:
    """The person named right after ``at`` behind their office, and where the name ends."""
    found = _OFFICE_AFTER.match(text, at)
    who = behind_office(found) if found else None
    return ((who,), found.end()) if found and who else None


def _spoken(text: str, verb: re.Match[str]) -> Anchor | None:
    """The subject of the verb: behind it where speech ends right before it, else before it, else behind it."""
    behind = _behind(text, verb) if verb["inverting"] else None
    before = text[max(0, verb.start() - 4) : verb.start()]
    if behind and (before[-3:].isspace() or before.rstrip()[-1:] in _SPEECH_ENDS):
        return behind
    if verb[0] == "announced" and _following(text, verb.end())[0]:
        return None  # "Jo Doe, 46, was sentenced today, announced Judge X": the subject is not who announces
    in_front = _in_front(text, verb)
    sure = in_front and (not in_front.people or in_front.people[0].role or " " in in_front.people[0].name)
    return in_front if sure else behind or in_front


def _behind(text: str, verb: re.Match[str]) -> Anchor | None:
    """"said Jo Doe", "said he"."""
    introduced = _introduced(text, verb.end())
    if introduced:
        return Anchor(verb.start(), introduced[1], introduced[0], None, "before", inverted=True)
    again = _REFERENCE_AFTER.match(text, verb.end())
    if again:
        return _reference(verb.start(), again.end(), again, "before")
    if NEEDS_NO_SUBJECT.fullmatch(verb[0]) and text[verb.end() : verb.end() + 1] in (".", ","):
        return Anchor(verb.start(), verb.end(), (), None, "before")
    who, end = _following(text, verb.end())
    return Anchor(verb.start(), end, who, None, "before", inverted=True) if who else None


def _in_front(text: str, verb: re.Match[str]) -> Anchor | None:
    """"Jo Doe, mayor of X, said", "she said"."""
    begin = max(text.rfind("\n", 0, verb.start()), verb.start() - 220, 0)
    speech = _speech_beside(text, verb)
    introduced = _OFFICE_BEFORE.search(text, begin, verb.start())
    who = behind_office(introduced) if introduced else None
    if introduced and who:
        return Anchor(introduced.start("office"), verb.end(), (who,), None, speech)
    referred = _REFERRED.search(text, begin, verb.start())
    if referred and referred["pronoun"] and speech != "before" and _IN_PASSING.search(text, begin, referred.start()):
        return None
    if referred and (referred["pronoun"] or referred["noun"].lower() in OFFICES):
        return _reference(referred.start(), verb.end(), referred, speech)
    for pattern in (_BEFORE, _APPOSED):
        before = pattern.search(text, begin, verb.start())
        while before:
            if _NO_SUBJECT.search(text, max(0, before.start("who") - 9), before.start("who")):
                return None
            behind = _TOPIC.search(text, max(0, before.start("who") - 12), before.start("who"))
            found = () if behind or _OPENS_WITH_TOPIC.match(before["who"]) else _subjects(before)
            if found:
                return Anchor(before.start("who"), verb.end(), found, None, speech)
            before = pattern.search(text, before.start("who") + 1, verb.start())
    return None


def _reference(start: int, end: int, found: re.Match[str], speech: Literal["before", "behind"] | None) -> Anchor | None:
    """An anchor to a pronoun or to the holder of an office; None for a noun that is no office."""
    if found["noun"] and found["noun"].lower() not in OFFICES:
        return None
    pronoun = found["pronoun"].lower() if found["pronoun"] else None
    return Anchor(start, end, (), found["noun"] and found["noun"].lower(), speech, pronoun)


def _speech_beside(text: str, verb: re.Match[str]) -> Literal["before", "behind"] | None:
    """Where speech stands beside a verb that follows its subject: "..., Doe said today.", "Doe said: ..."."""
    after = text[verb.end() : verb.end() + 60]
    if _NOTHING_MORE.match(after):
        return "before"
    return "behind" if _SPEECH_FOLLOWS.match(after) else None


def _subjects(before: re.Match[str]) -> tuple[Person, ...]:
    """The people who are the subject: its phrase ends in the name, an apposition gives the office."""
    office = before.groupdict().get("office")
    found = people(before["who"])
    relative = office is not None and office.startswith("who ")
    if not found or (office and not relative and not is_office(office)):
        return ()
    _, name, rest = before["who"].partition(found[-1].name)
    affiliated = bool(_AFFILIATION.match(rest)) and found[-1].role is not None
    if not affiliated and (not name or rest.strip(".")):
        return ()
    return tuple(replace(who, role=who.role if relative else office or who.role) for who in found)


def _following(text: str, at: int) -> tuple[tuple[Person, ...], int]:
    """The people named right after ``at``, with the office in the apposition behind, and where the phrase ends."""
    after = _AFTER.match(text, at)
    if not after or not after["who"][:1].isupper():
        return (), at
    phrase = after["who"]
    stop = _PHRASE_END.search(phrase)
    head = phrase[: stop.start()] if stop else phrase
    found = people(head)
    office = _OFFICE.match(phrase, stop.start()) if stop and phrase[stop.start()] == "," else None
    if not found:
        titled = office is not None and any(bare(word) in OFFICES for word in head.split())
        named = people(phrase[office.start(1) :]) if office and titled else ()
        return tuple(replace(who, role=head) for who in named), after.start("who") + (office.end() if office else 0)
    head = _BRACKETS.sub("", head)
    rest = head[head.lower().rfind(found[-1].name.lower()) + len(found[-1].name) :]
    if rest.strip(" .") and not _OF.match(rest) and not rest.lstrip()[:1].isupper():
        return (), at
    role = office[1].strip() if office and (tells_office(office[1]) or is_office(office[1])) else None
    return tuple(replace(who, role=who.role or role) for who in found), after.start("who") + len(head)
