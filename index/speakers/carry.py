"""How far a speaker reaches: over the sentences of a quotation, or over a paragraph that lost its quotation marks.

Invariant: a sentence that has its own anchor keeps it; nothing is carried over a paragraph that has none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.speakers.anchors import Anchor
from index.speakers.names import Person, surname
from index.speakers.quotations import Quotation

_FIRST_PERSON = re.compile(r"\b(?:I|I[’']?(?:m|ve|ll|d)|[Ww]e(?:[’']?(?:re|ve|ll))?|[Mm]y|[Oo]ur|us|me)\b(?!\.)")
_SHORT_PARAGRAPH = 900
_AT_ONCE = 12
_FEW_WORDS = 4
"""A quotation shorter than this is a term in marks, not speech."""


@dataclass(frozen=True, slots=True)
class Said:
    """Who says a sentence, whether in their own words, and the anchor in it, if it has one."""

    people: tuple[Person, ...]
    direct: bool
    anchor: Anchor | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names alone, by which two sentences have the same speakers."""
        return tuple(who.name for who in self.people)


def carry_quotations(
    text: str, sentences: Sequence[tuple[int, int]], quoted: Sequence[Quotation], said: list[Said | None]
) -> None:
    """Give every sentence of a quotation its speakers: named where it ends or begins, before it, or right after it."""
    starts = [start for start, _ in sentences]
    goes_on: tuple[Person, ...] = ()
    for quotation in quoted:
        first = max(0, bisect_right(starts, quotation.start) - 1)
        last = max(first, bisect_right(starts, quotation.end - 1) - 1)
        if len(text[quotation.start : quotation.end].split()) < _FEW_WORDS:
            continue
        who = _speakers_of(text, sentences, said, first, last) or goes_on
        goes_on = who if quotation.open else ()
        for number in range(first, last + 1):
            here = said[number]
            if here is not None and here.people:
                said[number] = Said(here.people, True, here.anchor)
            elif here is None and who:
                said[number] = Said(who, True)


def _speakers_of(
    text: str, sentences: Sequence[tuple[int, int]], said: list[Said | None], first: int, last: int
) -> tuple[Person, ...]:
    """The speakers of a quotation that spans the sentences ``first`` to ``last``."""
    for number in (last, first):
        here = said[number]
        if here is not None:
            return here.people
    before = said[first - 1] if first else None
    if before and (not _new_paragraph(text, sentences, first) or text[: sentences[first][0]].rstrip().endswith(":")):
        return before.people
    after = said[last + 1] if last + 1 < len(sentences) else None
    if after and after.anchor and not _new_paragraph(text, sentences, last + 1):
        start, end = sentences[last + 1]
        if after.anchor.speech == "before" and after.anchor.end - after.anchor.start > 0.6 * (end - start):
            return after.people
    return ()


def _new_paragraph(text: str, sentences: Sequence[tuple[int, int]], number: int) -> bool:
    return "\n" in text[sentences[number - 1][1] : sentences[number][0]]


def carry_lost_marks(text: str, sentences: Sequence[tuple[int, int]], said: list[Said | None]) -> None:
    """Where no quotation is left in the text: the sentences beside an anchor that shows speech, within its paragraph.

    A short paragraph is one quotation, so all that follows the anchor in it goes on. In a long one (line breaks were
    lost too) first-person sentences do, with at most one other between. Who names the speaker is not the speaker.
    """
    for number in range(1, len(sentences)):
        here, before = said[number], said[number - 1]
        free = not (before and before.anchor) and not _new_paragraph(text, sentences, number)
        if here and here.people and free and _speaks_for_the_last(here, sentences[number]):
            said[number - 1] = Said(here.people, True)
    for number, start_of_next in _paragraphs(text, sentences):
        short = sentences[start_of_next - 1][1] - sentences[number][0] <= _SHORT_PARAGRAPH
        for at in range(number + 1, start_of_next):
            before = said[at - 1]
            if before and before.direct and said[at] is None and _may_go_on(text, sentences, said, at, short):
                said[at] = Said(before.people, True)
        for at in range(start_of_next - 2, number - 1, -1):
            after = said[at + 1]
            if after and after.direct and said[at] is None and _own_words(text, sentences[at], after.people):
                said[at] = Said(after.people, True)


def _speaks_for_the_last(here: Said, sentence: tuple[int, int]) -> bool:
    """Whether a sentence begins with an anchor whose speech stands before it, which is then the sentence before."""
    return here.anchor is not None and here.anchor.speech == "before" and here.anchor.start - sentence[0] < _AT_ONCE


def _paragraphs(text: str, sentences: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The paragraphs as ranges of sentences, (first, last exclusive)."""
    borders = [n for n in range(1, len(sentences)) if _new_paragraph(text, sentences, n)]
    return list(pairwise([0, *borders, len(sentences)]))


def _may_go_on(
    text: str, sentences: Sequence[tuple[int, int]], said: Sequence[Said | None], at: int, short: bool
) -> bool:
    """Whether the sentence ``at`` still belongs to the speaker of the sentence before it."""
    before = said[at - 1]
    if before is None or _names_one(text, sentences[at], before.people):
        return False
    if short or _own_words(text, sentences[at], before.people):
        return True
    follows = at + 1 < len(sentences) and said[at + 1] is None and not _new_paragraph(text, sentences, at + 1)
    return follows and _own_words(text, sentences[at + 1], before.people)


def _names_one(text: str, sentence: tuple[int, int], people: tuple[Person, ...]) -> bool:
    return any(surname(who.name) in text[slice(*sentence)] for who in people)


def _own_words(text: str, sentence: tuple[int, int], people: tuple[Person, ...]) -> bool:
    """Whether a sentence is in the first person and does not speak of the speakers as others."""
    return _FIRST_PERSON.search(text, *sentence) is not None and not _names_one(text, sentence, people)
