"""Results become evidence: the sentences that answer, best first, with the reasons.

A sentence is judged by what its words mean in their passage (MaxSim), by the question's words in it and beside it
(weighted by how rare they are), by whether it holds the kind of thing that was asked for, and by the hit it stands in.
Invariant: every reason is absolute, so that it means the same for every question; a sentence with a hole in it is no
evidence, since it cannot be quoted whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from index.records import HOLE
from index.terms import stems
from qa.likeness import Floats, Likeness
from qa.offered import offered
from qa.records import Hit, Query
from qa.shape import Shape, shape_of, topic_words

if TYPE_CHECKING:
    from index.generation import Generation

HITS_READ = 3
"""So many hits are read for a fact; its sentence stands further down only when the search went wrong."""

_PASSAGES_READ = 12
_LEAST_WORDS = 4
_TOLD_WITHIN = timedelta(days=2)
"""So long after it happened a release still tells of a thing as news."""

_SIMILARITY, _GRASP, _COVERAGE, _CARRIED, _OFFERS, _TIMELY, _RANK = 6.0, 1.5, 0.5, 0.3, 0.5, 1.0, 0.3
"""Fitted by hand on questions about encyclopaedia paragraphs; half or double of any costs less than a point."""


_LEAD, _LEAD_CHARACTERS, _GRASPED = 3.0, 350, 0.7
"""What the lead of a release counts where no sentence meets ``_GRASPED`` of the question: it says what the rest is
about, and a question in words of its own asks for that."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """``release.text[start:end]`` of a hit, its place among the passage's sentences, and why it was chosen.

    ``similarity`` is the MaxSim, -1..1: the mean over the question's pieces of the nearest piece's cosine; ``nearness``
    the cosine, -1..1, of the sentence as a whole with the question as a whole. ``coverage``
    is the share of the question's weight in rare words that the sentence holds, ``carried`` the share that only the
    one before it holds. ``grasp`` is that share over the sentence, its neighbours and its release's head, where a word
    that does not stand there counts as much as its nearest piece's cosine, and ``weakest`` the least of these. All
    three 0..1, as is ``offered``: how far it holds the kind of thing asked for. ``timely`` says whether its release or
    passage is of the time asked about. ``met`` are the question's words with how near any piece of what was read of the
    release comes to each, 0..1. ``score`` orders: in all of them higher is better.
    """

    hit: Hit
    number: int
    start: int
    end: int
    text: str
    similarity: float
    nearness: float
    coverage: float
    carried: float
    grasp: float
    weakest: float
    offered: float
    timely: bool
    met: Mapping[str, float]

    @property
    def score(self) -> float:
        """What orders the sentences of one question."""
        return (
            _SIMILARITY * self.similarity
            + _GRASP * self.grasp
            + _COVERAGE * self.coverage
            + _CARRIED * self.carried
            + _OFFERS * self.offered
            + _TIMELY * self.timely
            + _RANK / self.hit.rank
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a question every sentence is held against: its shape, its words' weights and their other forms."""

    query: Query
    shape: Shape
    weights: dict[str, float]
    forms: dict[str, tuple[frozenset[str], ...]]

    @property
    def total(self) -> float:
        """The weight of all words, never 0."""
        return sum(self.weights.values()) or 1.0

    def held(self, words: Iterable[str]) -> frozenset[str]:
        """Those of the question's words that the stemmed ``words`` hold, in any of their forms."""
        there = set(words)
        return frozenset(word for word, forms in self.forms.items() if any(there.issuperset(form) for form in forms))

    def share(self, words: frozenset[str]) -> float:
        """The share of the question's weight that these of its words have, 0..1."""
        return sum(self.weights[word] for word in words) / self.total


def whole_releases(hits: Sequence[Hit], generation: Generation) -> tuple[Hit, ...]:
    """Each hit with every passage of its release in turn, up to 12 and its own: the answer may stand further on."""
    read: dict[int, Hit] = {}
    for hit in hits:
        own = hit.passage
        for passage in (own, *generation.passages_of(hit.release.id)[:_PASSAGES_READ]):
            read.setdefault(passage.key, replace(hit, passage=passage))
    return tuple(read.values())


def best_sentences(query: Query, hits: Sequence[Hit], near: Likeness, generation: Generation) -> list[Sentence]:
    """The sentences of ``hits`` that can be quoted, by falling score; ``near`` is the likeness of those hits."""
    asked = asked_of(query, generation)
    pieces = near.pieces_of(asked.weights)
    met = _met(hits, near, pieces)
    found = [
        sentence
        for hit, rows, wholes in zip(hits, near.hits, near.wholes, strict=True)
        for sentence in _sentences(hit, rows, wholes, asked, pieces, met[hit.release.id], generation)
    ]
    led = _LEAD if max((s.grasp for s in found), default=1.0) < _GRASPED else 0.0

    def order(s: Sentence) -> tuple[float, int, int]:
        lead = led * (_GRASPED - s.grasp) if s.start < _LEAD_CHARACTERS else 0.0
        return -s.score - lead, s.hit.rank, s.start

    return sorted(found, key=order)


