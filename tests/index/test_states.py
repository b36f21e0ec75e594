"""The states of words: which words have one, what is kept of it, and how it comes back from the disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hand_made import CORPUS, LIBYA, PieceEmbedder, made

from index.embed.protocol import pieces_of
from index.errors import BrokenIndex
from index.files import Files
from index.generation import open_generation
from index.states import States, packed, unpacked, write_states


def test_a_sentence_comes_before_its_telling_words() -> None:
    text = "Ships reached Tripolitania. The budget, too."
    places = [(0, 5), (6, 13), (14, 20), (20, 26), (26, 27), (28, 31), (32, 38), (38, 39), (40, 43), (43, 44)]
    states = np.full((10, 9), -1.0, np.float32)
    states[2, 0], states[3, 0], states[3, 1], states[6, 8] = 3.0, -1.0, 2.0, 1.0
    states[2, 1] = -3.0
    found = packed(text, [(0, 27), (28, 44)], pieces_of(places, "", states, states[0]))
    # Sentence, Ships, reached, Tripolitania (two pieces, their mean); sentence, budget. "The" and "too" tell nothing.
    assert found[:, 0].tolist() == [0, 0, 0, 0, 1, 1]
    signs = unpacked(found, 9) * 3  # one ninth is the square of 1 / 3
    assert signs.min() == pytest.approx(-1.0)
    assert [np.flatnonzero(row > 0).tolist() for row in signs] == [[], [], [], [0], [], [8]]


def test_nothing_to_keep_of_an_empty_text() -> None:
    nothing = pieces_of([(0, 0), (0, 0)], "", np.ones((2, 4), np.float32), np.ones(4, np.float32))
    assert packed("", [], nothing).shape == (0, 2)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    first, none, last = (np.arange(2 * n, dtype=np.uint8).reshape(n, 2) for n in (3, 0, 1))
    both = np.concatenate([first, none])
    write_states(tmp_path / "states", iter([(both, np.array([3, 0])), (last, np.array([1]))]), Files())
    read = States(tmp_path / "states", 3, 4)
    assert [read.of(row).tolist() for row in range(3)] == [first.tolist(), [], last.tolist()]
    words, lengths = read.between(1, 3)
    assert (words.tolist(), lengths.tolist()) == (last.tolist(), [0, 1])
    with pytest.raises(BrokenIndex, match="states"):
        States(tmp_path / "states", 4, 4)
    with pytest.raises(BrokenIndex, match="states"):
        States(tmp_path / "states", 3, 12)


def test_an_index_without_states_has_none(tmp_path: Path) -> None:
    assert States(tmp_path / "states", 2, 4).of(1).shape == (0, 2)


def test_every_passage_of_an_index_has_its_own(tmp_path: Path) -> None:
    made(tmp_path / "index", CORPUS, PieceEmbedder())
    generation = open_generation(tmp_path / "index")
    (passage,) = generation.passages_of("a.txt")
    (states,) = generation.states([passage.key])
    sentences = [(start - passage.start, end - passage.start) for start, end in passage.sentences]
    (pieces,) = PieceEmbedder().pieces([LIBYA], "document")
    assert states.tolist() == packed(LIBYA, sentences, pieces).tolist()
    # Ships reached Libya 23 March 2011 | Secretary General spoke Libya noon, each after its sentence.
    assert states[:, 0].tolist() == [0] * 7 + [1] * 6
    assert [bits >> 4 for bits in states[:, 1].tolist()] == [8, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 8, 0]


def test_an_embedder_that_tells_nothing_of_pieces(tmp_path: Path) -> None:
    made(tmp_path / "index", CORPUS)
    generation = open_generation(tmp_path / "index")
    keys = [passage.key for passage in generation.passages_of("a.txt")]
    assert [len(states) for states in generation.states(keys)] == [0]
    assert generation.vectors(keys).shape == (1, 4)
