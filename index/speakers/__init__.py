"""Who says what: sentences attributed to a person, in quotation marks or reported.

Anchors ("said Jo Doe", "she added") give a speaker to their sentence; a quotation carries its speaker over all of its
sentences; where a scrape lost the quotation marks, what stands beside an anchor in its paragraph is told by its form.
Invariant: every attribution covers whole sentences; a pronoun counts only where a speaker stands before it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from index.records import Attribution
from index.speakers.anchors import Anchor, anchors
from index.speakers.carry import Said, carry_lost_marks, carry_quotations
from index.speakers.names import Person, bare, person, surname
from index.speakers.offices import may_be, subject_of
from index.speakers.quotations import quotations
from index.speakers.statements import statements

_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he)\b")
_HONORIFIC = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s?)+")


def speakers(text: str, sentences: Sequence[tuple[int, int]]) -> tuple[Attribution, ...]:
    """The attributed sentences of ``text`` in order, neighbours of one speaker joined.

    ``sentences`` are (start, end), sorted. ``name`` is the fullest form that the text gives, ``role`` the title or
    office beside it, ``direct`` whether it is speech in quotation marks (or was, before they were lost). Those who
    speak together get an attribution each.
    """
    if not sentences:
        return ()
    quoted = quotations(text)
    named = _named(text, sentences, list(anchors(text)))
    starts = [start for start, _ in sentences]
    said: list[Said | None] = [None] * len(sentences)
    for anchor in named:
        number = bisect_right(starts, anchor.start) - 1
        if number >= 0 and said[number] is None:
            said[number] = Said(anchor.people, direct=anchor.speech is not None, anchor=anchor)
    carry_quotations(text, sentences, quoted, said)
    if not any(len(text[q.start : q.end].split()) > 3 for q in quoted):
        carry_lost_marks(text, sentences, said)
    for stretch in statements(text, sentences, quoted):
        who = Said((_fullest(text, stretch.who) or stretch.who,), direct=True)
        for number in range(stretch.first, stretch.last):
            said[number] = who if stretch.turn else said[number] or who
    return _joined(text, sentences, said)


def _named(text: str, sentences: Sequence[tuple[int, int]], found: list[Anchor]) -> list[Anchor]:
    """Anchors with their people: short names become the full ones, "he" and "the minister" the one spoken of last."""
    full: dict[str, Person] = {}
    named: list[Anchor] = []
    for anchor in found:
        who = anchor.people or _referred(text, sentences, anchor, named)
        who = tuple(known for one in who if (known := _known(text, one, full)))
        if who:
            named.append(replace(anchor, people=who))
    return named


def _referred(
    text: str, sentences: Sequence[tuple[int, int]], anchor: Anchor, named: Sequence[Anchor]
) -> tuple[Person, ...]:
    """Whom "the minister" or "he" means: the last speaker of that office; for a pronoun the subject of a sentence
    since the last speaker in the same paragraph, else the last speaker whom it fits.
    """
    if anchor.noun:
        fitting = (a.people for a in reversed(named) if anchor.noun in bare(a.people[0].role or ""))
        return next(fitting, named[-1].people if named else ())
    pronoun = _PRONOUN.search(text, anchor.start, anchor.end)
    since = max(text.rfind("\n", 0, anchor.start), named[-1].end if named else 0)
    number = bisect_right(sentences, (anchor.start, len(text))) - 1
    while number >= 0 and sentences[number][0] >= since:
        who = subject_of(text, *sentences[number])
        if who and (pronoun is None or may_be(text, who, pronoun[0])):
            return (who,)
        number -= 1
    fit = (a.people for a in reversed(named) if pronoun is None or may_be(text, a.people[0], pronoun[0]))
    return next(fit, ())


def _known(text: str, who: Person, full: dict[str, Person]) -> Person | None:
    """A person under the fullest name that was used so far; None for a word that only begins sentences."""
    who = _shortened(text, who)
    key = surname(who.name)
    known = full.get(key)
    if len(who.name.split()) == 1:
        found = known or _fullest(text, who)
        if found is None and who.role is None:
            return None
        who = replace(found, role=_telling(found.role, who.role)) if found else who
    elif known and known.name.split()[0] == who.name.split()[0]:
        who = max(known, who, key=lambda one: len(one.name))
        who = replace(who, role=_telling(who.role, known.role))
    full[key] = who
    return who


def _telling(one: str | None, two: str | None) -> str | None:
    """Of two roles the first that says more than "Mr." or "Dr."."""
    roles = [role for role in (one, two) if role]
    return next((role for role in roles if not _HONORIFIC.fullmatch(role)), roles[0] if roles else None)


def _shortened(text: str, who: Person) -> Person:
    """A name that ran on into the next sentence ("Senator Doe Small firms") without what does not belong to it."""
    first, *others = who.name.split()
    if others and who.role and text.count(who.name) <= 1:
        again = re.search(rf"\b{re.escape(who.role.split()[-1])}\s+{re.escape(first)}\b(?!\s+[A-Z])", text)
        return replace(who, name=first) if again else who
    return who


def _fullest(text: str, who: Person) -> Person | None:
    """A single name with what the text puts before it somewhere; None where nothing shows that it is a person's."""
    if len(who.name.split()) > 1:
        return who
    word = re.escape(who.name)
    before = re.compile(rf"(?:(?:[A-ZÀ-Þ][\w.’'-]*|of|for|and|the|de|van|von|der)[ \n]){{1,8}}{word}\b")
    found = [one for match in before.finditer(text) if (one := person(match[0])) and surname(one.name) == who.name]
    titled = [one for one in found if one.role]
    if not titled and re.search(rf"\b(?:[Ii]n|at|near|across) {word}\b", text):
        return None
    forms = Counter(one.name for one in reversed(titled or found) if " " in one.name or one.role)
    if not forms:
        return None
    name = max(forms, key=lambda form: (" " in form, forms[form]))
    role = next((one.role for one in titled if one.name == name), None)
    return Person(name, _telling(who.role, role))


def _joined(text: str, sentences: Sequence[tuple[int, int]], said: list[Said | None]) -> tuple[Attribution, ...]:
    """Attributions of neighbouring sentences with the same speakers become one."""
    found: list[Attribution] = []
    last: Said | None = None
    for (start, end), one in zip(sentences, said, strict=True):
        if one is None:
            last = None
            continue
        same = last is not None and last.direct == one.direct and last.names == one.names
        if same:
            found[-len(one.people) :] = [replace(a, end=end) for a in found[-len(one.people) :]]
        else:
            found += [Attribution(who.name, who.role, start, end, one.direct) for who in one.people]
        last = one
    return tuple(found)
