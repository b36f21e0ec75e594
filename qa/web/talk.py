"""The conversation around the answers: the greeting, a question, what is being read, an error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from qa.as_json import to_json
from qa.pages.markup import sendable
from qa.records import Results
from qa.web.answered import reading
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

_TURN = Markup('<article class="turn">{}\n{}</article>')


def turn(question: str, said: str) -> str:
    """A question's bubble and what was said to it, both as the functions below and ``answered`` make them."""
    return _TURN.format(Markup(question), Markup(said))


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
            reading(turn, results.query), line
        )
    )


def problem(message: str) -> str:
    """An error in one clear line."""
    return sendable(Markup('<p class="problem" role="alert">{}</p>').format(message))
