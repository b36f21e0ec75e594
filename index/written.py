"""The records of one generation in SQLite, written: new releases as they are made, all others out of the last one.

What did not change is copied by SQLite itself, from file to file. Invariant: the same releases make the same bytes,
wherever they came from.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.errors import BuildError
from index.headers import Header
from index.records import Passage, Release
from index.records_db import HEADER
from index.spans import rows_of
from index.taken import NEW, Run, Taken, runs

_TABLES = """
    CREATE TABLE releases (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL, title TEXT, issuer TEXT, url TEXT,
        language TEXT, place TEXT, family TEXT, notice TEXT, day TEXT, found_in TEXT, cut_from TEXT NOT NULL,
        speakers TEXT NOT NULL, text TEXT NOT NULL, rest BLOB NOT NULL);
    CREATE TABLE passages (
        row INTEGER PRIMARY KEY, key INTEGER NOT NULL, release INTEGER NOT NULL REFERENCES releases, start INTEGER,
        end INTEGER, source_start INTEGER, source_end INTEGER, sentences TEXT NOT NULL);
"""
_INDEXES = """
    CREATE INDEX families ON releases (family) WHERE family IS NOT NULL;
    CREATE INDEX of_release ON passages (release);
"""


@dataclass(frozen=True, slots=True)
class Cut:
    """A release and its passages; ``cut_from`` is the release's fingerprint."""

    release: Release
    passages: tuple[Passage, ...]
    cut_from: str


def write_records(path: Path, headers: Sequence[Header], taken: Taken, cut: Callable[[int], Cut]) -> None:
    """Write a new database: releases are numbered in the order of ``headers``, passages (rows) likewise.

    ``cut`` gives the release of each number that is not ``taken``; a release has the family that its header says.
    """
    try:
        with closing(sqlite3.connect(path.absolute().as_uri(), isolation_level=None, uri=True)) as database:
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")  # the publisher flushes the file
            database.executescript(_TABLES)
            last = _Last(database, headers, taken)
            database.execute("BEGIN")
            made: dict[int, tuple[Passage, ...]] = {}
            for run in runs(taken.releases):
                if run.before != NEW:
                    last.copy_releases(run)
                    continue
                for number in range(run.first, run.last):
                    one = cut(number)
                    made[number] = one.passages
                    row = _row(number, one, headers[number].family)
                    database.execute(f"INSERT INTO releases VALUES ({','.join('?' * len(row))})", row)
            first = 0
            for run in runs(taken.releases):
                if run.before != NEW:
                    first += last.copy_passages(run, first)
                    continue
                for number in range(run.first, run.last):
                    rows = [_passage_row(row, number, one) for row, one in enumerate(made.pop(number), first)]
                    database.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
                    first += len(rows)
            database.execute("COMMIT")
            database.executescript(_INDEXES)
    except sqlite3.Error as cause:
        raise BuildError(
            f"the records could not be written ({cause}).", path=path, next_command="free some room on the disk"
        ) from cause


class _Last:
    """The records of the last generation, copied as they are but for the numbers and the families."""

    def __init__(self, database: sqlite3.Connection, headers: Sequence[Header], taken: Taken) -> None:
        self._database = database
        if taken.generation is None:
            return
        database.create_function("family_of", 1, lambda number: headers[number].family)
        database.create_function("speakers_in", 1, _speakers_in, deterministic=True)
        address = taken.generation.records.path.absolute().as_uri()
        database.execute("ATTACH ? AS last", (f"{address}?mode=ro&immutable=1",))
        self._rows = taken.generation.columns.first.tolist()
        known = database.execute("SELECT 1 FROM pragma_table_info('releases', 'last') WHERE name = 'speakers'")
        self._speakers = "speakers" if known.fetchone() else "speakers_in(rest)"  # formats 1 and 2 have no such column

    def copy_releases(self, run: Run) -> None:
        """Copy the releases of one run."""
        self._database.execute(
            f"INSERT INTO releases SELECT number + :by, id, path, title, issuer, url, language, place,"
            f" family_of(number + :by), notice, day, found_in, cut_from, {self._speakers}, text, rest"
            " FROM last.releases WHERE number >= :first AND number < :last ORDER BY number",
            {"by": run.first - run.before, "first": run.before, "last": run.before + run.last - run.first},
        )

    def copy_passages(self, run: Run, row: int) -> int:
        """Copy the passages of one run, the first of which becomes ``row``; how many they are."""
        first, last = self._rows[run.before], self._rows[run.before + run.last - run.first]
        self._database.execute(
            "INSERT INTO passages SELECT row + :by, key, release + :number, start, end, source_start, source_end,"
            " sentences FROM last.passages WHERE row >= :first AND row < :last ORDER BY row",
            {"by": row - first, "number": run.first - run.before, "first": first, "last": last},
        )
        copied: int = last - first
        return copied


def _row(number: int, cut: Cut, family: str | None) -> tuple[object, ...]:
    """The columns of a release; what is never searched for goes compressed into the last."""
    release = cut.release
    dated = release.dated
    rest = {
        "dates": [
            (d.kind, d.day.isoformat(), d.precision, d.start, d.end, d.found_in, d.confidence) for d in release.dates
        ],
        "speakers": [(a.name, a.role, a.start, a.end, a.direct) for a in release.speakers],
        "spans": rows_of(release.spans),
        "removed": [(r.source_start, r.source_end, r.kind, r.reason) for r in release.removed],
        "source_text": release.source_text if release.source_text != release.text else None,
    }
    named = {**{name: getattr(release, name) for name in HEADER.split(", ")}, "family": family}
    when = (dated.day.isoformat(), dated.found_in) if dated else (None, None)
    packed = zlib.compress(json.dumps(rest).encode(), 1)
    speakers = json.dumps([said.name for said in release.speakers])
    return (number, *named.values(), *when, cut.cut_from, speakers, release.text, packed)


def _speakers_in(packed: bytes) -> str:
    """The names of those who speak in a release that was written without this column."""
    return json.dumps([name for name, *_ in json.loads(zlib.decompress(packed))["speakers"]])


def _passage_row(row: int, number: int, passage: Passage) -> tuple[object, ...]:
    place = (passage.start, passage.end, passage.source_start, passage.source_end)
    return (row, passage.key, number, *place, json.dumps(passage.sentences))
