"""What a build tells its user of the releases it read, beside what it skipped: dates that are missing or disagree.

Invariant: a note is one line, names the first few releases by id, and counts the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.headers import Header

_NAMED = 3


def notes_on(headers: Sequence[Header]) -> list[str]:
    """One line for each of the two: undated releases, and releases whose places of date disagree."""
    undated = [one.id for one in headers if one.day is None]
    disagreeing = [one.id for one in headers if one.day is not None and one.disagrees]
    differ = "with different dates of issue in different places; the most credible is used"
    return [*_note(undated, "without a date of issue"), *_note(disagreeing, differ)]


def _note(ids: list[str], what: str) -> list[str]:
    if not ids:
        return []
    some = ", ".join(ids[:_NAMED]) + (", …" if len(ids) > _NAMED else "")
    return [f"{len(ids):,} release{'s' if len(ids) > 1 else ''} {what} ({some})"]
