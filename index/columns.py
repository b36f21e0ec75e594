"""What a filter looks at, as arrays: days, issuers, languages, events told, who is quoted.

A filter becomes one mask over the rows of a generation, which both engines search within. Rows stand in the
order of their releases, and the releases in that of issuer, day and id: most masks are a few long runs, and
the same releases make the same rows in every build. Invariant: ``mask`` is the only reading of a ``Filter``.
"""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.dense import Mask, Rows
from index.engine import Extent, Filter
from index.headers import Header

Numbers = NDArray[np.int64]

_SURE_BEFORE = 900  # thousandths: format 1 did not say how sure a date is
_ARRAYS = ("keys", "by_key", "first", "days", "issuers", "languages", "events", "quoted")


@dataclass(frozen=True, slots=True)
class Named:
    """A name (of an issuer, a speaker, a language) and how many releases carry it."""

    name: str
    releases: int


@dataclass(frozen=True, slots=True)
class Told:
    """The first and last day of an event told, and how sure it is (0..1) that this is what the release is about."""

    first: date
    last: date
    confidence: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What the columns say of a passage: its release's number, day and issuer, the events it tells, who is quoted."""

    release: int
    day: date | None
    issuer: str | None
    events: tuple[Told, ...]
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """The filter columns of one generation.

    ``keys`` [rows] are the passages' keys, ``by_key`` the rows in the order of the keys. Release number r has rows
    ``first[r]`` to ``first[r + 1]``. ``days``, ``issuers`` and ``languages`` are [releases]: the day's ordinal (0:
    undated) and positions in ``names`` (-1: none). ``events`` [n, 4] are (row, first day, last day, confidence in
    thousandths), ``quoted`` [n, 2] are (row, position of the speaker in ``names``).
    """

    keys: Numbers
    by_key: Numbers
    first: Numbers
    days: Numbers
    issuers: Numbers
    languages: Numbers
    events: Numbers
    quoted: Numbers
    names: dict[str, tuple[Named, ...]]

    def mask(self, where: Filter, numbers: Callable[[Iterable[str]], Sequence[int]]) -> Mask | None:
        """The rows that ``where`` lets through, or None for all. ``numbers`` turns ids into release numbers."""
        if where == Filter():
            return None
        releases = np.ones(len(self.days), np.bool_)
        releases &= self._released(where.released_from, where.released_until)
        if where.issuers is not None:
            releases &= np.isin(self.issuers, self._positions("issuer", where.issuers))
        if where.languages is not None:
            releases &= np.isin(self.languages, self._positions("language", where.languages))
        if where.undated:
            releases &= self.days == 0
        if where.releases is not None:
            chosen = np.zeros(len(self.days), np.bool_)
            chosen[list(numbers(where.releases))] = True
            releases &= chosen
        releases[list(numbers(where.without))] = False
        rows = self._spread(releases)
        if where.told_from is not None or where.told_until is not None:
            rows &= self._told(where.told_from, where.told_until)
        if where.speakers is not None:
            speaking = np.zeros(len(self.keys), np.bool_)
            speaking[self.quoted[np.isin(self.quoted[:, 1], self._positions("speaker", where.speakers)), 0]] = True
            rows &= speaking
        return rows

    def rows(self, keys: Sequence[int]) -> Rows:
        """The rows of passages by key. Raises KeyError for a key that the generation does not hold."""
        wanted = np.array(keys, np.int64)
        at = np.searchsorted(self.keys, wanted, sorter=self.by_key)
        if len(wanted) and (at.max() == len(self.keys) or (self.keys[self.by_key[at]] != wanted).any()):
            raise KeyError(f"no such passage among {list(keys)[:5]}")
        return self.by_key[at]

    def facts(self, rows: Rows) -> list[Facts]:
        """What the columns say of each passage, in the order of ``rows``."""
        numbers = self.releases_of(rows)
        told, said = (np.searchsorted(pairs[:, 0], [rows, rows + 1]).T for pairs in (self.events, self.quoted))
        places = zip(numbers.tolist(), told.tolist(), said.tolist(), strict=True)
        return [self._facts(number, slice(*events), slice(*quoted)) for number, events, quoted in places]

    def releases_of(self, rows: Rows) -> Numbers:
        """The numbers of the releases that passages belong to."""
        return np.searchsorted(self.first, rows, side="right") - 1

    def rows_of(self, releases: Numbers) -> tuple[Rows, Numbers]:
        """The rows of ``releases`` one after the other, and where those of each start, with the end of the last."""
        lengths = self.first[releases + 1] - self.first[releases]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        return np.arange(starts[-1]) + np.repeat(self.first[releases] - starts[:-1], lengths), starts

    def extent(self) -> Extent:
        """How many releases and passages, and from when to when."""
        dated = self.days[self.days > 0]
        first, last = (date.fromordinal(int(day)) for day in (dated.min(), dated.max())) if len(dated) else (None, None)
        return Extent(len(self.days), len(self.keys), first, last, len(self.days) - len(dated))

    def _facts(self, number: int, told: slice, said: slice) -> Facts:
        day, issuer = int(self.days[number]), int(self.issuers[number])
        return Facts(
            release=number,
            day=date.fromordinal(day) if day else None,
            issuer=self.names["issuer"][issuer].name if issuer >= 0 else None,
            events=tuple(
                Told(date.fromordinal(first), date.fromordinal(last), sure / 1000)
                for _, first, last, sure in self.events[told].tolist()
            ),
            speakers=tuple(self.names["speaker"][who].name for who in self.quoted[said, 1].tolist()),
        )

    def _released(self, since: date | None, until: date | None) -> Mask:
        """Which releases' days lie within, both inclusive; undated ones do only if neither is given."""
        if since is None and until is None:
            return np.ones(len(self.days), np.bool_)
        low, high = _ordinals(since, until)
        return (self.days >= low) & (self.days <= high)

    def _told(self, since: date | None, until: date | None) -> Mask:
        rows = self._spread(self._released(since, until))
        low, high = _ordinals(since, until)
        rows[self.events[(self.events[:, 1] <= high) & (self.events[:, 2] >= low), 0]] = True
        return rows

    def _spread(self, releases: Mask) -> Mask:
        return np.repeat(releases, np.diff(self.first))

    def _positions(self, kind: str, wanted: Iterable[str]) -> list[int]:
        same = {folded(name) for name in wanted}
        return [at for at, named in enumerate(self.names[kind]) if folded(named.name) in same]


