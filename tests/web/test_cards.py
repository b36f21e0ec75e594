"""Cards, answers and the release page show the records: numbers agree, marks are in place, no document runs."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape

import handmade
import hostile
import pytest
from test_markup import Tags

from index.records import Dated
from qa.pages.charts import Picture, issuer_bars, picture_of, timeline
from qa.pages.release import release_main
from qa.records import Answer, Row, Written
from qa.web import talk
from qa.web.answered import answer_bubble
from qa.web.cards import match_in_words, sources_panel


def _panel(turn: int, answer: Answer) -> str:
    return sources_panel(turn, answer.results, answer)


def test_cited_cards_come_first_with_the_numbers_of_the_hits() -> None:
    panel = _panel(4, handmade.answer())
    assert re.findall(r'id="src-4-(\d)"', panel) == ["2", "3", "1"]
    assert re.findall(r'class="card( cited)?"', panel) == [" cited", " cited", ""]
    assert panel.count(f"<mark>{handmade.SENTENCE}</mark>") == 2


def test_the_answers_numbers_are_the_numbers_of_cards_of_its_turn() -> None:
    bubble = answer_bubble(4, handmade.answer())
    assert re.findall(r'href="#src-4-(\d)"[^>]*>(\d)<', bubble) == [("3", "3"), ("2", "2")]


def test_the_picture_leads_to_the_list_of_what_matches_its_turn() -> None:
    said = handmade.answer()
    panel = sources_panel(7, said.results, said, Picture(2, ((date(2011, 3, 1), 2),), (("A & B", 2),)))
    assert '<button type="button" data-act="list" data-turn="7">' in panel


def test_an_answer_offers_to_keep_asking_its_question_in_full_with_the_limits_that_were_given() -> None:
    said = handmade.answer()
    query = replace(
        said.query, standalone="when was <it>?", since=date(2011, 1, 1), issuer="A & B", speaker="C", given=("issuer",)
    )
    bubble = answer_bubble(1, replace(said, query=query), standing=True)
    found = unescape(re.findall(r'data-act="stand" data-text="([^"]*)"', bubble)[0])
    assert json.loads(found) == {"question": "when was <it>?", "issuer": "A & B"}
    assert 'data-act="stand"' not in answer_bubble(1, said)


def test_a_quote_from_beyond_the_passage_is_shown_beside_it() -> None:
    outside = handmade.quote(1, text="Talks were held.", start=0, end=16)
    assert "<mark>Talks were held.</mark>" in _panel(1, handmade.answer(quotes=(outside,)))


def test_a_card_links_to_the_release_at_its_quote() -> None:
    expected = f'href="/release/rivers/lock.html?quote={handmade.START}-{handmade.END}#quote"'
    assert expected in _panel(1, handmade.answer(quotes=(handmade.quote(2),)))


def test_silence_names_what_was_looked_at_and_shows_the_nearest() -> None:
    silent = handmade.answer(quotes=())
    assert 'class="answer silence"' in answer_bubble(1, silent)
    assert "Looked at 41 releases, 2 January 2010 – 9 July 2024 (2 undated)." in answer_bubble(1, handmade.answer())
    assert "none of which answers" in _panel(1, silent)
    assert "No passage comes close" in _panel(1, handmade.answer(quotes=(), hits=()))


def test_parts_of_the_reading_are_chips_named_for_removal() -> None:
    names = re.findall(r'data-act="ignore" data-turn="2" data-name="(\w+)"', answer_bubble(2, handmade.answer()))
    assert names == ["dates", "issuer"]


def test_quotes_stand_once_under_the_rows_that_name_them_and_the_rest_below() -> None:
    quotes = (handmade.quote(1), handmade.quote(2), handmade.quote(3))
    rows = (Row("May 2018", (2,)), Row("June 2018", (2, 1)))
    html = answer_bubble(7, replace(handmade.answer(quotes=quotes), rows=rows))
    assert re.findall(r'<h3><bdi>([^<]*)</bdi>|<figure>|aria-label="Source (\d)"', html) == [
        ("May 2018", ""), ("", ""), ("", "2"), ("June 2018", ""), ("", "2"), ("", ""), ("", "1"), ("", ""), ("", "3"),
    ]  # fmt: skip


def test_a_language_models_sentences_are_shown_only_if_they_are_borne_out_and_with_links_for_their_numbers() -> None:
    written = (
        Written("The lock opens in May [2, 3].", (2, 3), "supported"),
        Written("It costs 5 crowns [2].", (2,), "unsupported", "5 stands nowhere"),
        Written("All is well.", (), "uncited"),
    )
    told = replace(handmade.answer(), written=written, written_by="<b>tiny", notes=("2 sentences are withheld.",))
    html = answer_bubble(1, told)
    section = html[html.index('<section class="written"') : html.index("</section>")]
    assert "The lock opens in May." in section
    assert re.findall(r'href="#src-1-(\d)"', section) == ["2", "3"]
    assert "crowns" not in html
    assert "All is well" not in html
    assert "Written by &lt;b&gt;tiny; each sentence checked" in section
    assert '<p class="note">2 sentences are withheld.</p>' in html
    assert html.index("2 sentences are withheld") > html.index("<figure>")


def test_an_answer_can_be_saved_and_a_quote_cited_in_three_styles() -> None:
    html = answer_bubble(1, handmade.answer(quotes=(handmade.quote(1),)))
    assert re.findall(r'data-name="(answer\.\w+)"', html) == ["answer.md", "answer.html"]
    assert re.findall(r'data-act="copy" data-text="[^"]*">([^<]*)<', html) == [
        "Plain text", "Markdown", "BibTeX", "Copy answer",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cosine", "bm25", "words"),
    [
        (0.5, 1.0, "Close in meaning, shares words"),
        (0.3, 0.0, "Related in meaning"),
        (0.1, 2.0, "Shares words with the question"),
        (0.1, 0.0, "Distant in meaning"),
    ],
)
def test_scores_in_words(cosine: float, bm25: float, words: str) -> None:
    assert match_in_words(handmade.hit(cosine=cosine, bm25=bm25)) == words


def test_the_release_page_marks_the_quote_and_shows_what_was_removed_and_mended() -> None:
    html = str(release_main(handmade.release(), (handmade.START, handmade.END), [handmade.card(id="other")]))
    assert f'<mark id="quote">{handmade.SENTENCE}</mark>' in html
    assert "<del>Accept all cookies\n</del>" in html
    assert '<ins title="Mended in the text above">l0ck</ins>' in html
    assert "3 May 2018</time>, from the page’s metadata" in html
    assert 'href="/release/other"' in html


def test_an_undated_release_says_that_no_date_is_guessed() -> None:
    html = str(release_main(handmade.release(dates=())))
    assert "undated: none was found, and none is guessed" in html


def test_the_release_page_sets_the_original_beside_a_mended_paragraph() -> None:
    html = str(release_main(handmade.release()))
    row = "<tr><td>The Minister said that the l0ck opens in May. It stays free of charge.</td>"
    assert f"{row}<td>{handmade.TEXT.split(chr(10))[-1]}</td></tr>" in html
    assert "Mended in 1 paragraph" in html
    assert "mended" not in str(release_main(handmade.release(source_text=handmade.TEXT, spans=(), removed=())))


def test_the_release_page_leads_to_who_speaks_and_when_it_tells_of() -> None:
    event = Dated("event", date(2018, 5, 1), "month", handmade.START, handmade.END, "text", 0.9)
    html = str(release_main(handmade.release(dates=(*handmade.release().dates, event))))
    there = f'<a href="/release/rivers/lock.html?quote={handmade.START}-{handmade.END}#quote"><bdi>'
    assert f"{there}Ada Kornel</bdi>" in html
    assert f"{there}May 2018</bdi>" in html


def test_the_release_page_offers_its_citation_in_each_style_and_its_address() -> None:
    html = str(release_main(handmade.release(), (0, 5), cites={"plain": "A & B", "markdown": "*A*", "bibtex": "@m"}))
    assert "Cite this quote" in html
    assert re.findall(r'data-copy="([^"]*)"', html) == [
        "A &amp; B", "*A*", "@m", "/release/rivers/lock.html?quote=0-5#quote",
    ]  # fmt: skip


def test_the_timeline_has_a_bar_a_month_with_its_count() -> None:
    cards = [
        handmade.card(date=date(2020, 1, 5)),
        handmade.card(date=date(2020, 1, 9)),
        handmade.card(date=date(2020, 3, 1)),
    ]
    titles = re.findall(r"<title>(.*?)</title>", str(timeline(picture_of(cards))))
    assert titles == ["January 2020: 2", "March 2020: 1"]
    assert 'href="/library?since=2020-03-01&amp;until=2020-03-31"' in str(timeline(picture_of(cards)))
    assert 'data-act="month" data-turn="3" data-since="2020-01-01" data-until="2020-01-31"' in str(
        timeline(picture_of(cards), 3)
    )
    assert str(timeline(picture_of([handmade.card(date=None)]))) == ""


def test_the_timeline_of_many_years_has_a_bar_a_year() -> None:
    cards = [handmade.card(date=date(2010, 1, 5)), handmade.card(date=date(2013, 1, 9))]
    titles = re.findall(r"<title>(.*?)</title>", str(timeline(picture_of(cards))))
    assert titles == ["2010: 1", "2013: 1"]


def test_issuers_are_counted_the_largest_first() -> None:
    html = str(issuer_bars(picture_of([handmade.card(issuer=name) for name in "BAA"]), turn=3))
    assert re.findall(r"<bdi>(\w)</bdi>", html) == ["A", "B"]
    assert re.findall(r'<rect width="([\d.]+)"', html) == ["100.0", "50.0"]
    assert re.findall(r'data-act="issuer" data-turn="3" data-name="(\w)"', html) == ["A", "B"]


@pytest.mark.parametrize("payload", hostile.PAYLOADS)
def test_no_payload_adds_a_tag_anywhere(payload: str) -> None:
    plain, loaded = (_everything(text) for text in ("x", payload))
    assert Tags(loaded).tags == Tags(plain).tags
    assert all(
        re.match(r"/release|/library|#src|https?://[^/]", address) for address in re.findall(r'href="([^"]*)"', loaded)
    )


def _everything(text: str) -> str:
    """Every card, bubble and page with ``text`` in every field that a document or a user fills."""
    named = {"title": text, "issuer": text, "place": text, "notice": text, "path": text}
    loaded = handmade.card(**named, url=f"javascript:{text}")
    said = handmade.answer(
        quotes=(handmade.quote(1, text=text, speaker=text, role=text, release=loaded, start=0, end=1),),
        hits=(handmade.hit(1, loaded),),
        message=text,
    )
    page = release_main(handmade.release(**named, text=text, source_text=text + "x", url=text, spans=(), removed=()))
    return "".join(
        [
            _panel(1, said),
            answer_bubble(1, said),
            talk.question_bubble(1, text, {"question": text}),
            talk.greeting(text, [text]),
            talk.problem(text),
            page,
            issuer_bars(picture_of([loaded]), turn=1),
        ]
    )
