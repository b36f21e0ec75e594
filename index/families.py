"""Which releases are one: copies, reprints and versions, told from releases that only share a template.

``index.signatures`` finds pairs that may be one; a real comparison of the texts decides. Versions keep nearly all their
words and what they name (people, places, figures); releases written from one template keep the words and change the
names.
Invariant: the result does not depend on the order of the releases, and every family has two members or more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Any

from index.records import Release
from index.sentences import sentences
from index.signatures import Pair, candidates, shingles, signature

_SAME_WORDS = 0.8
_SAME_LEAD = 0.5
_SAME_DAYS, _HARDLY_NEW = 14, 0.9
_NAMES_CORRECTED = 2  # a correction changes a name and a figure; where little is named, that is another release
_OF_FEW_NAMES, _OTHER_NAMES = 0.1, 0.04
_LEAD = 60
_VIEWS = 1000
_NAMED = re.compile(r"(?<=[a-z,;:] )[A-ZÀ-Þ][^\W\d_]+|\d[\d,.]*\d|\d")

_NOTICE = re.compile(
    r"^[\W_]*(?:(?:press|news|media)\s+release\W+)?(?P<shout>CORRECTION|CORRECTED|CORRECTS|UPDATED?|REFILED?|REFILING|"
    r"RESEND|WITHDRAWN|RETRACTED|RETRACTION)\b(?!\s+(?:OF|ON|TO\s+THE)\b)"
    r"|^[\W_]*(?P<label>Correction|Corrected|Updated?|Refiled?|Withdrawn|Retraction|Retracted)\s*"
    r"(?:version|release|press release)?\s*[:–—)\]-]"
    r"|[(\[](?P<bracket>correct(?:ed|ion)|updated?|refiled?|withdrawn|retracted)(?:\s+version)?[)\]]"
    r"|\bthis\s+(?:press\s+|news\s+)?(?:release|statement|version)\s+(?:has\s+been|was|is)\s+(?:being\s+)?"
    r"(?P<told>corrected|updated|refiled|reissued|withdrawn|retracted)"
    r"|\b(?P<noun>corrects|updates|replaces|supersedes)\s+(?:the\s+)?(?:\w+\s+)?(?:version|release|statement|paragraph)",
    re.IGNORECASE | re.MULTILINE,
)
_KINDS = {"corr": "correction", "upda": "updated", "repl": "updated", "supe": "updated", "refi": "refiled",
          "rese": "refiled", "reis": "refiled", "with": "withdrawn", "retr": "withdrawn"}  # fmt: skip


def notice_of(title: str | None, text: str) -> str | None:
    """"correction", "updated", "refiled" or "withdrawn" when the title or the first lines say so, else None."""
    for part in (title or "", text[:600]):
        for found in _NOTICE.finditer(part):
            word = next(group for group in found.groups() if group)
            if found["shout"] and not (found["shout"].isupper() or part is title):
                continue
            return _KINDS[word[:4].lower()]
    return None


def families(releases: Sequence[Release]) -> dict[str, str]:
    """Release id to family id, for families of two or more; the family id is its first member's by date, then id."""
    by_id = {release.id: release for release in releases}
    days = {release.id: release.date for release in releases}
    pairs = candidates({one: signature(release.text) for one, release in by_id.items()})
    return families_from(pairs, days, by_id.__getitem__, {})


def families_from(
    pairs: Iterable[Pair],
    days: Mapping[str, date | None],
    release_of: Callable[[str], Release],
    verdicts: MutableMapping[Pair, bool],
) -> dict[str, str]:
    """``families`` of the ``candidates``, by the ``days`` of the releases; ``release_of`` is asked for those compared.

    ``verdicts`` says of pairs that were compared before whether they are versions; what is compared now is added.
    """
    parent: dict[str, str] = {}

    def root(identifier: str) -> str:
        while (above := parent.setdefault(identifier, identifier)) != identifier:
            parent[identifier] = parent[above]
            identifier = above
        return identifier

    # The shingles of a large corpus would take half a gigabyte; those compared lately are nearly always asked for next.
    view = lru_cache(_VIEWS)(lambda identifier: _view(release_of(identifier)))
    joined: set[str] = set()
    for one, two in pairs:
        if root(one) == root(two):
            continue
        if (one, two) not in verdicts:
            verdicts[one, two] = _are_versions(view(one), view(two))
        if verdicts[one, two]:
            parent[max(root(one), root(two))] = min(root(one), root(two))
            joined |= {one, two}
    members: dict[str, list[str]] = {}
    for identifier in joined:
        members.setdefault(root(identifier), []).append(identifier)
    found: dict[str, str] = {}
    for group in members.values():
        first = min(group, key=lambda i: (days[i] or date.max, i))
        found |= dict.fromkeys(group, first)
    return found


