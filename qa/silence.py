"""Whether the corpus answers at all, and what to say when it does not.

Invariant: the measure is absolute: it is made of what one sentence holds of the question and of how close it comes in
meaning, never of ranks or of how other hits did, so that the same evidence gives the same confidence in any corpus.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from qa.records import Gap, Query, Results
from qa.shape import topic_words
from qa.wording import covered

if TYPE_CHECKING:
    from index.generation import Generation
    from qa.evidence import Sentence

ENOUGH = 0.5
"""Below this confidence nothing is claimed: 90% of what has an answer is answered."""

WEIGHTS, BIAS = (5.7, 6.0, 2.2, 1.3), -9.8
"""Fitted by ``bench/answers.py --fit``: what the signs of the best sentence count towards an answer."""

_GAP = timedelta(days=365)


def confidence(results: Results, sentences: Sequence[Sentence], generation: Generation) -> float:
    """0..1: is there an answer in the corpus? A logistic of what the best sentence means and holds.

    A named thing of the question that stands nowhere in the corpus takes its share off.
    """
    if not sentences:
        return 0.0
    weight = sum(w * sign for w, sign in zip(WEIGHTS, signs(sentences[0]), strict=True)) + BIAS
    lacking = len(missing(results.query, generation)) / max(1, len(topic_words(results.query)))
    return (1 - lacking) / (1 + math.exp(-weight))


def signs(sentence: Sentence) -> tuple[float, float, float, float]:
    """What speaks for a sentence being an answer, each absolute and about 0..1.

    How near it comes in meaning, how much of the question it and its neighbours hold, how well the worst word of the
    question is met (a false premise or a missing fact has one that is not), and whether it holds the kind of thing
    asked for.
    """
    return sentence.similarity, sentence.grasp, sentence.weakest, float(sentence.offered)


def missing(query: Query, generation: Generation) -> tuple[str, ...]:
    """The words of the question that stand nowhere in the corpus."""
    return tuple(word for word in topic_words(query) if not generation.vocabulary.document_frequency(word))


def gaps(generation: Generation) -> tuple[Gap, ...]:
    """Times of more than a year within the corpus in which it has no release."""
    cards = generation.cards(generation.ids()).values()
    days = sorted({card.date for card in cards if card.date})
    day = timedelta(days=1)
    return tuple(Gap(before + day, after - day) for before, after in pairwise(days) if after - before > _GAP)


def statement(results: Results, lacking: Sequence[str]) -> str:
    """That no release says so, what was looked for, and what the corpus covers."""
    query, coverage = results.query, results.coverage
    looked = f"Looked for {query.describe() or query.standalone} in {covered(coverage)}."
    outside = ""
    if query.since and coverage.last and query.since > coverage.last:
        outside = " The time asked about begins after the last release."
    elif query.until and coverage.first and query.until < coverage.first:
        outside = " The time asked about ends before the first release."
    words = f" {', '.join(lacking)}: found in no release." if lacking else ""
    return f"No release says this. {looked}{outside}{words}"
