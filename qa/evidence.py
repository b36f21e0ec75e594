"""Results become evidence: the sentences that answer, best first, with the reasons.

A sentence is judged by what its words mean in their passage (MaxSim: for every piece of the question the nearest piece
of the sentence), by the question's words in it and just before it (weighted by how rare they are), by whether it holds
the kind of thing that was asked for, and by the hit it stands in. Invariant: every part of a score is absolute, so that
it means the same for every question; a sentence with a hole in it is no evidence, since it cannot be quoted whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.embed import SeesPieces
from index.records import HOLE
from index.terms import stems
from qa.records import Hit, Query, Results
from qa.shape import Shape, offers, topic_words

if TYPE_CHECKING:
    from index.embed import Embedder, Pieces
    from index.generation import Generation

HITS_READ = 3
"""So many hits are read for a fact; its sentence stands further down only when the search went wrong."""

_LEAST_WORDS = 4
_SIMILARITY, _COVERAGE, _CARRIED, _OFFERS, _RANK = 6.0, 0.5, 0.3, 0.2, 0.3
"""Fitted by hand on questions about encyclopaedia paragraphs; half or double of any costs less than a point."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """``release.text[start:end]`` of a hit, its place among the passage's sentences, and why it was chosen.

    ``similarity`` is the MaxSim, -1..1; ``coverage`` the share of the question's weight in rare words that it holds,
    ``carried`` the share that only the sentence before it holds, both 0..1; ``offered`` whether it holds the kind of
    thing asked for. ``score`` adds them up with the hit's rank. In all of them higher is better.
    """

    hit: Hit
    number: int
    start: int
    end: int
    text: str
    similarity: float
    coverage: float
    carried: float
    offered: bool
    score: float = 0.0


def best_sentences(
    results: Results, shape: Shape, generation: Generation, embedder: Embedder, hits: int = HITS_READ
) -> list[Sentence]:
    """The sentences of the first ``hits`` that can be quoted, by falling score."""
    weights = word_weights(results.query, generation)
    read = results[:hits]
    similar = similarities(results.query.standalone, read, embedder)
    found = [
        _scored(sentence)
        for hit, values in zip(read, similar, strict=True)
        for sentence in _sentences(hit, values, weights, results.query, shape)
    ]
    return sorted(found, key=lambda s: (-s.score, s.hit.rank, s.start))


def similarities(question: str, hits: Sequence[Hit], embedder: Embedder) -> list[list[float]]:
    """For every hit the MaxSim of each of its passage's sentences with the question (Khattab and Zaharia 2020).

    The mean over the question's pieces of the highest cosine with any piece of the sentence, each piece seen in its
    whole passage. An embedder that knows no pieces gives the cosine of the sentence alone instead.
    """
    inside = [[(s - hit.passage.start, e - hit.passage.start) for s, e in hit.passage.sentences] for hit in hits]
    texts = [hit.passage.text for hit in hits]
    if not texts:
        return []
    if not isinstance(embedder, SeesPieces):
        (asked,) = embedder.embed([question], "query")
        each = [[text[s:e] for s, e in spans] for text, spans in zip(texts, inside, strict=True)]
        return [(embedder.embed(sentences, "document") @ asked).tolist() for sentences in each]
    (words,) = embedder.pieces([question], "query")
    pairs = zip(embedder.pieces(texts, "document"), inside, strict=True)
    return [[_maxsim(words, pieces, *span) for span in spans] for pieces, spans in pairs]


def word_weights(query: Query, generation: Generation) -> dict[str, float]:
    """Every word to match with what it weighs: its idf over passages (Robertson and Spärck Jones, in Lucene's form)."""
    passages = generation.extent.passages
    weights = {}
    for word in topic_words(query):
        holding = generation.vocabulary.document_frequency(word)
        weights[word] = math.log(1 + (passages - holding + 0.5) / (holding + 0.5))
    return weights


def held(words: Sequence[str], weights: dict[str, float]) -> dict[str, float]:
    """Those of the question's words that the stemmed ``words`` hold."""
    there = set(words)
    return {word: weight for word, weight in weights.items() if there.issuperset(stems(word))}


def _sentences(
    hit: Hit, similar: Sequence[float], weights: dict[str, float], query: Query, shape: Shape
) -> Iterator[Sentence]:
    """The quotable sentences of a hit's passage."""
    passage, total = hit.passage, sum(weights.values()) or 1.0
    before: dict[str, float] = {}
    for number, (start, end) in enumerate(passage.sentences):
        text = passage.text[start - passage.start : end - passage.start]
        words = stems(text)
        here = held(words, weights)
        carried = sum(weight for word, weight in before.items() if word not in here)
        before = here
        if HOLE not in text and len(words) >= _LEAST_WORDS:
            covered = sum(here.values()) / total
            offered = offers(shape, text, query)
            yield Sentence(hit, number, start, end, text, similar[number], covered, carried / total, offered)


def _scored(sentence: Sentence) -> Sentence:
    score = (
        _SIMILARITY * sentence.similarity
        + _COVERAGE * sentence.coverage
        + _CARRIED * sentence.carried
        + _OFFERS * sentence.offered
        + _RANK / sentence.hit.rank
    )
    return replace(sentence, score=score)


def _maxsim(asked: Pieces, pieces: Pieces, start: int, end: int) -> float:
    inside = (pieces.starts >= start) & (pieces.ends <= end) & (pieces.ends > pieces.starts)
    if not inside.any():
        return 0.0
    return float((asked.states @ pieces.states[inside].T).max(axis=1).mean())
