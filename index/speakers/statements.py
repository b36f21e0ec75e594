"""Whole stretches that one person speaks: a statement under its heading, the turns of a transcript.

Invariant: a heading counts only where first-person speech follows it; a stretch ends at the next heading or turn.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.speakers.names import Person, bare, people, person
from index.speakers.quotations import Quotation

_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur)\b(?!\.)")
_WHAT = re.compile(r"(?:[Ss]tatement|STATEMENT|[Rr]emarks|REMARKS|[Ss]peech|[Tt]estimony|[Cc]omments)\b")
_WHOSE = re.compile(
    r"(?:\s+(?:as\s+prepared\s+for\s+delivery|[Ff]or\s+the\s+[Rr]ecord))?,?\s+(?:of|by|from|OF|BY|FROM)\s+"
    r"(?P<who>[^\n,;:()]{4,70})"
)
_ISSUED = re.compile(
    r"(?P<who>[^\n;:\"“”]{4,150}?)(?:,|\s\([^)]{1,20}\),?)?\s+"
    r"(?:(?:today|yesterday|also|on\s+\w+day)\s+){0,2}"
    r"(?:released|issued|made|delivered|gave|submitted|offered|provided)\s+(?:today\s+)?(?:the\s+following|this)\s+"
    r"(?:\w+\s+){0,3}$"
)
_LABEL = re.compile(r"[A-Z’'-]{3,}(?:\s*\([^)\n]{1,30}\))?:(?=\s)")
_LABEL_NAME = re.compile(r"(?:[A-Z][A-Z.’'-]+\s+){0,4}$")
_FLOOR = re.compile(r"^\s*(?P<floor>(?:Mr|Mrs|Ms|Miss)\.\s+[A-Z][A-Z’'-]{2,})\.\s", re.MULTILINE)
_LABELS = frozenset(
    ("QUESTION", "ANSWER", "NOTE", "CONTACT", "WHO", "WHAT", "WHEN", "WHERE", "WHY", "RSVP", "DATE", "TIME", "LOCATION",
     "UPDATE", "CORRECTION", "BACKGROUND", "RELEASE", "MODERATOR", "ANNOUNCER", "OPERATOR", "MEDIA", "SOURCE", "TOPIC",
     "HOST", "INTERVIEWER", "NARRATOR", "REPORTER", "ANCHOR", "AUDIENCE", "UNKNOWN", "SPEAKER", "STAFF")
)  # fmt: skip
_HEAD = 3000
_END = re.compile(
    r"^\W*(?:#\s?#|-\s?30\s?-|(?:for\s+more\s+information|(?:press|media)?\s*contacts?)\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The sentences ``first`` to ``last`` (exclusive) are spoken by ``who``; a ``turn`` of a transcript wholly."""

    first: int
    last: int
    who: Person
    turn: bool


def statements(
    text: str, sentences: Sequence[tuple[int, int]], quoted: Sequence[Quotation]
) -> Iterator[Stretch]:
    """The stretches of a text that one person speaks, in order."""
    starts = [start for start, _ in sentences]
    turns = list(_turns(text))
    if turns:
        ends = [start for start, _, _ in turns[1:]] + [len(text)]
        for (_, end, who), stop in zip(turns, ends, strict=True):
            if who and _FIRST_PERSON.search(text, end, stop):
                yield Stretch(bisect_right(starts, end) - 1, bisect_left(starts, stop), who, True)
        return
    for end, who in _headings(text):
        first = bisect_right(starts, end)
        marked = any(q.start < end + 40 and q.end > end for q in quoted)
        last = _last_of_statement(text, sentences, first, who)
        if not marked and first < last and _FIRST_PERSON.search(text, starts[first], sentences[last - 1][1]):
            yield Stretch(first, last, who, False)
            return


def _headings(text: str) -> Iterator[tuple[int, Person]]:
    """Where a statement begins and whose it is: "Statement of Jo Doe", "Jo Doe issued the following statement"."""
    for what in _WHAT.finditer(text, 0, _HEAD):
        issued = _ISSUED.search(text, max(text.rfind("\n", 0, what.start()), what.start() - 260, 0), what.start())
        whose = None if issued else _WHOSE.match(text, what.end())
        who = _nearest(issued["who"]) if issued else people(whose["who"]) if whose else ()
        if len(who) == 1:
            yield (whose.end() if whose else what.end()), who[0]


def _nearest(words: str) -> tuple[Person, ...]:
    """The person named last before the verb, appositions passed over."""
    for part in reversed(re.split(r",\s|\s[-–—]{1,2}\s|\s{3,}", words)):
        who = people(part)
        if who and (who[0].role or " " in who[0].name):
            return who
    return ()


def _last_of_statement(text: str, sentences: Sequence[tuple[int, int]], first: int, who: Person) -> int:
    """The sentence at which a statement ends: the end of the release, or where it speaks of its speaker as another."""
    own = bare(who.name.split()[-1])
    for number in range(first, len(sentences)):
        start, end = sentences[number]
        if _END.match(text[start:end]):
            return number
        if number > first and own in text[start:end].lower() and not _FIRST_PERSON.search(text, start, end):
            return number
    return len(sentences)


def _turns(text: str) -> list[tuple[int, int, Person | None]]:
    """The turns of a transcript (start, end of the label, person); none unless a name comes again or has a title."""
    found: list[tuple[int, int, Person | None]] = []
    for floor in _FLOOR.finditer(text):
        found.append((floor.start("floor"), floor.end(), person(floor["floor"].title())))
    for label in _LABEL.finditer(text):
        before = _LABEL_NAME.search(text, max(0, label.start() - 60), label.start())
        start = before.start() if before else label.start()
        words = re.sub(r"\s*\(.*|:$", "", text[start : label.end()])
        found.append((start, label.end(), None if words.split()[-1] in _LABELS else person(words.title())))
    people = [who for _, _, who in found if who]
    repeated = len(people) > len({who.name for who in people})
    return sorted(found, key=lambda turn: turn[0]) if repeated or any(who.role for who in people) else []
