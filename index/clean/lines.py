"""The lines of a document, which of them are noise, and how those that stay are joined again.

A line is the unit of page chrome: a stamp, a menu, a running head. Where noise between two lines parts a sentence,
its halves are joined; where words are lost with it, the hole stays visible. Invariant: lines are in order, do not
overlap, and every character of the source that is no white space belongs to a line or lies outside ``kept``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.clean.kinds import Noise
from index.load.document import Document

_LINE = re.compile(r"[^\n\f\v\u2028\u2029]+")
_ITEM = re.compile(r"(?:[-*•–—▪◦·]|\(?(?:\d{1,2}|[A-Za-z])[.)])\s+\S|\|")
_FINISHED = re.compile(r"[.!?:;…][\"'”’»)\]*_]*$")
_NARROWEST, _WIDEST = 28, 132
_FULL, _NEARLY_FULL = 0.85, 0.7
_AROUND = 3
DATELINE = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,30}(?:,\s[\w .]{2,25}){0,2}(?:\s*[–—]|\s+--?\s|\s*\(|,\s\d{1,2}\s)")
"""How a dateline begins: a place in capitals, and a date, a dash or a bracket after it."""
_HEADING_MARK = re.compile(r"#{1,6}\s")


@dataclass(frozen=True, slots=True)
class Line:
    """``source_text[start:end]`` without outer white space, and what kind of noise it is (None: it stays).

    ``gap`` is what parts it from the line before: "break" (a line end), "blank" (an empty line) or "page".
    """

    start: int
    end: int
    text: str
    gap: str
    noise: Noise | None = None

    def marked(self, kind: str, reason: str) -> Line:
        """The same line as noise of a kind."""
        return replace(self, noise=(kind, reason))


def lines_of(document: Document) -> list[Line]:
    """The lines of the document; where it says what is kept, those outside are noise already."""
    source = document.source_text
    kept = document.kept if document.kept is not None else ((0, len(source)),)
    page = document.suffix == ".html"
    outside = ("page chrome", "outside the main content") if page else ("front matter", "is about the release")
    lines: list[Line] = []
    before = 0
    for start, end, inside in _zones(kept, len(source)):
        for found in _LINE.finditer(source, start, end):
            text = found[0].strip()
            if not text:
                continue
            first = found.start() + len(found[0]) - len(found[0].lstrip())
            between = source[before:first]
            gap = "page" if "\f" in between else "blank" if between.count("\n") > 1 else "break"
            noise = None if inside else outside
            lines.append(Line(first, first + len(text), text, gap, noise))
            before = first + len(text)
    return lines


def _zones(kept: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int, bool]]:
    """The whole range, cut at the borders of what is kept."""
    zones, at = [], 0
    for start, end in kept:
        zones += [(at, start, False), (start, end, True)]
        at = end
    return [zone for zone in [*zones, (at, length, False)] if zone[0] < zone[1]]


def staying(lines: Sequence[Line]) -> list[Line]:
    """The lines that are no noise, their gaps widened over the noise between.

    A line that noise stood before is parted from the last one as by a page: only an open sentence goes on.
    """
    stay: list[Line] = []
    strongest, noisy = "break", False
    for line in lines:
        strongest = max(strongest, line.gap, key=("break", "blank", "page").index)
        if line.noise:
            noisy = True
            continue
        stay.append(replace(line, gap="page" if noisy else strongest))
        strongest, noisy = "break", False
    return stay


def goes_on(before: str, after: str) -> bool:
    """Whether a sentence that ``before`` leaves open may go on in ``after``."""
    return not _FINISHED.search(before) and (after[:1].islower() or before.endswith((",", "-", "–", "—", "(")))


def is_prose(text: str) -> bool:
    """Whether a text is running text: long, or a sentence of eight words and more with its full stop."""
    if len(text) > 240:
        return True
    return len(text.split()) >= 8 and bool(_FINISHED.search(text)) and not text.isupper()


def paragraphs(lines: Sequence[Line]) -> list[list[int]]:
    """The numbers of the lines of each paragraph, a wrapped one as a whole; noise is in none."""
    stay = [number for number, line in enumerate(lines) if not line.noise]
    found: list[list[int]] = []
    for number, joint in zip(stay, ["\n", *separators(staying(lines))], strict=bool(stay)):
        if joint == " ":
            found[-1].append(number)
        else:
            found.append([number])
    return found


def prose_of(lines: Sequence[Line]) -> list[bool]:
    """Which lines stand in running text, a paragraph that was wrapped counting as a whole; noise does not."""
    found = [False] * len(lines)
    for numbers in paragraphs(lines):
        if is_prose(" ".join(lines[number].text for number in numbers)):
            for number in numbers:
                found[number] = True
    return found


def separators(lines: Sequence[Line]) -> list[str]:
    """What stands between each two neighbours of the lines that stay: a blank line, a line end, or a space.

    ``gap`` of a line must be the strongest one since the line before it that stays.
    """
    widths = [len(line.text) for line in lines]
    return [
        _separator(lines[at], lines[at + 1], max(widths[max(0, at - _AROUND) : at + _AROUND + 1]))
        for at in range(len(lines) - 1)
    ]


def _separator(before: Line, after: Line, widest: int) -> str:
    """``widest`` is the width of the widest line around: the width at which the text was wrapped, if it was."""
    if _ITEM.match(after.text) or _HEADING_MARK.match(after.text) or _HEADING_MARK.match(before.text):
        return "\n" if after.gap == "break" else "\n\n"
    open_ended = goes_on(before.text, after.text)
    if after.gap == "blank":
        return "\n\n"
    if after.gap == "page" or DATELINE.match(after.text):
        return " " if open_ended else "\n\n"
    room = len(before.text) + 1 + len(after.text.split(maxsplit=1)[0])
    wrapped = _NARROWEST <= widest <= _WIDEST
    full = _FULL if _FINISHED.search(before.text) else _NEARLY_FULL
    return " " if open_ended or (wrapped and room > full * widest) else "\n"
