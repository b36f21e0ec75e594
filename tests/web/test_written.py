"""A language model in the chat: its checked sentences come one by one above the quotes, which are there before."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qa import Archive
from qa.desk import Desk
from qa.endpoint import Endpoint
from qa.web import events
from qa.web.session import Exchange

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "qa"))  # the language model made for its tests

from language_server import saying, served

pytest.importorskip("openai", reason="a language model needs the openai client: pip install 'release-qa[llm]'")

QUESTION = "what did NATO say about Libya?"


def test_each_sentence_is_shown_as_soon_as_it_is_checked(archive: Archive) -> None:
    plain = archive.ask(QUESTION)
    rank = plain.quotes[0].hit
    said = f"NATO spoke about Libya [{rank}]. It sent 7,777 ships [{rank}]. Libya was discussed [{rank}]."
    with served(saying(said)) as (url, _):
        desk = Desk(archive, llm=Endpoint(url, "tiny"))
        pages = list(events.converse(desk, Exchange(QUESTION), ()))
    answers = [page.turns[-1].answer for page in pages if page.turns and page.turns[-1].answer]
    assert [len(answer.written) for answer in answers[:4]] == [0, 1, 2, 3]
    assert all(answer.quotes == plain.quotes for answer in answers)
    html = pages[-1].shown[-1]
    assert "NATO spoke about Libya." in html
    assert "7,777" not in html
    assert "withheld: the cited passages do not bear out" in html
    assert html.index("Written by tiny") < html.index("<figure>")
