"""An answer as the page shows it: how it was read, what a language model made of it, the quotes under their labels.

Invariant: what is between quotation rules is ``quote.text``, character for character, and a citation's number is the
number of a card of the same turn. Of what a language model wrote, only sentences that their passages bear out are
shown, above the quotes and never instead of them. A silence looks as deliberate as an answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from qa.as_json import to_json
from qa.cite import cited, meant
from qa.export import as_html, as_markdown
from qa.pages.markup import marked, sendable, time_tag
from qa.records import Answer, Query, Row, Written
from qa.wording import covered

_ANSWER = Markup("""<div class="answer{silent}">
{reading}<p class="lead">{message}</p>
{written}{quotes}{notes}{tools}{following}</div>""")

_COVERAGE = Markup('<p class="coverage">Looked at {}.</p>\n')
_SAVE = Markup("""<button type="button" data-act="copy" data-text="{markdown}">Copy answer</button>\
<button type="button" data-act="save" data-name="answer.md" data-text="{markdown}">Save as Markdown</button>\
<button type="button" data-act="save" data-name="answer.html" data-text="{html}">Save as HTML</button>""")
_STAND = Markup("""<button type="button" data-act="stand" data-text="{}" \
title="Ask again at every rebuild, and tell what it changes">Keep asking</button>""")
_TOOLS = Markup('<p class="tools">{}</p>\n')

_QUOTE = Markup("""<figure><blockquote dir="auto">{text}</blockquote>
<figcaption>{speaker}<span><bdi>{issuer}</bdi>, {time}</span>{place}{meant} {cite}\
<details class="copy"><summary>Cite</summary><span>{styles}</span></details></figcaption></figure>
""")

_STYLE = Markup('<button type="button" data-act="copy" data-text="{}">{}</button>')
_STYLES = {"plain": "Plain text", "markdown": "Markdown", "bibtex": "BibTeX"}

_CITE = Markup(
    '<a class="cite" href="#src-{turn}-{rank}" data-turn="{turn}" data-rank="{rank}" '
    'aria-label="Source {rank}">{rank}</a>'
)

_CHIP = Markup("""<li><button type="button" class="chip" data-act="ignore" data-turn="{turn}" data-name="{name}" \
title="Ask again without this"><bdi>{label}</bdi><span aria-hidden="true">×</span><span class="sr">: remove</span>\
</button></li>""")

_WRITTEN = Markup("""<section class="written" aria-label="In the words of a language model"><p>{sentences}</p>
<p class="note">Written by {model}; each sentence checked against what it cites. The exact quotes follow.</p></section>
""")

_NUMBERS = re.compile(r"\s*\[\s*\d+(?:\s*,\s*\d+)*\s*\]")
_STYLED = 6
"""So many quotes carry their citations in three styles; of longer answers the whole can be saved."""


def answer_bubble(turn: int, answer: Answer, following: Sequence[Markup] = (), standing: bool = False) -> str:
    """The answer; ``following`` are buttons for questions to go on with; ``standing``: one to keep asking this one."""
    asks = Markup('<div class="suggestions next">{}</div>\n').format(Markup("").join(following)) if following else ""
    return sendable(
        _ANSWER.format(
            silent="" if answer.quotes else " silence",
            reading=reading(turn, answer.query),
            message=answer.message,
            written=_written(turn, answer),
            quotes=_quotes(turn, answer),
            notes=Markup("").join(Markup('<p class="note">{}</p>\n').format(note) for note in answer.notes),
            tools=_tools(answer, standing),
            following=asks,
        )
    )


def _tools(answer: Answer, standing: bool) -> Markup:
    """What can be done with an answer. A silence says itself what was looked at, and has nothing to save."""
    coverage, tools = Markup(""), []
    if answer.quotes:
        coverage = _COVERAGE.format(covered(answer.results.coverage))
        tools.append(_SAVE.format(markdown=as_markdown(answer), html=as_html(answer)))
    if standing:
        tools.append(_STAND.format(to_json(_asked(answer.query), indent=None)))
    return coverage + _TOOLS.format(Markup("").join(tools)) if tools else coverage


def _asked(query: Query) -> dict[str, object]:
    """The question as a standing one: in full, with the limits that were given (REST's ``Saved``)."""
    limits: dict[str, object] = {
        "since": query.since if "time" in query.given else None,
        "until": query.until if "time" in query.given else None,
        "issuer": query.issuer if "issuer" in query.given else None,
        "speaker": query.speaker if "speaker" in query.given else None,
    }
    return {"question": query.standalone, **{name: limit for name, limit in limits.items() if limit}}


def reading(turn: int, query: Query) -> Markup:
    """The question as understood, each part a chip that can be removed."""
    chips = [_CHIP.format(turn=turn, name=part.name, label=part.label) for part in query.parts]
    if not chips:
        return Markup("")
    return Markup('<ul class="reading" aria-label="Read as">{}</ul>\n').format(Markup("").join(chips))


def _written(turn: int, answer: Answer) -> Markup:
    borne_out = [one for one in answer.written if one.status == "supported"]
    if not borne_out:
        return Markup("")
    sentences = Markup(" ").join(_sentence(turn, one) for one in borne_out)
    return _WRITTEN.format(sentences=sentences, model=answer.written_by)


def _sentence(turn: int, written: Written) -> Markup:
    """The sentence with links for its citations at its end, in place of the numbers that the model wrote."""
    links = Markup("").join(_CITE.format(turn=turn, rank=rank) for rank in written.cites)
    return escape(_NUMBERS.sub("", written.text)) + Markup(" ") + links


def _quotes(turn: int, answer: Answer) -> Markup:
    """Each quote once: under the first row that names it, in the order of the rows; then those that no row names."""
    shown: set[int] = set()
    pieces: list[Markup] = []
    for row in answer.rows:
        pieces.append(_row(turn, row, answer, shown))
        shown.update(row.quotes)
    rest = [number for number in range(1, len(answer.quotes) + 1) if number not in shown]
    return Markup("").join([*pieces, *(_quote(turn, answer, number) for number in rest)])


def _row(turn: int, row: Row, answer: Answer, shown: set[int]) -> Markup:
    """A label in a reader's words with the quotes that say so; of those above already, only the number."""
    again = [_CITE.format(turn=turn, rank=answer.quotes[number - 1].hit) for number in row.quotes if number in shown]
    quotes = [_quote(turn, answer, number) for number in row.quotes if number not in shown]
    return Markup('<section class="row"><h3><bdi>{}</bdi> {}</h3>{}</section>\n').format(
        row.label, Markup("").join(again), Markup("").join(quotes)
    )


def _quote(turn: int, answer: Answer, number: int) -> Markup:
    quote = answer.quotes[number - 1]
    speaker = Markup("")
    if quote.speaker:
        role = Markup(", <bdi>{}</bdi>").format(quote.role) if quote.role else Markup("")
        speaker = Markup("<strong><bdi>{}</bdi>{}</strong> ").format(quote.speaker, role)
    styles = _STYLES if number <= _STYLED else {"plain": _STYLES["plain"]}
    return _QUOTE.format(
        text=marked(quote.text, quote.marked),
        speaker=speaker,
        issuer=quote.release.issuer or quote.release.title or quote.release.id,
        time=time_tag(quote.release.date),
        place=f", {quote.place}" if quote.place else "",
        meant=Markup(' <bdi class="meant">{}</bdi>').format(meant(quote)) if quote.refers_to else "",
        cite=_CITE.format(turn=turn, rank=quote.hit),
        styles=Markup("").join(_STYLE.format(cited(quote, style), label) for style, label in styles.items()),
    )
