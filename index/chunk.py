"""A release becomes passages: verbatim slices on sentence borders, all about as long as the embedder sees well.

Passages are laid out by the cheapest way through the release's sentences: a passage costs the square of how far
it is from the length aimed at, and something more when it does not end with a paragraph; so none is tiny that
could be balanced. Invariant: ``release.text[passage.start:passage.end] == passage.text``, passages do not overlap,
together they hold every sentence, and with the title and date before it none is longer than the embedder sees.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from index.embed.protocol import PieceCounter
from index.records import Passage, Release
from index.sentences import cut, sentences

LIMIT = 224
"""Pieces a passage may have at most, with what is embedded before it, when the embedder sees more than that."""

_AIM = 0.8  # of the limit: about 180 pieces
_NOT_A_PARAGRAPH = 0.08  # what it costs to end a passage within a paragraph, in squared shares of the aim
_TITLE_BYTES = 120  # about 27 pieces of English; at most 40 of Chinese
_SLACK = 0.9  # tokenizers that see white space may count up to a tenth more than the sum over the sentences
_LEAST = 16


class Titled(Protocol):
    """What goes before a passage when it is embedded: of a release, or of its card."""

    @property
    def title(self) -> str | None: ...
    @property
    def date(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class _Unit:
    """One sentence (or part of one that is too long for a passage), its pieces, and whether a paragraph ends it."""

    start: int
    end: int
    pieces: int
    ends_paragraph: bool


def chunk(release: Release, counter: PieceCounter, *, limit: int = LIMIT) -> tuple[Passage, ...]:
    """The passages of ``release`` in order; none at all for a text of white space.

    ``limit`` is the most pieces a passage may have with title, date and special tokens; what the embedder sees
    (``counter.limit``) bounds it too. Where the sentences lie does not depend on whether titles are embedded.
    """
    room = _room(release, counter, limit)
    units = _units(release, counter, room)
    borders = [(units[first].start, units[last - 1].end, units[first:last]) for first, last in _layout(units, room)]
    passages: list[Passage] = []
    seen: dict[str, int] = {}
    for start, end, within in borders:
        text = release.text[start:end]
        seen[text] = seen.get(text, 0) + 1
        source_start, source_end = release.source_range(start, end)
        passages.append(
            Passage(
                key=passage_key(release.id, text, seen[text]),
                release_id=release.id,
                start=start,
                end=end,
                source_start=source_start,
                source_end=source_end,
                text=text,
                sentences=tuple((unit.start, unit.end) for unit in within),
            )
        )
    return tuple(passages)


def embedding_text(release: Titled, passage: Passage, titles: bool = True) -> str:
    """What is embedded for ``passage``: with ``titles`` the title (its first 120 bytes) and the date go before it."""
    return f"{_prefix(release)}{passage.text}" if titles else passage.text


def passage_key(release_id: str, text: str, nth: int) -> int:
    """The permanent key, 0..2**53-1: of the ``nth`` passage (from 1) of that very text in the release."""
    identity = f"{release_id}\0{text}\0{nth}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(identity).digest()[:8], "big") >> 11


def _prefix(release: Titled) -> str:
    """Title and date, bounded: "Minister opens bridge (14 May 2020)" and a blank line, or nothing."""
    title = " ".join((release.title or "").split()).encode("utf-8", "replace")
    if len(title) > _TITLE_BYTES:
        title = title[:_TITLE_BYTES].decode("utf-8", "ignore").rpartition(" ")[0].encode() or title[:_TITLE_BYTES]
    day = f"({release.date.day} {release.date:%B %Y})" if release.date else ""
    prefix = " ".join(part for part in (title.decode("utf-8", "ignore"), day) if part)
    return f"{prefix}\n\n" if prefix else ""


def _room(release: Release, counter: PieceCounter, limit: int) -> int:
    """Pieces left for the passage itself once special tokens, title and date are paid for."""
    most = min(limit, int(counter.limit * _SLACK))
    return max(_LEAST, most - counter.special - sum(counter.each([_prefix(release)])))


def _units(release: Release, counter: PieceCounter, room: int) -> list[_Unit]:
    """The release's sentences with their pieces, each small enough for a passage."""
    text = release.text
    borders = sentences(text, release.language or "en")
    if not borders:
        return []
    # With the white space behind it, since some tokenizers make pieces of line breaks.
    nexts = [*(start for start, _ in borders[1:]), len(text)]
    counts = counter.each([text[start:after] for (start, _), after in zip(borders, nexts, strict=True)])
    units: list[_Unit] = []
    for (start, end), after, pieces in zip(borders, nexts, counts, strict=True):
        parts = list(_small(text, start, end, pieces, counter, room))
        ends_paragraph = "\n\n" in text[end:after] or after == len(text)
        units += [_Unit(*part, ends_paragraph and part is parts[-1]) for part in parts]
    return units


def _small(
    text: str, start: int, end: int, pieces: int, counter: PieceCounter, room: int
) -> Iterator[tuple[int, int, int]]:
    """``(start, end, pieces)``, cut in two between words again and again until each part fits in a passage."""
    if pieces <= room or end - start == 1:
        yield start, end, pieces
        return
    middle = cut(text, start, end, -(-(end - start) * 3 // 5))
    parts = ((start, start + len(text[start:middle].rstrip())), (middle, end))
    counts = counter.each([text[first:last] for first, last in parts])
    for (first, last), count in zip(parts, counts, strict=True):
        yield from _small(text, first, last, count, counter, room)


def _layout(units: list[_Unit], room: int) -> list[tuple[int, int]]:
    """The cheapest way to cover ``units`` by runs ``[first, last)`` of at most ``room`` pieces: dynamic programming."""
    aim = _AIM * room
    total = sum(unit.pieces for unit in units)
    if total <= room:
        return [(0, len(units))] if units else []
    aim = min(aim, total / -(-total // aim))  # shared out evenly
    cost = [0.0] + [float("inf")] * len(units)
    came_from = [0] * (len(units) + 1)
    for last in range(1, len(units) + 1):
        pieces = 0
        end = 0.0 if units[last - 1].ends_paragraph else _NOT_A_PARAGRAPH
        for first in range(last - 1, -1, -1):
            pieces += units[first].pieces
            if pieces > room and first < last - 1:
                break
            price = cost[first] + (pieces / aim - 1) ** 2 + end
            if price < cost[last]:
                cost[last], came_from[last] = price, first
    runs = [(came_from[-1], len(units))]
    while runs[-1][0]:
        runs.append((came_from[runs[-1][0]], runs[-1][0]))
    return runs[::-1]
