"""Two releases side by side: every sentence of both once, what differs marked, and a way there from a release."""

from __future__ import annotations

import re
from html import unescape

import handmade
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa import Archive
from qa.compared import Comparison, Pair, Words
from qa.desk import Desk
from qa.pages.compare import compare_address, compare_main
from qa.pages.routes import page_routes


def _words(text: str, *marked: tuple[int, int]) -> Words:
    return Words(handmade.card(), text, 0, len(text), marked)


def test_a_row_marks_what_the_other_side_lacks_and_a_lone_sentence_whole() -> None:
    pairs = (
        Pair(_words("It opens."), _words("It opens."), 1.0),
        Pair(_words("It is <b>free.", (6, 14)), _words("It is dear.", (6, 11)), 0.6),
        Pair(None, _words("Come!"), 0.0),
    )
    html = compare_main("a", "b", Comparison(handmade.card(), handmade.card(title="<i>x"), pairs))
    rows = re.findall(r"<tr( class=\"same\")?><td dir=\"auto\">(.*?)</td><td dir=\"auto\">(.*?)</td></tr>", html)
    assert rows == [
        (' class="same"', "It opens.", "It opens."),
        ("", "It is <mark>&lt;b&gt;free.</mark>", "It is <mark>dear.</mark>"),
        ("", '<span class="sr">No such sentence</span>', "<mark>Come!</mark>"),
    ]
    assert "2 sentences differ, 1 the same." in html
    assert "<bdi>&lt;i&gt;x</bdi>" in html


@pytest.fixture(scope="module")
def client(archive: Archive) -> TestClient:
    return TestClient(Starlette(routes=page_routes(Desk(archive))))


def test_every_sentence_of_two_versions_stands_there_once_and_the_release_leads_there(
    client: TestClient, archive: Archive
) -> None:
    newer = next(card for card in archive.releases() if card.versions > 1)
    found = archive.compare(newer.id)
    page = client.get("/compare", params={"older": newer.id}).text
    shown = [unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)]
    sides = [side for pair in found.pairs for side in (pair.older, pair.newer)]
    assert shown == [side.text if side else "No such sentence" for side in sides]
    release = client.get("/release", params={"id": found.newer.id}).text
    assert unescape(release).count(compare_address(found.older.id, found.newer.id)) == 1


def test_what_cannot_be_compared_gets_one_line(client: TestClient) -> None:
    assert "problem" not in client.get("/compare").text
    for ids in ({"older": "none"}, {"older": "none", "newer": "<b>"}):
        page = client.get("/compare", params=ids)
        assert page.status_code == 200
        assert len(re.findall(r'<p class="problem" role="alert">', page.text)) == 1
        assert "<b>" not in page.text
