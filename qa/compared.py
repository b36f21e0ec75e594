"""What a comparison of wording becomes: sentences of two releases in pairs, or of many releases in time.

Invariant: ``Words`` are exact, ``release.text[start:end] == text``; what differs is marked by ranges, never by edits.
"""

from __future__ import annotations

from dataclasses import dataclass

from qa.records import ReleaseCard


@dataclass(frozen=True, slots=True)
class Words:
    """Exact words of a release, ``release.text[start:end] == text``, to stand beside others.

    ``marked`` are (start, end) ranges of ``text``, sorted: in a comparison what the other side does not have, in a
    ``Wording`` the phrase.
    """

    release: ReleaseCard
    text: str
    start: int
    end: int
    marked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """One sentence then and now; a side is None where the other has no counterpart. ``kept`` is 0..1, 1: unchanged.

    ``kept`` is the share of the words of both sides that stand in both, in the same order.
    """

    older: Words | None
    newer: Words | None
    kept: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two releases sentence by sentence, in the order of the texts; every sentence of both is in one pair."""

    older: ReleaseCard
    newer: ReleaseCard
    pairs: tuple[Pair, ...]

    @property
    def changed(self) -> tuple[Pair, ...]:
        """The pairs that differ."""
        return tuple(pair for pair in self.pairs if pair.kept < 1)


@dataclass(frozen=True, slots=True)
class Wording:
    """How ``phrase`` was worded over time: the sentences that hold it, one a release, oldest first, undated ones last.

    ``verbatim`` says that the phrase stands in them word for word (then they are all there are, and ``first`` and
    ``last`` its first and last use); otherwise they are the sentences nearest to it as a topic. ``pairs`` set each
    dated sentence beside the next.
    """

    phrase: str
    verbatim: bool
    uses: tuple[Words, ...]
    first: ReleaseCard | None
    last: ReleaseCard | None
    pairs: tuple[Pair, ...]
