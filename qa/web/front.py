"""The chat's first screen: the masthead over it, and the archive at a glance beside the conversation."""

from __future__ import annotations

import hashlib
import os

from markupsafe import Markup

from qa.desk import Desk
from qa.pages.charts import issuer_bars, picture_of, timeline
from qa.pages.frame import masthead
from qa.pages.markup import issuer_tag, release_address, sendable, time_tag, title_of

_FRONT = Markup("""<section class="sources front" aria-label="In this archive">
<h2 class="kicker">In this archive</h2>
{timeline}{issuers}
<h2 class="kicker">Latest releases</h2>
<ol class="recent">{recent}</ol>
<section class="earlier" data-stays data-archive="{archive}" aria-label="Earlier questions">
<h2 class="kicker">Earlier questions</h2>
<ol></ol><p class="tools"><label><input type="checkbox" data-keep> Keep my questions in this browser</label>
<button type="button" data-act="forget">Forget them</button></p></section>
</section>""")

_RECENT = Markup("""<li><a href="{address}" target="_blank" rel="noopener"><bdi>{title}</bdi></a>
<p class="byline">{issuer}{time}</p></li>""")

WAITING = '<section class="sources waiting" aria-busy="true" aria-label="Sources"></section>'


def head(desk: Desk) -> str:
    """The masthead, and the desk's note under it when there is one."""
    note = Markup('<p class="note">{}</p>').format(desk.note) if desk.note else ""
    title = Markup('<h1 class="sr">Ask the archive</h1>')
    return sendable(Markup("<div>{}{}{}</div>").format(masthead(desk, "/"), title, note))


def front_page(desk: Desk, newest: int = 6) -> str:
    """What stands beside the conversation before the first question: releases over time, issuers, the newest.

    Below them stand the reader's own earlier questions, which the page's script fills in from the browser.
    """
    cards = desk.cards
    picture = picture_of(cards)
    recent = [
        _RECENT.format(
            address=release_address(card.id),
            title=title_of(card),
            issuer=issuer_tag(card.issuer),
            time=time_tag(card.date),
        )
        for card in cards[:newest]
    ]
    return sendable(
        _FRONT.format(
            archive=hashlib.sha256(os.fsencode(desk.archive.index_dir.absolute())).hexdigest()[:12],
            timeline=timeline(picture),
            issuers=issuer_bars(picture),
            recent=Markup("").join(recent),
        )
    )
