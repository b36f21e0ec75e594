"""Noise goes, words stay: a document's source text to the text that is searched, with the way back.

Lines that are noise are taken out, banners lifted out of sentences, and what is broken is mended.
Invariant: every character of the cleaned text comes from the source text through ``spans``, in its order; what was
taken out is in ``removed`` with its kind and reason; where words are missing there stands a HOLE, and nothing else is
ever put in but white space.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from index.clean.closings import without_closings
from index.clean.head import with_head
from index.clean.keys import key_of, may_be_chrome
from index.clean.kinds import banners, noise_of_line
from index.clean.lines import Line, lines_of, separators, staying
from index.clean.pages import without_running_heads
from index.clean.seams import seam
from index.lexicon import Lexicon, lexicon_of
from index.load.document import Document
from index.mend import hyphen_at_line_end, mended
from index.records import Removed, Span
from index.textmap import Edit, MappedText, edit, verbatim

__all__ = ["CleanText", "clean"]

_AROUND = 80


@dataclass(frozen=True, slots=True)
class CleanText:
    """What is searched of a document: its text, the map to ``source_text``, what was removed, its title."""

    text: str
    spans: tuple[Span, ...]
    removed: tuple[Removed, ...]
    title: str | None


def clean(document: Document, learned: Container[int] = frozenset()) -> CleanText:
    """The cleaned text of a document; ``learned`` are the keys of lines known to be chrome (``index.boilerplate``).

    A document of nothing but noise gives an empty text.
    """
    lines = [line if line.noise else _judged(line, learned) for line in lines_of(document)]
    if learned:
        lines = without_closings(lines, learned)
    lines, title = with_head(without_running_heads(lines), document.title)
    removed = [Removed(line.start, line.end, *line.noise) for line in lines if line.noise]
    words = lexicon_of(document.source_text)
    text = edit(verbatim(document.source_text), _joints(lines, len(document.source_text), words))
    text, lifted = _without_banners(text, words)
    text = mended(text, markdown=document.markup == "markdown")
    removed = _merged(sorted(removed + lifted, key=lambda piece: piece.source_start), document.source_text)
    return CleanText(text.text, text.spans, tuple(removed), title)


def _judged(line: Line, learned: Container[int]) -> Line:
    noise = noise_of_line(line.text)
    if noise is None and learned and may_be_chrome(line.text) and key_of(line.text) in learned:
        noise = ("repeated line", "many releases share this line, and it says nothing by itself")
    if noise is None and any(end - start >= 0.9 * len(line.text) for start, end in banners(line.text)):
        noise = ("banner", "a notice to the visitors of a page")
    return line.marked(*noise) if noise else line


def _joints(lines: list[Line], length: int, words: Lexicon) -> list[Edit]:
    """The edits that leave the lines that stay, joined as they belong."""
    stay = staying(lines)
    if not stay:
        return [Edit(0, length)]
    edits = [Edit(0, stay[0].start)]
    for number, separator in enumerate(separators(stay), start=1):
        before, after = stay[number - 1], stay[number]
        hyphen = hyphen_at_line_end(before.text, after.text, words) if separator == " " else None
        if hyphen is None:
            edits.append(Edit(before.end, after.start, separator))
        else:
            edits.append(Edit(before.end - 1, after.start, hyphen))
    return [*edits, Edit(stay[-1].end, length)]


def _without_banners(text: MappedText, words: Lexicon) -> tuple[MappedText, list[Removed]]:
    """The text without the banners inside its lines, a HOLE where one may have swallowed words."""
    edits, removed = [], []
    for start, end in banners(text.text):
        while start > 0 and text.text[start - 1] in " \t":
            start -= 1
        while end < len(text.text) and text.text[end] in " \t":
            end += 1
        around = text.text[max(0, start - _AROUND) : start], text.text[end : end + _AROUND]
        edits.append(Edit(start, end, seam(*around, words)))
        removed.append(Removed(*text.source_range(start, end), "banner", "a notice to the visitors of a page"))
    return edit(text, edits), removed


def _merged(removed: list[Removed], source: str) -> list[Removed]:
    """Neighbours of one kind as one piece."""
    pieces: list[Removed] = []
    for piece in removed:
        last = pieces[-1] if pieces else None
        same = last and (last.kind, last.reason) == (piece.kind, piece.reason)
        if last and same and not source[last.source_end : piece.source_start].strip():
            pieces[-1] = Removed(last.source_start, piece.source_end, last.kind, last.reason)
        else:
            pieces.append(piece)
    return pieces
