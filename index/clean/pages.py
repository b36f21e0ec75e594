"""Pages: their running heads and feet are noise, however a sentence runs on from one page to the next.

Invariant: a line is a running head only if it stands at the same edge of several pages, digits aside; on the first page
the lines above the title are left to the letterhead's rules.
"""

from __future__ import annotations

import re
from collections import Counter

from index.clean.keys import key_of
from index.clean.lines import Line

_EDGE = 3
_LEAST_REPEATED = 3
_WORD = re.compile(r"\w+")


def without_running_heads(lines: list[Line]) -> list[Line]:
    """The lines with running heads and feet marked as noise."""
    pages = _pages(lines)
    marked = list(lines)
    if len(pages) > 1:
        for edge in (slice(0, _EDGE), slice(-_EDGE, None)):
            places = [[number for number in page if not lines[number].noise][edge] for page in pages]
            keys = Counter(key for page in places for key in {key_of(lines[number].text) for number in page})
            for number in (number for page in places[1 if edge.start == 0 else 0 :] for number in page):
                if keys[key_of(lines[number].text)] > max(1, len(pages) // 3):
                    marked[number] = lines[number].marked("running head", "stands at the edge of several pages")
    return _without_repeated(marked)


def _pages(lines: list[Line]) -> list[list[int]]:
    """The numbers of the lines of each page."""
    pages: list[list[int]] = [[]]
    for number, line in enumerate(lines):
        if line.gap == "page" and pages[-1]:
            pages.append([])
        pages[-1].append(number)
    return pages


def _without_repeated(lines: list[Line]) -> list[Line]:
    """The lines with those marked that one document repeats again and again, as text once on pages does.

    A speaker's name before a colon is repeated too, and stays.
    """
    keys = [key_of(line.text) if _may_repeat(line) else None for line in lines]
    count = Counter(key for key in keys if key is not None)
    return [
        line.marked("running head", "repeated throughout the document")
        if key is not None and count[key] >= _LEAST_REPEATED
        else line
        for key, line in zip(keys, lines, strict=True)
    ]


def _may_repeat(line: Line) -> bool:
    words = len(_WORD.findall(line.text))
    return not line.noise and 3 <= words <= 30 and not line.text.endswith((":", "?", ".", "!", "|"))
