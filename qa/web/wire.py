"""Where Gradio's own line is used: the limits on the page, and what programs may call.

Invariant: no question goes over it (``line`` says why). What programs may call by ``gradio_client`` are three functions
of plain values, the same as REST's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from index.errors import ReleaseQAError
from qa.as_json import to_json
from qa.desk import Desk
from qa.web.session import Limits

_TO_THE_PAGE = """(...limits) => {
    document.dispatchEvent(new CustomEvent("limits", { detail: limits }));
    return [];
}"""


def wire(blocks: Any, desk: Desk, limits: Sequence[Any]) -> None:
    """Let the page's script know the ``limits`` as they are set, and a page that is loaded choose from those there are.

    They stand in the order of ``session.Limits``: since, until, issuer, speaker, language.
    """
    import gradio as gr

    def choices() -> tuple[Any, ...]:
        return tuple(gr.Dropdown(choices=any_of(names)) for names in (desk.issuers, desk.languages))

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    blocks.load(choices, None, [limits[2], limits[4]], **quiet)
    for limit in limits:
        limit.change(None, list(limits), None, js=_TO_THE_PAGE, **quiet)


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
        return to_json(do(first, **Limits(*limits).settings()))
    except ReleaseQAError as error:
        raise gr.Error(str(error), print_exception=False) from error


def any_of(names: Sequence[str]) -> list[tuple[str, str]]:
    """The choices of a limit, (shown, meant): any, then each of ``names``."""
    return [("Any", ""), *((name, name) for name in names)]
