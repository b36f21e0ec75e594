"""What a build knows of every release before it opens any: its fingerprint, its place in the order, its family.

A build that adds ten releases to twenty thousand reads twenty thousand headers, and ten releases. Invariant: the
order of the rows and the names of the families follow from the headers alone, whichever of the releases were opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from index.records import Release

OUTLINES, RELEASES = "outline", "release"
"""The shelves of the cache that hold what is read off each document, by fingerprint."""


@dataclass(frozen=True, slots=True)
class Header:
    """A release without its words. ``fingerprint`` changes exactly when anything of the release but its family does.

    ``disagrees`` says that its places of date contradict each other; an index does not keep it.
    """

    id: str
    fingerprint: str
    issuer: str | None
    day: date | None
    disagrees: bool = False
    family: str | None = None


def _none(release_id: str) -> Release:
    raise KeyError(release_id)


@dataclass(frozen=True, slots=True)
class Known:
    """Releases that need not be read again: their fingerprints by id, in the order of their numbers, and each whole."""

    fingerprints: Mapping[str, str] = field(default_factory=dict)
    release: Callable[[str], Release] = _none

    def has(self, release_id: str, fingerprint: str) -> bool:
        """Whether the release is known just as it is now."""
        return self.fingerprints.get(release_id) == fingerprint


def regrouped(headers: Sequence[Header]) -> list[Header]:
    """The headers with every family named after the first of the members left, by day and id; no family of one."""
    members: dict[str, list[Header]] = {}
    for header in sorted(headers, key=lambda one: (one.day or date.max, one.id)):
        if header.family is not None:
            members.setdefault(header.family, []).append(header)
    named = {family: left[0].id if len(left) > 1 else None for family, left in members.items()}
    return [replace(header, family=named.get(header.family or "")) for header in headers]
