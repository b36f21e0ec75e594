"""The conversation's own line: a wish comes in by one request, and what it does to the page streams back on it.

Nothing that a reader types or clicks goes over Gradio's line: its browser side ends the stream of messages when an
answer is complete, and its server then forgets whatever was sent in that moment.

Invariant: every wish takes effect exactly once. A page names its conversation, numbers its wishes, sends one only when
the one before is done, and sends again what broke off. What a wish does is a plain function of the conversation before
it, and it is kept under its number by whoever is done first; a number that is kept already is answered by the
conversation as it stands.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from qa.desk import Desk
from qa.export import as_csv
from qa.web import events, talk
from qa.web.front import front_page, head
from qa.web.session import Exchange, Limits

SESSIONS = 500
"""So many conversations are held in memory at most; the one longest unused goes first."""


class Told(BaseModel):
    """A wish as a page sends it: in which conversation, the how manieth, with which limits set on the page.

    ``kept`` is what the page still shows (``Exchange.kept``), for a server that no longer knows the conversation.
    """

    model_config = ConfigDict(extra="forbid")

    conversation: str = Field(min_length=16, max_length=64)
    number: int = Field(ge=1)
    wish: dict[str, JsonValue]
    limits: list[str | None] = Field(max_length=5)
    kept: list[JsonValue] = Field(default_factory=list, max_length=1_000)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns after the wish of that ``number``."""

    number: int
    turns: tuple[Exchange, ...]


class Conversations:
    """What is remembered of every conversation, by name."""

    def __init__(self, most: int = SESSIONS) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._all: OrderedDict[str, Conversation] = OrderedDict()

    def of(self, name: str) -> Conversation | None:
        """The conversation of that name; None when it has not begun, or was given up."""
        with self._lock:
            if name in self._all:
                self._all.move_to_end(name)
            return self._all.get(name)

    def keep(self, name: str, done: Conversation) -> None:
        """Remember ``done``, unless a wish of its number or a later one is done already."""
        with self._lock:
            had = self._all.get(name)
            if had is None or had.number < done.number:
                self._all[name] = done
            self._all.move_to_end(name)
            while len(self._all) > self._most:
                self._all.popitem(last=False)


def talk_routes(desk: Desk) -> list[Route]:
    """``GET /talk``: the first page. ``POST /talk``: a wish (``Told``), answered by a page (``_line``) a line."""
    conversations = Conversations()

    async def line(request: Request) -> Response:
        if request.method == "GET":
            return await run_in_threadpool(_opening, desk)
        try:
            told = Told.model_validate_json(await request.body())
        except ValidationError as error:
            return PlainTextResponse(f"This is no wish of our page: {error.errors()[0]['msg']}.", 400)
        pages = _in_turn(desk, answered(desk, conversations, told))
        return StreamingResponse(pages, media_type="application/x-ndjson", headers={"Cache-Control": "no-store"})

    async def matching(request: Request) -> Response:
        """All releases that match a question of a conversation, as it was understood there, as a table."""
        found = conversations.of(request.query_params.get("conversation", ""))
        place = request.query_params.get("turn", "")
        if not found or not place.isdecimal() or not 1 <= int(place) <= len(found.turns):
            return PlainTextResponse("This conversation is no longer kept here: ask again, then save the list.", 404)
        before, asked = found.turns[: int(place) - 1], found.turns[int(place) - 1]
        settings = events.settings_of(asked, before)
        matches = await desk.in_turn(lambda: desk.archive.matches(asked.question, **settings))
        return Response(as_csv(matches.releases), media_type="text/csv; charset=utf-8")

    return [Route("/talk", line, methods=["GET", "POST"]), Route("/talk/matches.csv", matching)]


async def _in_turn(desk: Desk, lines: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Each line in its turn; where a language model is waited for, that is done by other threads."""
    while line := await (run_in_threadpool(next, lines, b"") if desk.llm else desk.in_turn(lambda: next(lines, b""))):
        yield line


def answered(desk: Desk, conversations: Conversations, told: Told) -> Iterator[bytes]:
    """The lines that answer a wish, the last of them ``{"done": its number}``."""
    had = conversations.of(told.conversation)
    if had and told.number <= had.number:  # done before; its answer got lost on the way
        yield _line(events.whole(desk, had.turns))
    else:
        turns = had.turns if had else ()
        for page in _pages(desk, told, had):
            yield _line(page)
            turns = page.turns
        conversations.keep(told.conversation, Conversation(told.number, turns))
    yield json.dumps({"done": told.number}).encode() + b"\n"


def _pages(desk: Desk, told: Told, had: Conversation | None) -> Iterator[events.Page]:
    turns = had.turns if had else ()
    if not had and told.kept and told.wish.get("act") != "resume":
        for page in events.act(desk, {"act": "resume", "turns": told.kept}, (), Limits()):
            yield page
            turns = page.turns
    yield from events.act(desk, told.wish, turns, Limits(*(limit or "" for limit in told.limits)))


def _line(page: events.Page) -> bytes:
    return json.dumps({"before": page.before, "shown": page.shown, "panel": page.panel}).encode() + b"\n"


def _opening(desk: Desk) -> Response:
    greeting = talk.greeting(desk.corpus, desk.examples())
    said = {"head": head(desk), "greeting": greeting, "panel": front_page(desk)}
    return JSONResponse(said, headers={"Cache-Control": "no-store"})
