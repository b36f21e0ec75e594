"""The records of one generation, read: every release whole, every passage by its place in it.

``index.written`` writes them once; then they are opened read-only and immutable, and memory-mapped. Invariant:
``release`` gives back the very ``Release`` that was written, and a passage's text is always cut from the release's
text, never stored beside it.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from index.errors import BrokenIndex
from index.headers import Header
from index.records import Attribution, Dated, Passage, Release, Removed, Span

HEADER = "id, path, title, issuer, url, language, place, family, notice"
_AT_ONCE = 500
_MAPPED = 1 << 40


@dataclass(frozen=True, slots=True)
class Card:
    """The header of a release, read without its text. ``versions`` counts its family, itself included."""

    id: str
    path: str
    title: str | None
    issuer: str | None
    url: str | None
    language: str | None
    place: str | None
    family: str | None
    notice: str | None
    date: date | None
    found_in: str | None
    versions: int


class Records:
    """The records of one generation; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
            self._database = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._database.execute(f"PRAGMA mmap_size = {_MAPPED}")
        except sqlite3.Error as cause:
            raise self._broken(cause) from cause

    def close(self) -> None:
        """Let the file go."""
        self._database.close()

    def release(self, release_id: str) -> Release | None:
        """The release of that id, whole, or None."""
        rows = self._rows(f"SELECT {HEADER}, text, rest FROM releases WHERE id = ?", (release_id,))
        return _release(rows[0]) if rows else None

    def releases(self) -> Iterator[Release]:
        """All releases in the order of their numbers, one at a time."""
        for (number,) in self._rows("SELECT number FROM releases ORDER BY number", ()):
            yield _release(self._rows(f"SELECT {HEADER}, text, rest FROM releases WHERE number = ?", (number,))[0])

    def ids(self) -> list[str]:
        """All ids in the order of the releases' numbers."""
        return [identifier for (identifier,) in self._rows("SELECT id FROM releases ORDER BY number", ())]

    def headers(self) -> list[Header]:
        """The headers of all releases in the order of their numbers."""
        rows = self._rows("SELECT id, cut_from, issuer, day, family FROM releases ORDER BY number", ())
        return [
            Header(name, mark, issuer, date.fromisoformat(day) if day else None, family=family)
            for name, mark, issuer, day, family in rows
        ]

    def keys(self) -> list[int]:
        """The keys of all passages in the order of their rows."""
        return [key for (key,) in self._rows("SELECT key FROM passages ORDER BY row", ())]

    def lengths(self) -> list[int]:
        """How many passages each release has, in the order of their numbers."""
        count = "(SELECT count(*) FROM passages WHERE release = number)"
        return [length for (length,) in self._rows(f"SELECT {count} FROM releases ORDER BY number", ())]

    def named(self) -> list[tuple[date | None, str | None, str | None, list[str]]]:
        """Day, issuer, language and speakers (once for each time they speak) of every release, in order of number."""
        rows = self._rows("SELECT day, issuer, language, speakers FROM releases ORDER BY number", ())
        return [
            (date.fromisoformat(day) if day else None, issuer, language, json.loads(speakers))
            for day, issuer, language, speakers in rows
        ]

    def titled(self) -> Iterator[tuple[str | None, str]]:
        """The title of its release and the text of every passage in the order of the rows, never all at once."""
        numbers = self._database.execute("SELECT release, start, end FROM passages ORDER BY row")
        for number, passages in groupby(numbers, itemgetter(0)):
            ((title, text),) = self._rows("SELECT title, text FROM releases WHERE number = ?", (number,))
            yield from ((title, text[start:end]) for _, start, end in passages)

    def numbers(self, release_ids: Iterable[str]) -> list[int]:
        """The numbers of the releases there are among ``release_ids``."""
        return [row[0] for row in self._among("SELECT number FROM releases WHERE id", list(release_ids))]

    def cards(self, release_ids: Iterable[str]) -> dict[str, Card]:
        """The headers of the releases there are among ``release_ids``, by id."""
        versions = "(SELECT count(*) FROM releases other WHERE other.family = releases.family)"
        query = f"SELECT {HEADER}, day, found_in, {versions} FROM releases WHERE id"
        found = {}
        for *header, day, found_in, count in self._among(query, list(release_ids)):
            when = date.fromisoformat(day) if day else None
            found[header[0]] = Card(*(*header, when, found_in, max(1, count)))
        return found

    def family(self, family: str) -> list[str]:
        """The ids of the releases of one family, in the order of their days."""
        return [row[0] for row in self._rows("SELECT id FROM releases WHERE family = ? ORDER BY day, id", (family,))]

    def days(self) -> list[date]:
        """The days on which there are releases, in order."""
        rows = self._rows("SELECT DISTINCT day FROM releases WHERE day IS NOT NULL ORDER BY day", ())
        return [date.fromisoformat(day) for (day,) in rows]

    def holding(self, words: Sequence[str]) -> list[str]:
        """The ids of all releases whose text may hold every one of ``words``, whatever their case, by day and id.

        Each text is looked through; SQLite folds the case of ASCII only, so that other words narrow nothing.
        """
        plain = [word for word in words if word.isascii() and word.isalnum()]
        where = " AND ".join(["text LIKE ?"] * len(plain)) or "1"
        rows = self._rows(f"SELECT id FROM releases WHERE {where} ORDER BY day, id", [f"%{word}%" for word in plain])
        return [identifier for (identifier,) in rows]

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of ``rows``, in that order."""
        query = (
            "SELECT row, key, id, start, end, source_start, source_end, sentences, text"
            " FROM passages JOIN releases ON number = release WHERE row"
        )
        found = {row: _passage(rest) for row, *rest in self._among(query, rows)}
        return [found[row] for row in rows]

    def passages_of(self, release_id: str) -> list[Passage]:
        """The passages of one release in the order of its text."""
        rows = self._rows(
            "SELECT row FROM passages JOIN releases ON number = release WHERE id = ? ORDER BY row", (release_id,)
        )
        return self.passages([row for (row,) in rows])

    def _among(self, query: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        for first in range(0, len(values), _AT_ONCE):
            some = values[first : first + _AT_ONCE]
            yield from self._rows(f"{query} IN ({','.join('?' * len(some))})", some)

    def _rows(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.DatabaseError as cause:
            raise self._broken(cause) from cause

    def _broken(self, cause: sqlite3.Error) -> BrokenIndex:
        return BrokenIndex(
            f"the records cannot be read ({cause}).",
            path=self.path,
            next_command=f"release-qa check --index {self.path.parent.parent}",
        )


def _release(row: tuple[Any, ...]) -> Release:
    identifier, path, title, issuer, url, language, place, family, notice, text, packed = row
    rest = json.loads(zlib.decompress(packed))
    return Release(
        id=identifier,
        path=path,
        title=title,
        issuer=issuer,
        url=url,
        language=language,
        place=place,
        text=text,
        source_text=text if rest["source_text"] is None else rest["source_text"],
        dates=tuple(Dated(kind, date.fromisoformat(day), *other) for kind, day, *other in rest["dates"]),
        speakers=tuple(Attribution(*fields) for fields in rest["speakers"]),
        spans=tuple(Span(*fields) for fields in rest["spans"]),
        removed=tuple(Removed(*fields) for fields in rest["removed"]),
        family=family,
        notice=notice,
    )


def _passage(row: list[Any]) -> Passage:
    key, identifier, start, end, source_start, source_end, packed, text = row
    sentences = tuple((first, last) for first, last in json.loads(packed))
    return Passage(key, identifier, start, end, source_start, source_end, text[start:end], sentences)
