"""The page "Standing": questions that are asked again at each rebuild, and what the last one changed.

Invariant: the page's script sends what was typed and shows what comes back as text; where the index may not be written
to, there is nothing to send.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from qa.desk import Desk
from qa.pages.markup import issuer_tag, release_address, time_tag, title_of
from qa.records import ReleaseCard
from qa.standing import Changed, Standing
from qa.wording import counted

_PAGE = Markup("""<section class="standing">
<h1>Standing questions</h1>
<p class="lede">They are asked again at every rebuild, and what it changes in their answers is told here.</p>
{form}<p id="said" role="status" aria-live="polite"></p>
<ol class="shelf">{saved}</ol>
</section>
<aside class="about" aria-label="What changed">
<h2 class="kicker">What the last rebuild changed</h2>{changed}</aside>""")

_FORM = Markup("""<form id="stand"><fieldset disabled>
<label>Question <input name="question" required maxlength="10000"></label>
<label>From <input type="date" name="since"></label><label>Until <input type="date" name="until"></label>
<label>Issuer <input name="issuer" maxlength="400"></label>
<label>Speaker <input name="speaker" maxlength="400"></label>
<button>Keep asking</button></fieldset></form>
""")
_FORGET = Markup('<button class="plain" data-forget="{0}">Remove<span class="sr">: {0}</span></button>')
_SAVED = Markup('<li><a href="{}"><bdi>{}</bdi></a> <span class="byline">{}</span>{}</li>')
_CHANGED = Markup('<li><p><bdi>{question}</bdi></p><p class="byline">{said}</p><ul>{releases}</ul></li>')
_RELEASE = Markup('<li><a href="{}"><bdi>{}</bdi></a> <span class="byline">{}{}</span></li>')


def standing_main(desk: Desk) -> Markup:
    """The main part of the page. Raises BrokenIndex where the file of the questions is damaged."""
    return _PAGE.format(
        form=_FORM if desk.writable else "",
        saved=Markup("").join(_saved(one, desk.writable) for one in desk.watch.questions),
        changed=_changes(desk.watch.changed),
    )


def asking_address(question: str, settings: Mapping[str, Any]) -> str:
    """The address that asks a question with its limits, on this server."""
    return f"/?{urlencode({'ask': question, **settings}, errors='replace')}"


def _saved(one: Standing, writable: bool) -> Markup:
    limits = ", ".join(f"{name} {value}" for name, value in one.settings.items())
    forget = _FORGET.format(one.question) if writable else ""
    return _SAVED.format(asking_address(one.question, one.settings), one.question, limits, forget)


def _changes(changed: Sequence[Changed]) -> Markup:
    if not changed:
        return Markup('<p class="note">Nothing yet.</p>')
    return Markup('<ul class="told">{}</ul>').format(Markup("").join(_change(one) for one in changed))


def _change(one: Changed) -> Markup:
    said = [
        f"{counted(len(one.new), 'new release')}" if one.new else "",
        f"{counted(len(one.reworded), 'release')} quoted with other words" if one.reworded else "",
        f"{counted(one.gone, 'release')} no longer quoted" if one.gone else "",
    ]
    return _CHANGED.format(
        question=one.question,
        said="; ".join(line for line in said if line),
        releases=Markup("").join(_release(card) for card in (*one.new, *one.reworded)),
    )


def _release(card: ReleaseCard) -> Markup:
    return _RELEASE.format(release_address(card.id), title_of(card), issuer_tag(card.issuer), time_tag(card.date))
