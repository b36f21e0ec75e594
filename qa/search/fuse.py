"""Candidates get one score each: a weighted mean of absolute measures, times what the question states.

BM25 is divided by the idf of the question's words, about what holding each of them once gives; the cosine is that of
the release (the middle of its passages), since a release on the topic has more than one passage near it; MaxSim is as
it is, of the passage and of its best sentence; and what the nearest releases score counts a little. Which are read so
closely the passage's own cosine decides: by the release's, a few long releases would take all places. All measures are
absolute, unlike ranks or min-max scores, so a score can say that nothing fits; they were also found to rank better than
both (``bench/retrieval.py``).
Invariant: equal scores keep one order, by key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from index.engine import Candidate
from qa.search import leaning, names, yearless
from qa.search.neighbours import beside
from qa.search.strengths import strength
from qa.search.titled import titled_texts

if TYPE_CHECKING:
    from index.generation import Generation
    from qa.records import Query
    from qa.search.asked import Asked
    from qa.search.late import Similarity

Measure = tuple[float, float]
"""What a measure counts, and its value, about 0..1."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each measure counts, and how many candidates are read closely. The defaults hold on all sets at once."""

    terms: float = 1.0
    vectors: float = 3.0
    states: float = 8.0
    sentence: float = 1.5
    neighbours: float = 1.0
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
    topics = [_mean(_cheap(weights, one, asked, one.cosine)) for one in found]
    ranked = sorted(map(_scored, found, topics, _strengths(generation, query, keys, weights)), key=_order)
    near, rest = ranked[: weights.read], ranked[weights.read :]
    read = sorted(_read(generation, query, asked, near, weights), key=_order)
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
    generation: Generation, query: Query, asked: Asked, near: Sequence[Scored], weights: Weights
) -> Iterator[Scored]:
    """The candidates scored by their whole release, the releases near it and their words: those of their states, and
    those of the names where a time is stated.
    """
    keys = [one.candidate.key for one in near]
    releases, centres = generation.releases_of(keys), generation.centres(keys)
    similar = leaning.similarities(asked, list(generation.states(keys)), releases)
    nearness = leaning.nearness(centres, asked).tolist()
    measures = [
        _cheap(weights, one.candidate, asked, close) + _close(weights, similarity)
        for one, close, similarity in zip(near, nearness, similar, strict=True)
    ]
    around = beside(np.array([_mean(one) for one in measures]), releases, centres).tolist()
    timed = query.since is not None or query.until is not None
    asked_names = names.names_of(query, generation) if weights.names and timed else ()
    texts = titled_texts(generation, keys) if asked_names else [""] * len(keys)
    for one, measured, value, text in zip(near, measures, around, texts, strict=True):
        topic = _mean([*measured, (weights.neighbours, value)])
        named = names.strength(asked_names, text)
        yield Scored(one.candidate, topic * one.strength * named, topic, one.strength, named)


def _scored(candidate: Candidate, topic: float, strong: float) -> Scored:
    return Scored(candidate, topic * strong, topic, strong)


def _share(candidate: Candidate, asked: Asked) -> float:
    """BM25 by the idf of all words asked for: 0 up to about 1, at most k1 + 1."""
    return candidate.bm25 / asked.weight if asked.weight else 0.0


def _cheap(weights: Weights, candidate: Candidate, asked: Asked, nearness: float) -> list[Measure]:
    """What costs little: its words, and the cosine of the passage or of its release."""
    return [(weights.terms, _share(candidate, asked)), (weights.vectors, max(0.0, nearness))]


def _close(weights: Weights, similarity: Similarity | None) -> list[Measure]:
    """What is measured of those read closely; nothing of a passage without states."""
    if similarity is None:
        return []
    return [(weights.states, similarity.whole), (weights.sentence, similarity.sentence)]


def _mean(measures: Sequence[Measure]) -> float:
    """The mean of the measures by their weights, 0 where none counts."""
    counted = sum(weight for weight, _ in measures)
    return sum(weight * value for weight, value in measures) / counted if counted else 0.0


def _order(scored: Scored) -> tuple[float, int]:
    return (-scored.fused, scored.candidate.key)
