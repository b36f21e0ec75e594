"""The words that attribute: "said Jo Doe, mayor of X", "Doe added", "according to Doe", "he said".

Invariant: an anchor has people or a reference to one (a pronoun, "the minister"), never an organisation or document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from index.speakers.names import OFFICES, TOKEN, Person, bare, is_organisation, people
from index.speakers.offices import OFFICE_FIRST, behind_office

_VERBS = (
    "said|says|stated|states|added|adds|noted|notes|explained|explains|told|tells|wrote|writes|commented|remarked|"
    "concluded|continued|emphasi[sz]ed|stressed|argued|warned|declared|insisted|recalled|observed|asserted|reiterated|"
    "affirmed|acknowledged|testified|urged|suggested|claimed|replied|pointed out|underlined|"
    "underscored|announced|cautioned|predicted|sagte|erklärte|betonte"
)
_VERB = re.compile(rf"\b(?:{_VERBS})\b|\b[Aa]ccording to\s+")
_INVERTING = re.compile(
    "sa(?:id|ys)|state[sd]|add(?:ed|s)|note[sd]|explain(?:ed|s)|wrote|writes|commented|remarked|concluded|continued|"
    "emphasi[sz]ed|stressed|argued|warned|declared|insisted|recalled|observed|sagte|erklärte|betonte"
)
_SPEECH_ENDS = (",", "?", "!", '"', "”", "»", "“", ".")
_PARTICLE = "of|for|in|the|and|de|der|van|von|bin|al|el|la|du|da|di"
_WHO = rf"(?:^|[\s\"“”'‘(,])(?P<who>{TOKEN}(?:[ \n](?:{TOKEN}|{_PARTICLE})){{0,11}})"
_ADVERBS = (
    r"\s+(?:(?:has|have|had|also|later|then|today|further|recently|again|repeatedly|previously|rightly|who|himself|"
    r"herself|yesterday|both|(?:on\s+)?\w+day)\s+){0,2}$"
)
_PARTY = r"(?:\s\([^)]{1,20}\),?)?"
_BEFORE = re.compile(_WHO + _PARTY + _ADVERBS)
_APPOSED = re.compile(_WHO + r"(?:\s\([^)]{1,20}\))?,\s(?P<office>[^\"“”;:()]{3,140}?),?" + _ADVERBS)
_OFFICE_BEFORE = re.compile(rf"{OFFICE_FIRST},?" + _ADVERBS)
_OFFICE_AFTER = re.compile(rf"\s*{OFFICE_FIRST}(?=[\s,.;]|$)")
_AFFILIATION = re.compile(r"\s(?:of|for|from|with)\s")
_REFERRED = re.compile(rf"\b(?P<who>[Hh]e|[Ss]he|[Tt]he (?:[\w-]+ ){{0,3}}?(?P<noun>[a-z]+)){_ADVERBS}")
_CLAUSE = re.compile(
    r"\b(?:he|she|they|it|we|I|will|is|was|are|were|has|have|had|be|pleaded|sentenced|convicted|charged|found|agreed|"
    r"arrested|indicted|ordered|joined|introduced|voted)\b"
)
_ARTICLES = ("a", "an", "the", "his", "her", "its", "one", "who")
_AFTER = re.compile(r"\s*(?:today\s+|yesterday\s+|on\s+\w+day\s+)?(?P<who>[^\n\"“”;:]{2,170})")
_PHRASE_END = re.compile(
    r"(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|Lt|Sr|Jr|St))(?<!\b(?:Mrs|Sen|Rep|Gov|Col|Gen|Maj|Sgt|Cpl|Adm|Hon|Rev|Spc|1st|Pfc))"
    r"(?<!\b(?:Capt|Prof|Brig|Cmdr|Sens|Reps))(?:\.\s|\.$)|,|\s{3,}|\s(?:who|which|that|as|when|during|after|about|regarding)\s"
)
_REFERENCE_AFTER = re.compile(
    r"\s+(?:he|she|the (?:[\w-]+ ){0,2}?(?P<noun>[a-z]+))\b(?=\s*[.,;:]|\s+(?:in|at|of|during|on)\b|$)"
)
_NOTHING_MORE = re.compile(r"(?:\s+(?:today|yesterday|on\s+\w+day|in\s+[\w ]{2,30}))?(?:\s*[.]|\s*$|\s{3,})")
_SPEECH_FOLLOWS = re.compile(r"[^.;\n\"“„«]{0,50}?(?::|,?\s*[\"“„«]|,\s+[A-Z])")
_OF = re.compile(r"\s(?:of|for|from|in|at|with|to|during|on|and|today|yesterday|am|im)\b")
_OFFICE = re.compile(r",\s*([^.,;]{3,120})")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words at ``start``:``end`` that attribute to ``people``; nobody means the last speaker ("he", "the minister").

    ``noun`` is the office by which "the minister" is named again. ``speech`` tells where their own words stand:
    "before" the anchor, as in '"...," said Jo Doe', "behind" it after a colon or an opening mark, or None.
    """

    start: int
    end: int
    people: tuple[Person, ...]
    noun: str | None = None
    speech: Literal["before", "behind"] | None = None


