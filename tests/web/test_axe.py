"""Every screen under axe-core (WCAG 2.2 A and AA, and its best practices): no serious and no critical violation."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from qa import Archive
from qa.pages.markup import release_address

pytestmark = pytest.mark.browser


@pytest.fixture(params=[(1440, "light"), (390, "dark")], ids=["desk-light", "phone-dark"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, scheme = request.param
    page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce")
    page.set_default_timeout(120_000)
    yield page
    page.close()


def _serious(page: Page) -> list[tuple[str, str, list[str]]]:
    """(rule, impact, where) of what axe-core calls serious or critical."""
    found = Axe().run(page).response["violations"]
    return [
        (one["id"], one["impact"], [str(node["target"]) for node in one["nodes"]][:5])
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


def test_the_chat(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".suggestions")).to_be_visible()
    assert _serious(page) == []
    page.locator("#limits > button").click()
    for question in ("what did NATO say about Libya?", "What is the recipe for sourdough pancakes?"):
        page.locator("#question textarea").fill(question)
        page.keyboard.press("Enter")
        expect(page.locator("#chat .question h2").last).to_have_text(question)
        expect(page.locator("#panel .sources:not([aria-busy])")).to_be_visible()
        expect(page.locator("#chat .pending")).to_have_count(0)
        if page.locator(".copy summary").count():
            page.locator(".copy summary").first.click()
        assert _serious(page) == []
    page.locator("[data-act=edit]").last.click()
    assert _serious(page) == []


def test_our_pages(page: Page, address: str, archive: Archive) -> None:
    mended = next(card.id for card in archive.releases() if archive.release(card.id).removed)
    versions = [card for card in archive.releases() if card.versions > 1]
    release = release_address(mended, 0, 40)
    against = f"{release_address(versions[0].id)}?against={versions[1].id}"
    for path in (
        release,
        against,
        "/library",
        "/library?q=nothing+like+it&since=x",
        "/wording?phrase=Libya",
        f"/compare?{urlencode({'older': versions[0].id, 'newer': versions[1].id})}",
        "/compare?older=none",
        "/standing",
        "/add",
        release_address("none"),
    ):
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        assert _serious(page) == [], path
