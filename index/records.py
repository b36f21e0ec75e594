"""What flows through the house: releases, their dates, speakers and passages.

Invariant: records are frozen and whole from the start. ``release.text[passage.start:passage.end]`` is
the passage, always; every offset is a character offset (Python ``str`` index) with the end exclusive.
This module imports nothing of ours, so that every room can import it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

HOLE = "[…]"
"""Stands in ``Release.text`` where words of the source are missing; nothing is quoted across it."""

Precision = Literal["day", "month", "quarter", "season", "year", "decade"]
_MONTHS = {"month": 1, "quarter": 3, "season": 3, "year": 12, "decade": 120}


@dataclass(frozen=True, slots=True)
class Span:
    """One segment of the offset map: ``text[start:end]`` came from ``source_text[source_start:source_end]``.

    Equal lengths mean character by character; otherwise the segment was mended as a whole. Source
    characters that no span covers were removed. Spans are sorted, and cover the text without a gap.
    """

    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Removed:
    """Noise taken out of what is searched: ``source_text[source_start:source_end]``, what kind, and why."""

    source_start: int
    source_end: int
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Dated:
    """A date, what it is the date of, and where it was found.

    ``day`` is the first day of the period and ``precision`` its length. ``start`` and ``end`` are the words
    in ``Release.text`` that say it (for an event the whole sentence they stand in is found by them), or both -1
    when the date came from elsewhere; ``found_in`` then says where ("field", "meta", "url", "file name", ...).
    ``confidence`` is 0..1, higher is better.
    """

    kind: Literal["release", "event"]
    day: date
    precision: Precision
    start: int
    end: int
    found_in: str
    confidence: float

    @property
    def last(self) -> date:
        """The last day of the period that starts on ``day``."""
        if self.precision == "day":
            return self.day
        month = self.day.month - 1 + _MONTHS[self.precision] - 1
        year = min(self.day.year + month // 12, 9999)
        return date(year, month % 12 + 1, monthrange(year, month % 12 + 1)[1])


@dataclass(frozen=True, slots=True)
class Attribution:
    """``Release.text[start:end]`` (whole sentences) is what ``name`` said, in quotation marks or reported."""

    name: str
    role: str | None
    start: int
    end: int
    direct: bool


@dataclass(frozen=True, slots=True)
class Release:
    """One press release as it is searched, with the way back to the file it came from.

    ``text`` is the cleaned text, ``source_text`` the text of the file or record as it came, ``spans`` the map
    from one to the other, ``removed`` the noise. ``family`` is the id of the first of its versions, ``notice``
    a word such as "correction" or "withdrawn" when the release says so. Empty tuples and None are honest.
    """

    id: str
    path: str
    title: str | None
    issuer: str | None
    url: str | None
    language: str | None
    place: str | None
    text: str
    source_text: str
    dates: tuple[Dated, ...] = ()
    speakers: tuple[Attribution, ...] = ()
    spans: Sequence[Span] = ()
    removed: tuple[Removed, ...] = ()
    family: str | None = None
    notice: str | None = None

    @property
    def dated(self) -> Dated | None:
        """The release date with the highest confidence (the first of equals), with its provenance."""
        return max((d for d in self.dates if d.kind == "release"), key=lambda d: d.confidence, default=None)

    @property
    def date(self) -> date | None:
        """The day of the release, or None: an undated release is said to be undated."""
        return self.dated.day if self.dated else None

    def source_range(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stands in ``source_text``: the smallest range that holds it all."""
        touched = [s for s in self.spans if s.start < end and start < s.end]
        if not touched:
            return (start, end)
        first, last = touched[0], touched[-1]
        exact_first = first.end - first.start == first.source_end - first.source_start
        exact_last = last.end - last.start == last.source_end - last.source_start
        source_start = first.source_start + max(0, start - first.start) if exact_first else first.source_start
        source_end = last.source_end - max(0, last.end - end) if exact_last else last.source_end
        return (source_start, source_end)


@dataclass(frozen=True, slots=True)
class Passage:
    """A verbatim slice of a release on sentence borders: the unit that is embedded and found.

    ``key`` is a permanent integer below 2**53, made from the release's id and the passage's text, so that it is
    the same in every build. ``sentences`` are the (start, end) of its sentences in ``Release.text``.
    """

    key: int
    release_id: str
    start: int
    end: int
    source_start: int
    source_end: int
    text: str
    sentences: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Skip:
    """A file or record that was not read: one line in the report."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: ``done`` of ``total`` in ``stage`` ("reading", "embedding", "writing")."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. ``read`` counts releases, ``embedded`` the passages that needed the model."""

    index_dir: str
    read: int
    unchanged: int
    passages: int
    embedded: int
    seconds: float
    skipped: tuple[Skip, ...] = ()
    notes: tuple[str, ...] = field(default=())
