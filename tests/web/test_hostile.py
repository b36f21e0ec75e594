"""Thirty hostile payloads in every sink, in a real browser: no script, no request elsewhere, no navigation, no form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import hostile
import pytest
from playwright.sync_api import Browser, Page, expect
from served import serving

from index import build_index
from qa import open_index
from qa.desk import Desk
from qa.pages.markup import release_address
from qa.standing import FILE, Standing

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def hostile_index(tmp_path_factory: pytest.TempPathFactory, with_model: Callable[[Path], Path]) -> Path:
    """An index in which title, issuer, address, place and text of every release, and file names, are payloads."""
    folder = tmp_path_factory.mktemp("hostile")
    with (folder / "all.jsonl").open("w", encoding="utf-8", errors="backslashreplace") as out:
        for number, payload in enumerate(hostile.PAYLOADS):
            text = f"The harbour master said that the barge number {number} arrived with {payload} on board."
            record = {
                "id": f"{number}-{payload}",
                "title": f"Barge {number} {payload}",
                "source": payload,
                "text": text,
            }
            out.write(json.dumps({**record, "url": f"javascript:{payload}", "date": "2020-01-02"}) + "\n")
    for number in (0, 2, 6):
        name = hostile.PAYLOADS[number].replace("/", "\u2215")
        (folder / f"{name}.txt").write_text("The harbour was closed for a day.", encoding="utf-8")
    where = with_model(tmp_path_factory.mktemp("index") / "release-index")
    build_index([folder], where)
    return where


@pytest.fixture
def watched(browser: Browser, hostile_index: Path) -> Iterator[tuple[Page, str, list[str]]]:
    """A page over the hostile index, its address, and the list of everything bad that happens."""
    bad: list[str] = []
    with open_index(hostile_index) as archive, serving(Desk(archive)) as address:
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else bad.append(r.url))
        page.on("dialog", lambda dialog: (bad.append(dialog.message), dialog.dismiss()))
        page.on("download", lambda download: bad.append(f"download {download.url}"))
        yield page, address, bad
        page.close()


def _harmless(page: Page, bad: list[str]) -> None:
    assert page.evaluate("window.pwned") is None
    assert bad == []
    ours = "form:not([role=search], #stand)"
    assert page.locator(f"main :is(iframe, object, embed, base, meta, link, video, math, {ours})").count() == 0
    assert page.locator("[onerror], [onload], [onfocus], [ontoggle], [onmouseover]").count() == 0
    links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    assert [link for link in links if not link.startswith(("/", "#", "http"))] == []
    assert [link for link in links if "evil.example" in link.split("?")[0] and not link.startswith("/")] == []


def test_documents_are_data_in_the_chat(watched: tuple[Page, str, list[str]]) -> None:
    page, address, bad = watched
    page.goto(address)
    expect(page.locator(".greeting")).to_be_visible()
    for question in ("Which barge arrived at the harbour?", "What did the harbour master say about barge 24?"):
        page.locator("#question textarea").fill(question)
        page.keyboard.press("Enter")
        expect(page.locator("#chat .question").last).to_contain_text(question)
        expect(page.locator("#panel .card").first).to_be_visible()
        expect(page.locator("#chat .pending")).to_have_count(0)
    _harmless(page, bad)
    assert page.url.rstrip("/") == address


def test_questions_are_data_in_the_chat(watched: tuple[Page, str, list[str]]) -> None:
    page, address, bad = watched
    page.goto(address)
    expect(page.locator(".greeting")).to_be_visible()
    for number, payload in enumerate(hostile.PAYLOADS):
        if number and number % 10 == 0:
            page.get_by_role("button", name="New chat").click()
            expect(page.locator("#chat .question")).to_have_count(0)
        page.locator("#question textarea").fill(payload)
        page.keyboard.press("Enter")
        expect(page.locator("#chat .question")).to_have_count(number % 10 + 1)
        ended = f"#panel .sources[data-turn='{number % 10 + 1}']:not([aria-busy]), #chat .problem"
        expect(page.locator(ended).last).to_be_visible()
        if number % 10 == 9:
            _harmless(page, bad)
    assert page.url.rstrip("/") == address


def test_documents_are_data_on_their_pages_and_in_the_library(
    watched: tuple[Page, str, list[str]], hostile_index: Path
) -> None:
    page, address, bad = watched
    with open_index(hostile_index) as archive:
        cards = archive.releases()
    assert len(cards) >= 30
    for card in cards:
        response = page.goto(address + release_address(card.id, 0, 10))
        assert response
        assert response.status == 200
        _harmless(page, bad)
    for payload in hostile.PAYLOADS:
        for path, fields in (
            ("/library", {"q": payload, "since": payload, "issuer": payload, "sort": payload}),
            ("/wording", {"phrase": payload}),
            ("/compare", {"older": payload, "newer": payload}),
            ("/compare", {"older": cards[0].id, "newer": cards[1].id}),
            ("/release", {"id": f"none {payload}", "against": payload}),
        ):
            page.goto(f"{address}{path}?{urlencode(fields, errors='replace')}")
            _harmless(page, bad)
    expect(page.locator(".problem")).to_be_visible()


def test_standing_questions_and_addresses_that_ask_are_data(
    watched: tuple[Page, str, list[str]], hostile_index: Path
) -> None:
    page, address, bad = watched
    saved = [Standing(payload, {"issuer": payload, "speaker": payload}) for payload in hostile.PAYLOADS]
    rows = [{"question": one.question, "settings": one.settings, "quoted": {}} for one in saved]
    (hostile_index / FILE).write_text(json.dumps(rows), encoding="utf-8")
    page.goto(address + "/standing")
    expect(page.locator(".standing .shelf li")).to_have_count(len(hostile.PAYLOADS))
    _harmless(page, bad)
    for payload in hostile.PAYLOADS[:6]:
        page.goto(f"{address}/?{urlencode({'ask': payload, 'since': payload}, errors='replace')}")
        expect(page.locator("#chat .problem")).to_be_visible()
        _harmless(page, bad)
        assert page.url.rstrip("/") == address


def test_names_and_texts_of_uploads_are_data(watched: tuple[Page, str, list[str]]) -> None:
    page, address, bad = watched
    page.goto(address + "/add")
    kept = [{"name": f"{payload}.txt", "mimeType": "text/plain", "buffer": payload.encode("utf-8", "replace")}
            for payload in hostile.PAYLOADS[:-1]]  # fmt: skip
    refused = [{**one, "name": one["name"].replace(".txt", ".exe")} for one in kept[:3]]
    page.locator("#files").set_input_files([*kept, *refused])  # type: ignore[arg-type]
    expect(page.locator("#said")).to_contain_text("of no kind that is read")
    expect(page.locator("#stage")).to_contain_text("A rebuild would bring")
    assert page.locator("#changes li").count() > 10
    _harmless(page, bad)
    page.reload()
    expect(page.locator("#changes li").first).to_be_visible()
    assert page.locator("#uploads li").count() > 10
    _harmless(page, bad)
    assert page.url == address + "/add"
