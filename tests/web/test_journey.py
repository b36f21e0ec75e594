"""A reader's whole way through the product, in a real browser, by mouse on a desk and by touch on a phone.

Ask, follow a citation to its release, follow up, take a chip off, limit, pick a time in the picture, add two files, see
what they change, rebuild while asking, ask about them, roll back.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from served import serving

from qa import open_index
from qa.desk import Desk

pytestmark = pytest.mark.browser

TUNNEL = "GRENNOCK, 3 June 2031 – The Grennock tunnel opens to barges. Director Olma Veit said that the toll is waived."
BEACON = "SEL, 9 June 2031 – The Sel beacon was switched off. Keeper Ivo Strand said that ships steer by satellite now."


SCREENS = [
    pytest.param((1440, "light", False), id="desk-light"),
    pytest.param((390, "dark", True), id="phone-dark"),
    pytest.param((1440, "dark", False), id="desk-dark", marks=pytest.mark.soak),
    pytest.param((390, "light", True), id="phone-light", marks=pytest.mark.soak),
]


@pytest.fixture(params=SCREENS)
def page(request: pytest.FixtureRequest, browser: Browser, samples_index: Path, tmp_path: Path) -> Iterator[Page]:
    """The first page of a server over a copy of the samples' index."""
    width, scheme, touch = request.param
    index = Path(shutil.copytree(samples_index, tmp_path / "release-index"))
    with open_index(index) as archive, serving(Desk(archive)) as address:
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme=scheme, has_touch=touch, base_url=address
        )
        context.set_default_timeout(120_000)
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/")
        expect(page.locator(".suggestions")).to_be_visible()
        yield page
        assert complaints == []
        context.close()


def _ask(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    _answered(page, question)


def _answered(page: Page, question: str) -> None:
    expect(page.locator("#chat .question h2").last).to_have_text(question)
    turn = page.locator("#chat .question").count()
    expect(page.locator(f"#panel .sources[data-turn='{turn}']:not([aria-busy])")).to_be_visible()
    expect(page.locator("#chat .pending")).to_have_count(0)


def _days(page: Page) -> list[str]:
    """The days of the cards in the panel, ISO."""
    return page.eval_on_selector_all("#panel .card time", "all => all.map(one => one.dateTime)")


def test_from_the_first_question_to_the_roll_back(page: Page) -> None:
    _ask(page, "what did NATO say about Libya in 2011?")
    _a_citation_leads_to_its_card_and_the_card_to_the_release(page)
    chips = page.locator("#chat .reading").last
    expect(chips).to_contain_text("2011")
    chips.get_by_role("button", name="2011").click()
    expect(page.locator("#chat .reading", has_text="2011")).to_have_count(0)
    _answered(page, "what did NATO say about Libya in 2011?")
    assert any(not day.startswith("2011") for day in _days(page))

    _ask(page, "and about Ukraine?")
    expect(page.locator("#chat .question")).to_have_count(2)
    assert "Ukraine" in page.locator("#panel mark").first.inner_text()

    page.locator("#limits > button").click()
    page.get_by_label("Until").fill("2012")
    _ask(page, "what did NATO say about Libya?")
    expect(page.locator("#chat .reading").last).to_contain_text("until 2012")
    assert min(_days(page)) <= "2012-12-31"
    page.get_by_label("Until").fill("")
    _ask(page, "what did NATO decide?")
    bar = page.locator("#panel .timeline .bar").first
    since, until = bar.get_attribute("data-since") or "", bar.get_attribute("data-until") or ""
    bar.click()
    expect(page.locator("#chat .reading").last).to_contain_text(since[:4])
    _answered(page, "what did NATO decide?")
    assert any(since <= day <= until for day in _days(page))  # others tell of that time
    _two_files_come_in_are_asked_about_and_go_again(page)


def _a_citation_leads_to_its_card_and_the_card_to_the_release(page: Page) -> None:
    cite = page.locator("#chat .cite").last
    rank = cite.inner_text()
    cite.hover()
    expect(page.locator(f"#src-1-{rank}.lit")).to_have_count(1)
    cite.click()
    card = page.locator(f"#src-1-{rank}")
    expect(card).to_be_focused()
    expect(card).to_be_in_viewport()
    with page.context.expect_page() as opened:
        card.locator("h3 a").click()
    release = opened.value
    expect(release.locator("mark#quote")).to_be_in_viewport()
    quoted = " ".join(release.locator("mark#quote").inner_text().split())
    assert quoted[:40] in " ".join(card.locator("mark").first.inner_text().split())
    assert f"quote={release.url.split('quote=')[1]}" in (card.locator("h3 a").get_attribute("href") or "")
    release.close()


def _two_files_come_in_are_asked_about_and_go_again(page: Page) -> None:
    add = page.context.new_page()
    add.goto("/add")
    add.locator("#files").set_input_files(
        [
            {"name": "tunnel.txt", "mimeType": "text/plain", "buffer": TUNNEL.encode()},
            {"name": "beacon.txt", "mimeType": "text/plain", "buffer": BEACON.encode()},
        ]
    )
    expect(add.locator("#uploads li")).to_have_count(2)
    expect(add.locator("#stage")).to_have_text("A rebuild would bring 2 new, 0 changed, 0 gone, 47 unchanged.")
    expect(add.locator("#changes .badge.new")).to_have_count(2)
    add.locator("#rebuild").click()
    expect(add.locator("#bar")).to_be_visible()
    page.get_by_role("button", name="New chat").click()
    _ask(page, "what did NATO say about Kosovo?")
    assert page.locator("#chat .answer figure").count()
    expect(add.locator("#stage")).to_contain_text("Done in")
    expect(add.locator("#changes a")).to_have_count(2)

    _ask(page, "How do ships at Sel steer?")
    expect(page.locator("#chat .answer blockquote").last).to_contain_text("satellite")
    page.goto("/")
    expect(page.locator(".masthead .facts")).to_contain_text("49 releases")
    add.locator("#undo").click()
    expect(add.locator("#said")).to_contain_text("current one again")
    page.goto("/library")
    expect(page.locator(".library h1")).to_have_text("47 releases")
    add.close()
