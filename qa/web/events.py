"""What a reader's wishes do to a conversation: a question asked, edited, narrowed, asked again, taken back.

Invariant: every function here is a plain one of the conversation so far, with no effect but the pages it yields, so
that doing a wish twice is the same as doing it once. What comes from the browser is data, checked before use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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

LONGEST_RESUMED = 40
"""So many kept questions are asked again at most when a reader takes up an earlier conversation."""

_WORDS = ("act", "text", "name", "since", "until")


@dataclass(frozen=True, slots=True)
class Page:
    """How the page looks after a step: ``before`` turns stand as they did, then come ``shown``, as HTML, one a turn.

    ``panel`` is the HTML beside them. With no turn at all it is the first page's. ``turns`` is the conversation.
    """

    before: int
    shown: tuple[str, ...]
    panel: str
    turns: tuple[Exchange, ...]


def whole(desk: Desk, turns: tuple[Exchange, ...]) -> Page:
    """The conversation as it stands, every turn of it."""
    shown = tuple(_turn(desk, number, turn) for number, turn in enumerate(turns, start=1))
    return Page(0, shown, _panel(desk, turns), turns)


def converse(desk: Desk, asked: Exchange, turns: tuple[Exchange, ...]) -> Iterator[Page]:
    """Ask after ``turns``: the page with the question on it, then with what was found, then with the answer."""
    before, number = len(turns), len(turns) + 1
    yield Page(before, (_turn(desk, number, asked),), WAITING, turns)
    for step in _steps(desk, asked, turns):
        after = (*turns, step)
        yield Page(before, (_turn(desk, number, step),), _panel(desk, after), after)


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
            yield Page(number - 1, (), _panel(desk, before) if before else "", before)
        case "show":
            yield Page(len(turns), (), _panel(desk, turns[:number]), turns)


def _resumed(desk: Desk, kept: object) -> Iterator[Page]:
    """A conversation that the browser kept, asked again question by question."""
    turns: tuple[Exchange, ...] = ()
    for one in kept[:LONGEST_RESUMED] if isinstance(kept, list) else ():
        asked = from_kept(one)
        if asked is None:
            continue
        for page in converse(desk, asked, turns):
            yield page
        turns = page.turns


def settings_of(asked: Exchange, before: tuple[Exchange, ...]) -> dict[str, Any]:
    """How ``asked`` is asked after the turns ``before``: the keyword arguments of ``Archive.ask``."""
    return {"history": history(before), "ignore": asked.ignore, **asked.limits.settings()}


def _steps(desk: Desk, asked: Exchange, before: tuple[Exchange, ...]) -> Iterator[Exchange]:
    """``asked`` as its answer comes to be, or with the line that says why there is none."""
    settings = settings_of(asked, before)
    turn = asked
    try:
        for step in desk.archive.stream(asked.question, llm=desk.llm, **settings):
            turn = replace(turn, results=step) if isinstance(step, Results) else replace(turn, answer=step)
            yield turn
        yield replace(turn, picture=desk.pictured(asked.question, settings))
    except ReleaseQAError as error:
        yield replace(turn, problem=str(error))


def _turn(desk: Desk, number: int, turn: Exchange) -> str:
    """A question and what stands below it, as far as its answer is."""
    asked = talk.question_bubble(number, turn.question, turn.kept())
    if turn.problem:
        return talk.turn(asked, talk.problem(turn.problem))
    if turn.answer:
        following = next_questions(turn.answer) or desk.examples()[:2]
        return talk.turn(
            asked, answer_bubble(number, turn.answer, [talk.suggestion(one) for one in following], desk.writable)
        )
    if turn.results is not None:
        return talk.turn(asked, talk.found(number, turn.results))
    return talk.turn(asked, talk.pending(desk.corpus))


def _panel(desk: Desk, turns: Sequence[Exchange]) -> str:
    """The sources of the last of ``turns`` that found any."""
    for number in range(len(turns), 0, -1):
        turn = turns[number - 1]
        if turn.results is not None:
            return sources_panel(number, turn.results, turn.answer, turn.picture)
    return front_page(desk)
