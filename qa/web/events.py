"""What happens on the page: a question asked, asked again, narrowed, a citation of an earlier turn followed.

Invariant: every handler is a plain function of the conversation so far, and yields the whole page anew; what comes
from the browser is data, checked before it is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from index.errors import ReleaseQAError
from qa.desk import Desk
from qa.examples import next_questions
from qa.web import talk
from qa.web.cards import RELATED, sources_panel
from qa.web.front import WAITING, front_page, head
from qa.web.session import Exchange, Limits, history

Messages = list[Any]  # Gradio's own message types, or the dicts it takes for them
Page = tuple[Messages, str, tuple[Exchange, ...]]

_WORDS = ("act", "text", "name", "since", "until")
_PICTURED = 60
"""So many related releases are looked at for the picture of when and who."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that events read and write; ``turns`` is the state that holds the conversation."""

    masthead: Any
    chat: Any
    panel: Any
    question: Any
    fresh: Any
    turns: Any
    bridge: Any
    limits: tuple[Any, ...]


def opening(desk: Desk, examples: Sequence[str] = ()) -> Messages:
    """The conversation before the first question."""
    return [_message("assistant", talk.greeting(desk.corpus, examples))]


def issuers(desk: Desk) -> list[tuple[str, str]]:
    """The choices of the issuer limit, (shown, meant): any, then every issuer by name."""
    return [("Any", ""), *((name, name) for name in sorted({card.issuer for card in desk.cards if card.issuer}))]


def converse(desk: Desk, asked: Exchange, turns: tuple[Exchange, ...]) -> Iterator[Page]:
    """Ask after ``turns``: first the page with the question on it, then with the answer."""
    yield (_messages(desk, (*turns, asked)), WAITING, turns)
    turns = (*turns, _answered(desk, asked, turns))
    yield (_messages(desk, turns), _panel(desk, turns), turns)


def act(desk: Desk, wish: object, turns: tuple[Exchange, ...]) -> Iterator[Page]:
    """What a click in our own HTML wishes: ``{"act": "ask" | "retry" | "ignore" | "month" | ..., "turn": n, ...}``."""
    if not isinstance(wish, Mapping):
        return
    said = {name: value if isinstance(value := wish.get(name), str) else "" for name in _WORDS}
    if said["act"] == "ask":
        yield from converse(desk, Exchange(said["text"]), turns)
        return
    number = wish.get("turn")
    if not isinstance(number, int) or not 1 <= number <= len(turns):
        return
    before, turn = turns[: number - 1], turns[number - 1]
    match said["act"]:
        case "retry":
            yield from converse(desk, turn, before)
        case "ignore":
            limits = turn.limits.without(said["name"])
            ignore = turn.ignore if limits != turn.limits else (*turn.ignore, said["name"])
            yield from converse(desk, replace(turn, limits=limits, ignore=ignore), before)
        case "month":
            limits = replace(turn.limits, since=said["since"], until=said["until"])
            yield from converse(desk, replace(turn, limits=limits), before)
        case "undo":
            messages = _messages(desk, before) if before else opening(desk, desk.examples())
            yield (messages, _panel(desk, before), before)
        case "show":
            yield (_messages(desk, turns), _panel(desk, turns[:number]), turns)


def wire(blocks: Any, desk: Desk, parts: Parts) -> None:
    """Connect the page's parts; nothing of it is an API of its own, the REST routes are."""
    import gradio as gr

    def on_load() -> tuple[str, Messages, str]:
        return (head(desk), opening(desk, desk.examples()), front_page(desk))

    def on_question(text: str, before: tuple[Exchange, ...], *limits: str | None) -> Iterator[tuple[Any, ...]]:
        asked = Exchange(text, Limits(*(limit or "" for limit in limits)))
        emptied: Any = ""
        for page in converse(desk, asked, before):
            yield (emptied, *page)
            emptied = gr.skip()  # what the reader types meanwhile is the next question

    def on_act(before: tuple[Exchange, ...], event: gr.EventData) -> Iterator[Page]:
        yield from act(desk, event._data, before)

    def on_fresh() -> Page:
        return (opening(desk, desk.examples()), front_page(desk), ())

    on_act.__annotations__["event"] = gr.EventData  # Gradio reads the type itself, not its name
    page = [parts.chat, parts.panel, parts.turns]
    quiet = {"show_progress": "hidden", "api_visibility": "private"}
    blocks.load(on_load, None, [parts.masthead, parts.chat, parts.panel], **quiet)
    parts.question.submit(on_question, [parts.question, parts.turns, *parts.limits], [parts.question, *page], **quiet)
    parts.bridge.act(on_act, [parts.turns], page, **quiet)
    parts.fresh.click(on_fresh, None, page, **quiet)


def _answered(desk: Desk, asked: Exchange, before: tuple[Exchange, ...]) -> Exchange:
    """``asked`` with its answer, or with the line that says why there is none."""
    settings: dict[str, Any] = {"history": history(before), "ignore": asked.ignore, **asked.limits.settings()}
    try:
        answer = desk.archive.ask(asked.question, **settings)
        related = desk.archive.retrieve(asked.question, k=_PICTURED, **settings)
    except ReleaseQAError as error:
        return replace(asked, answer=None, problem=str(error))
    matches = tuple(hit.release for hit in related if hit.cosine >= RELATED)
    return replace(asked, answer=answer, matches=matches, problem="")


def _message(role: str, html: str) -> dict[str, Any]:
    import gradio as gr

    return {"role": role, "content": gr.HTML(html, apply_default_css=False)}


def _messages(desk: Desk, turns: Sequence[Exchange]) -> Messages:
    messages: Messages = []
    for number, turn in enumerate(turns, start=1):
        if turn.answer:
            said = talk.answer_bubble(number, turn.answer, next_questions(turn.answer) if number == len(turns) else ())
        else:
            said = talk.problem(turn.problem) if turn.problem else talk.pending(desk.corpus)
        messages += [_message("user", talk.question_bubble(number, turn.question)), _message("assistant", said)]
    return messages


def _panel(desk: Desk, turns: Sequence[Exchange]) -> str:
    """The sources of the last of ``turns`` that has an answer."""
    for number in range(len(turns), 0, -1):
        turn = turns[number - 1]
        if turn.answer:
            return sources_panel(number, turn.answer, turn.matches)
    return front_page(desk)
