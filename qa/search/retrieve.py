"""The way from a Query to Results, and what is counted on it.

Invariant: equal scores keep one order; ``k`` counts releases or passages as ``group`` says, and a family of versions
never takes two places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
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

_LOOKED_AT = 40
"""So many passages mostly hold enough families; only where they do not, all candidates are read."""

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
    few = ranked if query.order or reranker else ranked[: max(_LOOKED_AT, 4 * k)]
    chosen = _chosen(generation, query, few, k, group, reranker)
    if len(chosen) < k and len(few) < len(ranked):
        chosen = _chosen(generation, query, ranked, k, group, reranker)
    hits = tuple(
        Hit(rank, card, passage, scored.candidate.cosine, scored.candidate.bm25, scored.fused)
        for rank, (scored, passage, card) in enumerate(chosen, 1)
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


def _chosen(
    generation: Generation, query: Query, ranked: Sequence[Scored], k: int, group: Group, reranker: str | Reads | None
) -> list[tuple[Scored, Passage, ReleaseCard]]:
    """The first ``k`` of ``ranked`` as the question wants them ordered, each family once."""
    passages = generation.passages([scored.candidate.key for scored in ranked])
    cards = cards_of(generation, [passage.release_id for passage in passages])
    pairs = list(zip(ranked, passages, strict=True))
    if reranker is not None:
        pairs = reranked(reranker, query, pairs)
    if query.order is not None:
        pairs = by_day(pairs, cards, query.order, generation)
    return list(islice(_collapsed(pairs, cards, group), k))


def _collapsed(
    ranked: Iterable[tuple[Scored, Passage]], cards: dict[str, ReleaseCard], group: Group
) -> Iterator[tuple[Scored, Passage, ReleaseCard]]:
    """Of every family only the member found first, and of a release all passages or only the first."""
    shown: dict[str, str] = {}
    for scored, passage in ranked:
        card = cards[passage.release_id]
        family = card.family or card.id
        again = family in shown
        if shown.setdefault(family, card.id) != card.id or (again and group == "release"):
            continue
        yield scored, passage, card


def _coverage(generation: Generation) -> Coverage:
    extent = generation.extent
    return Coverage(extent.releases, extent.first, extent.last, extent.undated)
