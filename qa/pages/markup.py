"""The few pieces of HTML that every page and card is made of.

Invariant: a value enters markup only through ``Markup.format`` or ``Markup.join``, which escape whatever is not
``Markup`` already; so no document, question or file name can bring a tag, an attribute or a link of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from index.records import HOLE
from qa.records import ReleaseCard

# Control characters that no HTML text may hold, and lone surrogates, which no UTF-8 response can carry.
_UNSENDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MISSING = Markup('<span class="hole" title="Words are missing here in the source">{}</span>').format(HOLE)


def sendable(text: str) -> str:
    """``text`` with every character that HTML or UTF-8 cannot carry replaced by U+FFFD."""
    return _UNSENDABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def long_date(day: date | None) -> str:
    """ "14 May 2020", or "undated": a date is never guessed."""
    return f"{day.day} {day:%B} {day.year}" if day else "undated"


def time_tag(day: date | None) -> Markup:
    """The day as a ``<time>`` that programs can read, or the word "undated"."""
    if day is None:
        return Markup('<span class="undated">undated</span>')
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), long_date(day))


def issuer_tag(issuer: str | None) -> Markup:
    """The issuer in front of a date, or nothing when the release names none."""
    return Markup('<bdi class="issuer">{}</bdi> ').format(issuer) if issuer else Markup("")


def title_of(card: ReleaseCard) -> str:
    """What a release is called: its title, else its id."""
    return card.title or card.id


def badges(card: ReleaseCard) -> Markup:
    """What a reader must know of a release at a glance: a notice, its versions."""
    words = []
    if card.notice:
        words.append(Markup('<span class="badge notice">{}</span>').format(card.notice.capitalize()))
    if card.versions > 1:
        words.append(Markup('<span class="badge">{} versions</span>').format(card.versions))
    return Markup("").join(words)


def outside_link(url: str | None) -> str | None:
    """``url`` when it is a whole http(s) address that a link may carry, else None (javascript:, data:, file:, ...)."""
    if not url or _UNSENDABLE.search(url) or any(character.isspace() for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def release_address(release_id: str, start: int | None = None, end: int | None = None) -> str:
    """The permanent address of a release on this server, scrolled to ``text[start:end]`` when that is given.

    Ids that a browser would rewrite as a path ("..", "a//b", a leading slash) travel in the query string.
    """
    readable = all(part not in {"", ".", ".."} for part in release_id.split("/")) and "\\" not in release_id
    encoded = quote(sendable(release_id), safe="/" if readable else "")
    address = f"/release/{encoded}" if readable else f"/release?id={encoded}"
    if start is None or end is None:
        return address
    return f"{address}{'?' if readable else '&'}quote={start}-{end}#quote"


def marked(text: str, ranges: Iterable[tuple[int, int]] = (), *, anchor: str | None = None) -> Markup:
    """``text`` escaped, with ``ranges`` (offsets into it) in ``<mark>``, the first named ``anchor``; holes are shown.

    Ranges that overlap are one mark; what lies outside of the text is cut off.
    """
    pieces: list[Markup] = []
    position = 0
    name = Markup(' id="{}"').format(anchor) if anchor else Markup("")
    for start, end in _merged(ranges, len(text)):
        pieces.append(_with_holes(text[position:start]))
        pieces.append(Markup("<mark{}>{}</mark>").format(name, _with_holes(text[start:end])))
        name, position = Markup(""), end
    pieces.append(_with_holes(text[position:]))
    return Markup("").join(pieces)


def _merged(ranges: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(length, end)) for start, end in ranges):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _with_holes(text: str) -> Markup:
    return _MISSING.join(escape(part) for part in text.split(HOLE))
