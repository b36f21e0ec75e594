"""Markup: marks, holes, addresses and links say what they should, and data never becomes a tag."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urlsplit

import hostile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.pages.markup import long_date, marked, outside_link, release_address, sendable, time_tag


class Tags(HTMLParser):
    """The tags and the text of some HTML, as a browser would take them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_marked_marks_exactly_the_ranges_and_names_the_first() -> None:
    assert marked("abcdef", [(4, 5), (1, 2)], anchor="quote") == 'a<mark id="quote">b</mark>cd<mark>e</mark>f'


def test_marked_merges_overlaps_cuts_the_outside_and_skips_the_empty() -> None:
    assert marked("abcdef", [(1, 3), (2, 4), (5, 99), (6, 2)]) == "a<mark>bcd</mark>e<mark>f</mark>"


def test_marked_shows_a_hole_as_missing_words() -> None:
    html = marked("to demons[…] defence")
    assert html == 'to demons<span class="hole" title="Words are missing here in the source">[…]</span> defence'


@given(st.text(), st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40))))
def test_marked_keeps_every_character_and_adds_only_its_own_tags(text: str, ranges: list[tuple[int, int]]) -> None:
    html = str(marked(text, ranges))
    assert (
        unescape(html.replace("<mark>", "").replace("</mark>", "").replace(_HOLE[0], "").replace(_HOLE[1], "")) == text
    )


_HOLE = ('<span class="hole" title="Words are missing here in the source">', "</span>")


@pytest.mark.parametrize("payload", hostile.PAYLOADS)
def test_a_payload_stays_text(payload: str) -> None:
    read = Tags(sendable(marked(payload, [(0, 3)])))
    assert set(read.tags) <= {"mark", "span"}
    assert read.text == sendable(payload)


def test_sendable_replaces_what_html_or_utf8_cannot_carry() -> None:
    assert sendable("a\x00b\ud800c\tn\n") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c\tn\n"
    sendable("".join(map(chr, range(0x11000)))).encode("utf-8")


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/x?y=1#z", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT://a.example/%0aalert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//a.example/x", False),
        ("/x", False),
        ("https://", False),
        ("https://a.example/\nx", False),
        ("http://[::1", False),
        ("", False),
        (None, False),
    ],
)
def test_only_whole_web_addresses_become_links(url: str | None, kept: bool) -> None:
    assert outside_link(url) == (url if kept else None)


def test_a_release_has_a_readable_address_with_its_quote() -> None:
    assert release_address("nato/2011 libya.html") == "/release/nato/2011%20libya.html"
    assert release_address("a#2", 3, 9) == "/release/a%232?quote=3-9#quote"
    assert release_address("../x", 3, 9) == "/release?id=..%2Fx&quote=3-9#quote"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_every_id_comes_back_from_its_address(release_id: str) -> None:
    parts = urlsplit(release_address(release_id))
    if parts.path == "/release":
        assert parse_qs(parts.query)["id"] == [sendable(release_id)]
    else:
        assert unquote(parts.path.removeprefix("/release/")) == sendable(release_id)


def test_dates_in_words() -> None:
    from datetime import date

    assert long_date(date(2020, 5, 4)) == "4 May 2020"
    assert long_date(None) == "undated"
    assert time_tag(date(2020, 5, 4)) == '<time datetime="2020-05-04">4 May 2020</time>'
