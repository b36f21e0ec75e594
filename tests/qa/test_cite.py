"""Citations and exports: what they say, and that nothing in a release can act in them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.errors import UsageError
from index.records import Release
from qa import Archive
from qa.cite import cited, place_of
from qa.export import as_csv, as_html, as_markdown, export_answer
from qa.records import Quote, ReleaseCard

CARD = ReleaseCard(
    "a/1.txt", "Locks & barges: 50% more", date(2020, 5, 4), "text", "Ministry of Rivers",
    "https://example.org/a_1", "a/1.txt", notice="correction",
)  # fmt: skip
QUOTE = Quote("It is open.", 10, 21, 10, 21, "Ana Ruíz", "Minister", CARD, 1, (("It", "the lock"),), "paragraph 2 of 3")


def test_a_plain_citation_names_who_what_when_and_where() -> None:
    assert cited(QUOTE) == (
        "“It is open.” — Ana Ruíz, Minister, Ministry of Rivers, “Locks & barges: 50% more”, correction, 4 May 2020, "
        "paragraph 2 of 3, [It: the lock], https://example.org/a_1"
    )
    undated = replace(CARD, date=None, url=None, issuer=None, title=None, notice=None)
    assert cited(undated) == "“a/1.txt”, undated, a/1.txt"


def test_markdown_and_bibtex_escape_what_would_act() -> None:
    nasty = replace(CARD, title="[x](javascript:alert) <b>*{}_", url="javascript:alert(1)", issuer="A \\input{/etc}")
    markdown = cited(replace(QUOTE, text="see [here](http://x) <script>", release=nasty), "markdown")
    assert r"see \[here\](http://x) \<script\>" in markdown
    assert "](<" not in markdown  # no link at all: its address is none that may be followed
    bibtex = cited(nasty, "bibtex")
    assert r"\textbackslash{}input\{/etc\}" in bibtex
    assert "javascript:alert(1)" not in bibtex
    assert bibtex.count("{") == bibtex.count("}")


def test_bibtex_has_its_fields() -> None:
    lines = cited(QUOTE, "bibtex").splitlines()
    assert lines[0] == "@misc{ministry-of-rivers-2020-05-04-locks-barges,"
    assert "  title = {{Locks \\& barges: 50\\% more}}," in lines
    assert "  year = {2020}," in lines
    assert "  month = {may}," in lines
    assert "  url = {https://example.org/a_1}," in lines
    assert "  note = {Press release; paragraph 2 of 3; Ana Ruíz, Minister}," in lines
    with pytest.raises(UsageError, match="plain, markdown or bibtex"):
        cited(QUOTE, "apa")


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        ("One here.\n\nTwo\nhere.\n\nThree.", "here.\n\nThree", "paragraphs 2–3 of 3"),
        ("One here.\nTwo there.\nThree.", "Two there.", "paragraph 2 of 3"),
        ("One is here. Two is there. Three is gone.", "Three is gone.", "sentence 3 of 3"),
        ("", "", "sentence 1 of 1"),
    ],
)
def test_the_place_in_the_release(text: str, words: str, place: str) -> None:
    start = text.rindex(words)
    release = Release("a", "a", None, None, None, "en", None, text, text)
    assert place_of(release, start, start + len(words)) == place


def test_citing_from_an_archive(samples: Archive) -> None:
    quote = samples.ask("What did NATO say about Libya?").quotes[0]
    assert samples.cite(quote.release.id, quote.start, quote.end) == cited(quote)
    assert quote.text not in samples.cite(quote.release.id)
    with pytest.raises(UsageError, match="characters 0 to"):
        samples.cite(quote.release.id, 5, 5)


def test_an_exported_answer_holds_every_quote_with_its_source(samples: Archive, tmp_path: Path) -> None:
    answer = samples.ask("What did NATO say about Libya?")
    for name in ("answer.md", "answer.html"):
        export_answer(answer, tmp_path / name)
        written = (tmp_path / name).read_text(encoding="utf-8")
        for quote in answer.quotes:
            assert quote.release.path in written
            assert str(quote.release.date.year if quote.release.date else "undated") in written
    page = (tmp_path / "answer.html").read_text(encoding="utf-8")
    assert page.count("<blockquote>") == len(answer.quotes)
    assert "<script" not in page
    assert "default-src 'none'" in page
    with pytest.raises(UsageError, match=r"exported as \.md or \.html"):
        export_answer(answer, tmp_path / "answer.pdf")


def test_markup_in_a_release_stays_text_in_every_export(samples: Archive) -> None:
    answer = samples.ask("What did NATO say about Libya?")
    bad = replace(QUOTE, text="<img src=x onerror=alert(1)> ![](http://x)", marked=((0, 4),))
    hurt = replace(answer, quotes=(bad,), rows=())
    assert "<blockquote>“<mark>&lt;img</mark> src=x onerror=alert(1)&gt; ![](http://x)”</blockquote>" in as_html(hurt)
    assert r"!\[\](http://x)" in as_markdown(hurt)


def test_a_table_reads_back_and_computes_nothing() -> None:
    cards = [CARD, replace(CARD, id="b", title="=HYPERLINK(1)", date=None, issuer='a "b", c')]
    rows = list(csv.DictReader(io.StringIO(as_csv(cards))))
    assert [row["id"] for row in rows] == ["a/1.txt", "b"]
    assert rows[0]["date"] == "2020-05-04"
    assert (rows[1]["title"], rows[1]["date"], rows[1]["issuer"]) == ("'=HYPERLINK(1)", "", 'a "b", c')
