"""What understanding a question needs to know of the corpus; a ``Generation`` is one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from index.columns import Named
from index.engine import Extent, Vocabulary
from index.records import Passage


class Corpus(Protocol):
    """Who publishes and speaks in it, its words, and when what it tells happened. It never changes."""

    @property
    def extent(self) -> Extent:
        """How many releases and passages, from when to when."""
        ...

    @property
    def issuers(self) -> tuple[Named, ...]:
        """Every issuer with its number of releases, the most frequent first."""
        ...

    @property
    def speakers(self) -> tuple[Named, ...]:
        """Everyone quoted or reported with the number of releases, the most frequent first."""
        ...

    @property
    def languages(self) -> tuple[Named, ...]:
        """Every language (ISO 639-1) with its number of releases, the most frequent first."""
        ...

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of all passages."""
        ...

    def holding(self, words: Sequence[str], n: int) -> Sequence[Passage]:
        """The ``n`` passages that hold ``words`` best; a passage may lack some of them."""
        ...

    def happened(self, name: str) -> tuple[date, date] | None:
        """The first and last day of the event of that name, as the corpus dates it, or None."""
        ...
