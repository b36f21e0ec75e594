"""How near a passage is to a question that leans on earlier turns, by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from hand_made import PieceEmbedder, WordEmbedder, made, release

from index.generation import Generation, open_generation
from qa.records import Context, Query
from qa.search import late, leaning
from qa.search.asked import Asked, asked_of
from qa.understand import understand

BRIDGE = replace(understand("bridge"), context=(Context("Libya", 1.0),))
"""Asked about a bridge, after Libya."""

RELEASES = {
    "shown.txt": "Libya Libya Libya",
    "both.txt": "Libya bridge",
    "other.txt": "bridge bridge",
}


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    index_dir = tmp_path_factory.mktemp("leaning") / "index"
    made(index_dir, [release(name, text) for name, text in RELEASES.items()])
    generation = open_generation(index_dir)
    yield generation
    generation.close()


def near(generation: Generation, query: Query) -> list[float]:
    keys = [generation.passages_of(name)[0].key for name in RELEASES]
    return leaning.nearness(generation.centres(keys), asked_of(query, generation, WordEmbedder())).tolist()


def alike(value: float) -> late.Similarity:
    """A passage of one sentence, as a whole and by its best sentence."""
    near = pytest.approx(value)
    return late.Similarity(near, near)


def test_what_is_on_the_subject_is_on_it_in_full(generation: Generation) -> None:
    # Axes are Libya, budget, bridge and 1. The question is (0 0 1 1)/√2, the turn before (1 0 0 1)/√2, and both
    # together, at length 1, (0 0 1 1)/√6 + (1 0 0 1)/√6, the second of length 1/√3. The passages are (3 0 0 1)/√10,
    # (1 0 1 1)/√3 and (0 0 2 1)/√5. With the turn before their cosines are .89, .82 and .32: two are on its subject.
    full = 0.5 / sqrt(3)
    expected = [1 / sqrt(60) + full, 2 / sqrt(18) + full, 3 / sqrt(30) + 1 / sqrt(30)]
    assert near(generation, BRIDGE) == pytest.approx(expected, rel=1e-3)


def test_a_question_by_itself_is_measured_as_ever(generation: Generation) -> None:
    assert near(generation, understand("bridge")) == pytest.approx([1 / sqrt(20), 2 / sqrt(6), 3 / sqrt(10)], rel=1e-3)
    states = np.array([[1, 0, 0, 0]], np.float32)
    vector = np.array([1, 0, 0, 0], np.float32)
    asked = Asked((), 0.0, 0.0, vector, vector, states, np.array([1], np.float32), 1)
    passage = np.array([[0, 0b11110000]], np.uint8)
    assert leaning.similarities(asked, [passage], np.array([1])) == [alike(0.5)]
    assert leaning.similarities(replace(asked, states=states[:0], pieces=0), [passage], np.array([1])) == [None]


def test_the_words_of_earlier_turns_up_to_being_on_the_subject() -> None:
    vector = np.array([1, 0, 0, 0], np.float32)
    states = np.array([[1, 0, 0, 0], [0, 0.6, 0.8, 0]], np.float32)
    asked = Asked((), 0.0, 0.0, vector, vector, states, np.array([0.6, 0.4], np.float32), 1)
    # Each number of a passage is a half. Its first meets the turn before by .7 (in full at .35), its second by .1.
    passages = [np.array([[0, signs]], np.uint8) for signs in (0b11110000, 0b10100000)]
    passages.append(passages[0][:0])
    similar = leaning.similarities(asked, passages, np.array([1, 2, 3]))
    assert similar == [alike(0.6 * 0.5 + 0.4 * 0.35), alike(0.6 * 0.5 + 0.4 * 0.1), None]
    whole = late.Read(passages[:1], np.array([1]), 4).similarities(asked.states, asked.shares)
    assert whole == [alike((0.6 * sqrt(0.5) + 0.4 * sqrt(0.7)) ** 2)]


def test_which_part_is_the_question(generation: Generation) -> None:
    asked = asked_of(BRIDGE, generation, PieceEmbedder())
    assert asked.own.tolist() == pytest.approx([0, 0, 1 / sqrt(6), 1 / sqrt(6)])
    assert (asked.vector - asked.own).tolist() == pytest.approx([1 / sqrt(6), 0, 0, 1 / sqrt(6)])
    assert (asked.pieces, len(asked.states)) == (1, 2)