def anchors(text: str) -> Iterator[Anchor]:
    """Every attribution in ``text``, in order."""
    for verb in _VERB.finditer(text):
        anchor = _accordingly(text, verb) if verb[0].lower().startswith("according") else _spoken(text, verb)
        if anchor:
            yield anchor


def _accordingly(text: str, verb: re.Match[str]) -> Anchor | None:
    who, end = _introduced(text, verb.end()) or _following(text, verb.end())
    return Anchor(verb.start(), end, who) if who else None


def _introduced(text: str, at: int) -> tuple[tuple[Person, ...], int] | None:
    """The person named right after ``at`` behind their office, and where the name ends."""
    found = _OFFICE_AFTER.match(text, at)
    who = behind_office(found) if found else None
    return ((who,), found.end()) if found and who else None


def _spoken(text: str, verb: re.Match[str]) -> Anchor | None:
    """The subject of the verb: behind it where speech ends right before it, else before it, else behind it."""
    behind = _behind(text, verb) if _INVERTING.fullmatch(verb[0]) else None
    if behind and text[max(0, verb.start() - 4) : verb.start()].rstrip()[-1:] in _SPEECH_ENDS:
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
        return Anchor(verb.start(), introduced[1], introduced[0], None, "before")
    again = _REFERENCE_AFTER.match(text, verb.end())
    if again:
        known = again["noun"] is None or again["noun"] in OFFICES
        return Anchor(verb.start(), again.end(), (), again["noun"], "before") if known else None
    who, end = _following(text, verb.end())
    return Anchor(verb.start(), end, who, None, "before") if who else None


def _in_front(text: str, verb: re.Match[str]) -> Anchor | None:
    """"Jo Doe, mayor of X, said", "she said"."""
    begin = max(text.rfind("\n", 0, verb.start()), verb.start() - 220, 0)
    speech = _speech_beside(text, verb)
    introduced = _OFFICE_BEFORE.search(text, begin, verb.start())
    who = behind_office(introduced) if introduced else None
    if introduced and who:
        return Anchor(introduced.start("office"), verb.end(), (who,), None, speech)
    referred = _REFERRED.search(text, begin, verb.start())
    if referred:
        known = referred["noun"] is None or referred["noun"] in OFFICES
        return Anchor(referred.start(), verb.end(), (), referred["noun"], speech) if known else None
    for pattern in (_BEFORE, _APPOSED):
        before = pattern.search(text, begin, verb.start())
        while before:
            found = _subjects(before)
            if found:
                return Anchor(before.start("who"), verb.end(), found, None, speech)
            before = pattern.search(text, before.start("who") + 1, verb.start())
    return None


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
    if not found or (office and not _is_office(office)):
        return ()
    _, name, rest = before["who"].partition(found[-1].name)
    affiliated = bool(_AFFILIATION.match(rest)) and found[-1].role is not None
    if not affiliated and (not name or rest.strip(".")):
        return ()
    return tuple(replace(who, role=office or who.role) for who in found)


def _is_office(words: str) -> bool:
    """Whether an apposition tells who somebody is: "the mayor of X", "R-Ohio", "chief of staff", "who leads it"."""
    *_, last = words.split(", ")
    if re.match(r"the [A-Z]", last) and not any(bare(word) in OFFICES for word in last.split()):
        return False
    first, *others = words.split()
    if (_CLAUSE.search(words) and first != "who") or is_organisation(words):
        return False
    described = first in _ARTICLES and others[:1] != [] and others[0][0].islower()
    return described or "-" in first or first == "who" or any(bare(word) in OFFICES for word in words.split())


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
    rest = head[head.lower().rfind(found[-1].name.lower()) + len(found[-1].name) :]
    if rest.strip(" .") and not _OF.match(rest) and not rest.lstrip()[:1].isupper():
        return (), at
    role = office[1].strip() if office else None
    return tuple(replace(who, role=who.role or role) for who in found), after.start("who") + len(head)
