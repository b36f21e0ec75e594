"""The head of a release: its title, and the letterhead, dates and labels that stand around it.

Invariant: the title found is a line of the document or the title that the document's own format gives; only lines
above the first prose are looked at, so that no sentence can be taken for a letterhead.
"""

from __future__ import annotations

import re

from index.clean.kinds import has_date, without_dates
from index.clean.lines import Line, is_prose, prose_of

_HEADING = re.compile(r"(#{1,3})\s+(\S.*?)\s*#*$")
_MARKS = re.compile(r"[*_#]+")
_WORD = re.compile(r"\w+")
_TITLE_FIELD = re.compile(r"^(?:title|headline|subject)\s*:\s*(?=\S)", re.IGNORECASE)
_PLACE_FIRST = re.compile(r"^[A-Z][\w'.’ -]{1,40}(?:,\s*[A-Z][\w'.’ -]{1,30}){0,2}\s*(?:\(|[-–—]|:|,\s*[A-Z][a-z]{2})")
_LABELLED = re.compile(
    r"^(?:(?:media |press )?contacts?|phone|tel|fax|e-?mail|date|from|to|cc|ref(?:erence)?|source|issued by|issuer"
    r"|number|no)\b[^:]{0,30}:",
    re.IGNORECASE,
)
_MOST_LINES = 60
_MOST_TITLE = 300
_SHORT_NOTE = 75  # a note above the title ("UPDATED: a figure was corrected.") is no beginning of the text
_MOST_TITLE_LINES = 3


def with_head(lines: list[Line], title: str | None) -> tuple[list[Line], str | None]:
    """The lines with title and letterhead marked as noise, and the title: the given one, else the one found."""
    prose = prose_of(lines)
    place = _place_of(lines, title) if title else None
    if place is None and not title:
        guessed = _guess(lines, prose)
        place = range(guessed, guessed + 1) if guessed is not None else None
    if place is None:
        return lines, title
    title = title or _TITLE_FIELD.sub("", _plain(lines[place.start].text))
    marked = list(lines)
    for number in range(place.start):
        if not lines[number].noise and not is_prose(lines[number].text):
            marked[number] = lines[number].marked("letterhead", "stands above the title")
    if any(not line.noise for line in marked[: place.start]):
        marked[: place.start] = lines[: place.start]
    for number in place:
        marked[number] = lines[number].marked("title", "shown as the title")
    return [_page_header(line, title) for line in marked], title


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub("", text).split())


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _place_of(lines: list[Line], title: str) -> range | None:
    """The line, or up to three lines together, that repeat the given title word by word."""
    wanted = _words(title)
    if not wanted:
        return None
    for first, line in enumerate(lines[: _MOST_LINES * 4]):
        found: list[str] = []
        for last in range(first, min(first + _MOST_TITLE_LINES, len(lines))):
            if lines[last].noise or len(line.text) > 2 * _MOST_TITLE:
                break
            found += _words(lines[last].text)
            if found == wanted:
                return range(first, last + 1)
            if found != wanted[: len(found)]:
                break
    return None


def _guess(lines: list[Line], prose: list[bool]) -> int | None:
    """The line that looks most like a headline: a Markdown heading, else a headline alone above the prose."""
    head = [(number, line) for number, line in enumerate(lines) if not line.noise][:_MOST_LINES]
    for number, line in head:
        heading = _HEADING.match(line.text)
        if heading and len(_words(heading[2])) >= 3:
            return number
        if _TITLE_FIELD.match(line.text):
            return number
        if prose[number]:
            break
    labels = [number for number, line in enumerate(lines) if line.noise and line.noise[0] == "letterhead"]
    stop = next((at for at, (number, line) in enumerate(head) if prose[number] and len(line.text) > _SHORT_NOTE), None)
    if stop is None:
        return None
    candidates = [number for number, line in head[:stop] if _may_be_title(line.text)]
    below_label = [number for number in candidates if any(label < number for label in labels)]
    for number in below_label or candidates:
        if not _looks_like_office(lines[number].text):
            return number
    return None


def _may_be_title(text: str) -> bool:
    """Whether a line has the length and the marks of a headline, and is no dateline, label or contact."""
    plain = _plain(text)
    words = _words(plain)
    if not 4 <= len(words) <= 40 or len(plain) > _MOST_TITLE or plain.endswith((".", ",", ";", ":", "-")):
        return False
    if has_date(plain) and _PLACE_FIRST.match(plain):
        return False
    return not (_LABELLED.match(plain) or "@" in plain or "://" in plain or "|" in plain)


def _looks_like_office(text: str) -> bool:
    """Whether a line in a few capitals names an organisation, as letterheads do."""
    return text.isupper() and len(_plain(text).split()) <= 6


def _page_header(line: Line, title: str) -> Line:
    """The line as noise when it is the title again, with no more beside it than a date and the name of the site."""
    if line.noise or len(line.text) > len(title) + 120 or len(title) < 12:
        return line
    rest = " ".join(_words(without_dates(line.text)))
    repeated = " ".join(_words(title))
    if repeated not in rest:
        return line
    beside = rest.replace(repeated, "", 1).split()
    if len(beside) <= 6 and not line.text.rstrip().endswith((".", "!", "?")):
        return line.marked("page header", "repeats the title")
    return line
