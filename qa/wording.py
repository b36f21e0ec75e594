"""Figures, spans and sources in a reader's words, the same on a terminal, in a message and in a page.

Invariant: nothing here decides anything; what is said follows from the records alone.
"""

from __future__ import annotations

from qa.records import Coverage, ReleaseCard


def counted(number: int, noun: str) -> str:
    """ "1 release", "5,000 releases"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def covered(coverage: Coverage) -> str:
    """What was looked at: "5,000 releases, 5 January 2009 – 12 July 2018 (3 undated)"."""
    from qa.understand import describe_time

    span = f", {describe_time(coverage.first, coverage.last)}" if coverage.first and coverage.last else ""
    undated = f" ({coverage.undated:,} undated)" if coverage.undated else ""
    return counted(coverage.releases, "release") + span + undated


def sourced(card: ReleaseCard, *, speaker: str | None = None, role: str | None = None) -> list[str]:
    """Where words come from: speaker with role, issuer, title, date, place, notice, versions, address or path."""
    parts = (
        f"{speaker}, {role}" if speaker and role else speaker,
        card.issuer,
        card.title,
        card.date.isoformat() if card.date else "undated",
        card.place,
        card.notice.upper() if card.notice else None,
        counted(card.versions, "version") if card.versions > 1 else None,
        card.url or card.path,
    )
    return [part for part in parts if part]
