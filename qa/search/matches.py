"""Every release that matches, counted by month and issuer: the exhaustive way to ask.

A release matches when one passage holds all words of the question's names and enough of its other words, weighted by
how rare they are, and keeps to its time, issuer, speaker and language, given or read. Invariant: nothing is sampled and
nothing cut off; each member of a family counts, since each was issued.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from qa.cards import cards_of
from qa.records import Matches
from qa.search.asked import inverse_frequency
from qa.search.pool import filter_of
from qa.shape import topic_words

if TYPE_CHECKING:
    from index.generation import Generation
    from qa.records import Query, ReleaseCard

_ENOUGH = 0.6
"""The share of the question's weight in rare words that a matching passage holds."""

_TELLING = 1.0
"""The least idf of a name's word that has to be there; what nearly every passage holds tells nothing."""


def matches(generation: Generation, query: Query) -> Matches:
    """Every release that matches ``query``, newest first, undated ones last, with the counts of months and issuers."""
    limits = filter_of(replace(query, given=("time", "issuer", "speaker", "language")))
    forms, weights, required = _words(query, generation)
    numbers, held = generation.holders(forms, limits)
    enough = held @ weights >= _ENOUGH * weights.sum()
    matching = np.unique(numbers[enough & held[:, required].all(axis=1)])
    ids = generation.ids()
    cards = cards_of(generation, [ids[number] for number in matching.tolist()]).values()
    newest_first = sorted(cards, key=lambda card: (-(card.date.toordinal() if card.date else 0), card.id))
    return counted(query, tuple(newest_first))


def counted(query: Query, releases: tuple[ReleaseCard, ...]) -> Matches:
    """``releases`` with how many there are of each month (oldest first) and each issuer (most first), and undated."""
    months = Counter(card.date.replace(day=1) for card in releases if card.date)
    issuers = Counter(card.issuer for card in releases if card.issuer)
    return Matches(
        query=query,
        releases=releases,
        months=tuple(sorted(months.items())),
        issuers=tuple(sorted(issuers.items(), key=lambda pair: (-pair[1], pair[0]))),
        undated=sum(card.date is None for card in releases),
    )


def _words(query: Query, generation: Generation) -> tuple[list[tuple[str, ...]], np.ndarray, np.ndarray]:
    """The question's words in all forms, the idf of each, and which of them every match has to hold.

    Those that only name the issuer are left to the filter. A question of nothing but a time, or of an issuer, has no
    words, and all that fits its limits matches.
    """
    issuer = {part.casefold() for name in (query.issuer, *query.issuers) if name for part in name.split()}
    before = query.carried if query.context else ()  # where no earlier turns are mixed in, the terms hold them already
    asked = {word.casefold(): word for word in topic_words(replace(query, terms=(*before, *query.terms)))}
    words = [word for folded, word in asked.items() if folded not in issuer]
    named = {part.casefold() for name in query.names for part in name.split()}
    forms = [
        (word, *(v.word for v in query.variants if v.instead_of.casefold() == word.casefold())) for word in words
    ]
    weights = np.array([min(inverse_frequency(generation, form) for form in each) for each in forms])
    required = [word.casefold() in named for word in words] & (weights >= _TELLING)
    return forms, weights, np.asarray(required, np.bool_)
