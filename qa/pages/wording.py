"""The page "Wording": how a phrase was worded over time, each use exact, marked, and a link to where it stands.

Invariant: without a phrase the page only asks for one; what is shown between rules is ``Words.text``, to the letter.
"""

from __future__ import annotations

from markupsafe import Markup

from qa.compared import Wording, Words
from qa.pages.charts import picture_of, timeline
from qa.pages.markup import issuer_tag, marked, release_address, time_tag, title_of
from qa.wording import counted

_PAGE = Markup("""<section class="wording">
<h1>How it was worded</h1>
<form role="search" action="/wording" method="get">
<label>A phrase, or a topic <input type="search" name="phrase" value="{phrase}" required></label>
<button>Show</button></form>
{problem}{found}</section>
<aside class="about" aria-label="When it was used">{timeline}</aside>""")

_USE = Markup("""<li><p class="byline">{issuer}{time}</p><blockquote dir="auto">{text}</blockquote>
<a href="{address}"><bdi>{title}</bdi></a></li>""")


def wording_main(phrase: str, wording: Wording | None, problem: str = "") -> Markup:
    """The main part of the page: the form, and ``wording`` of the ``phrase`` where there is one."""
    told = Markup('<p class="problem" role="alert">{}</p>').format(problem) if problem else ""
    if wording is None:
        return _PAGE.format(phrase=phrase, problem=told, found="", timeline="")
    pictured = picture_of({use.release.id: use.release for use in wording.uses}.values())
    return _PAGE.format(
        phrase=phrase,
        problem=told,
        found=_found(wording),
        timeline=Markup('<h2 class="kicker">Over time</h2>{}').format(timeline(pictured)) if pictured.months else "",
    )


def _found(wording: Wording) -> Markup:
    releases = counted(len(wording.uses), "release")
    if not wording.uses:
        said: Markup | str = "No release words it like this, or comes near."
    elif not wording.verbatim:
        said = f"It stands nowhere word for word. The nearest sentences of {releases}:"
    elif wording.first and wording.last:
        ends = (time_tag(wording.first.date), time_tag(wording.last.date))
        said = Markup("Word for word in {}, first on {}, last on {}.").format(releases, *ends)
    else:
        said = f"Word for word in {releases}."
    uses = Markup("").join(_use(use) for use in wording.uses)
    return Markup('<p class="lede">{}</p><ol class="uses">{}</ol>').format(said, uses)


def _use(use: Words) -> Markup:
    return _USE.format(
        issuer=issuer_tag(use.release.issuer),
        time=time_tag(use.release.date),
        text=marked(use.text, use.marked),
        address=release_address(use.release.id, use.start, use.end),
        title=title_of(use.release),
    )
