"""Passages: verbatim, balanced, whole, and never longer than the embedder sees."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunk import LIMIT, chunk, embedding_text, passage_key
from index.embed import PieceCounter, find_model
from index.records import Dated, Release, Span

TITLE = "Ministry of Rivers opens bridge"


@pytest.fixture(scope="module")
def counter() -> PieceCounter:
    from tokenizers import Tokenizer

    return PieceCounter(Tokenizer.from_file(str(find_model(None).folder / "tokenizer.json")), 256)


def release(text: str, **fields: object) -> Release:
    day = Dated("release", date(2020, 5, 14), "day", -1, -1, "field", 1.0)
    whole = {
        "id": "a.txt", "path": "a.txt", "title": TITLE, "issuer": None, "url": None, "language": "en", "place": None,
        "text": text, "source_text": text, "dates": (day,),
    }  # fmt: skip
    return Release(**{**whole, **fields})  # type: ignore[arg-type]


def test_a_short_release_is_one_passage(counter: PieceCounter) -> None:
    text = "  The bridge opened at noon. Ms. Ito cut the ribbon.\n"
    (passage,) = chunk(release(text), counter)
    assert passage.text == "The bridge opened at noon. Ms. Ito cut the ribbon."
    assert (passage.start, passage.end) == (2, 52)
    assert passage.sentences == ((2, 28), (29, 52))
    assert passage.key == passage_key("a.txt", passage.text, 1)
    assert 0 <= passage.key < 2**53


def test_white_space_has_no_passage(counter: PieceCounter) -> None:
    assert chunk(release(" \n\n "), counter) == ()


def test_title_and_date_are_embedded_and_not_quoted(counter: PieceCounter) -> None:
    subject = release("Hello.")
    (passage,) = chunk(subject, counter)
    assert embedding_text(subject, passage) == "Ministry of Rivers opens bridge (14 May 2020)\n\nHello."
    assert embedding_text(subject, passage, titles=False) == "Hello."
    assert embedding_text(release("Hello.", title=None, dates=()), passage) == "Hello."


def test_a_long_title_is_cut_at_a_word(counter: PieceCounter) -> None:
    subject = release("Hello.", title="bridge " * 40, dates=())
    (passage,) = chunk(subject, counter)
    assert embedding_text(subject, passage) == " ".join(["bridge"] * 17) + "\n\nHello."


def test_passages_are_balanced_and_end_with_paragraphs(counter: PieceCounter) -> None:
    sentence = "The ministry opened the new bridge over the river at noon."  # 12 pieces
    text = "\n\n".join([" ".join([sentence] * 5)] * 5)
    passages = chunk(release(text), counter)
    assert [p.text.count("bridge") for p in passages] == [15, 10]
    assert all(text[p.end : p.end + 2] in ("\n\n", "") for p in passages)


def test_equal_passages_get_different_keys(counter: PieceCounter) -> None:
    sentence = "The ministry opened the new bridge over the river at noon. "
    passages = chunk(release(sentence * 30, title=None, dates=()), counter)
    assert len({p.key for p in passages}) == len(passages) > 1


def test_source_offsets_follow_the_map(counter: PieceCounter) -> None:
    subject = release("Hello there.", source_text="MENU Hello there.", spans=(Span(0, 12, 5, 17),))
    (passage,) = chunk(subject, counter)
    assert subject.source_text[passage.source_start : passage.source_end] == "Hello there."


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=200),
            st.sampled_from(
                ["The bridge opened. ", "\n\n", "数" * 300, "1,2;" * 200, "\ud800\x00", "zqx" * 400, "Mr. Ito. " * 9]
            ),
        ),
        max_size=12,
    ).map("".join),
    st.one_of(st.none(), st.text(max_size=300)),
    st.sampled_from([64, 128, LIMIT]),
)
def test_no_passage_has_text_that_the_model_would_not_see(
    counter: PieceCounter, text: str, title: str | None, limit: int
) -> None:
    subject = release(text, title=title if limit == LIMIT else TITLE)
    at = 0
    for passage in chunk(subject, counter, limit=limit):
        assert counter.pieces(embedding_text(subject, passage)) <= min(limit, counter.limit)
        assert subject.text[passage.start : passage.end] == passage.text
        assert subject.text[at : passage.start].strip() == ""
        assert passage.sentences[0][0] == passage.start
        assert passage.sentences[-1][1] == passage.end
        at = passage.end
    assert subject.text[at:].strip() == ""
