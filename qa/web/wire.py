"""The page's parts connected to what happens: the one place where Gradio's events meet ours.

Invariant: the page's own events are private; what programs may call by ``gradio_client`` are three functions of plain
values, the same as REST's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.errors import ReleaseQAError
from qa.as_json import to_json
from qa.desk import Desk
from qa.web import events
from qa.web.events import Page
from qa.web.front import front_page, head
from qa.web.session import Exchange, Limits

SESSIONS = 500
"""So many conversations are held in memory at most; the one longest unused goes first."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that events read and write; ``turns`` is the state that holds the conversation.

    ``limits`` stand in the order of ``session.Limits``: since, until, issuer, speaker, language.
    """

    masthead: Any
    chat: Any
    panel: Any
    question: Any
    fresh: Any
    turns: Any
    bridge: Any
    limits: tuple[Any, Any, Any, Any, Any]


def wire(blocks: Any, desk: Desk, parts: Parts) -> None:
    """Connect the page's parts."""
    import gradio as gr

    talking: deque[str] = deque(maxlen=SESSIONS)  # the sessions that have asked something

    def on_load(session: gr.Request) -> Iterator[tuple[Any, ...]]:
        choices = [gr.Dropdown(choices=any_of(names)) for names in (desk.issuers, desk.languages)]
        for examples in ((), None):
            greeting = events.opening(desk, desk.examples() if examples is None else examples)
            # Whoever asks before the examples are made must not find their question replaced by them.
            page = (gr.skip(), gr.skip()) if session.session_hash in talking else (greeting, front_page(desk))
            yield (head(desk), *page, *choices)

    def on_question(
        text: str, before: tuple[Exchange, ...], session: gr.Request, *limits: str | None
    ) -> Iterator[tuple[Any, ...]]:
        talking.append(str(session.session_hash))
        asked = Exchange(text, _limits(limits))
        emptied: Any = ""
        for page in events.converse(desk, asked, before):
            yield (emptied, *page)
            emptied = gr.skip()  # what the reader types meanwhile is the next question

    def on_act(
        before: tuple[Exchange, ...], event: gr.EventData, session: gr.Request, *limits: str | None
    ) -> Iterator[Page]:
        talking.append(str(session.session_hash))
        yield from events.act(desk, event._data, before, _limits(limits))

    def on_fresh() -> Page:
        return events.fresh(desk)

    for handler in (on_load, on_question, on_act):  # Gradio reads the types themselves, not their names
        handler.__annotations__ |= {"event": gr.EventData, "session": gr.Request}
    page = [parts.chat, parts.panel, parts.turns]
    quiet = {"show_progress": "hidden", "api_visibility": "private"}
    chosen = [parts.limits[2], parts.limits[4]]
    blocks.load(on_load, None, [parts.masthead, parts.chat, parts.panel, *chosen], **quiet)
    # What is asked or clicked while an answer is still coming waits for it; Gradio alone would drop it without a word.
    patient = {"trigger_mode": "always_last", **quiet}
    asking = parts.question.submit(
        on_question, [parts.question, parts.turns, *parts.limits], [parts.question, *page], **patient
    )
    acting = parts.bridge.act(on_act, [parts.turns, *parts.limits], page, **patient)
    parts.fresh.click(on_fresh, None, page, cancels=[asking, acting], **quiet)


def for_programs(desk: Desk) -> None:
    """The endpoints of ``gradio_client``: ``json.loads(client.predict("a question", api_name="/ask"))``.

    They give JSON as text: the client would take a record with a ``path`` for a file, and try to fetch it.
    """
    from gradio.events import api

    def ask(question: str, since: str = "", until: str = "", issuer: str = "", speaker: str = "") -> str:
        """Exact quotes that answer a question, or the statement that none does, as JSON; limits as on the page."""
        return _json(desk.archive.ask, question, since, until, issuer, speaker)

    def retrieve(question: str, since: str = "", until: str = "", issuer: str = "", speaker: str = "") -> str:
        """The best releases for a question, without an answer, as JSON."""
        return _json(desk.archive.retrieve, question, since, until, issuer, speaker)

    def read_release(id: str) -> str:
        """One whole release by its id, as JSON."""
        return _json(desk.archive.release, id)

    for function in (ask, retrieve, read_release):
        api(function, api_name=function.__name__)


def _json(do: Callable[..., object], first: str, *limits: str) -> str:
    import gradio as gr

    try:
        return to_json(do(first, **_limits(limits).settings()))
    except ReleaseQAError as error:
        raise gr.Error(str(error), print_exception=False) from error


def any_of(names: Sequence[str]) -> list[tuple[str, str]]:
    """The choices of a limit, (shown, meant): any, then each of ``names``."""
    return [("Any", ""), *((name, name) for name in names)]


def _limits(values: tuple[str | None, ...]) -> Limits:
    return Limits(*(value or "" for value in values))
