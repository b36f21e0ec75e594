"""What a corpus teaches of its own page chrome: the lines that many of its releases share.

A line is compared without its digits, dates and capitals, so that a dated footer is one line. Only lines that say
nothing by themselves can be learned: a menu, a letterhead, a contact; running text stays, however often it is
repeated. Invariant: what is learned depends on the corpus as it is, never on the order or history of its builds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.clean.keys import key_of, may_be_chrome
from index.clean.kinds import noise_of_line
from index.clean.lines import lines_of, prose_of
from index.load.document import Document

LEARNING_VERSION = 2
"""Counts up with every change of what a document puts to the count."""

LEAST_RELEASES = 4
"""So many different releases have to share a line before it is learned."""
_LEAST_SHARE = {"edge": 0.08, "body": 0.4}
"""The share of a group's releases: at the head and tail of a release, and between its paragraphs."""



@dataclass(frozen=True, slots=True)
class Units:
    """What one document puts to the count: its lines that may be chrome, as (hash, where), and its own body.

    ``where`` is "edge" or "body". ``body`` is a hash of the running text, shared by copies and most versions of a
    release, which count once.
    """

    lines: tuple[tuple[int, str], ...]
    body: int


def units_of(document: Document) -> Units:
    """The lines of a document that may be page chrome; neither running text nor what one file shows to be noise."""
    lines = [line for line in lines_of(document) if not line.noise]
    prose = [number for number, running in enumerate(prose_of(lines)) if running]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    running = frozenset(prose)
    found: dict[int, str] = {}
    for number, line in enumerate(lines):
        if number not in running and may_be_chrome(line.text) and noise_of_line(line.text) is None:
            found.setdefault(key_of(line.text), "body" if first < number < last else "edge")
    bodies = [key_of(lines[number].text) for number in prose] or [key_of(line.text) for line in lines]
    return Units(tuple(found.items()), min(bodies, default=0))


def learned(corpus: Mapping[str, Units], group_of: Mapping[str, str]) -> dict[str, frozenset[int]]:
    """For each group of releases (a site, an issuer, a folder) the lines that are its chrome.

    ``corpus`` has the units and ``group_of`` the group of each document by its id.
    """
    groups: dict[str, list[Units]] = defaultdict(list)
    for identifier, units in corpus.items():
        groups[group_of[identifier]].append(units)
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
    count = Counter(key for key, _ in pairs)
    inside = Counter(key for (key, _), where in pairs.items() if where == "body")
    for key, number in count.items():
        yield key, number, "body" if 2 * inside[key] > number else "edge"
