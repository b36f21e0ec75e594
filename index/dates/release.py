"""When a release was issued: every candidate with where it was found, the most credible first.

A date is credible by the place it stands in (a field, a dateline, a line of its own, a reference number), never by
what the release is about. Places that agree strengthen each other; those that disagree all stay, for a reader to see.
Invariant: no candidate comes from a file's time stamps, and a text that names no day of issue has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from index.dates.mention import Mention, calendar_day
from index.dates.places import place_of_mention
from index.dates.words import mentions
from index.records import Dated, Precision

if TYPE_CHECKING:
    from index.load.document import DateHint, Document

_HINTS = {
    "field": 0.99, "front matter": 0.98, "json-ld": 0.95, "meta": 0.94, "header": 0.95, "time": 0.85,
    "url": 0.80, "file name": 0.80, "properties": 0.25,
}  # fmt: skip
_TEXT = {
    "dateline": 0.93, "header line": 0.90, "title line": 0.75, "closing line": 0.60, "reference number": 0.60,
    "sentence": 0.55, "update line": 0.30, "stamp": 0.30,
}  # fmt: skip
_CREDIBLE = 0.6
_HEAD = 2500
_TAIL = 300
_PARAGRAPH = 240
_MOST_APART = timedelta(31)

_REFERENCE = re.compile(
    r"(?<![\w-])(?P<year>20\d\d)[-/](?P<month>0[1-9]|1[0-2])[-/–][A-Z]{1,3}\s?[-/–]\s?(?:\d{1,4}|X+)(?!\w)"
)
_SEPARATED = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)|[_+.,~()%\s]+|(?<!\d)[-/]|[-/](?!\d)")
_COMPACT = re.compile(r"(?<![0-9A-Fa-f])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![0-9A-Fa-f])")
_PATH_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_.](0?[1-9]|1[0-2])(?:[-/_.](0?[1-9]|[12]\d|3[01]))?(?!\d)")


def release_dates(document: Document, text: str, *, language: str | None = None) -> tuple[Dated, ...]:
    """Every date that may be the day of issue, the most credible first; empty when nothing says it.

    ``text`` is the cleaned text, to which ``start`` and ``end`` refer; a date that stands only in what cleaning
    removed, or outside the running text, has -1 for both. ``language`` is an ISO 639-1 code, by default the document's.
    """
    language = (language or document.language or "en")[:2].lower()
    outside = [dated for hint in document.hints for dated in _from_hint(hint, language)]
    inside = list(_from_text(text, language, outside))
    around = _around_content(document)
    removed = [] if text.startswith(around) else _from_text(around, language, [*outside, *inside])
    known = {(dated.day, dated.found_in) for dated in inside}
    lost = [replace(d, start=-1, end=-1) for d in removed if (d.day, d.found_in) not in known]
    return _ranked([*outside, *inside, *lost])


def disagree(dates: Iterable[Dated]) -> bool:
    """Whether two credible places name different days of issue; a day within the month that another names does not."""
    credible = [dated for dated in dates if dated.kind == "release" and dated.confidence >= _CREDIBLE]
    first = max(credible, key=lambda dated: dated.confidence, default=None)
    return any(first and (dated.last < first.day or first.last < dated.day) for dated in credible)


def _ranked(candidates: Iterable[Dated]) -> tuple[Dated, ...]:
    """Candidates by credibility; independent places that name the same day confirm each other.

    The confidence of n places that agree is that of at least one being right, 1 - (1 - c1) ... (1 - cn), at most .99.
    """
    kept: dict[tuple[date, Precision, str], Dated] = {}
    for dated in candidates:
        kept.setdefault((dated.day, dated.precision, dated.found_in), dated)
    ranked = []
    for dated in kept.values():
        doubt = 1.0 - dated.confidence
        for other in kept.values():
            if other is not dated and dated.day >= other.day and dated.last <= other.last:
                doubt *= 1.0 - other.confidence
        ranked.append(replace(dated, confidence=max(dated.confidence, min(0.99, round(1.0 - doubt, 3)))))
    alone = [dated.confidence for dated in kept.values()]
    order = sorted(range(len(ranked)), key=lambda n: (-ranked[n].confidence, -alone[n]))
    return tuple(ranked[n] for n in order)


def _from_hint(hint: DateHint, language: str) -> Iterator[Dated]:
    """What a date outside the running text means; nothing when it cannot be read or names only a year."""
    confidence = _HINTS.get(hint.found_in, 0.5)
    value = hint.value.strip()
    if hint.found_in in ("url", "file name"):
        yield from _from_path(value, hint.found_in, confidence)
        return
    compact = _COMPACT.match(value)
    if compact:
        day = calendar_day(*(int(part) for part in compact.groups()))
        if day:
            yield Dated("release", day, "day", -1, -1, hint.found_in, confidence)
        return
    for mention in mentions(value, language):
        day = mention.in_year(mention.year) if mention.year else None
        if day:
            sure = confidence * (0.6 if mention.ambiguous else 1.0)
            yield Dated("release", day, mention.precision, -1, -1, hint.found_in, sure)
            return
    month = _PATH_DATE.match(value)
    if month:
        yield Dated("release", date(int(month[1]), int(month[2]), 1), "month", -1, -1, hint.found_in, confidence * 0.5)


def _from_path(value: str, found_in: str, confidence: float) -> Iterator[Dated]:
    """A date in an address or a file name: "2020/05/14", "2020-05", "20200514", "14May2020"; never a year alone."""
    for found in (*_COMPACT.finditer(value), *_PATH_DATE.finditer(value)):
        day = calendar_day(int(found[1]), int(found[2]), int(found[3] or 1))
        if day:
            precision: Precision = "day" if found[3] else "month"
            yield Dated("release", day, precision, -1, -1, found_in, confidence if found[3] else confidence * 0.5)
            return
    for mention in mentions(_SEPARATED.sub(" ", value)):
        day = mention.in_year(mention.year) if mention.year and mention.precision == "day" else None
        if day:
            yield Dated("release", day, "day", -1, -1, found_in, confidence * (0.6 if mention.ambiguous else 1.0))
            return


def _around_content(document: Document) -> str:
    """The part of the source in which a removed header line would stand."""
    first = document.kept[0][0] if document.kept else 0
    return document.source_text[max(0, first - 600) : first + _HEAD]


def _from_text(text: str, language: str, known: list[Dated]) -> list[Dated]:
    """Candidates in the first lines of ``text`` and its last; the year of "(Sept. 1)" from what else names a year."""
    found: list[Dated] = []
    for reference in _REFERENCE.finditer(text, 0, _HEAD):
        first = date(int(reference["year"]), int(reference["month"]), 1)
        found.append(_stated(first, "month", reference.start(), reference.end(), "reference number"))
    partial: list[tuple[Mention, str]] = []
    for mention, where in _places(text, language):
        day = mention.in_year(mention.year) if mention.year else None
        if day:
            dated = _stated(day, mention.precision, mention.start, mention.end, where)
            found.append(replace(dated, confidence=dated.confidence * 0.6) if mention.ambiguous else dated)
        elif mention.day:
            partial.append((mention, where))
    for mention, where in partial:
        year = _year_of(mention, [*found, *known])
        day = mention.in_year(year) if year else None
        if day:
            found.append(_stated(day, "day", mention.start, mention.end, where))
    return sorted(found, key=lambda dated: dated.start)


def _stated(day: date, precision: Precision, start: int, end: int, where: str) -> Dated:
    """A candidate of the text; the farther from the beginning it stands, the less it is the release's own."""
    confidence = _TEXT[where] * (1 - 0.1 * min(1.0, start / _HEAD))
    return Dated("release", day, precision, start, end, where, round(confidence, 3))


