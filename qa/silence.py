"""Whether the corpus answers at all, and what to say when it does not.

Invariant: the measure is absolute: it is made of what one sentence holds of the question and of how close it comes in
meaning, never of ranks or of how other hits did, so that the same evidence gives the same confidence in any corpus.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from index.terms import stems
from qa.records import Gap, Query, Results
from qa.shape import names_asked, topic_words
from qa.wording import covered

if TYPE_CHECKING:
    from index.generation import Generation
    from qa.evidence import Sentence

ENOUGH, PLAIN = 0.15, 0.4
"""Below ``ENOUGH`` nothing is claimed: every topic that a collection lacks is refused there. Below ``PLAIN``, above
which 90% of what is answered in a release's own words lies, an answer says that its evidence is thin."""

WEIGHTS, BIAS = (6.1, 3.5, 2.3, 1.2, 1.6), -10.2
"""Fitted by ``bench/fit_silence.py``: what the signs of the best sentence count towards an answer."""

_OUT_OF_TIME = 0.5
_GAP = timedelta(days=365)


def confidence(results: Results, sentences: Sequence[Sentence], generation: Generation) -> float:
    """0..1: is there an answer in the corpus? A logistic of what the best sentence means and holds.

    A named thing of the question that stands nowhere in the corpus takes its share off, and half goes where the time
    asked about is not the sentence's.
    """
    if not sentences:
        return 0.0
    query, best = results.query, sentences[0]
    weight = sum(w * sign for w, sign in zip(WEIGHTS, signs(best, query, generation), strict=True)) + BIAS
    lacking = len(missing(query, generation)) / max(1, len(topic_words(query)))
    timely = 1.0 if _in_time(best, query, generation) else _OUT_OF_TIME
    return timely * (1 - lacking) / (1 + math.exp(-weight))


def signs(sentence: Sentence, query: Query, generation: Generation) -> tuple[float, float, float, float, float]:
    """What speaks for a sentence being an answer, each absolute and about 0..1.

    How near it comes in meaning; how much of the question it and its neighbours hold; how well the worst word of the
    question is met (a missing fact has one that is not); whether it holds the kind of thing asked for; and the share
    of the question's names that stand together in its release (a false premise has others).
    """
    asked = [stems(name) for name in names_asked(query)]
    named = 1.0
    if asked:
        card = sentence.hit.release
        there = set(stems(f"{card.title or ''} {card.issuer or ''} {generation.release(card.id).text}"))
        named = sum(there.issuperset(name) for name in asked) / len(asked)
    return sentence.similarity, sentence.grasp, sentence.weakest, float(sentence.offered), named


def _in_time(sentence: Sentence, query: Query, generation: Generation) -> bool:
    """Whether the release is of the time asked about, or the passage tells of something that is."""
    if not (query.since or query.until):
        return True
    first, last = query.since or date.min, query.until or date.max
    day = sentence.hit.release.date
    (facts,) = generation.facts([sentence.hit.passage.key])
    return bool(day and first <= day <= last) or any(t.first <= last and t.last >= first for t in facts.events)


def missing(query: Query, generation: Generation) -> tuple[str, ...]:
    """The words of the question that stand nowhere in the corpus."""
    return tuple(word for word in topic_words(query) if not generation.vocabulary.document_frequency(word))


def gaps(generation: Generation) -> tuple[Gap, ...]:
    """Times of more than a year within the corpus in which it has no release."""
    day = timedelta(days=1)
    days = generation.records.days()
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