def asked_of(query: Query, generation: Generation) -> Asked:
    """The question as its sentences and releases are held against it."""
    weights = word_weights(query, generation)
    return Asked(query, shape_of(query), weights, {word: _forms(word, query) for word in weights})


def word_weights(query: Query, generation: Generation) -> dict[str, float]:
    """Every word to match with what it weighs: its idf over passages (Robertson and Spärck Jones, in Lucene's form)."""
    passages = generation.extent.passages
    weights = {}
    for word in topic_words(query):
        holding = generation.vocabulary.document_frequency(word)
        weights[word] = math.log(1 + (passages - holding + 0.5) / (holding + 0.5))
    return weights


def _forms(word: str, query: Query) -> tuple[frozenset[str], ...]:
    """The stems of a word, and of every other form of it that is matched too."""
    others = (variant.word for variant in query.variants if variant.instead_of == word)
    return tuple(frozenset(stems(form)) for form in (word, *others))


def _met(hits: Sequence[Hit], near: Likeness, pieces: dict[str, np.ndarray]) -> dict[str, dict[str, float]]:
    """For each release of ``hits`` how near anything in it comes to each word of the question."""
    nearest: dict[str, Floats] = {}
    for hit, rows in zip(hits, near.hits, strict=True):
        best = rows.max(axis=0, initial=0.0)
        nearest[hit.release.id] = np.maximum(nearest.get(hit.release.id, best), best)
    return {release: _of_words(best, pieces) for release, best in nearest.items()}


def _sentences(
    hit: Hit,
    near: Floats,
    wholes: Floats,
    asked: Asked,
    pieces: dict[str, np.ndarray],
    met: dict[str, float],
    generation: Generation,
) -> Iterator[Sentence]:
    """The quotable sentences of a hit's passage."""
    passage, card = hit.passage, hit.release
    year = str(card.date.year) if card.date else ""
    head = asked.held(stems(f"{card.title or ''} {card.issuer or ''} {card.place or ''} {year}"))
    texts = [passage.text[start - passage.start : end - passage.start] for start, end in passage.sentences]
    words = [stems(text) for text in texts]
    holds = [asked.held(one) for one in words]
    speakers = generation.release(card.id).speakers if asked.shape == "said" else ()
    timely = _in_time(hit, asked.query, generation)
    for number, (start, end) in enumerate(passage.sentences):
        if HOLE in texts[number] or len(words[number]) < _LEAST_WORDS:
            continue
        around = slice(max(0, number - 1), number + 2)
        there = head.union(*holds[around])
        values = _grasped(asked, there, near[around].max(axis=0), pieces)
        before = holds[number - 1] if number else frozenset()
        said = [f"{a.name} {a.role or ''}" for a in speakers if a.start < end and start < a.end]
        yield Sentence(
            hit=hit,
            number=number,
            start=start,
            end=end,
            text=texts[number],
            similarity=float(near[number].mean()),
            nearness=float(wholes[number]),
            coverage=asked.share(holds[number]),
            carried=asked.share(before - holds[number]),
            grasp=sum(asked.weights[word] * value for word, value in values.items()) / asked.total,
            weakest=min(values.values(), default=0.0),
            offered=offered(asked.shape, texts[number], asked.query, said=" ".join([*said, card.issuer or ""])),
            timely=timely,
            met=met,
        )


def _in_time(hit: Hit, query: Query, generation: Generation) -> bool:
    """Whether the release is of the time asked about, or of the two days after, or the passage tells of that time.

    Where no release has a date, time says nothing for or against any.
    """
    if not (query.since or query.until) or generation.extent.first is None:
        return True
    first, last = query.since or date.min, query.until or date.max
    day = hit.release.date
    (facts,) = generation.facts([hit.passage.key])
    issued = bool(day and first <= day and (day <= last or day - last <= _TOLD_WITHIN))
    return issued or any(told.first <= last and told.last >= first for told in facts.events)


def _grasped(
    asked: Asked, there: frozenset[str], nearest: Floats, pieces: dict[str, np.ndarray]
) -> dict[str, float]:
    """How well each word of the question is met: 1 where it stands, else as near as its pieces come, 0..1."""
    near = _of_words(nearest, pieces)
    return {word: 1.0 if word in there else near[word] for word in asked.weights}


def _of_words(nearest: Floats, pieces: dict[str, np.ndarray]) -> dict[str, float]:
    """The mean of ``nearest`` over the pieces of each word, never below 0; 0 for a word that the model did not see."""
    return {word: max(0.0, float(nearest[own].mean())) if len(own) else 0.0 for word, own in pieces.items()}
