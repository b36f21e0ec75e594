"""The closing of a release: who its issuer is, whom to call, where to find more.

Frequency alone never removes running text. A paragraph, or the rest of one, is a closing only by its form, which begins
with such words as "About the Board:" or "Media contact"; and it is taken out only once the corpus has learned
that many releases share it (``index.boilerplate``). Invariant: nothing before the opening words is touched.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from index.clean.keys import key_of
from index.clean.lines import Line, paragraphs

_ABOUT = r"About (?:us\b|(?:the )?[A-ZÀ-Þ][\w&.'’-]*(?: [\w&.'’()-]+){0,8}?)"
_CONTACT = (
    r"Notes? (?:to|for) (?:the )?[Ee]ditors?\b|(?:Media|Press|News) (?:[Cc]ontacts?|[Ee]nquir(?:y|ies)|"
    r"[Ii]nquir(?:y|ies)|[Oo]ffice|[Qq]ueries)\b"
    r"|(?:For (?:more|further|additional)|More|Further|Additional) [Ii]nformation\b"
)
_OPENING = re.compile(rf"(?:^|(?<=[.!?”\"’)] ))[#*_ ]*(?:{_ABOUT}[*_ ]*(?:[:–—]| - )|{_CONTACT})")
_HEADING = re.compile(rf"[#*_ ]*(?:{_ABOUT}|{_CONTACT})[*_ :]*")
_LONGEST = 2000
REASON = ("closing", "many releases end with it, and it is about their issuer")


def closings(lines: Sequence[Line]) -> Iterator[tuple[int, list[int], int]]:
    """Each closing: its key, the numbers of its lines, and where in the first of them it begins."""
    below_heading = False
    for numbers in paragraphs(lines):
        text = " ".join(lines[number].text for number in numbers)
        opening = None if below_heading else _OPENING.search(text)
        if (opening or below_heading) and len(text) <= _LONGEST:
            start = opening.start() if opening else 0
            at = start
            while at > len(lines[numbers[0]].text):
                at -= len(lines[numbers[0]].text) + 1
                numbers = numbers[1:]
            yield key_of(text[start:]), numbers, at
        below_heading = bool(_HEADING.fullmatch(text))


def without_closings(lines: Sequence[Line], learned: Container[int]) -> list[Line]:
    """The lines with learned closings marked as noise; a line in which one begins is parted there."""
    marked: dict[int, list[Line]] = {}
    for key, numbers, at in closings(lines):
        if key not in learned:
            continue
        for number in numbers:
            line = lines[number]
            cut = at if number == numbers[0] else 0
            before = line.text[:cut].rstrip()
            rest = replace(line, start=line.start + cut, text=line.text[cut:], noise=REASON)
            head = [replace(line, end=line.start + len(before), text=before)] if before else []
            marked[number] = [*head, replace(rest, gap="break") if head else rest]
    return [part for number, line in enumerate(lines) for part in marked.get(number, [line])]
