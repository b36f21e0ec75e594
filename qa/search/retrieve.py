"""The way from a Query to Results, and what is counted on it.

Invariant: equal scores keep one order; ``k`` counts releases or passages as ``group`` says, and a family of versions
never takes two places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, get_args

from index.errors import UsageError
from index.tokens import count_tokens, tokens_by
from qa.cards import cards_of
from qa.records import Counts, Coverage, Group, Hit, Query, ReleaseCard, Results
from qa.search.asked import asked_of
from qa.search.confidence import confidence
from qa.search.fuse import Scored, Weights, fused
from qa.search.order import by_day
from qa.search.pool import candidates, filter_of
from qa.search.rerank import reranked

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.engine import Filter
    from index.generation import Generation
    from index.records import Passage
    from qa.search.rerank import Reads

POOL = 100
"""Candidates taken from each way of finding; more are taken when more hits are wanted."""


def retrieve(
    generation: Generation,
    embedder: Embedder,
    query: Query,
    *,
    k: int = 10,
    group: Group = "release",
    where: Filter | None = None,
    weights: Weights | None = None,
    reranker: str | Reads | None = None,
) -> Results:
    """The ``k`` best releases or passages for ``query``; ``where`` narrows the search further than the query does.

    ``reranker`` is a cross-encoder that reads the first hits once more (see ``qa.search.rerank``).
    Raises UsageError for ``k`` below 1 or a group that is none. ``Results`` may hold fewer than ``k`` hits, and none at
    all where no passage fits.
    """
    check_wanted(k, group)
    asked = asked_of(query, generation, embedder)
    found = candidates(generation, query, asked, where or filter_of(query), max(POOL, 4 * k))
    ranked = fused(generation, query, asked, found, weights or Weights())
    sure = confidence(ranked, asked.lacking)
    passages = generation.passages([scored.candidate.key for scored in ranked])
    cards = cards_of(generation, [passage.release_id for passage in passages])
    pairs = list(zip(ranked, passages, strict=True))
    if reranker is not None:
        pairs = reranked(reranker, query, pairs)
    if query.order is not None:
        pairs = by_day(pairs, cards, query.order, generation)
    hits = tuple(
        Hit(rank, cards[passage.release_id], passage, scored.candidate.cosine, scored.candidate.bm25, scored.fused)
        for rank, (scored, passage) in enumerate(_collapsed(pairs, cards, k, group), 1)
    )
    return Results(hits, query, sure, _coverage(generation), counts(hits))


def check_wanted(k: int, group: Group) -> None:
    """Raise UsageError for ``k`` below 1 or a group that is none."""
    if k < 1:
        raise UsageError(f"k must be 1 or more, not {k}.")
    if group not in get_args(Group):
        raise UsageError(f"the group must be release or passage, not {group!r}.")


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
