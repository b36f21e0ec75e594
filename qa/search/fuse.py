"""Candidates get one score each: a weighted mean of absolute measures, times what the question states.

BM25 is divided by the idf of the question's words, about what holding each of them once gives; cosine and MaxSim are as
they are. So a score does not depend on what else was found, unlike ranks or min-max scores, and can say that nothing
fits; it was also found to rank better than both (``bench/retrieval.py``).
Invariant: equal scores keep one order, by key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.engine import Candidate
from qa.search import late, names
from qa.search.strengths import strength

if TYPE_CHECKING:
    from index.generation import Generation
    from qa.records import Query
    from qa.search.asked import Asked


@dataclass(frozen=True, slots=True)
class Weights:
    """What each measure counts, and how many candidates are read closely. The defaults hold on all sets at once."""

    terms: float = 1.0
    vectors: float = 2.0
    states: float = 5.0
    strengths: bool = True
    names: bool = True
    read: int = 30


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate, the score that orders it, and what that is made of; higher is better in all of them.

    ``topic`` is the weighted mean of the measures, about 0..1; ``strength`` and ``named`` are factors, 0..1, for time
    and who and for the things named. ``fused`` multiplies them, ``named`` only where a time is stated: what happened at
    a given time is told apart by its names, while a topic may go by others.
    """

    candidate: Candidate
    fused: float
    topic: float
    strength: float = 1.0
    named: float = 1.0


def fused(
    generation: Generation, query: Query, asked: Asked, found: Sequence[Candidate], weights: Weights
) -> list[Scored]:
    """The candidates, best first: all by the cheap measures, then the first ``weights.read`` read closely."""
    facts = generation.facts([candidate.key for candidate in found])
    strengths = [strength(query, one) if weights.strengths else 1.0 for one in facts]
    topics = [_mean(weights, _share(one, asked), one.cosine, None) for one in found]
    ranked = sorted(map(_scored, found, topics, strengths), key=_order)
    near, rest = ranked[: weights.read], ranked[weights.read :]
    read = sorted(_read(generation, query, asked, near, weights), key=_order)
    lowest = min((one.fused for one in read), default=0.0)
    return [*read, *(replace(one, fused=min(one.fused, lowest)) for one in rest)]


def _read(
    generation: Generation, query: Query, asked: Asked, near: Sequence[Scored], weights: Weights
) -> Iterator[Scored]:
    """The candidates scored by their words: those of their states, and those of the names."""
    keys = [one.candidate.key for one in near]
    similar = late.similarities(asked.states, asked.shares, list(generation.states(keys)))
    asked_names = names.names_of(query, generation) if weights.names else ()
    timed = query.since is not None or query.until is not None
    for one, similarity, text in zip(near, similar, _texts(generation, keys, asked_names), strict=True):
        topic = _mean(weights, _share(one.candidate, asked), one.candidate.cosine, similarity)
        named = names.strength(asked_names, text)
        score = topic * one.strength * (named if timed else 1.0)
        yield replace(one, fused=score, topic=topic, named=named)


def _texts(generation: Generation, keys: Sequence[int], asked_names: Sequence[names.Name]) -> list[str]:
    """The passages with their titles, where there are names to look for in them."""
    if not asked_names:
        return [""] * len(keys)
    passages = generation.passages(keys)
    cards = generation.cards([passage.release_id for passage in passages])
    return [f"{cards[passage.release_id].title or ''}\n{passage.text}" for passage in passages]


def _scored(candidate: Candidate, topic: float, strong: float) -> Scored:
    return Scored(candidate, topic * strong, topic, strong)


def _share(candidate: Candidate, asked: Asked) -> float:
    """BM25 by the idf of all words asked for: 0 up to about 1, at most k1 + 1."""
    return candidate.bm25 / asked.weight if asked.weight else 0.0


def _mean(weights: Weights, share: float, cosine: float, similarity: float | None) -> float:
    """The weighted mean of the measures; of two where the passage has no states."""
    total, counted = weights.terms * share + weights.vectors * max(0.0, cosine), weights.terms + weights.vectors
    if similarity is not None:
        total, counted = total + weights.states * max(0.0, similarity), counted + weights.states
    return total / counted if counted else 0.0


def _order(scored: Scored) -> tuple[float, int]:
    return (-scored.fused, scored.candidate.key)
