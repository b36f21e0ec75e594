"""Enough evidence or not: what the measure does whatever is asked, and what takes all of it away."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa import Archive, open_index
from qa.evidence import Sentence, best_sentences, whole_releases
from qa.likeness import likeness
from qa.silence import (
    BIAS,
    BY_MEANING,
    ENOUGH,
    IN_WORDS,
    MEANING_BIAS,
    MEANING_WEIGHTS,
    PLAIN,
    WEIGHTS,
    Signs,
    Verdict,
    signs,
    verdict,
)

HELD = ("Libya", "ships", "budget", "bridge", "small", "long", "noon", "Ruíz", "Secretary", "reached")
UNKNOWN = ("Saturn", "violin", "glacier", "Quito")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    from hand_made import CORPUS, PieceEmbedder, made

    index = tmp_path_factory.mktemp("silence") / "index"
    made(index, CORPUS, PieceEmbedder())
    with open_index(index, embedder=PieceEmbedder()) as archive:
        yield archive


@settings(max_examples=40, deadline=None)
@given(words=st.lists(st.sampled_from(HELD + UNKNOWN), min_size=1, max_size=6, unique=True))
def test_a_confidence_is_a_share_and_meaning_alone_never_makes_it_plain(asked: Archive, words: list[str]) -> None:
    answer = asked.ask(" ".join(words))
    assert 0.0 <= answer.confidence <= 1.0
    assert (answer.status == "answered") is (answer.confidence >= ENOUGH)
    if "in these words" in answer.message:
        assert answer.confidence < PLAIN
    if not set(words) & set(HELD):
        assert answer.confidence == 0.0
        assert set(answer.missing) == set(words)


def judged_of(asked: Archive, question: str) -> tuple[list[Sentence], Signs, Verdict, float]:
    """The sentences that answer, their signs, the verdict, and the logistic of the signs of words."""
    generation = asked._current().generation
    results = asked.retrieve(question)
    read = whole_releases(results[:3], generation)
    near = likeness(results.query, read, generation, asked.embedder.loaded)  # type: ignore[attr-defined]
    sentences = best_sentences(results.query, read, near, generation)
    found = signs(sentences, results.query, generation)
    weight = BIAS + sum(w * value for w, value in zip(WEIGHTS, found.of_words, strict=True))
    return sentences, found, verdict(results, sentences, generation), 1 / (1 + math.exp(-weight))


@settings(max_examples=40, deadline=None)
@given(words=st.lists(st.sampled_from(HELD), min_size=1, max_size=6, unique=True))
def test_meaning_is_asked_only_where_words_are_not_enough(asked: Archive, words: list[str]) -> None:
    _, found, judged, by_words = judged_of(asked, " ".join(words))
    if by_words >= (ENOUGH if found.shared >= IN_WORDS else PLAIN):
        assert (judged.confidence, judged.in_words) == (pytest.approx(by_words), True)
    else:
        meaning = MEANING_BIAS + sum(w * value for w, value in zip(MEANING_WEIGHTS, found.of_meaning, strict=True))
        by_meaning = BY_MEANING / (1 + math.exp(-meaning))
        assert judged.confidence == pytest.approx(max(by_words, by_meaning))
        assert judged.in_words is (found.shared >= IN_WORDS and by_meaning < ENOUGH)


def test_the_measure_is_the_logistic_of_its_signs(asked: Archive) -> None:
    sentences, found, judged, by_words = judged_of(asked, "Who spoke about Libya at noon?")
    assert sentences[0].text == "The Secretary General spoke about Libya at noon."
    # "spoke", "Libya" and "noon" all stand there: nothing of the question is left over.
    assert (found.grasp, found.weakest, found.named, found.shared) == (1.0, 1.0, 1.0, 1.0)
    assert judged.in_words
    assert judged.confidence == pytest.approx(by_words)


@pytest.mark.parametrize("time", ["1950", "August 2012"], ids=["outside the corpus", "between its releases"])
def test_a_time_of_which_no_release_is_takes_all_away(asked: Archive, time: str) -> None:
    assert asked.ask("Who spoke about Libya at noon?").confidence > 0.1
    answer = asked.ask(f"Who spoke about Libya at noon in {time}?")
    assert (answer.status, answer.quotes) == ("nothing_found", ())
    assert answer.confidence < ENOUGH


def test_even_odds_of_meaning_are_just_enough() -> None:
    assert pytest.approx(BY_MEANING / 2) == ENOUGH
    assert 0 < IN_WORDS < 1
    # All signs at their most is still thin evidence; none of them is none.
    assert ENOUGH < BY_MEANING / (1 + math.exp(-MEANING_BIAS - sum(MEANING_WEIGHTS))) < PLAIN
    assert BY_MEANING / (1 + math.exp(-MEANING_BIAS)) < ENOUGH


def test_what_is_told_of_a_time_before_the_first_release_counts(tmp_path: Path) -> None:
    from hand_made import PieceEmbedder, made, release, told

    text = "A new bridge was opened at noon. The old bridge reached the river bed on 3 March 1958."
    old = release("a", text, "2012-05-05", dates=(told(text, "3 March 1958", "1958-03-03"),))
    made(tmp_path / "index", [old], PieceEmbedder())
    with open_index(tmp_path / "index", embedder=PieceEmbedder()) as archive:
        assert archive.ask("Which bridge reached the river bed in March 1958?").confidence > ENOUGH
        assert archive.ask("Which bridge reached the river bed in March 1957?").confidence == 0.0
