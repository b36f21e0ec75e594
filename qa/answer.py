"""The whole way from Results to an Answer: exact quotes in the shape of the question, or a plain silence.

Invariant: an answer asserts nothing of its own. What it says stands in its quotes, each verified at the very end; when
the evidence is not enough, it says so and shows the nearest passages as such.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from qa.evidence import HITS_READ, Sentence, best_sentences, whole_releases
from qa.later import changed_later
from qa.likeness import likeness
from qa.quoting import NEARLY, quote, verified
from qa.records import Answer, Hit, Query, Quote, Results
from qa.rows import rows
from qa.search import matches
from qa.shape import Shape, shape_of
from qa.sides import marked, side_by_side
from qa.silence import ENOUGH, PLAIN, gaps, missing, nowhere, statement, verdict
from qa.understand import describe_time
from qa.wording import counted

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.generation import Generation

_WIDE = {"said": 6, "latest": 8, "timeline": 10, "which": 8, "compare": 8}
"""So many hits are read, and releases quoted at most, where an answer is more than a fact."""

_FEW = {"when": 3, "who": 3, "figure": 3, "where": 2, "why": 2}
_AS_GOOD, _ON_TOPIC, _GRASPS = 0.93, 0.8, 0.7
"""How near the best score another release's sentence must come: to be quoted beside a fact, or among positions; and how
near the best one's grasp of the question, always."""

_NEAREST, _AS_NEAR, _BESIDE = 5, 0.75, 0.8
"""Where only meaning tells, up to so many releases are quoted, if they come so near beside the nearest; and beside a
sentence a neighbour that scores so much less."""


def answer(results: Results, generation: Generation, embedder: Embedder) -> Answer:
    """What the releases say, in their own words. Never raises for what a release or a question holds."""
    shape = shape_of(results.query)
    query = replace(results.query, shape=shape)
    results = replace(results, query=query)
    sentences = _read(query, results[: _WIDE.get(shape, HITS_READ)], generation, embedder)
    judged = verdict(results, sentences, generation)
    quotes: tuple[Quote, ...] = ()
    if judged.confidence >= ENOUGH and judged.in_words:
        chosen = _ordered(_chosen(sentences, shape, query, judged.confidence < PLAIN), shape, query.order)
        quotes = _quotes(chosen, sentences, generation)
    elif judged.confidence >= ENOUGH:
        sentences = _read(query, results[:_NEAREST], generation, embedder)
        quotes = _quotes(_nearest(sentences, shape, query.order), sentences, generation, _BESIDE)
    if not quotes:
        lacking, empty = missing(query, generation), gaps(generation)
        message = statement(results, lacking, empty, in_words=judged.in_words)
        return Answer("nothing_found", message, (), results, query, judged.confidence, (), lacking, empty)
    notes = changed_later(quotes, generation)
    if not judged.in_words:
        lacking = missing(query, generation)
        nearest = f" Nearest in meaning, to be read with care: {found(quotes)}"
        message = f"No release says this in these words.{nowhere(lacking)}{nearest}"
        return Answer("answered", message, quotes, results, query, judged.confidence, missing=lacking, notes=notes)
    if shape == "compare":
        quotes = marked(quotes, query)
    lines = rows(shape, quotes, query, generation)
    message = found(quotes, shape, query)
    if shape == "which":
        message += _in_all(quotes, query, generation)
    if judged.confidence < PLAIN:
        message += " The evidence is thin: see whether it answers."
    return Answer("answered", message, quotes, results, query, judged.confidence, lines, notes=notes)


def _read(query: Query, hits: Sequence[Hit], generation: Generation, embedder: Embedder) -> list[Sentence]:
    """The sentences of the whole releases of ``hits``, best first; only those of the stated time, if they come near."""
    read = whole_releases(hits, generation)
    sentences = best_sentences(query, read, likeness(query, read, generation, embedder), generation)
    timely = [sentence for sentence in sentences if sentence.timely]
    return timely if timely and timely[0].score >= _ON_TOPIC * sentences[0].score else sentences


