"""The filter columns of a new generation: of new releases made from what they say, of others out of the last columns.

Invariant: the same releases make the same columns, wherever they came from; names are counted over all of them anew,
so that counts and the commonest spelling are never carried over.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.columns import Columns, Named, Numbers, folded
from index.records import Passage, Release
from index.records_db import Records
from index.taken import NEW, Taken


@dataclass(frozen=True, slots=True)
class Marks:
    """What the columns say of one release: which of its passages (from 0) tell of an event or quote someone.

    ``events`` are (passage, first day, last day, confidence in thousandths), ``quoted`` (passage, name, folded).
    """

    events: tuple[tuple[int, int, int, int], ...]
    quoted: tuple[tuple[int, str], ...]


def marks(release: Release, passages: Sequence[Passage]) -> Marks:
    """The marks of a release with its ``passages``."""
    ends = [p.end for p in passages]
    starts = [p.start for p in passages]

    def touched(start: int, end: int) -> range:
        return range(bisect_right(ends, start), bisect_left(starts, end))

    events = {
        (n, told.day.toordinal(), told.last.toordinal(), round(1000 * told.confidence))
        for told in release.dates
        if told.kind == "event" and told.start >= 0
        for n in touched(told.start, told.end)
    }
    quoted = {(n, folded(said.name)) for said in release.speakers for n in touched(said.start, said.end)}
    return Marks(tuple(events), tuple(quoted))


def columns(records: Records, taken: Taken, made: Mapping[int, Marks]) -> Columns:
    """The columns of the generation with these ``records``; ``made`` are the marks of all releases not ``taken``."""
    named = records.named()
    names = {
        "issuer": _names([issuer] for _, issuer, _, _ in named),
        "language": _names([language] for _, _, language, _ in named),
        "speaker": _names(speakers for _, _, _, speakers in named),
    }
    at = {kind: {folded(one.name): place for place, one in enumerate(known)} for kind, known in names.items()}
    first = np.concatenate([[0], np.cumsum(records.lengths())]).astype(np.int64)
    keys = np.array(records.keys(), np.int64)
    begins = {number: int(first[number]) for number in made}
    events = [(begins[number] + n, *rest) for number, one in made.items() for n, *rest in one.events]
    quoted = [(begins[number] + n, at["speaker"][who]) for number, one in made.items() for n, who in one.quoted]
    old_events, old_quoted = _moved(taken, taken.rows(first), at["speaker"])
    return Columns(
        keys=keys,
        by_key=np.argsort(keys).astype(np.int64),
        first=first,
        days=np.array([day.toordinal() if day else 0 for day, *_ in named], np.int64),
        issuers=np.array([at["issuer"][folded(one)] if one else -1 for _, one, _, _ in named], np.int64),
        languages=np.array([at["language"][folded(one)] if one else -1 for _, _, one, _ in named], np.int64),
        events=_sorted(old_events, np.array(events, np.int64).reshape(-1, 4)),
        quoted=_sorted(old_quoted, np.array(quoted, np.int64).reshape(-1, 2)),
        names=names,
    )


def _moved(taken: Taken, rows: Numbers, speakers: Mapping[str, int]) -> tuple[Numbers, Numbers]:
    """The events and the quoted of the last columns whose rows are taken, with their new rows and names."""
    if taken.generation is None:
        return np.empty((0, 4), np.int64), np.empty((0, 2), np.int64)
    last = taken.generation.columns
    moved = np.full(len(last.keys), NEW, np.int64)
    kept = np.flatnonzero(rows != NEW)
    moved[rows[kept]] = kept
    events, quoted = (pairs[moved[pairs[:, 0]] != NEW] for pairs in (last.events, last.quoted))
    who = np.array([speakers.get(folded(one.name), NEW) for one in last.names["speaker"]], np.int64)
    return (
        np.concatenate([moved[events[:, :1]], events[:, 1:]], axis=1),
        np.stack([moved[quoted[:, 0]], who[quoted[:, 1]]], axis=1),
    )


def _sorted(one: Numbers, two: Numbers) -> Numbers:
    """The rows of both arrays in order."""
    both = np.concatenate([one, two])
    ordered: Numbers = both[np.lexsort(both.T[::-1])]
    return ordered


def _names(of_releases: Iterable[Iterable[str | None]]) -> tuple[Named, ...]:
    """Every name in its commonest spelling with its number of releases, the most frequent first."""
    counts: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    for names in of_releases:
        here = [name for name in names if name]
        counts.update({folded(name) for name in here})
        for name in here:
            spellings.setdefault(folded(name), Counter())[name] += 1
    best = {same: min(found, key=lambda name: (-found[name], name)) for same, found in spellings.items()}
    return tuple(Named(best[same], counts[same]) for same in sorted(counts, key=lambda same: (-counts[same], same)))