def _year_of(mention: Mention, dated: list[Dated]) -> int | None:
    """The year in which a day without one falls: the one that brings it nearest to the most credible candidate.

    None where that is still further away than _MOST_APART: then the candidate dates something else.
    """
    for other in sorted(dated, key=lambda d: -d.confidence):
        years = (other.day.year, other.day.year - 1, other.day.year + 1)
        days = [day for year in years if (day := mention.in_year(year))]
        nearest = min(days, key=lambda day: max(other.day - day, day - other.last), default=None)
        if nearest and max(other.day - nearest, nearest - other.last) <= _MOST_APART:
            return nearest.year
    return None


def _below_text(text: str, at: int) -> bool:
    """Whether running text stands above a line: what it bears then is the date of a print-out, not of the release."""
    return any(len(line) > _PARAGRAPH for line in text[:at].splitlines())


def _places(text: str, language: str) -> Iterator[tuple[Mention, str]]:
    """The mentions that stand where a release says its own date, each with the name of that place."""
    head = text[:_HEAD]
    for mention in mentions(head, language):
        if mention.precision in ("day", "month"):
            where = place_of_mention(head, mention)
            if where == "header line" and _below_text(head, mention.start):
                where = "stamp"
            if where:
                yield mention, where
    if len(text) > _HEAD + _TAIL:
        cut = text.rfind("\n", 0, len(text) - _TAIL) + 1
        tail = text[max(cut, len(text) - 2 * _TAIL) :]
        offset = len(text) - len(tail)
        for mention in mentions(tail, language):
            if mention.precision == "day" and mention.year and place_of_mention(tail, mention) == "header line":
                yield replace(mention, start=mention.start + offset, end=mention.end + offset), "closing line"
