"""A Query becomes Results: passages found by meaning and by words, fused, one hit for a family of near-duplicates.

Invariant: filters act inside the search, so a hit never lies outside what was asked for; equal scores keep one
order; ``k`` counts releases or passages as ``group`` says, and a family of versions never takes two places.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from index.engine import Candidate, Filter, Term
from index.errors import UsageError
from index.tokens import count_tokens, tokens_by
from qa.cards import cards_of
from qa.records import Counts, Coverage, Group, Hit, Query, ReleaseCard, Results

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.generation import Generation
    from index.records import Passage

POOL = 100
"""Candidates taken from each way of finding; more are taken when more hits are wanted."""

_RECIPROCAL_RANK = 60


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with the score that orders it."""

    candidate: Candidate
    fused: float


def retrieve(
    generation: Generation,
    embedder: Embedder,
    query: Query,
    *,
    k: int = 10,
    group: Group = "release",
    where: Filter | None = None,
) -> Results:
    """The ``k`` best releases or passages for ``query``; ``where`` narrows the search further than the query does.

    Raises UsageError for ``k`` below 1 or a group that is none. ``Results`` may hold fewer than ``k`` hits, and
    none at all where no passage fits.
    """
    if k < 1:
        raise UsageError(f"k must be 1 or more, not {k}.")
    if group not in get_args(Group):
        raise UsageError(f"the group must be release or passage, not {group!r}.")
    vector = embedder.embed([query.standalone], "query")[0]
    terms = [Term(word) for word in query.terms]
    found = generation.source.candidates(vector, terms, where or filter_of(query), max(POOL, 4 * k))
    ranked = reciprocal_rank(found)
    passages = generation.passages([scored.candidate.key for scored in ranked])
    cards = cards_of(generation, [passage.release_id for passage in passages])
    chosen = _collapsed(zip(ranked, passages, strict=True), cards, k, group)
    hits = tuple(
        Hit(rank, cards[passage.release_id], passage, scored.candidate.cosine, scored.candidate.bm25, scored.fused)
        for rank, (scored, passage) in enumerate(chosen, 1)
    )
    return Results(hits, query, confidence(generation, terms, found), _coverage(generation), counts(hits))


def filter_of(query: Query, without: frozenset[str] = frozenset()) -> Filter:
    """What the search must keep to: the time, issuer, speaker and language of the query; ``without`` these releases."""
    return Filter(
        told_from=query.since,
        told_until=query.until,
        issuers=frozenset({query.issuer}) if query.issuer else None,
        speakers=frozenset({query.speaker}) if query.speaker else None,
        languages=frozenset({query.language}) if query.language else None,
        without=without,
    )


def reciprocal_rank(found: Sequence[Candidate]) -> list[Scored]:
    """Candidates by the sum of 1 / (60 + rank) over both orders (Cormack, Clarke and Büttcher 2009), best first.

    A candidate that no term matched has no rank by terms.
    """
    score = {candidate.key: 0.0 for candidate in found}
    by_cosine = sorted(found, key=lambda c: (-c.cosine, c.key))
    by_terms = sorted((c for c in found if c.bm25 > 0), key=lambda c: (-c.bm25, c.key))
    for order in (by_cosine, by_terms):
        for rank, candidate in enumerate(order, 1):
            score[candidate.key] += 1 / (_RECIPROCAL_RANK + rank)
    scored = (Scored(candidate, score[candidate.key]) for candidate in found)
    return sorted(scored, key=lambda s: (-s.fused, s.candidate.key))


def confidence(generation: Generation, terms: Sequence[Term], found: Sequence[Candidate]) -> float:
    """0..1: half the nearest cosine, half the share of the question's weight in rare words that one passage holds."""
    if not found:
        return 0.0
    total = sum(_inverse_frequency(generation, term) for term in terms)
    covered = max(c.bm25 for c in found) / total if total else 0.0
    nearest = max(c.cosine for c in found)
    return min(1.0, max(0.0, nearest)) / 2 + min(1.0, covered) / 2


def counts(hits: Sequence[Hit]) -> Counts:
    """How much the hits are, in releases, passages, and tokens of a language model."""
    tokens = sum(count_tokens(hit.passage.text) for hit in hits)
    return Counts(len(hits), len({hit.release.id for hit in hits}), len(hits), tokens, tokens_by())


def _collapsed(
    ranked: Iterable[tuple[Scored, Passage]], cards: dict[str, ReleaseCard], k: int, group: Group
) -> list[tuple[Scored, Passage]]:
    """The first ``k``: of every family only the member found first, and of a release all passages or only the first."""
    shown: dict[str, str] = {}
    chosen = []
    for scored, passage in ranked:
        card = cards[passage.release_id]
        family = card.family or card.id
        again = family in shown
        if shown.setdefault(family, card.id) != card.id or (again and group == "release"):
            continue
        chosen.append((scored, passage))
        if len(chosen) == k:
            break
    return chosen


def _coverage(generation: Generation) -> Coverage:
    extent = generation.extent
    return Coverage(extent.releases, extent.first, extent.last, extent.undated)


def _inverse_frequency(generation: Generation, term: Term) -> float:
    """The idf that BM25 gives the term (Robertson and Spärck Jones, in Lucene's form)."""
    holding = generation.vocabulary.document_frequency(term.word, exact=term.exact)
    return term.weight * math.log(1 + (generation.extent.passages - holding + 0.5) / (holding + 0.5))
