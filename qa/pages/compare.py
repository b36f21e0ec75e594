"""The page that sets two releases side by side, sentence beside sentence, the words that differ marked.

Invariant: every sentence of both stands in exactly one row, to the letter; what is marked on one side is what the other
does not have.
"""

from __future__ import annotations

from urllib.parse import urlencode

from markupsafe import Markup

from qa.compared import Comparison, Pair, Words
from qa.pages.markup import issuer_tag, marked, release_address, sendable, time_tag, title_of
from qa.records import ReleaseCard
from qa.wording import counted

_PAGE = Markup("""<section class="compare">
<h1>Side by side</h1>
<form role="search" action="/compare" method="get">
<label>One release, by its id <input name="older" value="{older}" required></label>
<label>and another; empty for the version before it <input name="newer" value="{newer}"></label>
<button>Compare</button></form>
{problem}{found}</section>""")

_TABLE = Markup("""<p class="lede">{said}</p>
<table><thead><tr><th scope="col">{older}</th><th scope="col">{newer}</th></tr></thead><tbody>{rows}</tbody></table>""")
_HEAD = Markup('<a href="{}"><bdi>{}</bdi></a> <span class="byline">{}{}</span>')
_ROW = Markup('<tr{}><td dir="auto">{}</td><td dir="auto">{}</td></tr>\n')
_NOTHING = Markup('<span class="sr">No such sentence</span>')


def compare_main(older: str, newer: str, comparison: Comparison | None, problem: str = "") -> Markup:
    """The main part of the page: the form with the two ids, and their ``comparison`` where there is one."""
    told = Markup('<p class="problem" role="alert">{}</p>').format(problem) if problem else ""
    return _PAGE.format(older=older, newer=newer, problem=told, found=_found(comparison) if comparison else "")


def compare_address(older: str, newer: str) -> str:
    """The address of the comparison of two releases, by their ids."""
    return f"/compare?{urlencode({'older': sendable(older), 'newer': sendable(newer)})}"


def _found(comparison: Comparison) -> Markup:
    changed = len(comparison.changed)
    same = len(comparison.pairs) - changed
    said = (
        f"{counted(changed, 'sentence')} differ{'s' if changed == 1 else ''}, {same:,} the same."
        if changed
        else ("They say the same, word for word.")
    )
    return _TABLE.format(
        said=said,
        older=_head(comparison.older),
        newer=_head(comparison.newer),
        rows=Markup("").join(_row(pair) for pair in comparison.pairs),
    )


def _head(card: ReleaseCard) -> Markup:
    return _HEAD.format(release_address(card.id), title_of(card), issuer_tag(card.issuer), time_tag(card.date))


def _row(pair: Pair) -> Markup:
    same = Markup(' class="same"') if pair.kept == 1 else Markup("")
    return _ROW.format(same, _side(pair.older, pair.newer), _side(pair.newer, pair.older))


def _side(words: Words | None, other: Words | None) -> Markup:
    """What differs is marked: the whole sentence where there is no other."""
    if words is None:
        return _NOTHING
    return marked(words.text, words.marked if other else [(0, len(words.text))])
