"""The conversation's own line: every wish takes effect exactly once, however often it is sent or breaks off."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from starlette.testclient import TestClient

from qa import Archive
from qa.desk import Desk
from qa.guard import Guard, Rules
from qa.web import events
from qa.web.line import Conversation, Conversations, Told, answered
from qa.web.session import Exchange, Limits, history

NAME = "0123456789abcdef"
LIBYA = "what did NATO say about Libya?"
UKRAINE = "what did NATO say about Ukraine?"


@pytest.fixture(scope="module")
def desk(archive: Archive) -> Desk:
    return Desk(archive)


def _asked(number: int, question: str, **changes: Any) -> Told:
    fields = {"conversation": NAME, "number": number, "wish": {"act": "ask", "text": question}, "limits": []}
    return Told.model_validate({**fields, **changes})


def conversation_of(desk: Desk, asked: list[tuple[str, Limits]]) -> tuple[Exchange, ...]:
    turns: tuple[Exchange, ...] = ()
    for question, limits in asked:
        *_, page = events.converse(desk, Exchange(question, limits), turns)
        turns = page.turns
    return turns


def _said(lines: Iterator[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


def _questions(conversations: Conversations) -> list[str]:
    found = conversations.of(NAME)
    return [turn.question for turn in found.turns] if found else []


def test_a_wish_that_comes_again_is_answered_by_the_conversation_as_it_stands(desk: Desk) -> None:
    conversations = Conversations()
    first = _said(answered(desk, conversations, _asked(1, LIBYA)))
    second = _said(answered(desk, conversations, _asked(2, UKRAINE)))
    assert [line["before"] for line in second[:-1]] == [1] * (len(second) - 1)
    again = _said(answered(desk, conversations, _asked(1, LIBYA)))
    assert again[-1] == {"done": 1}
    assert again[0] == {
        "before": 0,
        "shown": [first[-2]["shown"][0], second[-2]["shown"][0]],
        "panel": second[-2]["panel"],
    }
    assert _questions(conversations) == [LIBYA, UKRAINE]


def test_a_wish_that_broke_off_anywhere_is_done_once_when_it_comes_again(desk: Desk) -> None:
    for heard in range(5):
        conversations = Conversations()
        broken = answered(desk, conversations, _asked(1, LIBYA))
        for _ in range(heard):
            next(broken)
        broken.close()
        whole = _said(answered(desk, conversations, _asked(1, LIBYA)))
        assert whole[-1] == {"done": 1}
        assert _questions(conversations) == [LIBYA]


def test_a_wish_that_is_answered_twice_at_once_is_kept_once(desk: Desk) -> None:
    conversations = Conversations()
    slow, quick = (answered(desk, conversations, _asked(1, LIBYA)) for _ in range(2))
    next(slow)
    assert _said(quick)[-1] == {"done": 1}
    _said(answered(desk, conversations, _asked(2, UKRAINE)))
    assert _said(slow)[-1] == {"done": 1}
    assert _questions(conversations) == [LIBYA, UKRAINE]


def test_a_conversation_that_the_server_no_longer_knows_is_taken_up_from_what_the_page_shows(desk: Desk) -> None:
    conversations = Conversations()
    kept = [json.loads(json.dumps(Exchange(LIBYA).kept()))]
    lines = _said(answered(desk, conversations, _asked(7, UKRAINE, kept=kept)))
    assert lines[0]["before"] == 0
    assert lines[-2]["before"] == 1
    assert _questions(conversations) == [LIBYA, UKRAINE]


def test_of_conversations_the_longest_unused_goes_first() -> None:
    conversations = Conversations(most=2)
    for name in "ab":
        conversations.keep(name, Conversation(1, ()))
    conversations.of("a")
    conversations.keep("c", Conversation(1, ()))
    assert [conversations.of(name) is not None for name in "abc"] == [True, False, True]


def test_conversations_are_kept_by_many_threads_without_loss() -> None:
    conversations = Conversations()

    def tell(name: str) -> None:
        for number in (1, 3, 2, 4, 4, 1):
            conversations.keep(name, Conversation(number, (Exchange(str(number)),)))

    threads = [threading.Thread(target=tell, args=(f"{number % 4}",)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [conversations.of(f"{name}") for name in range(4)] == [Conversation(4, (Exchange("4"),))] * 4


def test_the_list_of_what_matches_a_follow_up_is_of_the_follow_up_as_it_was_understood(desk: Desk) -> None:
    from qa.web.compose import compose

    client = TestClient(compose(desk, Rules()), base_url="http://127.0.0.1")
    follow = "and who said so?"
    for number, question in enumerate((LIBYA, follow), start=1):
        body = _asked(number, question, limits=["", "2014"] if number == 2 else []).model_dump()
        assert client.post("/talk", json=body).status_code == 200
    where = {"conversation": NAME, "turn": 2}
    table = list(csv.DictReader(io.StringIO(client.get("/talk/matches.csv", params=where).text)))
    *_, asked = answered_turns = conversation_of(desk, [(LIBYA, Limits()), (follow, Limits(until="2014"))])
    assert asked.picture
    assert len(table) == asked.picture.releases > 0
    understood = desk.archive.matches(follow, history=history(answered_turns[:1]), until="2014").releases
    bare = desk.archive.matches(follow, until="2014").releases
    assert [row["id"] for row in table] == [card.id for card in understood]
    assert all("Libya" in desk.archive.release(row["id"]).text for row in table)
    assert len(bare) > len(understood)  # the bare words say nothing of Libya
    for wrong in ({**where, "turn": 3}, {**where, "turn": "x"}, {"conversation": "none", "turn": 1}, {}):
        assert client.get("/talk/matches.csv", params=wrong).status_code == 404


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"conversation": "short", "number": 1, "wish": {}, "limits": []}',
     f'{{"conversation": "{NAME}", "number": 0, "wish": {{}}, "limits": []}}',
     f'{{"conversation": "{NAME}", "number": 1, "wish": {{}}, "limits": ["", "", "", "", "", ""]}}'],
)  # fmt: skip
def test_what_our_page_would_not_send_gets_one_line(desk: Desk, body: str) -> None:
    from qa.web.compose import compose

    guard = compose(desk, Rules())
    assert isinstance(guard, Guard)
    answer = TestClient(guard, base_url="http://127.0.0.1").post("/talk", content=body)
    assert answer.status_code == 400
    assert answer.text.startswith("This is no wish of our page: ")
    assert "\n" not in answer.text


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_default_timeout(120_000)
    yield page
    page.close()


def _interfere(page: Page, does: Callable[[Route, int], None]) -> None:
    """Let ``does`` answer every wish that the page sends, told how many were sent before it."""
    sent = 0

    def between(route: Route) -> None:
        nonlocal sent
        if route.request.method != "POST":
            route.continue_()
            return
        sent += 1
        does(route, sent - 1)

    page.route("**/talk", between)


def _ask_both(page: Page, address: str) -> None:
    page.goto(address)
    for question in (LIBYA, UKRAINE):
        page.locator("#question textarea").fill(question)
        page.keyboard.press("Enter")
        expect(page.locator("#question textarea")).to_have_value("")
    expect(page.locator("#chat .question h2")).to_have_text([LIBYA, UKRAINE])
    expect(page.locator("#panel .sources[data-turn='2']:not([aria-busy])")).to_be_visible()
    expect(page.locator("#chat .answer figure").first).to_be_visible()


@pytest.mark.browser
def test_a_question_whose_way_is_cut_is_sent_again_and_the_reader_told(page: Page, address: str) -> None:
    cut = True

    def does(route: Route, before: int) -> None:
        route.abort() if cut else route.continue_()

    _interfere(page, does)
    page.goto(address)
    page.locator("#question textarea").fill(LIBYA)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .next-up")).to_have_text("No connection to the server; trying again …")
    cut = False
    expect(page.locator("#chat .answer figure").first).to_be_visible()
    expect(page.locator("#chat .next-up")).to_have_text("")
    expect(page.locator("#chat .question h2")).to_have_text([LIBYA])


@pytest.mark.browser
def test_an_answer_that_breaks_off_is_fetched_again_and_the_question_stands_there_once(
    page: Page, address: str
) -> None:
    def does(route: Route, before: int) -> None:
        if before in {1, 3}:
            return route.continue_()
        answer = route.fetch()  # the server does it all
        return route.fulfill(response=answer, body=answer.body()[: (700, 0, 90_000)[before]])

    _interfere(page, does)
    _ask_both(page, address)


@pytest.mark.browser
def test_a_question_that_the_server_fails_at_is_given_up_and_the_next_one_is_asked(page: Page, address: str) -> None:
    def does(route: Route, before: int) -> None:
        route.fulfill(status=500, body="") if before < 4 else route.continue_()

    _interfere(page, does)
    page.goto(address)
    page.locator("#question textarea").fill(LIBYA)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .problem")).to_have_text("The server gave no answer to this.")
    page.locator("#question textarea").fill(UKRAINE)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .question h2")).to_have_text([UKRAINE])
    expect(page.locator("#chat .answer figure").first).to_be_visible()
