"""Candidates get one score each: a weighted mean of absolute measures, times what the question states.

BM25 is divided by the idf of the question's words, about what holding each of them once gives; the cosine is that of
the release (the mean of its nearest passages), since a release on the topic has more than one passage near it; MaxSim
is as it is. So a score does not depend on what else was found, unlike ranks or min-max scores, and can say that nothing
fits; it was also found to rank better than both (``bench/retrieval.py``).
Invariant: equal scores keep one order, by key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.engine import Candidate
from qa.search import leaning, names, yearless
from qa.search.strengths import strength
from qa.search.titled import titled_texts

if TYPE_CHECKING:
    from index.generation import Generation
    from qa.records import Query
    from qa.search.asked import Asked

_NEAREST = 3
"""So many passages of a release are asked how near it is."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each measure counts, and how many candidates are read closely. The defaults hold on all sets at once."""

    terms: float = 1.0
    vectors: float = 3.0
    states: float = 8.0
    strengths: bool = True
    names: bool = True
    read: int = 60


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
    keys = [one.key for one in found]
    nearness = leaning.nearness(generation, keys, asked, _NEAREST).tolist()
    near_by = dict(zip(keys, nearness, strict=True))
    topics = [_mean(weights, _share(one, asked), near, None) for one, near in zip(found, nearness, strict=True)]
    ranked = sorted(map(_scored, found, topics, _strengths(generation, query, keys, weights)), key=_order)
    near, rest = ranked[: weights.read], ranked[weights.read :]
    read = sorted(_read(generation, query, asked, near, near_by, weights), key=_order)
    score, topic = min((one.fused for one in read), default=0.0), min((one.topic for one in read), default=0.0)
    return [*read, *(replace(one, fused=min(one.fused, score), topic=min(one.topic, topic)) for one in rest)]


def _strengths(generation: Generation, query: Query, keys: Sequence[int], weights: Weights) -> list[float]:
    """How well each passage keeps to what the question states, if it states anything."""
    stated = query.since or query.until or query.issuer or query.speaker
    if not weights.strengths or not stated:
        return [1.0] * len(keys)
    facts = generation.facts(keys)
    told = yearless.strengths(generation, query, keys, facts)
    return [strength(query, one, named) for one, named in zip(facts, told, strict=True)]


def _read(
    generation: Generation,
    query: Query,
    asked: Asked,
    near: Sequence[Scored],
    nearness: Mapping[int, float],
    weights: Weights,
) -> Iterator[Scored]:
    """The candidates scored by their words: those of their states, and those of the names where a time is stated."""
    keys = [one.candidate.key for one in near]
    states = list(generation.states(keys))
    similar = leaning.similarities(asked, states, generation.releases_of(keys))
    timed = query.since is not None or query.until is not None
    asked_names = names.names_of(query, generation) if weights.names and timed else ()
    texts = titled_texts(generation, keys) if asked_names else [""] * len(keys)
    for one, similarity, text in zip(near, similar, texts, strict=True):
        key = one.candidate.key
        topic = _mean(weights, _share(one.candidate, asked), nearness[key], similarity)
        named = names.strength(asked_names, text)
        yield Scored(one.candidate, topic * one.strength * named, topic, one.strength, named)


def _scored(candidate: Candidate, topic: float, strong: float) -> Scored:
    return Scored(candidate, topic * strong, topic, strong)


def _share(candidate: Candidate, asked: Asked) -> float:
    """BM25 by the idf of all words asked for: 0 up to about 1, at most k1 + 1."""
    return candidate.bm25 / asked.weight if asked.weight else 0.0


def _mean(weights: Weights, share: float, nearness: float, similarity: float | None) -> float:
    """The weighted mean of the measures; of two where the passage has no states."""
    total, counted = weights.terms * share + weights.vectors * max(0.0, nearness), weights.terms + weights.vectors
    if similarity is not None:
        total, counted = total + weights.states * max(0.0, similarity), counted + weights.states
    return total / counted if counted else 0.0


def _order(scored: Scored) -> tuple[float, int]:
    return (-scored.fused, scored.candidate.key)
