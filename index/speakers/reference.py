"""Whom "he", "she" or "the minister" stands for where the words that attribute give no name.

A pronoun is looked for backwards, sentence by sentence: the speaker or the person a sentence begins with, if titles
and other pronouns let them be the he or the she. Invariant: where the text names another person in between, or
nobody for several sentences, it stands for nobody: silence beats a wrong name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from index.speakers.anchors import Anchor
from index.speakers.cast import Cast
from index.speakers.names import OFFICES, Person, bare, person, surname
from index.speakers.offices import NAME, subject_of
from index.speakers.quotations import Quotation
from index.speakers.verbs import PRONOUNS

_FARTHEST = 4
_TITLED = re.compile(
    r"\b(?P<title>(?:Mr|Mrs|Ms|Miss|Dr|Sen|Rep|Gov|Gen|Col|Lt|Maj|Capt|Sgt|Prof)\.|Senator|Congressman|"
    r"Congresswoman|President|Minister|Secretary|Mayor|Governor|Judge|Captain)[ \n]"
    r"(?P<names>(?:[^\W\d_a-z][\w.’'-]*[ \n]?){1,4})"
)


_TOLD = re.compile(r"\s+(him|her)\b")
_NAME_ALONE = re.compile(rf"{NAME}(?=[ \n][a-z]+(?:ed|s)\b)")


class References:
    """Resolves the references of one text."""

    def __init__(
        self, text: str, sentences: Sequence[tuple[int, int]], quoted: Sequence[Quotation], cast: Cast
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._quoted = quoted
        self._cast = cast

    def meant(self, anchor: Anchor, spoken: Mapping[int, Sequence[Anchor]]) -> tuple[Person, ...]:
        """The people that an anchor without a name stands for, () when it is not sure.

        ``spoken`` gives the anchors before it by the number of their sentence, those of nobody included.
        """
        number = bisect_right(self._sentences, (anchor.start, len(self._text))) - 1
        if anchor.noun is not None:
            return self._in_office(anchor, spoken, number)
        pronoun = PRONOUNS.get(anchor.pronoun or "")
        start = self._sentences[number][0]
        own = subject_of(self._text, start, anchor.start)
        if own and self._cast.may_be(own, pronoun):
            return (own,)
        if anchor.speech == "behind" and pronoun is None:
            return ()
        found = self._before(number, pronoun, spoken)
        spoke_here = spoken.get(number)
        beside = (spoke_here[-1].end if spoke_here else start), anchor.start
        return () if self._another_beside(*beside, found, spoken) else found

    def _in_office(self, anchor: Anchor, spoken: Mapping[int, Sequence[Anchor]], number: int) -> tuple[Person, ...]:
        noun = anchor.noun or ""
        if noun not in OFFICES:
            return ()
        earlier = [one for at in sorted(spoken, reverse=True) for one in reversed(spoken[at]) if one.people]
        for one in earlier:
            if self._cast.has_office(one.people[0], noun):
                return one.people
        holder = self._cast.holder(noun, anchor.start)
        if holder:
            return (holder,)
        near = [one for one in spoken.get(number, spoken.get(number - 1, ())) if one.people]
        return near[-1].people if near and near[-1].people[0].role is None else ()

    def _before(
        self, number: int, pronoun: str | None, spoken: Mapping[int, Sequence[Anchor]]
    ) -> tuple[Person, ...]:
        """The first person backwards from a sentence whom the pronoun fits."""
        distance = 0
        for at in range(number, -1, -1):
            for one in reversed(spoken.get(at, ())):
                fits = tuple(who for who in one.people if self._cast.may_be(who, pronoun))
                if fits and not self._is_told(one, pronoun):
                    return fits if len(fits) == 1 else ()
                if fits or (not one.people and (one.pronoun or one.noun == "")):
                    return ()
            start, end = self._sentences[at]
            if at == number or self._is_speech(start, end):
                continue
            who = subject_of(self._text, start, end)
            if who and self._cast.may_be(who, pronoun):
                return (who,)
            opening = PRONOUNS.get(bare(self._text[start:end].split()[0]))
            if opening and opening == pronoun:
                continue
            if not who and (self._begins_with_a_name(start, end) or self._names_another(start, end, spoken, pronoun)):
                return ()
            distance += 1
            if distance > _FARTHEST:
                return ()
        return ()

    def _is_told(self, anchor: Anchor, pronoun: str | None) -> bool:
        """Whether an anchor goes on to one whom the pronoun means as well: "Doe told her that ... She ..."."""
        told = _TOLD.match(self._text, anchor.end)
        return told is not None and PRONOUNS.get(told[1]) == pronoun

    def _another_beside(
        self, start: int, end: int, found: Sequence[Person], spoken: Mapping[int, Sequence[Anchor]]
    ) -> bool:
        """Whether the words before a pronoun in its sentence name somebody else who speaks or acts."""
        mine = {surname(who.name) for who in found}
        speakers = {surname(who.name) for at in spoken.values() for one in at for who in one.people} - mine
        if any(re.search(rf"\b{re.escape(other)}\b", self._text[start:end]) for other in speakers):
            return True
        if any(quotation.start < end and start < quotation.end for quotation in self._quoted):
            return False
        acting = (person(name[0]) for name in _NAME_ALONE.finditer(self._text, start, end))
        return any(who and surname(who.name) not in mine for who in acting)

    def _begins_with_a_name(self, start: int, end: int) -> bool:
        """Whether a sentence begins with what may be a person's name, though nothing shows that it is one."""
        found = _NAME_ALONE.match(self._text, start, end)
        return found is not None and person(found[0]) is not None

    def _is_speech(self, start: int, end: int) -> bool:
        return any(quotation.start <= start and end <= quotation.end for quotation in self._quoted)

    def _names_another(
        self, start: int, end: int, spoken: Mapping[int, Sequence[Anchor]], pronoun: str | None
    ) -> bool:
        """Whether a sentence names, not as its subject, a person who has not spoken and whom the pronoun may mean."""
        speakers = {surname(who.name) for found in spoken.values() for one in found for who in one.people}
        for found in _TITLED.finditer(self._text, start, end):
            who = Person(found["names"].strip(" .,\n"), found["title"])
            if surname(who.name) not in speakers and self._cast.may_be(who, pronoun):
                return True
        return False
