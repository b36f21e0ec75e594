"""Pictures of an archive, or of what matches a question, as inline SVG: releases a year or month, counts by issuer.

Invariant: every bar carries its figure as text for a screen reader and is a link that works without a script; colours
come from the style sheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from markupsafe import Markup

from qa.records import ReleaseCard

_WIDTH, _HEIGHT, _BASE = 600, 96, 74

_BAR = Markup("""<a class="bar" href="/library?since={since}&amp;until={until}" aria-label="{label}"{act}>
<title>{label}</title><rect class="reach" x="{x:.1f}" y="0" width="{step:.1f}" height="{base}"/>
<rect class="fill" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="1"/></a>
""")

_LIMIT = Markup(' data-act="month" data-turn="{turn}" data-since="{since}" data-until="{until}"')

_ISSUER = Markup("""<li><a href="/library?{asked}"{act}><span class="label"><bdi>{issuer}</bdi></span>
<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
<rect width="{share:.1f}" height="6"/></svg><span class="count">{count:,}</span></a></li>
""")

_ONLY = Markup(' data-act="issuer" data-turn="{turn}" data-name="{issuer}"')
_UNNAMED = "Issuer not named"

_TICK = Markup('<text x="{x:.1f}" y="{y}" text-anchor="{anchor}">{label}</text>')


@dataclass(frozen=True, slots=True)
class Picture:
    """Releases counted: all, by month (its first day), by issuer (the most first, "" for none named), undated ones."""

    releases: int
    months: tuple[tuple[date, int], ...]
    issuers: tuple[tuple[str, int], ...]
    undated: int = 0


def picture_of(cards: Iterable[ReleaseCard]) -> Picture:
    """The picture of these releases."""
    cards = tuple(cards)
    months = Counter(card.date.replace(day=1) for card in cards if card.date)
    issuers = Counter(card.issuer or "" for card in cards)
    return Picture(len(cards), tuple(sorted(months.items())), tuple(issuers.most_common()), len(cards) - months.total())


def timeline(picture: Picture, turn: int | None = None) -> Markup:
    """Releases over time, a bar a month when all lie within three years, else a bar a year; nothing for no dates.

    A bar leads to its releases in the library or, in the chat, limits the question of ``turn`` to its time.
    """
    if not picture.months:
        return Markup("")
    first, last = min(picture.months)[0], max(picture.months)[0]
    monthly = (last.year - first.year) * 12 + last.month - first.month < 36
    counts: Counter[tuple[int, int]] = Counter()
    for month, count in picture.months:
        counts[month.year, month.month if monthly else 1] += count
    periods = _periods(first, last, monthly)
    step, most = _WIDTH / len(periods), max(counts.values())
    bars = [
        _bar((year, month), counts[year, month] / most, counts[year, month], place * step, step, monthly, turn)
        for place, (year, month) in enumerate(periods)
        if counts[year, month]
    ]
    ends = f"{first:%b} {first.year}", f"{last:%b} {last.year}"
    return Markup(
        '<figure class="chart timeline"><svg viewBox="0 0 {width} {height}" role="group" '
        'aria-label="Releases from {0} to {1}">'
        '{bars}<line x1="0" x2="{width}" y1="{base}" y2="{base}"/>{left}{right}</svg></figure>'
    ).format(
        *ends, width=_WIDTH, height=_HEIGHT, base=_BASE, bars=Markup("").join(bars),
        left=_TICK.format(x=0, y=_HEIGHT - 4, anchor="start", label=ends[0]),
        right=_TICK.format(x=_WIDTH, y=_HEIGHT - 4, anchor="end", label=ends[1]) if ends[0] != ends[1] else "",
    )  # fmt: skip


def issuer_bars(picture: Picture, most: int = 6, turn: int | None = None) -> Markup:
    """Counts by issuer, the largest first, each bar as long as its share of the largest.

    A row leads to the issuer's releases in the library or, in the chat, limits the question of ``turn`` to them.
    """
    counts = picture.issuers[:most]
    if not counts:
        return Markup("")
    rows = [
        _ISSUER.format(
            issuer=issuer or _UNNAMED,
            asked=urlencode({"issuer": issuer}, errors="replace"),
            act=_ONLY.format(turn=turn, issuer=issuer) if turn and issuer else "",
            share=100 * count / counts[0][1],
            count=count,
        )
        for issuer, count in counts
    ]
    return Markup('<ul class="chart issuers" aria-label="Releases by issuer">{}</ul>').format(Markup("").join(rows))


def _bar(
    period: tuple[int, int], share: float, count: int, x: float, step: float, monthly: bool, turn: int | None
) -> Markup:
    """One bar at ``x``, ``share`` (0..1) of the whole height."""
    since, until = _bounds(*period, monthly)
    label = f"{date(*period, 1):%B} {period[0]}" if monthly else str(period[0])
    height = max(3.0, (_BASE - 6) * share)
    return _BAR.format(
        since=since,
        until=until,
        label=f"{label}: {count}",
        act=_LIMIT.format(turn=turn, since=since, until=until) if turn else "",
        x=x,
        step=step,
        base=_BASE,
        left=x + (step - min(step * 0.76, 34)) / 2,
        width=min(step * 0.76, 34),
        top=_BASE - height,
        height=height,
    )


def _periods(first: date, last: date, monthly: bool) -> list[tuple[int, int]]:
    if not monthly:
        return [(year, 1) for year in range(first.year, last.year + 1)]
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [(month // 12, month % 12 + 1) for month in months]


def _bounds(year: int, month: int, monthly: bool) -> tuple[str, str]:
    """First day and last day of a bar, ISO."""
    if not monthly:
        return (f"{year}-01-01", f"{year}-12-31")
    after = date(year + month // 12, month % 12 + 1, 1)
    return (f"{year}-{month:02}-01", date.fromordinal(after.toordinal() - 1).isoformat())
