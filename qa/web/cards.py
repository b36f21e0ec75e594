"""The sources beside the conversation: one card a hit, its number the number the answer cites.

Invariant: a card's number is ``hit.rank``, its passage is shown verbatim, and every quote taken from it is marked.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from qa.pages.charts import Picture, issuer_bars, timeline
from qa.pages.markup import badges, issuer_tag, marked, outside_link, release_address, sendable, time_tag, title_of
from qa.records import Answer, Hit, Quote, Results

RELATED = 0.3
CLOSE = 0.5
"""From which cosine on a passage is called related, or close, in meaning."""

_PANEL = Markup("""<section class="sources" data-turn="{turn}"{busy} aria-label="Sources">
<h2 class="kicker">{heading}</h2>
{cards}
</section>""")

_OVERVIEW = Markup("""<section class="overview" aria-label="All related releases">
<h2 class="kicker">{count:,} matching releases</h2>{timeline}{issuers}
<p class="tools"><button type="button" data-act="list" data-turn="{turn}">Save the list as CSV</button></p>
</section>""")

_CARD = Markup("""<article class="card{cited}" id="src-{turn}-{rank}" tabindex="-1" aria-label="Source {rank}">
<header><a class="number" href="{address}" target="_blank" rel="noopener" aria-label="Source {rank}: open the release">\
{rank}</a><p class="byline">{issuer}{time}{place}</p></header>
<h3><a href="{address}" target="_blank" rel="noopener"><bdi>{title}</bdi></a></h3>
<blockquote class="passage" dir="auto">{passage}</blockquote>
{elsewhere}<footer>{badges}<span class="why" title="{numbers}">{why}</span>{original}</footer>
</article>""")


def sources_panel(turn: int, results: Results, answer: Answer | None = None, picture: Picture | None = None) -> str:
    """The panel of all hits: once there is an ``answer`` the cited ones first, in rank order, then what else was found.

    ``picture`` counts the releases that match the question, over time and by issuer; it is the last to be known, so
    that without it the panel is marked as busy.
    """
    quotes = answer.quotes if answer else ()
    cited = {quote.hit for quote in quotes}
    first = [hit for hit in results if hit.rank in cited]
    rest = [hit for hit in results if hit.rank not in cited]
    cards = [_card(turn, hit, quotes) for hit in first]
    if picture and picture.releases > 1:
        cards.append(
            _OVERVIEW.format(
                count=picture.releases,
                timeline=timeline(picture, turn),
                issuers=issuer_bars(picture, turn=turn),
                turn=turn,
            )
        )
    if first and rest:
        cards.append(Markup('<h2 class="kicker">Also found</h2>'))
    cards += [_card(turn, hit, ()) for hit in rest]
    heading = _heading(answer, bool(rest))
    busy = Markup("") if picture else Markup(' aria-busy="true"')
    return sendable(_PANEL.format(turn=turn, busy=busy, heading=heading, cards=Markup("\n").join(cards)))


def _heading(answer: Answer | None, any_found: bool) -> str:
    if not any_found and not (answer and answer.quotes):
        return "No passage comes close"
    if answer is None:
        return "Found"
    return "Sources" if answer.quotes else "Closest passages, none of which answers"


def match_in_words(hit: Hit) -> str:
    """What the scores mean to a reader: how near in meaning, and whether words of the question stand there."""
    nearness = "Close in meaning" if hit.cosine >= CLOSE else "Related in meaning" if hit.cosine >= RELATED else ""
    if hit.bm25 <= 0:
        return nearness or "Distant in meaning"
    return f"{nearness}, shares words" if nearness else "Shares words with the question"


def _card(turn: int, hit: Hit, quotes: Sequence[Quote]) -> Markup:
    passage = hit.passage
    taken = [quote for quote in quotes if quote.hit == hit.rank]
    inside = [q for q in taken if passage.start <= q.start and q.end <= passage.end]
    start, end = (taken[0].start, taken[0].end) if taken else (passage.start, passage.end)
    card = hit.release
    return _CARD.format(
        turn=turn,
        rank=hit.rank,
        cited=" cited" if taken else "",
        address=release_address(card.id, start, end),
        issuer=issuer_tag(card.issuer),
        time=time_tag(card.date),
        place=Markup(" · <bdi>{}</bdi>").format(card.place) if card.place else "",
        title=title_of(card),
        passage=marked(passage.text, [(q.start - passage.start, q.end - passage.start) for q in inside]),
        elsewhere=Markup("").join(
            Markup('<blockquote class="passage" dir="auto">{}</blockquote>\n').format(
                marked(q.text, [(0, len(q.text))])
            )
            for q in taken
            if q not in inside
        ),
        badges=badges(card),
        why=match_in_words(hit),
        numbers=f"cosine {hit.cosine:.2f}, BM25 {hit.bm25:.1f}",
        original=_original(card.url),
    )


def _original(url: str | None) -> Markup:
    """A link to the issuer's own page, when there is one that can be followed safely."""
    address = outside_link(url)
    if not address:
        return Markup("")
    return Markup(
        '<a class="original" href="{}" target="_blank" rel="noopener noreferrer nofollow">Issuer’s page</a>'
    ).format(address)
