"""The library: every release, searchable and sortable; what was skipped and why; the gaps; the facts of the index.

Invariant: the page is a plain form and a plain list, made whole on the server, so that it works without a script and
its address can be sent to a colleague.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from markupsafe import Markup

from qa.pages.charts import issuer_bars, picture_of, timeline
from qa.pages.markup import badges, issuer_tag, long_date, release_address, time_tag, title_of
from qa.records import ReleaseCard

if TYPE_CHECKING:
    from qa.info import Info

PAGE_SIZE = 50
GAP_DAYS = 180
"""So many days without a release are named as a gap, provided that they are long for this archive (see ``gaps``)."""

_SORTS = {"newest": "Newest first", "oldest": "Oldest first", "title": "By title", "issuer": "By issuer"}

_PAGE = Markup("""<section class="library">
<h1>{found}</h1>
<form role="search" action="/library" method="get">
<label>Title, issuer or place <input type="search" name="q" value="{words}"></label>
<label>Issuer <select name="issuer"><option value="">Any issuer</option>{issuers}</select></label>
<label>From <input type="date" name="since" value="{since}"></label>
<label>to <input type="date" name="until" value="{until}"></label>
<label>Order <select name="sort">{sorts}</select></label>
<button>Show</button>
</form>
{problem}<ol class="shelf" start="{start}">{rows}</ol>
{pager}</section>
<aside class="about" aria-label="About this archive">
<h2 class="kicker">Over time</h2>{timeline}
<h2 class="kicker">By issuer</h2>{bars}
{gaps}{facts}{skipped}
</aside>""")

_ROW = Markup("""<li><a href="{address}"><bdi>{title}</bdi></a>
<p class="byline">{issuer}{time}{place} {badges}</p></li>""")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wished for: words that title, issuer, place or path must hold, limits, order, page (from 1)."""

    words: str = ""
    issuer: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = "newest"
    page: int = 1


def select(cards: Sequence[ReleaseCard], wish: Wish) -> list[ReleaseCard]:
    """The cards that ``wish`` asks for, in its order; an undated release lies within no dates."""
    words = wish.words.casefold().split()

    def fits(card: ReleaseCard) -> bool:
        said = f"{card.title or ''} {card.issuer or ''} {card.place or ''} {card.path}".casefold()
        return (
            all(word in said for word in words)
            and (not wish.issuer or card.issuer == wish.issuer)
            and (not wish.since or (card.date is not None and card.date >= wish.since))
            and (not wish.until or (card.date is not None and card.date <= wish.until))
        )

    chosen = [card for card in cards if fits(card)]
    if wish.sort == "title":
        return sorted(chosen, key=lambda card: (title_of(card).casefold(), card.id))
    if wish.sort == "issuer":
        return sorted(chosen, key=lambda card: (card.issuer is None, (card.issuer or "").casefold()))
    if wish.sort == "oldest":
        return sorted(chosen, key=lambda card: (card.date is None, str(card.date), card.id))
    return sorted(chosen, key=lambda card: (card.date is None, -(card.date.toordinal() if card.date else 0), card.id))


