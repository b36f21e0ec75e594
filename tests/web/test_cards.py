"""Cards, answers and the release page show the records: numbers agree, marks are in place, no document runs."""

from __future__ import annotations

import re
from datetime import date

import handmade
import hostile
import pytest
from test_markup import Tags

from qa.pages.charts import issuer_bars, picture_of, timeline
from qa.pages.release import citation, release_main
from qa.records import Answer, Coverage
from qa.web import talk
from qa.web.cards import match_in_words, sources_panel


def _panel(turn: int, answer: Answer) -> str:
    return sources_panel(turn, answer.results, answer)


def test_cited_cards_come_first_with_the_numbers_of_the_hits() -> None:
    panel = _panel(4, handmade.answer())
    assert re.findall(r'id="src-4-(\d)"', panel) == ["2", "3", "1"]
    assert re.findall(r'class="card( cited)?"', panel) == [" cited", " cited", ""]
    assert panel.count(f"<mark>{handmade.SENTENCE}</mark>") == 2


def test_the_answers_numbers_are_the_numbers_of_cards_of_its_turn() -> None:
    bubble = talk.answer_bubble(4, handmade.answer())
    assert re.findall(r'href="#src-4-(\d)"[^>]*>(\d)<', bubble) == [("3", "3"), ("2", "2")]


def test_a_quote_from_beyond_the_passage_is_shown_beside_it() -> None:
    outside = handmade.quote(1, text="Talks were held.", start=0, end=16)
    assert "<mark>Talks were held.</mark>" in _panel(1, handmade.answer(quotes=(outside,)))


def test_a_card_links_to_the_release_at_its_quote() -> None:
    expected = f'href="/release/rivers/lock.html?quote={handmade.START}-{handmade.END}#quote"'
    assert expected in _panel(1, handmade.answer(quotes=(handmade.quote(2),)))


def test_silence_names_what_was_looked_at_and_shows_the_nearest() -> None:
    silent = handmade.answer(quotes=())
    assert 'class="answer silence"' in talk.answer_bubble(1, silent)
    assert "Looked at 41 releases from 2 January 2010 to 9 July 2024, 2 of them undated." in talk.answer_bubble(
        1, handmade.answer()
    )
    assert "none of which answers" in _panel(1, silent)
    assert "No passage comes close" in _panel(1, handmade.answer(quotes=(), hits=()))


def test_parts_of_the_reading_are_chips_named_for_removal() -> None:
    names = re.findall(r'data-act="ignore" data-turn="2" data-name="(\w+)"', talk.answer_bubble(2, handmade.answer()))
    assert names == ["dates", "issuer"]


@pytest.mark.parametrize(
    ("coverage", "line"),
    [
        (Coverage(0, None, None, 0), "No release matches these limits."),
        (Coverage(1, date(2020, 1, 2), date(2020, 1, 2), 0), "Looked at 1 release of 2 January 2020."),
        (Coverage(3, None, None, 3), "Looked at 3 releases, 3 of them undated."),
    ],
)
def test_coverage_in_words(coverage: Coverage, line: str) -> None:
    assert talk.coverage_line(coverage) == line


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


def test_a_citation_names_title_issuer_date_and_address() -> None:
    assert citation(handmade.release()) == (
        "“The lock opens”, Ministry of Rivers, 3 May 2018, https://rivers.example/lock"
    )
    assert citation(handmade.release(title=None, url="javascript:x", issuer=None, dates=())) == (
        "rivers/lock.html, undated, rivers/lock.html"
    )


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
            talk.answer_bubble(1, said),
            talk.question_bubble(1, text, {"question": text}),
            talk.greeting(text, [text]),
            talk.problem(text),
            page,
            issuer_bars(picture_of([loaded]), turn=1),
        ]
    )
