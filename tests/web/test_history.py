"""What a reader can do with what was asked, in a real browser: edit it, take it back, keep it, take it up again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from served import serving

from qa import Archive
from qa.desk import Desk
from qa.pages.charts import Picture

pytestmark = pytest.mark.browser

QUESTION = "what did NATO say about Libya?"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(120_000)
    page.goto(address)
    expect(page.locator(".suggestions")).to_be_visible()
    yield page
    page.close()


def _ask(page: Page, question: str, turn: int) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(f"#panel .sources[data-turn='{turn}']:not([aria-busy])")).to_be_visible()
    expect(page.locator("#chat .pending")).to_have_count(0)


def test_a_question_is_edited_in_place_by_keyboard_alone(page: Page) -> None:
    _ask(page, QUESTION, 1)
    page.get_by_role("button", name="Edit").focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Edit the question")
    expect(field).to_be_focused()
    expect(field).to_have_value(QUESTION)
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(page.get_by_role("button", name="Edit")).to_be_focused()
    page.keyboard.press("Enter")
    field.fill("what did NATO say about Kosovo?")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .question h2")).to_have_text("what did NATO say about Kosovo?")
    expect(page.locator("#panel mark").first).to_contain_text("Kosovo")


def test_asked_again_and_taken_back(page: Page) -> None:
    _ask(page, QUESTION, 1)
    _ask(page, "and about Ukraine?", 2)
    page.get_by_role("button", name="Remove", exact=True).last.press("Enter")
    expect(page.locator("#chat .question")).to_have_count(1)
    page.get_by_role("button", name="Ask again").press("Enter")
    expect(page.locator("#panel .sources[data-turn='1']:not([aria-busy])")).to_be_visible()
    expect(page.locator("#chat .question")).to_have_count(1)


def test_nothing_is_kept_unless_the_reader_wants_it(page: Page) -> None:
    _ask(page, QUESTION, 1)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('release-qa'))") == []


def test_a_kept_conversation_is_taken_up_after_a_reload_and_forgotten_on_request(page: Page) -> None:
    page.get_by_label("Keep my questions in this browser").check()
    _ask(page, QUESTION, 1)
    _ask(page, "<b>and</b> about Ukraine?", 2)
    kept = page.evaluate("Object.entries(localStorage).find(([key]) => key.startsWith('release-qa'))[1]")
    assert [turn["question"] for turn in json.loads(kept)[0]["turns"]] == [QUESTION, "<b>and</b> about Ukraine?"]
    assert "quotes" not in kept
    page.reload()
    again = page.locator(".earlier li")
    expect(again).to_have_text(f"{QUESTION} and 1 more")
    again.get_by_role("button").click()
    expect(page.locator("#chat .question h2")).to_have_text([QUESTION, "<b>and</b> about Ukraine?"])
    expect(page.locator("#panel .sources[data-turn='2']:not([aria-busy])")).to_be_visible()
    page.get_by_role("button", name="New chat").click()
    page.get_by_role("button", name="Forget them").click()
    expect(page.locator(".earlier li")).to_have_count(0)
    page.get_by_label("Keep my questions in this browser").uncheck()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('release-qa'))") == []


def test_a_question_sent_while_an_answer_is_coming_waits_for_it_and_a_new_chat_ends_both(
    browser: Browser, archive: Archive
) -> None:
    class Slow(Desk):
        may_end = threading.Event()

        def pictured(self, question: str, settings: Mapping[str, Any]) -> Picture:
            self.may_end.wait(60)
            return super().pictured(question, settings)

    desk = Slow(archive)
    with serving(desk) as address:
        page = browser.new_page()
        page.goto(address)
        expect(page.locator(".suggestions")).to_be_visible()
        page.locator("#question textarea").fill(QUESTION)
        page.keyboard.press("Enter")
        expect(page.locator("#chat .answer figure").first).to_be_visible()
        page.locator("#question textarea").fill("and about Ukraine?")
        page.keyboard.press("Enter")
        expect(page.locator("#chat .next-up")).to_have_text("Next: and about Ukraine?")
        desk.may_end.set()
        expect(page.locator("#chat .question h2")).to_have_text([QUESTION, "and about Ukraine?"])
        expect(page.locator("#panel .sources[data-turn='2']:not([aria-busy])")).to_be_visible()
        desk.may_end.clear()
        page.locator("#question textarea").fill("and about Kosovo?")
        page.keyboard.press("Enter")
        expect(page.locator("#chat .question")).to_have_count(3)
        page.get_by_role("button", name="New chat").click()
        expect(page.locator(".greeting")).to_be_visible()
        desk.may_end.set()
        page.wait_for_timeout(1_500)
        expect(page.locator("#chat .question")).to_have_count(0)
        page.close()


def test_whoever_asks_before_the_examples_are_made_keeps_the_answer(browser: Browser, archive: Archive) -> None:
    class Slow(Desk):
        made = threading.Event()

        def examples(self) -> tuple[str, ...]:
            self.made.wait(60)
            return ("Is this too late?",)

    desk = Slow(archive)
    with serving(desk) as address:
        page = browser.new_page()
        page.goto(address)
        expect(page.locator(".greeting")).to_be_visible()
        _ask(page, QUESTION, 1)
        desk.made.set()
        other = browser.new_page()
        other.goto(address)
        expect(other.locator(".suggestions")).to_have_text("Is this too late?")
        expect(page.locator("#chat .question h2")).to_have_text(QUESTION)
        other.close()
        page.close()
