"""Pictures of an archive as inline SVG: releases a year or month, counts by issuer.

Invariant: every bar carries its figure as text for a screen reader; colours come from the style sheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from qa.records import ReleaseCard

_WIDTH, _HEIGHT, _BASE = 600, 96, 74

_BAR = Markup("""<a class="bar" href="/library?since={since}&amp;until={until}" aria-label="{label}"{act}>
<title>{label}</title><rect class="reach" x="{x:.1f}" y="0" width="{step:.1f}" height="{base}"/>
<rect class="fill" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="1"/></a>
""")

_LIMIT = Markup(' data-act="month" data-turn="{turn}" data-since="{since}" data-until="{until}"')

_ISSUER = Markup("""<li><span class="label"><bdi>{issuer}</bdi></span>
<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
<rect width="{share:.1f}" height="6"/></svg><span class="count">{count:,}</span></li>
""")

_TICK = Markup('<text x="{x:.1f}" y="{y}" text-anchor="{anchor}">{label}</text>')


def timeline(cards: Sequence[ReleaseCard], turn: int | None = None) -> Markup:
    """Releases over time, a bar a month when all lie within three years, else a bar a year; nothing for no dates.

    A bar leads to its releases in the library or, in the chat, limits the question of ``turn`` to its time.
    """
    days = [card.date for card in cards if card.date]
    if not days:
        return Markup("")
    first, last = min(days), max(days)
    monthly = (last.year - first.year) * 12 + last.month - first.month < 36
    counts = Counter((day.year, day.month if monthly else 1) for day in days)
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


def issuer_bars(cards: Sequence[ReleaseCard], most: int = 6) -> Markup:
    """Counts by issuer, the largest first, each bar as long as its share of the largest."""
    counts = Counter(card.issuer or "Issuer not named" for card in cards).most_common(most)
    if not counts:
        return Markup("")
    most_of_all = counts[0][1]
    rows = [_ISSUER.format(issuer=issuer, share=100 * count / most_of_all, count=count) for issuer, count in counts]
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
