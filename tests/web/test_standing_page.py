"""Standing questions in the browser and over REST: saved, told what a rebuild changed, and forgotten."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import hostile
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, expect
from served import serving
from starlette.testclient import TestClient

from index import build_index
from qa import open_index
from qa.api import add_api
from qa.desk import Desk
from qa.pages.standing import asking_address, standing_main
from qa.workbench import Workbench

FERRY = "SEL, 2 May 2031 – The Sel ferry runs again. Keeper Ivo Strand said that the Sel ferry carries cars."
MORE = "SEL, 9 June 2031 – The Sel ferry stops. Keeper Ivo Strand said that the Sel ferry is too old to sail."
QUESTION = "What did Ivo Strand say about the Sel ferry?"


@pytest.fixture
def desk(tmp_path: Path, with_model: Callable[[Path], Path]) -> Iterator[Desk]:
    """A desk over an index of one release."""
    folder = tmp_path / "releases"
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY, encoding="utf-8")
    index = with_model(tmp_path / "release-index")
    build_index([folder], index)
    with open_index(index) as archive:
        yield Desk(archive)


def _client(desk: Desk) -> TestClient:
    app = FastAPI()
    add_api(app, desk)
    return TestClient(app)


def _rebuilt(desk: Desk) -> Workbench:
    bench = Workbench(desk.watch)
    bench.uploads.keep("more.txt", io.BytesIO(MORE.encode()))
    bench.start()
    deadline = time.monotonic() + 120
    while bench.work.state == "building":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert bench.work.state == "done", bench.work
    return bench


def test_a_question_is_saved_asked_again_at_a_rebuild_and_forgotten_over_rest(desk: Desk) -> None:
    client = _client(desk)
    saved = client.post("/api/standing", json={"question": QUESTION, "since": "2031-01-01"})
    assert [quote["release"]["id"] for quote in saved.json()["quotes"]] == ["ferry.txt"]
    (listed,) = client.get("/api/standing").json()
    assert (listed["question"], listed["settings"]) == (QUESTION, {"since": "2031-01-01"})
    assert client.get("/api/standing/changed").json() == []
    bench = _rebuilt(desk)
    (told,) = client.get("/api/standing/changed").json()
    assert [card["id"] for card in told["new"]] == ["uploaded/more.txt"]
    assert (told["reworded"], told["gone"]) == ([], 0)
    assert bench.work.answers == (f"“{QUESTION}”: 1 new release changes this answer (uploaded/more.txt)",)
    assert client.delete("/api/standing", params={"question": QUESTION}).status_code == 204
    assert client.get("/api/standing").json() == []
    again = client.delete("/api/standing", params={"question": QUESTION})
    assert again.status_code == 400
    assert "there is no standing question" in again.json()["error"]


@pytest.mark.parametrize("body", [{}, {"question": " "}, {"question": "a?", "k": 3}, {"question": "a?", "since": "x"}])
def test_what_cannot_be_saved_gets_one_line(desk: Desk, body: dict[str, object]) -> None:
    refused = _client(desk).post("/api/standing", json=body)
    assert refused.status_code == 400
    assert "\n" not in refused.json()["error"]
    assert desk.watch.questions == ()


def test_where_the_index_may_not_be_written_to_the_list_can_only_be_read(desk: Desk) -> None:
    desk.watch.save(QUESTION, {})
    desk.writable = False
    client = _client(desk)
    assert [one["question"] for one in client.get("/api/standing").json()] == [QUESTION]
    assert client.post("/api/standing", json={"question": "a?"}).status_code == 405
    assert client.delete("/api/standing", params={"question": QUESTION}).status_code == 405
    main = standing_main(desk)
    assert QUESTION in main
    assert "<form" not in main
    assert "<button" not in main


def test_an_address_asks_with_its_limits() -> None:
    assert asking_address("a & b?", {"since": "2031-01-01"}) == "/?ask=a+%26+b%3F&since=2031-01-01"


@pytest.mark.browser
def test_in_the_browser_a_question_is_kept_from_its_answer_told_and_taken_away(browser: Browser, desk: Desk) -> None:
    with serving(desk) as address:
        page = browser.new_page()
        bad: list[str] = []
        page.on("dialog", lambda dialog: (bad.append(dialog.message), dialog.dismiss()))
        page.goto(address)
        page.locator("#question textarea").fill(QUESTION)
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Keep asking").press("Enter")
        expect(page.get_by_role("button", name="Kept: see Standing")).to_be_disabled()
        _rebuilt(desk)
        page.get_by_role("link", name="Standing").click()
        expect(page.locator(".told")).to_contain_text("1 new release")
        expect(page.locator(".told a")).to_have_attribute("href", "/release/uploaded/more.txt")
        page.get_by_label("Question").fill(hostile.PAYLOADS[0])
        page.get_by_label("Speaker").fill(hostile.PAYLOADS[1])
        page.keyboard.press("Enter")
        expect(page.locator(".standing .shelf li")).to_have_count(2)
        page.get_by_label("Question").fill("a?")
        page.get_by_label("From").fill("2031-02-01")
        page.get_by_label("Until").fill("2031-01-01")
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_contain_text("since")
        page.get_by_role("button", name="Remove").last.press("Enter")
        expect(page.locator(".standing .shelf li")).to_have_count(1)
        page.locator(".standing .shelf a").click()
        expect(page.locator("#chat .question h2")).to_have_text(QUESTION)
        expect(page.locator("#chat .answer figure")).to_have_count(2)
        assert page.url.rstrip("/") == address
        assert page.evaluate("window.pwned") is None
        assert bad == []
        page.close()
