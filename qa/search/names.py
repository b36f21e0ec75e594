"""Whether a passage holds what the question names: a factor that its score is multiplied by.

Invariant: a factor is 0..1, and 1 where the question names nothing; a name stands in a text under any form that the
corpus knows of it. What names issuer or speaker is judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.terms import stems
from qa.search.asked import inverse_frequency

if TYPE_CHECKING:
    from index.generation import Generation
    from qa.records import Query

_TELLING = 1.0
"""The least idf of a word that tells one thing named from another."""

_UNNAMED = 0.5
"""The factor of a passage for each thing named that it does not hold."""

Name = tuple[frozenset[str], ...]
"""One word of a name: its stems, in every form that the corpus knows."""


def names_of(query: Query, generation: Generation) -> tuple[Name, ...]:
    """The words of the names in the question that tell anything, but those of issuer and speaker."""
    return tuple(_names(query, generation))


def strength(names: tuple[Name, ...], text: str) -> float:
    """A factor for every one of ``names`` that does not stand in ``text``: 1 where all do."""
    there = set(stems(text)) if names else set()
    missing = sum(not any(form <= there for form in name) for name in names)
    return float(_UNNAMED**missing)


def _names(query: Query, generation: Generation) -> Iterator[Name]:
    who = {word.casefold() for name in (query.issuer, query.speaker) if name for word in name.split()}
    words = dict.fromkeys(word for name in query.names for word in name.split() if word.casefold() not in who)
    for word in words:
        others = [v.word for v in query.variants if v.instead_of.casefold() == word.casefold()]
        weight = min(inverse_frequency(generation, form) for form in (word, *others))
        if weight >= _TELLING:
            yield tuple(frozenset(stems(form)) for form in (word, *others))
