"""Who says what: sentences attributed to a person, in quotation marks or reported.

Anchors ("said Jo Doe", "she added") give a speaker to their sentence; a quotation carries its speaker over all of its
sentences; where a scrape lost the quotation marks, what stands beside an anchor in its paragraph is told by its form.
Invariant: every attribution covers whole sentences; a pronoun counts only where a speaker stands before it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.records import Attribution
from index.speakers.anchors import Anchor, anchors
from index.speakers.carry import Said, carry_lost_marks, carry_quotations
from index.speakers.cast import Cast
from index.speakers.quotations import Quotation, quotations
from index.speakers.reference import References
from index.speakers.statements import statements
from index.speakers.verbs import PRONOUNS

_OUTSPOKEN = re.compile(
    r"\b(?:I|[Ww]e|[Yy]ou|[Mm]y|[Oo]ur|us|me|is|are|am|will|has|have|can|do|does|must|shall|may|should|let)\b|"
    r"[’'](?:re|ve|ll|m)\b"
)
_AT_ONCE = 12


def speakers(text: str, sentences: Sequence[tuple[int, int]]) -> tuple[Attribution, ...]:
    """The attributed sentences of ``text`` in order, neighbours of one speaker joined.

    ``sentences`` are (start, end), sorted. ``name`` is the fullest form that the text gives, ``role`` the title or
    office beside it, ``direct`` whether it is speech in quotation marks (or was, before they were lost). Those who
    speak together get an attribution each.
    """
    if not sentences:
        return ()
    quoted = quotations(text)
    cast = Cast(text)
    said: list[Said | None] = [None] * len(sentences)
    for number, anchor in _named(text, sentences, quoted, cast):
        before = said[number]
        if before is None or not before.people:
            said[number] = Said(anchor.people, _is_direct(text, sentences[number], quoted, anchor), anchor)
    carry_quotations(text, sentences, quoted, said)
    if not any(len(text[q.start : q.end].split()) > 3 for q in quoted):
        carry_lost_marks(text, sentences, said)
    for stretch in statements(text, sentences, quoted):
        who = Said((cast.known(stretch.who, len(text)) or stretch.who,), direct=True)
        for number in range(stretch.first, stretch.last):
            said[number] = who if stretch.turn else said[number] or who
    return _joined(text, sentences, said)


def _named(
    text: str, sentences: Sequence[tuple[int, int]], quoted: Sequence[Quotation], cast: Cast
) -> Iterator[tuple[int, Anchor]]:
    """Anchors outside of quotations with their people and the number of their sentence.

    One that stands for nobody is kept where it shows that what is said beside it has a speaker of its own.
    """
    references = References(text, sentences, quoted, cast)
    spoken: dict[int, list[Anchor]] = {}
    for anchor in anchors(text):
        number = bisect_right(sentences, (anchor.start, len(text))) - 1
        if number < 0 or any(q.start < anchor.start and anchor.end < q.end and _is_whole(text, q) for q in quoted):
            continue
        who = anchor.people or references.meant(anchor, spoken)
        who = tuple(known for one in who if (known := cast.known(one, anchor.start)))
        pronoun = PRONOUNS.get(anchor.pronoun or "")
        if pronoun and len(who) == 1:
            cast.call(who[0], pronoun)
        outstanding = anchor.start - sentences[number][0] < _AT_ONCE or anchor.noun == "" or anchor.speech == "before"
        if who or (not anchor.people and outstanding):
            anchor = replace(anchor, people=who)
            spoken.setdefault(number, []).append(anchor)
            yield number, anchor


def _is_whole(text: str, quotation: Quotation) -> bool:
    """Whether marks enclose speech and are not two closing and opening ones with the words between."""
    words = text[quotation.start + 1 : quotation.end - 1]
    return not quotation.open and len(words.split()) > 3 and words[0] not in " ,." and words[-1] != " "


def _is_direct(text: str, sentence: tuple[int, int], quoted: Sequence[Quotation], anchor: Anchor) -> bool:
    """Whether a sentence is its speaker's own words: in marks, or without them before "said Jo Doe", or in words that
    are not reported ones ("The plans were old, he said" is told of him).
    """
    if anchor.speech is None:
        return False
    if anchor.inverted:
        return True
    marked = any(q.start < sentence[1] and sentence[0] <= q.end + 1 for q in quoted)
    return marked or _OUTSPOKEN.search(text, *sentence) is not None


def _joined(text: str, sentences: Sequence[tuple[int, int]], said: list[Said | None]) -> tuple[Attribution, ...]:
    """Attributions of neighbouring sentences with the same speakers become one."""
    found: list[Attribution] = []
    last: Said | None = None
    for (start, end), one in zip(sentences, said, strict=True):
        if one is None or not one.people:
            last = None
            continue
        same = last is not None and last.direct == one.direct and last.names == one.names
        if same:
            found[-len(one.people) :] = [replace(a, end=end) for a in found[-len(one.people) :]]
        else:
            found += [Attribution(who.name, who.role, start, end, one.direct) for who in one.people]
        last = one
    return tuple(found)
