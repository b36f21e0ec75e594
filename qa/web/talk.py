"""The conversation's own HTML: the greeting, a question, an answer by quotes, an answer by silence, an error.

Invariant: what is between quotation rules is ``quote.text``, character for character, and a citation's number is
the number of a card of the same turn. A silence says what was looked at, and looks as deliberate as an answer;
its sentence is the engine's, which names the corpus looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from qa.as_json import to_json
from qa.pages.markup import long_date, marked, outside_link, sendable, time_tag
from qa.records import Answer, Coverage, Quote, Results
from qa.wording import counted

_GREETING = Markup("""<section class="greeting">
<h2>What did they actually say?</h2>
<p>Ask in plain words. The answer is exact quotes from {corpus}, each with the release it stands in,
or a plain statement that no release says so.</p>
{examples}</section>""")

_QUESTION = Markup("""<div class="question" data-turn="{turn}" data-kept="{kept}"><h2 dir="auto">{question}</h2>
<p class="tools"><button type="button" data-act="edit" data-turn="{turn}" data-text="{whole}">Edit</button>\
<button type="button" data-act="retry" data-turn="{turn}">Ask again</button>\
<button type="button" data-act="undo" data-turn="{turn}">Remove</button></p></div>""")

_ANSWER = Markup("""<div class="answer{silent}">
{reading}<p class="lead">{message}</p>
{quotes}{tools}{following}</div>""")

_TOOLS = Markup("""<p class="coverage">{coverage}</p>
<p class="tools"><button type="button" data-act="copy" data-text="{text}">Copy answer with citations</button></p>
""")

_QUOTE = Markup("""<figure><blockquote dir="auto">{text}</blockquote>
<figcaption>{speaker}<span><bdi>{issuer}</bdi>, {time}</span> \
<a class="cite" href="#src-{turn}-{rank}" data-turn="{turn}" data-rank="{rank}" aria-label="Source {rank}">{rank}</a>\
<button type="button" class="copy" data-act="copy" data-text="{citation}" \
aria-label="Copy this quote with its citation">Copy</button></figcaption></figure>
""")

_CHIP = Markup("""<li><button type="button" class="chip" data-act="ignore" data-turn="{turn}" data-name="{name}" \
title="Ask again without this"><bdi>{label}</bdi><span aria-hidden="true">×</span><span class="sr">: remove</span>\
</button></li>""")


def greeting(corpus: str, examples: Sequence[str]) -> str:
    """The first screen: what this is, over what, and questions to start from."""
    buttons = Markup("").join(suggestion(example) for example in examples)
    listed = (
        Markup('<p class="kicker">For example</p><div class="suggestions">{}</div>').format(buttons) if examples else ""
    )
    return sendable(_GREETING.format(corpus=corpus, examples=listed))


def suggestion(question: str) -> Markup:
    """A question that is asked by one click."""
    return Markup('<button type="button" data-act="ask" data-text="{0}"><bdi>{0}</bdi></button>').format(question)


def question_bubble(turn: int, question: str, kept: Mapping[str, object]) -> str:
    """What the user asked, with a way to edit it and to ask it again; ``kept`` is what their browser may keep of it."""
    shown = question if len(question) <= 2_000 else question[:2_000] + " …"
    return sendable(_QUESTION.format(turn=turn, question=shown, whole=question, kept=to_json(kept, indent=None)))


def pending(corpus: str) -> str:
    """What stands where the answer will be."""
    return sendable(Markup('<p class="pending" role="status">Reading {} …</p>').format(corpus))


def found(turn: int, results: Results) -> str:
    """What is shown between finding and quoting: how the question was read, and how many passages are being read."""
    line = f"{counted(len(results), 'release')} found. Reading …" if results.hits else "Nothing found."
    return sendable(
        Markup('<div class="answer">{}<p class="pending" role="status">{}</p></div>').format(
            _reading(turn, results), line
        )
    )


def answer_bubble(turn: int, answer: Answer, following: Sequence[str] = ()) -> str:
    """The answer: how the question was read, one sentence, the quotes with their numbers, what was looked at.

    ``following`` are questions to go on with.
    """
    tools = _TOOLS.format(coverage=coverage_line(answer.results.coverage), text=in_plain_text(answer))
    asks = Markup("").join(suggestion(question) for question in following)
    return sendable(
        _ANSWER.format(
            silent="" if answer.quotes else " silence",
            reading=_reading(turn, answer.results),
            message=answer.message,
            quotes=Markup("").join(_quote(turn, quote) for quote in answer.quotes),
            tools=tools if answer.quotes else "",
            following=Markup('<div class="suggestions next">{}</div>\n').format(asks) if asks else "",
        )
    )


def in_plain_text(answer: Answer) -> str:
    """The answer for a document or a mail: question, quotes, each with its citation."""
    return "\n\n".join([answer.query.text, *(cited(quote) for quote in answer.quotes)])


def cited(quote: Quote) -> str:
    """A quote with who said it, the release it stands in, its date, and where it can be read."""
    card = quote.release
    who = ", ".join(part for part in (quote.speaker, quote.role) if part)
    where = outside_link(card.url) or card.path
    source = ", ".join(
        part for part in (who, card.issuer, f"“{card.title}”" if card.title else "", long_date(card.date)) if part
    )
    return f"“{quote.text}”\n({source}, {where})"


def problem(message: str) -> str:
    """An error in one clear line."""
    return sendable(Markup('<p class="problem" role="alert">{}</p>').format(message))


def coverage_line(coverage: Coverage) -> str:
    """ "Looked at 41 releases from 20 March 2011 to 9 July 2024, 2 of them undated." """
    if coverage.releases == 0:
        return "No release matches these limits."
    line = f"Looked at {coverage.releases:,} {'release' if coverage.releases == 1 else 'releases'}"
    if coverage.first and coverage.last:
        same = coverage.first == coverage.last
        days = (
            f" of {long_date(coverage.first)}"
            if same
            else f" from {long_date(coverage.first)} to {long_date(coverage.last)}"
        )
        line += days
    if coverage.undated:
        line += f", {coverage.undated:,} of them undated"
    return line + "."


def _quote(turn: int, quote: Quote) -> Markup:
    speaker = Markup("")
    if quote.speaker:
        role = Markup(", <bdi>{}</bdi>").format(quote.role) if quote.role else Markup("")
        speaker = Markup("<strong><bdi>{}</bdi>{}</strong> ").format(quote.speaker, role)
    return _QUOTE.format(
        text=marked(quote.text),
        speaker=speaker,
        issuer=quote.release.issuer or quote.release.title or quote.release.id,
        time=time_tag(quote.release.date),
        turn=turn,
        rank=quote.hit,
        citation=cited(quote),
    )


def _reading(turn: int, results: Results) -> Markup:
    """The question as understood, each part a chip that can be removed."""
    chips = [_CHIP.format(turn=turn, name=part.name, label=part.label) for part in results.query.parts]
    return (
        Markup('<ul class="reading" aria-label="Read as">{}</ul>\n').format(Markup("").join(chips))
        if chips
        else Markup("")
    )
