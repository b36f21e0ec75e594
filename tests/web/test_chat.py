"""The chat in a real browser: ask, see quotes and cards whose numbers agree, follow a citation, be told of silence."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, expect

pytestmark = pytest.mark.browser

QUESTION = "what did NATO say about Libya?"


class Visit:
    """A page over the samples, with what it asked for beyond its server and what it complained of."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def ask(self, question: str) -> None:
        self.page.locator("#question textarea").fill(question)
        self.page.keyboard.press("Enter")


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(120_000)
    visit = Visit(page, address)
    page.goto(address)
    expect(page.locator(".greeting")).to_be_visible()
    yield visit
    page.close()


def test_the_libya_question_gets_quotes_and_cards_with_the_same_numbers(visit: Visit) -> None:
    visit.ask(QUESTION)
    quotes = visit.page.locator("#chat .answer figure")
    expect(quotes.first).to_be_visible()
    assert quotes.count() >= 3
    numbers = set(visit.page.locator("#chat .cite").all_inner_texts())
    cited = set(visit.page.locator("#panel .card.cited .number").all_inner_texts())
    assert numbers == cited
    for figure in quotes.all():
        rank = figure.locator(".cite").inner_text()
        card = visit.page.locator(f"#src-1-{rank}")
        marks = " ".join(card.locator("mark").all_inner_texts())
        assert _squeezed(figure.locator("blockquote").inner_text()) in _squeezed(marks)
    assert "Libya" in " ".join(visit.page.locator("#panel mark").all_inner_texts())
    assert visit.elsewhere == []
    assert visit.complaints == []


def test_a_citation_brings_its_card_and_the_card_leads_to_the_release_at_its_quote(visit: Visit) -> None:
    visit.ask(QUESTION)
    last = visit.page.locator("#chat .cite").last
    last.click()
    card = visit.page.locator(f"#src-1-{last.inner_text()}")
    expect(card).to_be_focused()
    expect(card).to_be_in_viewport()
    quoted = _squeezed(card.locator("mark").first.inner_text())
    with visit.page.context.expect_page() as opened:
        card.locator("h3 a").click()
    release = opened.value
    expect(release.locator("mark#quote")).to_be_in_viewport()
    assert quoted.startswith(_squeezed(release.locator("mark#quote").inner_text())[:40])
    release.close()


def test_a_citation_of_an_earlier_turn_brings_its_sources_back(visit: Visit) -> None:
    visit.ask(QUESTION)
    expect(visit.page.locator("#panel .sources[data-turn='1']:not([aria-busy])")).to_be_visible()
    visit.ask("What did the ministry say about locks?")
    expect(visit.page.locator("#panel .sources[data-turn='2']:not([aria-busy])")).to_be_visible()
    visit.page.locator("#chat .cite[data-turn='1']").first.click()
    expect(visit.page.locator("#panel .sources[data-turn='1']")).to_be_visible()


def test_silence_is_said_plainly_with_the_nearest_passages_beside_it(visit: Visit) -> None:
    visit.ask("What is the recipe for sourdough pancakes with maple syrup?")
    expect(visit.page.locator("#chat .answer.silence .lead")).to_be_visible()
    assert visit.page.locator("#chat .answer figure").count() == 0
    expect(visit.page.locator("#panel .kicker").first).to_have_text(re.compile("none of which answers", re.IGNORECASE))


def test_a_bad_question_gets_one_clear_line_and_the_chat_goes_on(visit: Visit) -> None:
    visit.ask("   ")
    expect(visit.page.locator("#chat .problem")).to_be_visible()
    visit.ask(QUESTION)
    expect(visit.page.locator("#chat .answer figure").first).to_be_visible()


def test_an_example_question_is_answered_by_one_click_and_new_chat_starts_over(visit: Visit) -> None:
    example = visit.page.locator("[data-act='ask']").first
    text = example.inner_text()
    example.click()
    expect(visit.page.locator("#chat .question")).to_contain_text(text)
    expect(visit.page.locator("#chat .answer figure").first).to_be_visible()
    visit.page.get_by_role("button", name="New chat").click()
    expect(visit.page.locator(".greeting")).to_be_visible()
    assert visit.page.locator("#chat .question").count() == 0


def test_on_a_phone_the_sources_stand_below_the_conversation(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(address)
    expect(page.locator(".greeting")).to_be_visible()
    talk, side = page.locator("#talk").bounding_box(), page.locator("#side").bounding_box()
    assert talk
    assert side
    assert side["y"] >= talk["y"] + talk["height"] - 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def _squeezed(text: str) -> str:
    return " ".join(text.split())
