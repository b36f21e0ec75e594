"""Which parts of a page's visible text are the release: trafilatura's answer, found again in that text.

trafilatura returns new strings; quotes need places. So the words it returned are looked up, in runs of
three and more, in the visible text. Invariant: the parts returned are sorted, apart and on word borders.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

_WORD = re.compile(r"\w+")
_BLOCK = re.compile(r"[^\n]+")
_RUN = 3
_WHOLE = 0.8
_LEAST_WORDS = 12
_MOST_PLACES = 40


def main_content(tree: Any, text: str) -> tuple[tuple[int, int], ...] | None:
    """The (start, end) parts of ``text`` that hold the main content of the lxml ``tree``; None when there are none."""
    import trafilatura

    extracted = trafilatura.extract(tree, fast=True, include_comments=False) or ""
    if len(_WORD.findall(extracted)) < _LEAST_WORDS:
        return None
    return places(extracted, text) or None


def places(extracted: str, text: str) -> tuple[tuple[int, int], ...]:
    """Where the words of ``extracted`` stand in ``text``: whole lines where nearly all of a line was extracted."""
    found = list(_WORD.finditer(text))
    words = [match[0].casefold() for match in found]
    taken = _taken([word.casefold() for word in _WORD.findall(extracted)], words)
    parts: list[tuple[int, int]] = []
    first = 0
    for block in _BLOCK.finditer(text):
        last = first
        while last < len(found) and found[last].start() < block.end():
            last += 1
        count = sum(taken[first:last])
        if count and count >= _WHOLE * (last - first):
            parts.append(block.span())
        elif count:
            parts.extend(_runs(text, [match.span() for match in found[first:last]], taken[first:last], block.end()))
        first = last
    return tuple(parts)


def _taken(wanted: list[str], words: list[str]) -> list[bool]:
    """Which of ``words`` are ``wanted``: each run of the wanted words goes to its longest match, the next in line."""
    where: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in range(len(words) - _RUN + 1):
        where[tuple(words[place : place + _RUN])].append(place)
    taken = [False] * len(words)
    at = cursor = 0
    while at + _RUN <= len(wanted):
        options = where.get(tuple(wanted[at : at + _RUN]), ())
        best, length = -1, 0
        for place in sorted(options, key=lambda place: (place < cursor, place))[:_MOST_PLACES]:
            run = _common(wanted, at, words, place)
            if run > length and not taken[place]:
                best, length = place, run
        if length:
            taken[best : best + length] = [True] * length
            cursor = best + length
        at += length or 1
    return taken


def _common(wanted: list[str], at: int, words: list[str], place: int) -> int:
    length = 0
    while at + length < len(wanted) and place + length < len(words) and wanted[at + length] == words[place + length]:
        length += 1
    return length


def _runs(text: str, spans: list[tuple[int, int]], taken: list[bool], end: int) -> list[tuple[int, int]]:
    """The stretches of one line whose words were extracted, with the marks that follow their last word."""
    parts: list[tuple[int, int]] = []
    begin: int | None = None
    for number, is_taken in enumerate([*taken, False]):
        if is_taken and begin is None:
            begin = spans[number][0]
        elif not is_taken and begin is not None:
            stop = spans[number][0] if number < len(spans) else end
            parts.append((begin, spans[number - 1][1] + _marks(text[spans[number - 1][1] : stop])))
            begin = None
    return parts


def _marks(after: str) -> int:
    """How many characters of punctuation directly follow a word."""
    return len(after) - len(after.lstrip(".,;:!?\"')]”’»…%"))