def in_order(headers: Iterable[Header]) -> list[Header]:
    """The headers in the order of their releases' rows: by issuer, day and id."""
    return sorted(headers, key=lambda one: (folded(one.issuer or ""), one.day or date.min, one.id))


def encoded(columns: Columns) -> bytes:
    """The columns as the bytes of one .npz file; no pickle in it."""
    names = {kind: [(named.name, named.releases) for named in known] for kind, known in columns.names.items()}
    file = io.BytesIO()
    arrays = {name: getattr(columns, name) for name in _ARRAYS}
    np.savez(file, names=np.frombuffer(json.dumps(names).encode(), np.uint8), **arrays)
    return file.getvalue()


def decoded(data: bytes) -> Columns:
    """The columns that ``encoded`` wrote. Raises ValueError, KeyError or zipfile.BadZipFile for anything else."""
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        names = json.loads(file["names"].tobytes())
        arrays = {name: file[name] for name in _ARRAYS}
    if arrays["events"].shape[1] == 3:  # format 1
        arrays["events"] = np.insert(arrays["events"], 3, _SURE_BEFORE, axis=1)
    return Columns(**arrays, names={kind: tuple(Named(*row) for row in known) for kind, known in names.items()})


@lru_cache(maxsize=8192)
def folded(name: str) -> str:
    """The name as names are compared: without case, accents and spare white space."""
    if name.isascii():  # most are, and every one of them is folded once before the first question
        return " ".join(name.lower().split())
    parts = unicodedata.normalize("NFKD", name)
    return " ".join("".join(c for c in parts if not unicodedata.combining(c)).casefold().split())


def _ordinals(since: date | None, until: date | None) -> tuple[int, int]:
    return (since or date.min).toordinal(), (until or date.max).toordinal()
