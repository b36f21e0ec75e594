"""What a Query looks for in figures: terms with their weights, a vector, and the states of its pieces.

Invariant: the time, the order and the words that only frame a question are in none of the three; an earlier turn counts
by its ``Context.weight`` beside 1 of the question, one without ``words`` in the vector only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.embed import SeesPieces
from index.engine import Term, Vector
from qa.shape import topic_words
from qa.understand import words

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.generation import Generation
    from qa.records import Query


@dataclass(frozen=True, slots=True)
class Asked:
    """``weight`` is the sum over all words of their idf times their weight: what BM25 is measured against.

    ``vector`` is float32 [dimension] of length 1. ``states`` are float32 [pieces, dimension] and ``shares`` [pieces]
    what each counts, 1 together; both are empty where the embedder tells nothing of pieces.
    """

    terms: tuple[Term, ...]
    weight: float
    vector: Vector
    states: Vector
    shares: Vector


def asked_of(query: Query, generation: Generation, embedder: Embedder) -> Asked:
    """The figures of ``query``; one pass through the model for the question and all turns that it leans on."""
    own = topic_words(query)
    terms = [Term(word) for word in own]
    heavy = {word.casefold() for word in own}
    spoken = [context for context in query.context if context.words]
    for context in spoken:
        more = [word for word in words(context.text) if word.casefold() not in heavy]
        terms += [Term(word, context.weight) for word in more]
        heavy.update(word.casefold() for word in more)
    weight = sum(term.weight * inverse_frequency(generation, term.word) for term in terms)
    terms += [Term(variant.word, variant.weight) for variant in query.variants]
    turns = [*spoken, *(context for context in query.context if not context.words)]
    texts = [query.topic or query.standalone, *(context.text for context in turns)]
    weights = np.array([1.0, *(context.weight for context in turns)], np.float32)
    vectors, states, shares = _seen(texts, weights, 1 + len(spoken), embedder)
    vector = weights @ vectors
    return Asked(tuple(terms), weight, vector / max(float(np.linalg.norm(vector)), 1e-9), states, shares)


def inverse_frequency(generation: Generation, word: str) -> float:
    """The idf that BM25 gives a word over passages (Robertson and Spärck Jones, in Lucene's form)."""
    holding = generation.vocabulary.document_frequency(word)
    return math.log(1 + (generation.extent.passages - holding + 0.5) / (holding + 0.5))


def _seen(texts: list[str], weights: Vector, spoken: int, embedder: Embedder) -> tuple[Vector, Vector, Vector]:
    """The vector of each text; of the first ``spoken`` the states of all their pieces, and the share of each piece."""
    if not isinstance(embedder, SeesPieces):
        vectors = embedder.embed(texts, "query")
        return vectors, np.empty((0, vectors.shape[1]), np.float32), np.empty(0, np.float32)
    pieces = embedder.pieces(texts, "query")
    lengths = np.array([len(one.states) for one in pieces[:spoken]])
    shares = np.repeat(weights[:spoken] / weights[:spoken].sum() / lengths, lengths)
    states = np.concatenate([one.states for one in pieces[:spoken]])
    return np.stack([one.vector for one in pieces]), states, shares.astype(np.float32)
