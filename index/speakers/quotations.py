"""Where quotation marks open and close: the spans between them, across paragraphs of one quotation.

Invariant: spans are sorted and apart, begin at an opening mark and end after the closing one or with the paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"[\"“”„«»]|\n")
_CLOSERS = {'"': '"', "“": "”", "„": "“”", "«": "»", "»": "«", "”": "”"}


@dataclass(frozen=True, slots=True)
class Quotation:
    """``text[start:end]`` with its marks; ``open`` when its paragraph ended before it closed, so that it may go on."""

    start: int
    end: int
    open: bool


def quotations(text: str) -> list[Quotation]:
    """The quotations of ``text`` in order. A mark of inches (6") opens nothing; a new paragraph starts anew."""
    found: list[Quotation] = []
    opened: int | None = None
    closers = ""
    for mark in _MARK.finditer(text):
        at, sign = mark.start(), mark[0]
        if sign == "\n":
            if opened is not None and (text.startswith("\n", at + 1) or _opens_line(text, at + 1)):
                found.append(Quotation(opened, at, True))
                opened = None
        elif opened is None:
            if sign != "”" and not (sign == '"' and at and text[at - 1].isdigit()):
                opened, closers = at, _CLOSERS[sign]
        elif sign in closers:
            found.append(Quotation(opened, mark.end(), False))
            opened = None
    if opened is not None:
        found.append(Quotation(opened, len(text), True))
    return found


def _opens_line(text: str, at: int) -> bool:
    return text[at : at + 12].lstrip()[:1] in ('"', "“", "„", "«")
