"""Cleaning: noise leaves lines and sentences, broken words are mended, and the map leads every character back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.clean import clean
from index.clean.kinds import banners, noise_of_line
from index.lexicon import lexicon_of
from index.load.document import Document
from index.mend import hyphen_at_line_end, mended
from index.records import HOLE
from index.textmap import Edit, MappedText, edit, verbatim


def cleaned(text: str, markup: str | None = None) -> str:
    return clean(Document("a", "a.txt", ".txt", text, markup=markup)).text


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("14 May. 2020 - | Last updated: 14 May. 2020 21:35", "date stamp"),
        ("Posted: Tuesday, 3 March 2015", "date stamp"),
        ("Page 2 of 9", "page number"),
        ("– 7 –", "page number"),
        ("English | Français | Русский", "menu"),
        ("Share on Facebook", "menu"),
        ("FOR IMMEDIATE RELEASE", "letterhead"),
        ("###", "rule"),
        ("2013-01-S-025", "reference number"),
        ("The court sat on 3 March 2015.", None),
        ("Search for survivors goes on", None),
        ("English classes begin", None),
        ("Chapter 7 begins", None),
    ],
)
def test_noise_is_told_by_its_form(line: str, kind: str | None) -> None:
    found = noise_of_line(line)
    assert (found[0] if found else None) == kind


@pytest.mark.parametrize(
    "sentence",
    [
        "The agency fined the firm because its website uses cookies without consent.",
        "By continuing the talks, both sides showed that they want peace.",
        "Bakers sell cookies to pay for the new roof of the school.",
        "The minister asked the platforms to accept cookies as personal data.",
    ],
)
def test_a_sentence_about_cookies_is_no_banner(sentence: str) -> None:
    assert list(banners(sentence)) == []
    assert cleaned(sentence) == sentence


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("the con- \nvoy left; the convoy came", "the convoy left; the convoy came"),
        ("a well-\nknown firm is well-known", "a well-known firm is well-known"),
        ("The ﬁrst oﬃce ﬂooded", "The first office flooded"),
        ("Montréal’s cafÃ© in ZÃ¼rich", "Montréal’s café in Zürich"),
        ("By Jo Doe, Press WriterHONOLULU – It rains.", "By Jo Doe, Press Writer\nHONOLULU – It rains."),
        ("The M in is te r of Ports spoke", "The Minister of Ports spoke"),
        ("It rains in spring.Ships wait for it.", "It rains in spring. Ships wait for it."),
        ("one\u200btwo and\u00a0three", "onetwo and three"),
        ("The U.S. Navy and eBay met McDonald’s", "The U.S. Navy and eBay met McDonald’s"),
        ("Is it so or no as he is", "Is it so or no as he is"),
    ],
)
def test_broken_text_is_mended_and_whole_text_is_left(source: str, text: str) -> None:
    assert cleaned(source) == text


def test_a_banner_in_a_sentence_leaves_a_hole_only_where_words_are_missing() -> None:
    banner = " **This website uses cookies to serve you well**. **X** "
    assert cleaned(f"It is vital to demons{banner}the towns.") == f"It is vital to demons {HOLE} the towns."
    assert cleaned(f"It was vital to defend{banner}the towns of all.") == "It was vital to defend the towns of all."
    assert cleaned(f"It was over.{banner}The ships left.") == "It was over. The ships left."


def test_page_heads_between_two_halves_of_a_sentence_are_lifted_out() -> None:
    page = "Annual report of the Board\n\nPart {n} tells of the\nharbour and\n\nPage {n} of 4"
    pages = "\f".join(page.format(n=n) for n in range(1, 5))
    assert "Annual report" not in cleaned(pages).partition("\n")[2] and "Page" not in cleaned(pages)


def test_hyphens_follow_the_documents_own_use() -> None:
    assert hyphen_at_line_end("the re-", "entry of air", lexicon_of("re-entry re-entry reentry")) == "-"
    assert hyphen_at_line_end("the nitro-", "gen of air", lexicon_of("nitrogen")) == ""
    assert hyphen_at_line_end("1914-", "18", lexicon_of("")) == "-"
    assert hyphen_at_line_end("it rained -", "ships left", lexicon_of("")) is None


EDITS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6), st.text("xy \n", max_size=3)), max_size=6)


def apart(cuts: list[tuple[int, int, str]], length: int) -> list[Edit]:
    """Edits in order that do not overlap."""
    made: list[Edit] = []
    at = 0
    for start, size, put in sorted(cuts):
        start, end = max(start, at), min(max(start, at) + size, length)
        if start <= length and (end > start or put):
            made.append(Edit(start, end, put))
            at = end + 1
    return made


def check_map(source: str, mapped: MappedText) -> None:
    """Spans cover the text without a gap, lie in order in the source, and equal lengths mean the same characters."""
    at = source_at = 0
    for span in mapped.spans:
        assert span.start == at and span.source_start >= source_at
        at, source_at = span.end, span.source_end
        assert span.end > span.start and span.source_end >= span.source_start
    assert at == len(mapped.text) and source_at <= len(source)


@given(st.text("abc \n", max_size=40), EDITS, EDITS)
def test_edits_compose_and_the_map_stays_whole(source: str, one: list[tuple[int, int, str]],
                                               two: list[tuple[int, int, str]]) -> None:  # fmt: skip
    plain = source
    mapped = verbatim(source)
    for cuts in (one, two):
        edits = apart(cuts, len(plain))
        for change in reversed(edits):
            plain = plain[: change.start] + change.replacement + plain[change.end :]
        mapped = edit(mapped, edits)
        assert mapped.text == plain
        check_map(source, mapped)
    for at, letter in enumerate(plain):
        start, end = mapped.source_range(at, at + 1)
        if letter in "abc":
            assert letter in source[start:end]


@settings(max_examples=60)
@given(st.text("aeinstM -ﬁÃ©â€™.A\n\t\u200b*#[]()", max_size=80), st.booleans())
def test_mending_any_text_keeps_the_map_whole(source: str, markdown: bool) -> None:
    found = mended(verbatim(source), markdown=markdown)
    check_map(source, found)
    assert "\u200b" not in found.text and "\n\n\n" not in found.text