def _quotes(
    chosen: Sequence[Sentence], among: Sequence[Sentence], generation: Generation, beside: float = NEARLY
) -> tuple[Quote, ...]:
    """The sentences as verified quotes; one whose words another holds already is left out."""
    made = [quote(sentence, generation.release(sentence.hit.release.id), among, beside) for sentence in chosen]
    apart = [
        one
        for number, one in enumerate(made)
        if not any(
            one.release.id == other.release.id and one.start < other.end and other.start < one.end
            for other in made[:number]
        )
    ]
    return tuple(verified(apart, generation))


def found(quotes: Sequence[Quote], shape: str = "fact", query: Query | None = None) -> str:
    """What an answer holds, in a sentence: "2 quotes from 2 releases, 12 July 2018 – 14 May 2020."."""
    days = sorted(q.release.date for q in quotes if q.release.date)
    span = f", {describe_time(days[0], days[-1])}" if days else ""
    counts = f"{counted(len(quotes), 'quote')} from {counted(len({q.release.id for q in quotes}), 'release')}{span}."
    if shape == "latest" and days:
        asked = f" as of {describe_time(query.as_of, query.as_of)}" if query and query.as_of else ""
        return f"The latest{asked} is of {describe_time(days[-1], days[-1])}. {counts}"
    return counts


def _in_all(quotes: Sequence[Quote], query: Query, generation: Generation) -> str:
    """How many releases hold the question's words, where that is more than are quoted."""
    holding = len(matches(generation, query).releases)
    return f" In all {holding:,} releases hold its words." if holding > len({q.release.id for q in quotes}) else ""


def _chosen(sentences: Sequence[Sentence], shape: Shape, query: Query, thin: bool) -> list[Sentence]:
    """The best sentence of each release that is good enough beside the best of all: one for a plain fact.

    Where the evidence is ``thin``, of up to three releases, since none stands out, and of the best one the next best,
    too. Of what somebody said only their own words, where there are any.
    """
    most = _WIDE.get(shape) or max(_FEW.get(shape, 1), HITS_READ if thin else 1)
    enough = _ON_TOPIC if shape in _WIDE else _AS_GOOD
    best_one = sentences[0]
    good = [
        s
        for s in sentences
        if s is best_one or (s.score >= enough * best_one.score and s.grasp >= _GRASPS * best_one.grasp)
    ]
    if shape == "said":
        good = [s for s in good if s.offered] or good
    best: dict[str, Sentence] = {}
    for sentence in good:
        best.setdefault(sentence.hit.release.id, sentence)
    if shape == "compare":
        return side_by_side(list(best.values()), query, most)
    first, *others = list(best.values())[:most]
    more = [s for s in sentences if thin and s is not first and s.hit.release.id == first.hit.release.id]
    return [first, *more[:1], *others]


def _nearest(sentences: Sequence[Sentence], shape: Shape, order: str | None) -> list[Sentence]:
    """Of each release its best sentence, and the one that it opens with: that says what all the rest is about.

    Of the release found first the two best. Of what somebody said the best of their own words, where there are any.
    """
    best: dict[str, list[Sentence]] = {}
    opening: dict[str, Sentence] = {}
    near: dict[str, float] = {}
    for sentence in sorted(sentences, key=lambda s: not s.offered) if shape == "said" else sentences:
        release = sentence.hit.release.id
        best.setdefault(release, []).append(sentence)
        near[release] = max(near.get(release, 0.0), sentence.nearness)
        opening[release] = min(opening.get(release, sentence), sentence, key=lambda s: s.start)
    least = _AS_NEAR * max(near.values())
    each = _ordered([own[0] for release, own in best.items() if near[release] >= least], shape, order)
    first = min(each, key=lambda s: s.hit.rank)
    return [
        sentence
        for one in each
        for sentence in (*best[one.hit.release.id][: 2 if one is first else 1], opening[one.hit.release.id])
    ]


def _ordered(chosen: Sequence[Sentence], shape: Shape, order: str | None) -> list[Sentence]:
    """Positions newest first, a timeline oldest first, everything else the best first; undated ones last."""
    if shape in ("timeline", "compare") or order == "oldest":
        return sorted(chosen, key=lambda s: s.hit.release.date or date.max)
    if shape in ("said", "latest") or order == "newest":
        return sorted(chosen, key=lambda s: s.hit.release.date or date.min, reverse=True)
    return list(chosen)
