"""What every word of a passage means in its place, kept for late interaction at one bit a number.

The model computes a state for each piece of a text anyway when it makes the passage's vector. Kept are, sentence by
sentence, the mean of all its pieces and then the mean of each word's; of a mean only the signs (measured: as good as
single precision for finding, and for choosing a sentence). Words that carry no meaning by themselves are left out.
Invariant: ``states/first.bin`` and ``states/words.bin`` are written in the order of the rows and read through a memory
map; where an embedder tells nothing of pieces, no such part is written, and every passage has no states.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed.protocol import Pieces
from index.errors import BrokenIndex
from index.files import Files
from index.lexicon import SMALL_WORDS

Packed = NDArray[np.uint8]
"""The states of one passage, [n, 1 + dimension / 8]: the number of the sentence in the passage, then the signs."""

Block = tuple[Packed, NDArray[np.int64]]
"""The states of some passages, one after the other, and how many each passage has."""

FORM = "signs of words 1"
"""How states are made: it stands in the manifest and in the cache's keys, and changes when they would."""

_FIRST, _WORDS = "first.bin", "words.bin"
_MOST_SENTENCES = 255
_SIGNS = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(np.float32) * 2 - 1
"""The eight signs that each byte holds, float32 [256, 8]."""
_LONGEST_WORD = 8  # pieces; where words are written without spaces, a run of them is parted


def packed(text: str, sentences: Sequence[tuple[int, int]], pieces: Pieces) -> Packed:
    """The states of the passage ``text``; ``sentences`` are (start, end) and the ``pieces``' places offsets into it."""
    numbers, means = [], []
    for number, (start, end) in enumerate(sentences[:_MOST_SENTENCES]):
        inside = np.flatnonzero((pieces.starts >= start) & (pieces.ends <= end) & (pieces.ends > pieces.starts))
        if len(inside):
            groups = [inside.tolist(), *(word for word in _words(text, inside, pieces) if _tells(text, word, pieces))]
            numbers += [number] * len(groups)
            means += [pieces.states[np.array(group)].mean(axis=0) for group in groups]
    if not means:
        return np.empty((0, 1 + -(-pieces.states.shape[1] // 8)), np.uint8)
    signs = np.packbits(np.stack(means) > 0, axis=1)
    return np.concatenate([np.array(numbers, np.uint8)[:, None], signs], axis=1)


def unpacked(states: Packed, dimension: int) -> NDArray[np.float32]:
    """The states as unit vectors, float32 [n, dimension], each number plus or minus 1 / sqrt(dimension)."""
    unit = _SIGNS / np.float32(np.sqrt(dimension))
    return unit.take(states[:, 1:], axis=0).reshape(len(states), -1)[:, :dimension]


def write_states(folder: Path, states: Iterable[Block], files: Files) -> None:
    """Write the states of all passages, in the order of their rows, into a new ``folder``."""
    folder.mkdir()
    lengths = [np.zeros(1, np.int64)]

    def chunks() -> Iterator[memoryview]:
        for words, each in states:
            lengths.append(each)
            if len(words):
                yield np.ascontiguousarray(words).data

    files.write_each(folder / _WORDS, chunks())
    first = np.cumsum(np.concatenate(lengths), dtype=np.int64)
    files.write(folder / _FIRST, first.tobytes())


class States:
    """The states of one generation; safe to use from several threads. Raises BrokenIndex for files that do not fit."""

    def __init__(self, folder: Path, rows: int, dimension: int) -> None:
        self.dimension = dimension
        width = 1 + -(-dimension // 8)
        self._first = np.zeros(rows + 1, np.int64)
        self._words: Packed = np.empty((0, width), np.uint8)
        if not folder.is_dir():
            return
        try:
            self._first = np.fromfile(folder / _FIRST, np.int64)
            size = (folder / _WORDS).stat().st_size
            if len(self._first) != rows + 1 or size != self._first[-1] * width:
                raise ValueError(f"{size:,} bytes do not hold the states of {rows:,} passages")
            if size:
                self._words = np.memmap(folder / _WORDS, np.uint8, "r", shape=(size // width, width))
        except (OSError, ValueError) as cause:
            raise BrokenIndex(
                f"the states of words cannot be read ({cause}).",
                path=folder,
                next_command=f"release-qa check --index {folder.parent.parent}",
            ) from cause

    def of(self, row: int) -> Packed:
        """The states of one passage; none where the embedder told nothing of pieces."""
        found: Packed = self._words[self._first[row] : self._first[row + 1]]
        return found

    def between(self, first: int, last: int) -> Block:
        """The states of the rows ``first`` to ``last``."""
        return self._words[self._first[first] : self._first[last]], np.diff(self._first[first : last + 1])


def _words(text: str, inside: NDArray[np.int64], pieces: Pieces) -> Iterator[list[int]]:
    """The pieces ``inside`` a sentence, those that touch within a word together."""
    word: list[int] = []
    for at in inside.tolist():
        start = int(pieces.starts[at])
        joined = word and start == pieces.ends[word[-1]] and text[start].isalnum() and text[start - 1].isalnum()
        if word and not (joined and len(word) < _LONGEST_WORD):
            yield word
            word = []
        word.append(at)
    if word:
        yield word


def _tells(text: str, word: Sequence[int], pieces: Pieces) -> bool:
    written = text[int(pieces.starts[word[0]]) : int(pieces.ends[word[-1]])].strip().lower()
    return any(map(str.isalnum, written)) and written not in SMALL_WORDS
