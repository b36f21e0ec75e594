"""What happens on the page: a question asked, edited, narrowed, asked again, a citation of an earlier turn followed.

Invariant: every handler is a plain function of the conversation so far, and yields the whole page anew at every step
of an answer: what was found, what is quoted, when and who. What comes from the browser is data, checked before use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from index.errors import ReleaseQAError
from qa.desk import Desk
from qa.examples import next_questions
from qa.records import Results
from qa.web import talk
from qa.web.answered import answer_bubble
from qa.web.cards import sources_panel
from qa.web.front import WAITING, front_page
from qa.web.session import Exchange, Limits, from_kept, history

Messages = list[Any]  # Gradio's own message types, or the dicts it takes for them
Page = tuple[Messages, str, tuple[Exchange, ...]]

LONGEST_RESUMED = 40
"""So many kept questions are asked again at most when a reader takes up an earlier conversation."""

_WORDS = ("act", "text", "name", "since", "until")


def opening(desk: Desk, examples: Sequence[str] = ()) -> Messages:
    """The conversation before the first question."""
    return [_message("assistant", talk.greeting(desk.corpus, examples))]


def fresh(desk: Desk) -> Page:
    """The page with no conversation on it."""
    return (opening(desk, desk.examples()), front_page(desk), ())


def converse(desk: Desk, asked: Exchange, turns: tuple[Exchange, ...]) -> Iterator[Page]:
    """Ask after ``turns``: the page with the question on it, then with what was found, then with the answer."""
    yield (_messages(desk, (*turns, asked)), WAITING, turns)
    for step in _steps(desk, asked, turns):
        yield (_messages(desk, (*turns, step)), _panel(desk, (*turns, step)), (*turns, step))


def act(desk: Desk, wish: object, turns: tuple[Exchange, ...], limits: Limits) -> Iterator[Page]:
    """What a click in our own HTML wishes: ``{"act": "ask" | "edit" | "ignore" | "month" | ..., "turn": n, ...}``."""
    if not isinstance(wish, Mapping):
        return
    said = {name: value if isinstance(value := wish.get(name), str) else "" for name in _WORDS}
    if said["act"] == "ask":
        yield from converse(desk, Exchange(said["text"], limits), turns)
    elif said["act"] == "resume":
        yield from _resumed(desk, wish.get("turns"))
    number = wish.get("turn")
    if isinstance(number, int) and 1 <= number <= len(turns):
        yield from _about(desk, said, number, turns)


def _about(desk: Desk, said: Mapping[str, str], number: int, turns: tuple[Exchange, ...]) -> Iterator[Page]:
    """What is wished about the turn of that number; asking it anew drops what came after it."""
    before, turn = turns[: number - 1], turns[number - 1]
    match said["act"]:
        case "retry":
            yield from converse(desk, turn.asked_anew(), before)
        case "edit":
            yield from converse(desk, turn.asked_anew(question=said["text"], ignore=()), before)
        case "ignore":
            limits = turn.limits.without(said["name"])
            ignore = turn.ignore if limits != turn.limits else (*turn.ignore, said["name"])
            yield from converse(desk, turn.asked_anew(limits=limits, ignore=ignore), before)
        case "month":
            limits = replace(turn.limits, since=said["since"], until=said["until"])
            yield from converse(desk, turn.asked_anew(limits=limits), before)
        case "issuer":
            limits = replace(turn.limits, issuer=said["name"])
            yield from converse(desk, turn.asked_anew(limits=limits), before)
        case "undo":
            yield (_messages(desk, before), _panel(desk, before), before) if before else fresh(desk)
        case "show":
            yield (_messages(desk, turns), _panel(desk, turns[:number]), turns)


def _resumed(desk: Desk, kept: object) -> Iterator[Page]:
    """A conversation that the browser kept, asked again question by question."""
    turns: tuple[Exchange, ...] = ()
    for one in kept[:LONGEST_RESUMED] if isinstance(kept, list) else ():
        asked = from_kept(one)
        if asked is None:
            continue
        for messages, panel, after in converse(desk, asked, turns):
            yield (messages, panel, after)
        turns = after


def _steps(desk: Desk, asked: Exchange, before: tuple[Exchange, ...]) -> Iterator[Exchange]:
    """``asked`` as its answer comes to be, or with the line that says why there is none."""
    settings: dict[str, Any] = {"history": history(before), "ignore": asked.ignore, **asked.limits.settings()}
    turn = asked
    try:
        for step in desk.archive.stream(asked.question, llm=desk.llm, **settings):
            turn = replace(turn, results=step) if isinstance(step, Results) else replace(turn, answer=step)
            yield turn
        yield replace(turn, picture=desk.pictured(asked.question, settings))
    except ReleaseQAError as error:
        yield replace(turn, problem=str(error))


def _message(role: str, html: str) -> dict[str, Any]:
    import gradio as gr

    return {"role": role, "content": gr.HTML(html, apply_default_css=False)}


def _messages(desk: Desk, turns: Sequence[Exchange]) -> Messages:
    messages: Messages = []
    for number, turn in enumerate(turns, start=1):
        asked = talk.question_bubble(number, turn.question, turn.kept())
        last = number == len(turns)
        messages += [_message("user", asked), _message("assistant", _said(desk, number, turn, last))]
    return messages


def _said(desk: Desk, number: int, turn: Exchange, last: bool) -> str:
    """What stands below a question, as far as its answer is."""
    if turn.problem:
        return talk.problem(turn.problem)
    if turn.answer:
        following = (next_questions(turn.answer) or desk.examples()[:2]) if last else ()
        return answer_bubble(number, turn.answer, [talk.suggestion(question) for question in following])
    return talk.found(number, turn.results) if turn.results is not None else talk.pending(desk.corpus)


def _panel(desk: Desk, turns: Sequence[Exchange]) -> str:
    """The sources of the last of ``turns`` that found any."""
    for number in range(len(turns), 0, -1):
        turn = turns[number - 1]
        if turn.results is not None:
            return sources_panel(number, turn.results, turn.answer, turn.picture)
    return front_page(desk)
