"""What a Query looks for in figures: terms with their weights, a vector, and the states of its pieces.

Invariant: the time, the order, the name of who is to have spoken and the words that only frame a question are in none
of the three; an earlier turn counts by its ``Context.weight`` beside 1 of the question, one without ``words`` in the
vector only.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.embed import SeesPieces
from index.engine import Term, Vector
from qa.shape import topic_words
from qa.understand import words

if TYPE_CHECKING:
    from index.embed import Embedder, Pieces
    from index.generation import Generation
    from qa.records import Query

_WORD = re.compile(r"[^\W_]+")
_WHOSE = re.compile(r"['’]s\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """``weight`` is the sum over all words of their idf times their weight: what BM25 is measured against.

    ``lacking`` is the share of it, 0..1, of the words that no passage holds under any spelling.
    ``vector`` is float32 [dimension] of length 1, and ``own`` the question's part of it: the rest is of earlier turns.
    ``states`` are float32 [n, dimension], the first ``pieces`` of them the question's, and ``shares`` [n] what each
    counts by the idf of its word, 1 together; both are empty where the embedder tells nothing of pieces.
    """

    terms: tuple[Term, ...]
    weight: float
    lacking: float
    vector: Vector
    own: Vector
    states: Vector
    shares: Vector
    pieces: int


def asked_of(query: Query, generation: Generation, embedder: Embedder) -> Asked:
    """The figures of ``query``; one pass through the model for the question and all turns that it leans on."""
    topic, own = _subject(query)
    terms = [Term(word) for word in own]
    heavy = {word.casefold() for word in own}
    spoken = [context for context in query.context if context.words]
    for context in spoken:
        more = [word for word in words(context.text) if word.casefold() not in heavy]
        terms += [Term(word, context.weight) for word in more]
        heavy.update(word.casefold() for word in more)
    each = [term.weight * inverse_frequency(generation, term.word) for term in terms]
    spelt = {variant.instead_of.casefold() for variant in query.variants}
    lacking = sum(
        weight
        for term, weight in zip(terms, each, strict=True)
        if term.word.casefold() not in spelt and not generation.vocabulary.document_frequency(term.word)
    )
    weight = sum(each)
    terms += [Term(variant.word, variant.weight) for variant in query.variants]
    turns = [*spoken, *(context for context in query.context if not context.words)]
    texts = [topic, *(context.text for context in turns)]
    weights = np.array([1.0, *(context.weight for context in turns)], np.float32)
    vectors, states, shares, pieces = _seen(texts, weights, 1 + len(spoken), generation, embedder)
    vector = weights @ vectors
    length = max(float(np.linalg.norm(vector)), 1e-9)
    return Asked(
        terms=tuple(terms),
        weight=weight,
        lacking=lacking / weight if weight else 0.0,
        vector=vector / length,
        own=vectors[0] / length,
        states=states,
        shares=shares,
        pieces=pieces,
    )


def _subject(query: Query) -> tuple[str, tuple[str, ...]]:
    """The topic, and the words of it to match, without the name of who is to have spoken: its longest run of that.

    Who speaks is weighed by itself (``qa.search.strengths``); as one more word of the topic it would bring what else is
    told of them. Of a question that has no other word, and of a name that was given as a limit, all is kept.
    """
    topic, own = query.topic or query.standalone, topic_words(query)
    speakers = () if "speaker" in query.given else (query.speaker or "", *query.speakers)
    issuers = () if "issuer" in query.given else (query.issuer or "", *query.issuers)
    forms = " ".join((*speakers, *issuers))
    names, telling = set(_bare(forms)), set(map(str.casefold, words(forms)))

    def of_name(token: str) -> bool:
        return bool(held := _bare(token)) and names.issuperset(held)

    runs = [list(run) for _, run in groupby(topic.split(), of_name)]
    of_names = (run for run in runs if of_name(run[0]) and telling.intersection(_bare(" ".join(run))))
    name = max(of_names, key=len, default=[])
    gone = {word.casefold() for token in name for word in words(token)}
    rest = tuple(word for word in own if word.casefold() not in gone)
    left = " ".join(token for run in runs if run is not name for token in run)
    return (left, rest) if rest else (topic, own)


def _bare(text: str) -> list[str]:
    """All words of ``text``, in small letters, little ones too, without what says whose."""
    return _WORD.findall(_WHOSE.sub("", text.casefold()))


def inverse_frequency(generation: Generation, word: str) -> float:
    """The idf that BM25 gives a word over passages (Robertson and Spärck Jones, in Lucene's form)."""
    holding = generation.vocabulary.document_frequency(word)
    return math.log(1 + (generation.extent.passages - holding + 0.5) / (holding + 0.5))


def _seen(
    texts: list[str], weights: Vector, spoken: int, generation: Generation, embedder: Embedder
) -> tuple[Vector, Vector, Vector, int]:
    """The vector of each text; of the first ``spoken`` all states and shares; how many the first text has."""
    if not isinstance(embedder, SeesPieces):
        vectors = embedder.embed(texts, "query")
        return vectors, np.empty((0, vectors.shape[1]), np.float32), np.empty(0, np.float32), 0
    pieces = embedder.pieces(texts, "query")
    told = list(zip(texts, weights.tolist(), pieces, strict=True))[:spoken]
    each = [weight / len(one.states) * _rareness(text, one, generation) for text, weight, one in told]
    shares = np.concatenate(each)
    states = np.concatenate([one.states for one in pieces[:spoken]])
    shares /= max(float(shares.sum()), 1e-9)
    return np.stack([one.vector for one in pieces]), states, shares.astype(np.float32), len(pieces[0].states)


def _rareness(text: str, pieces: Pieces, generation: Generation) -> NDArray[np.float64]:
    """The idf of the word that each piece is of, 0 for one that is of none; 1 for all where no piece is of a word."""
    rareness = np.zeros(len(pieces.starts))
    for word in _WORD.finditer(text):
        inside = (pieces.starts >= word.start()) & (pieces.ends <= word.end()) & (pieces.ends > pieces.starts)
        rareness[inside] = inverse_frequency(generation, word[0])
    return rareness if rareness.any() else np.ones(len(rareness))
