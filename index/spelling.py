"""Words of a vocabulary that are a few edits away from a given one.

One pass of the edit-distance table for all words at once: each cell is a column of numbers, one a word.
Invariant: exact; no word within the distance is missed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.engine import Word


class Spellings:
    """A vocabulary (words with the number of passages that hold them), kept by length as arrays of characters."""

    def __init__(self, words: Sequence[tuple[str, int]]) -> None:
        by_length: dict[int, list[tuple[str, int]]] = {}
        for word, count in words:
            by_length.setdefault(len(word), []).append((word, count))
        self._words = by_length
        self._letters = {
            length: np.array([word for word, _ in group], f"<U{length}").view(np.uint32).reshape(-1, length).T.copy()
            for length, group in by_length.items()
            if length
        }
        self._holds = {length: letter_sets(letters) for length, letters in self._letters.items()}

    def near(self, word: str, distance: int, limit: int) -> tuple[Word, ...]:
        """The words at most ``distance`` edits away, itself left out: nearest first, then the most frequent."""
        found: list[tuple[int, int, str]] = []
        own = letter_sets(np.array([[ord(letter)] for letter in word], np.uint32))
        for length in range(max(1, len(word) - distance), len(word) + distance + 1):
            if length in self._letters:
                # An edit brings at most one letter in and takes at most one out: most words need no table.
                differing = np.bitwise_count(self._holds[length] ^ own)
                close = np.flatnonzero(differing <= 2 * distance)
                edits = edit_distances(word, self._letters[length][:, close])
                for at in np.flatnonzero((edits <= distance) & (edits > 0)).tolist():
                    spelling, count = self._words[length][close[at]]
                    found.append((int(edits[at]), -count, spelling))
        return tuple(Word(spelling, -count) for _, count, spelling in sorted(found)[:limit])


def letter_sets(letters: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Which letters each word holds, as 64 bits: letters whose code points differ by a multiple of 64 share one.

    ``letters`` is [length, words], as for ``edit_distances``.
    """
    bits = np.left_shift(np.uint64(1), letters.astype(np.uint64) % np.uint64(64))
    held: NDArray[np.uint64] = np.bitwise_or.reduce(bits, axis=0)
    return held


def edit_distances(word: str, letters: NDArray[np.uint32]) -> NDArray[np.int16]:
    """The edits (a letter added, left out, replaced, or two neighbours swapped) from ``word`` to each of many words.

    ``letters`` is [length, words]: code points, one column a word. This is the optimal string alignment
    distance: Wagner and Fischer's table with Damerau's transposition, no part edited twice.
    """
    length, count = letters.shape
    before: list[NDArray[np.int16]] = []
    above = [np.full(count, column, np.int16) for column in range(length + 1)]
    for row, letter in enumerate(word, 1):
        current = [np.full(count, row, np.int16)]
        for column in range(1, length + 1):
            same = letters[column - 1] == ord(letter)
            cell = np.minimum(np.minimum(above[column], current[column - 1]) + 1, above[column - 1] + ~same)
            if row > 1 and column > 1:
                swapped = (letters[column - 1] == ord(word[row - 2])) & (letters[column - 2] == ord(letter))
                cell = np.where(swapped, np.minimum(cell, before[column - 2] + 1), cell)
            current.append(cell)
        before, above = above, current
    return above[length]
