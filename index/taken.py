"""What of a new generation is taken from the last one as it stands: which releases, and so which rows.

A release is taken when it has the fingerprint it had there, and that generation was made in the same way (same program,
embedder, chunker, titles, form of states). Invariant: what is taken is, byte for byte, what would be made again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from index.columns import Numbers
from index.headers import Header, Known

if TYPE_CHECKING:
    from index.generation import Generation

NEW = -1


@dataclass(frozen=True, slots=True)
class Run:
    """Numbers ``first`` to ``last`` (exclusive); ``before``: the number that the first had, those after it follow.

    ``before`` is NEW when all of them are new.
    """

    first: int
    last: int
    before: int


@dataclass(frozen=True, slots=True)
class Taken:
    """``releases`` [releases]: the number that each had in ``generation``, or NEW."""

    releases: Numbers
    generation: Generation | None = None

    @property
    def count(self) -> int:
        """How many releases are taken."""
        return int(np.count_nonzero(self.releases != NEW))

    def rows(self, first: Numbers) -> Numbers:
        """The row that each row had, or NEW; release number r has rows ``first[r]`` to ``first[r + 1]``."""
        rows = np.full(int(first[-1]), NEW, np.int64)
        if self.generation is not None:
            before = self.generation.columns.first
            for run in runs(self.releases):
                if run.before != NEW:
                    there = before[run.before], before[run.before + run.last - run.first]
                    rows[first[run.first] : first[run.last]] = np.arange(*there)
        return rows


def unchanged(headers: Sequence[Header], known: Known, generation: Generation | None) -> Taken:
    """Those of ``headers`` that are as they are ``known``, out of the generation that knows them."""
    numbers = {name: number for number, name in enumerate(known.fingerprints)}
    before = [numbers[one.id] if known.has(one.id, one.fingerprint) else NEW for one in headers]
    return Taken(np.array(before, np.int64), generation)


def runs(before: Numbers) -> Iterator[Run]:
    """The longest stretches of ``before`` that are all NEW, or count up by one."""
    if not len(before):
        return
    same = np.where(before[1:] == NEW, before[:-1] == NEW, (before[:-1] != NEW) & (np.diff(before) == 1))
    edges = [0, *(np.flatnonzero(~same) + 1).tolist(), len(before)]
    for first, last in pairwise(edges):
        yield Run(first, last, int(before[first]))
