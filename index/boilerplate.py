"""What a corpus teaches of its own page chrome: the lines that many of its releases share.

A line is compared without its digits, dates and capitals, so that a dated footer is one line. Only what says nothing of
the news by its form can be learned: lines that are no sentences (a menu, a letterhead), and closings ("About the Board:
...", media contacts). A dateline, or any line that dates the release above its text, is news, and so is all other
running text, however often it is repeated. Invariant: what is learned depends on the corpus as it is, never on the
order or history of its builds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.clean.closings import closings
from index.clean.keys import key_of, may_be_chrome
from index.clean.kinds import has_date, noise_of_line
from index.clean.lines import DATELINE, Line, is_prose, lines_of, paragraphs, prose_of
from index.load.document import Document

LEARNING_VERSION = 3
"""Counts up with every change of what a document puts to the count."""

LEAST_RELEASES = 4
"""So many different releases have to share a line before it is learned."""
_LEAST_SHARE = {"edge": 0.08, "body": 0.4, "closing": 0.08}
"""The share of a group's releases: at the head and tail of a release, between its paragraphs, and for closings."""


@dataclass(frozen=True, slots=True)
class Units:
    """What one document puts to the count: its lines that may be chrome, as (hash, where), and its own body.

    ``where`` is "edge", "body" or "closing". ``body`` is a hash of the first paragraph of running text, shared by
    copies and most versions of a release, which count once.
    """

    lines: tuple[tuple[int, str], ...]
    body: int


def units_of(document: Document) -> Units:
    """What may be page chrome in a document: lines that are no running text, and closings; not what is noise anyway."""
    lines = [line for line in lines_of(document) if not line.noise and noise_of_line(line.text) is None]
    prose = [number for number, running in enumerate(prose_of(lines)) if running]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    running = frozenset(prose)
    found: dict[int, str] = {}
    for number, line in enumerate(lines):
        dates_it = DATELINE.match(line.text) or (number < first and has_date(line.text))
        if number not in running and may_be_chrome(line.text) and not dates_it:
            found.setdefault(key_of(line.text), "body" if first < number < last else "edge")
    found |= {key: "closing" for key, _, _ in closings(lines)}
    return Units(tuple(found.items()), _body(lines))


def _body(lines: Sequence[Line]) -> int:
    """The key of the first paragraph of running text, or of all lines where there is none."""
    texts = [" ".join(lines[number].text for number in numbers) for numbers in paragraphs(lines)]
    return key_of(next(filter(is_prose, texts), " ".join(texts)))


def learned(corpus: Mapping[str, Units], groups_of: Mapping[str, Iterable[str]]) -> dict[str, frozenset[int]]:
    """For each group of releases (a site, an issuer, a folder) the lines that are its chrome.

    ``corpus`` has the units and ``groups_of`` the groups of each document by its id.
    """
    groups: dict[str, list[Units]] = defaultdict(list)
    for identifier, units in corpus.items():
        for group in groups_of[identifier]:
            groups[group].append(units)
    return {group: frozenset(_chrome(members)) for group, members in groups.items()}


def _chrome(members: Sequence[Units]) -> Iterator[int]:
    bodies = len({units.body for units in members})
    if bodies < LEAST_RELEASES:
        return
    for key, count, where in _counted(members):
        if count >= max(LEAST_RELEASES, _LEAST_SHARE[where] * bodies):
            yield key


def _counted(members: Iterable[Units]) -> Iterator[tuple[int, int, str]]:
    """Each line with the number of different bodies it stands with, and where it stands most."""
    pairs = {(key, units.body): where for units in members for key, where in units.lines}
    places: dict[int, Counter[str]] = defaultdict(Counter)
    for (key, _), where in pairs.items():
        places[key][where] += 1
    for key, count in places.items():
        yield key, count.total(), max(count, key=lambda where: (count[where], where))
