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
from qa.likeness import likeness
from qa.quoting import quote, verified
from qa.records import Answer, Query, Quote, Results
from qa.rows import rows
from qa.shape import Shape, shape_of
from qa.sides import marked, side_by_side
from qa.silence import ENOUGH, PLAIN, confidence, gaps, missing, statement
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


def answer(results: Results, generation: Generation, embedder: Embedder) -> Answer:
    """What the releases say, in their own words. Never raises for what a release or a question holds."""
    shape = shape_of(results.query)
    query = replace(results.query, shape=shape)
    results = replace(results, query=query)
    read = whole_releases(results[: _WIDE.get(shape, HITS_READ)], generation)
    sentences = best_sentences(query, read, likeness(query, read, generation, embedder), generation)
    sure = confidence(results, sentences, generation)
    thin = sure < PLAIN
    chosen = _ordered(_chosen(sentences, shape, query, thin), shape, query.order) if sure >= ENOUGH else []
    made = (quote(sentence, generation.release(sentence.hit.release.id), sentences) for sentence in chosen)
    quotes = tuple(verified(made, generation))
    if not quotes:
        lacking = missing(query, generation)
        message = statement(results, lacking)
        return Answer("nothing_found", message, (), results, query, sure, (), lacking, gaps(generation))
    if shape == "compare":
        quotes = marked(quotes, query)
    lines = rows(shape, quotes, query, generation)
    message = found(quotes, shape, query)
    if thin:
        message += " The evidence is thin: see whether it answers."
    return Answer("answered", message, quotes, results, query, sure, lines)


def found(quotes: Sequence[Quote], shape: str, query: Query) -> str:
    """What an answer holds, in a sentence: "2 quotes from 2 releases, 12 July 2018 – 14 May 2020."."""
    days = sorted(q.release.date for q in quotes if q.release.date)
    span = f", {describe_time(days[0], days[-1])}" if days else ""
    counts = f"{counted(len(quotes), 'quote')} from {counted(len({q.release.id for q in quotes}), 'release')}{span}."
    if shape == "latest" and days:
        asked = f" as of {describe_time(query.as_of, query.as_of)}" if query.as_of else ""
        return f"The latest{asked} is of {describe_time(days[-1], days[-1])}. {counts}"
    return counts


def _chosen(sentences: Sequence[Sentence], shape: Shape, query: Query, thin: bool) -> list[Sentence]:
    """The best sentence of each release that is good enough beside the best of all: one for a plain fact.

    Where the evidence is thin, of up to three releases, since none stands out. Of what somebody said only their own
    words, where there are any.
    """
    most = _WIDE.get(shape) or max(_FEW.get(shape, 1), HITS_READ if thin else 1)
    enough = _ON_TOPIC if shape in _WIDE else _AS_GOOD
    best_one = sentences[0]
    good = [s for s in sentences if s.score >= enough * best_one.score and s.grasp >= _GRASPS * best_one.grasp]
    if shape == "said":
        good = [s for s in good if s.offered] or good
    best: dict[str, Sentence] = {}
    for sentence in good:
        best.setdefault(sentence.hit.release.id, sentence)
    if shape == "compare":
        return side_by_side(list(best.values()), query, most)
    return list(best.values())[:most]


def _ordered(chosen: list[Sentence], shape: Shape, order: str | None) -> list[Sentence]:
    """Positions newest first, a timeline oldest first, everything else the best first; undated ones last."""
    if shape in ("timeline", "compare") or order == "oldest":
        return sorted(chosen, key=lambda s: s.hit.release.date or date.max)
    if shape in ("said", "latest") or order == "newest":
        return sorted(chosen, key=lambda s: s.hit.release.date or date.min, reverse=True)
    return chosen