def gaps(cards: Sequence[ReleaseCard], most: int = 5) -> list[tuple[date, date]]:
    """The longest stretches without a release, longest first: the days of the releases before and after each.

    A stretch counts when it is longer than ``GAP_DAYS`` and than four times the usual (median) distance.
    """
    days = sorted({card.date for card in cards if card.date})
    stretches = sorted(((after - before).days, before, after) for before, after in pairwise(days))
    if not stretches:
        return []
    usual = stretches[len(stretches) // 2][0]
    return [(before, after) for length, before, after in reversed(stretches) if length > max(GAP_DAYS, 4 * usual)][
        :most
    ]


def library_main(cards: Sequence[ReleaseCard], wish: Wish, info: Info, problem: str = "") -> Markup:
    """The main part of the library page: ``wish`` of ``cards``, and the facts of the index, ``info``."""
    chosen = select(cards, wish)
    start = (wish.page - 1) * PAGE_SIZE
    shown = chosen[start : start + PAGE_SIZE]
    picture = picture_of(chosen)
    issuers = sorted({card.issuer for card in cards if card.issuer})
    noun = "release" if len(chosen) == 1 else "releases"
    return _PAGE.format(
        found=f"{len(chosen):,} {noun}" + ("" if len(chosen) == len(cards) else f" of {len(cards):,}"),
        words=wish.words,
        issuers=_options({issuer: issuer for issuer in issuers}, wish.issuer),
        since=wish.since.isoformat() if wish.since else "",
        until=wish.until.isoformat() if wish.until else "",
        sorts=_options(_SORTS, wish.sort),
        problem=Markup('<p class="problem" role="alert">{}</p>').format(problem) if problem else "",
        start=start + 1,
        rows=Markup("").join(_row(card) for card in shown),
        pager=_pager(wish, len(chosen)),
        timeline=timeline(picture),
        bars=issuer_bars(picture, 12),
        gaps=_gaps(cards),
        facts=_facts(info),
        skipped=_skipped(info.skipped),
    )


def _row(card: ReleaseCard) -> Markup:
    return _ROW.format(
        address=release_address(card.id),
        title=title_of(card),
        issuer=issuer_tag(card.issuer),
        time=time_tag(card.date),
        place=Markup(" · <bdi>{}</bdi>").format(card.place) if card.place else "",
        badges=badges(card),
    )


def _options(labels: dict[str, str], chosen: str) -> Markup:
    return Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(value, Markup(" selected") if value == chosen else "", label)
        for value, label in labels.items()
    )


def _pager(wish: Wish, found: int) -> Markup:
    last = max(1, -(-found // PAGE_SIZE))
    if last == 1:
        return Markup("")
    fields = {"q": wish.words, "issuer": wish.issuer, "since": wish.since or "", "until": wish.until or ""}

    def link(page: int, label: str, kind: str) -> Markup:
        if not 1 <= page <= last:
            return Markup("")
        asked = urlencode({**{k: v for k, v in fields.items() if v}, "sort": wish.sort, "page": page}, errors="replace")
        return Markup('<a rel="{}" href="/library?{}">{}</a>').format(kind, asked, label)

    return Markup('<nav class="pager" aria-label="Pages of the list">{}<span>Page {} of {}</span>{}</nav>').format(
        link(wish.page - 1, "Before", "prev"), wish.page, last, link(wish.page + 1, "After", "next")
    )


def _gaps(cards: Sequence[ReleaseCard]) -> Markup:
    found = gaps(cards)
    if not found:
        return Markup("")
    rows = [Markup("<li>Nothing between {} and {}</li>").format(long_date(a), long_date(b)) for a, b in found]
    return Markup('<h2 class="kicker">Gaps</h2><ul class="gaps">{}</ul>').format(Markup("").join(rows))


def _facts(info: Info) -> Markup:
    rows = {
        "Releases": f"{info.releases:,}, {info.undated:,} of them undated",
        "Passages": f"{info.passages:,}",
        "Cost": f"{info.tokens:,} tokens for a language model ({info.tokens_by})",
        "Model": info.model,
        "Built": info.created,
        "Size": f"{info.bytes / 1e6:,.1f} MB",
        "Folders": ", ".join(info.folders),
    }
    listed = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(name, value) for name, value in rows.items())
    return Markup('<h2 class="kicker">The index</h2><dl>{}</dl>').format(listed)


def _skipped(skipped: Sequence[tuple[str, str]]) -> Markup:
    if not skipped:
        return Markup("")
    rows = [Markup("<li><b>{}</b>: {}</li>").format(path, reason) for path, reason in skipped]
    return Markup("<details><summary>Not read ({})</summary><ul class='removed'>{}</ul></details>").format(
        len(rows), Markup("").join(rows)
    )