@dataclass(frozen=True, slots=True)
class _View:
    """What a comparison needs of a release: its shingles, those of its beginning, and what it names."""

    day: date | None
    shingles: frozenset[tuple[str, ...]]
    lead: frozenset[tuple[str, ...]]
    named: frozenset[str]


def _view(release: Release) -> _View:
    found = shingles(release.text)
    named = frozenset(word.lower() for word in _NAMED.findall(release.text))
    return _View(release.date, frozenset(found), frozenset(found[:_LEAD]), named)


def _are_versions(one: _View, two: _View) -> bool:
    """Whether two texts are versions of one release: most words, the beginning, and nearly all that they name.

    A version may be longer than the other, so shares are of the smaller text. A template keeps its words and changes
    who, where and how much; and what tells of the same matter weeks later is another release, unless hardly a word
    is new.
    """
    if _share(one.shingles, two.shingles) < _SAME_WORDS:
        return False
    apart = abs(one.day - two.day).days if one.day and two.day else 0
    if apart > _SAME_DAYS and len(one.shingles & two.shingles) < _HARDLY_NEW * len(one.shingles | two.shingles):
        return False
    beginning = max(_within(one.lead, two.shingles), _within(two.lead, one.shingles))
    other_names = min(len(one.named - two.named), len(two.named - one.named))
    fewer = min(len(one.named), len(two.named))
    corrected = min(_NAMES_CORRECTED, _OF_FEW_NAMES * fewer)
    return beginning >= _SAME_LEAD and other_names <= max(corrected, _OTHER_NAMES * fewer)


def _share(one: frozenset[Any], two: frozenset[Any]) -> float:
    smaller = min(len(one), len(two))
    return len(one & two) / smaller if smaller else 1.0


def _within(part: frozenset[Any], whole: frozenset[Any]) -> float:
    return len(part & whole) / len(part) if part else 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """One change from a to b: ``a.text[a_start:a_end]`` became ``b.text[b_start:b_end]``; one may be empty."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


def differences(a: Release, b: Release) -> tuple[Difference, ...]:
    """What changed between two versions, by whole sentences, in order; spaces and line breaks are no change."""
    sides = [(release.text, sentences(release.text)) for release in (a, b)]
    keys = [[" ".join(text[start:end].split()) for start, end in borders] for text, borders in sides]
    found = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        if tag != "equal":
            found.append(Difference(*_range(sides[0], i1, i2), *_range(sides[1], j1, j2)))
    return tuple(found)


def _range(side: tuple[str, tuple[tuple[int, int], ...]], first: int, last: int) -> tuple[int, int]:
    """The characters of sentences ``first`` to ``last`` (exclusive); an empty range where there are none."""
    text, borders = side
    if first < last:
        return borders[first][0], borders[last - 1][1]
    at = borders[first][0] if first < len(borders) else len(text)
    return at, at


def changes(versions: Sequence[Release]) -> int:
    """In how many places each version differs from the one before it, in the order of their dates.

    A sentence that only says that there is a correction or an update is no change by itself.
    """
    ordered = sorted(versions, key=lambda release: (release.date or date.max, release.id))
    return sum(
        not (_only_notes(a.text[change.a_start : change.a_end]) and _only_notes(b.text[change.b_start : change.b_end]))
        for a, b in pairwise(ordered)
        for change in differences(a, b)
    )


def _only_notes(text: str) -> bool:
    return all(notice_of(None, text[start:end]) for start, end in sentences(text))
