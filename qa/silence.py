"""Whether the corpus answers at all, and what to say when it does not.

Where a release uses the question's words, a word that it lacks is the sign that it leaves the fact out. Where it uses
few of them, it may still say the same in its own: then only meaning can tell, and never makes an answer sure.
Invariant: the measure is absolute: it is made of what sentences hold of the question and of how close they come in
meaning, never of ranks, so that the same evidence gives the same confidence in any corpus.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from index.terms import stems
from qa.evidence import asked_of
from qa.records import Gap, Query, Results
from qa.shape import names_asked, topic_words
from qa.understand import describe_time
from qa.wording import covered

if TYPE_CHECKING:
    from index.generation import Generation
    from qa.evidence import Asked, Sentence

ENOUGH, PLAIN = 0.1, 0.4
"""Below ``ENOUGH`` nothing is claimed. Below ``PLAIN``, above which 90% of what is answered in a release's own words
lies, an answer says that it may be none."""

WEIGHTS, BIAS = (7.5, 4.2, 1.9, 1.9, 2.1), -12.4
"""Fitted by ``bench/fit_silence.py``: what the signs of the best sentence count towards an answer."""

MEANING_WEIGHTS, MEANING_BIAS = (1.7, 8.6, 0.9, 2.4), -6.2
"""Fitted there, too: what counts where words alone are not enough. Evenness is at odds of one to four, since to show
what does not answer, and to say that no release has these words, costs a reader less than to be told that there is
nothing."""

IN_WORDS = 0.6
"""The share of the question's weight from which on a release uses its words."""

BY_MEANING = 2 * ENOUGH
"""What meaning alone is sure of at most: even odds of it are just enough, and words always count for more."""

_STRAY = 0.8
_OUT_OF_TIME = 0.09  # below ENOUGH, however much else speaks for it
_GAP, _GAPS_TOLD = timedelta(days=365), 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """How sure it is that the corpus answers, 0..1, and whether in the question's words or by its meaning alone."""

    confidence: float
    in_words: bool


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for there being an answer, each absolute and about 0..1.

    Of the best sentence: how near its words come in meaning (``similarity``), how much of the question it and its
    neighbours hold (``grasp``), how well the worst word of the question is met (``weakest``: a missing fact has one
    that is not), whether it holds the kind of thing asked for (``offered``). Of its release: the share of the
    question's names (``named``: a false premise has others), and of the weight of all its words but those that name
    who speaks (``shared``), that stand in it; and how near it comes in meaning to those of its words that do not
    (``unsaid``, by their weight; 1 where all stand there). ``nearest`` is how near any sentence comes as a whole.
    """

    similarity: float
    grasp: float
    weakest: float
    offered: float
    named: float
    shared: float
    unsaid: float
    nearest: float

    @property
    def of_words(self) -> tuple[float, ...]:
        """What ``WEIGHTS`` weigh."""
        return self.similarity, self.grasp, self.weakest, self.offered, self.named

    @property
    def of_meaning(self) -> tuple[float, ...]:
        """What ``MEANING_WEIGHTS`` weigh."""
        return self.nearest, self.unsaid, self.named, self.offered


def verdict(results: Results, sentences: Sequence[Sentence], generation: Generation) -> Verdict:
    """Is there an answer in the corpus? A logistic of the signs of the best sentence.

    What the question has and no release does takes its share of the words off. Where the best sentence is not of the
    time asked about, too little is left for an answer, and nothing where no release is or tells of it. Words that are
    too few for an answer leave it to meaning.
    """
    if not sentences or (_outside(results) and not sentences[0].timely):
        return Verdict(0.0, in_words=True)
    query, found = results.query, signs(sentences, results.query, generation)
    lacking, topic = frozenset(missing(query, generation)), topic_words(query)
    timely = 1.0 if sentences[0].timely else _OUT_OF_TIME
    words = timely * _logistic(WEIGHTS, found.of_words, BIAS) * _held(topic, lacking)
    if words >= (ENOUGH if found.shared >= IN_WORDS else PLAIN):
        return Verdict(words, in_words=True)
    meaning = timely * _by_meaning(found, sentences, query, lacking, generation)
    return Verdict(max(words, meaning), in_words=found.shared >= IN_WORDS and meaning < ENOUGH)


def _by_meaning(
    found: Signs, sentences: Sequence[Sentence], query: Query, lacking: frozenset[str], generation: Generation
) -> float:
    """How sure it is by meaning alone; nothing where the corpus has none of the question's words, or of its names.

    Of names only the root of their share is taken off, since one may be a byname. Where nothing that the question names
    stands in any release of the time asked about, only what is nearer is enough.
    """
    if lacking.issuperset(topic_words(query)):
        return 0.0
    stray = (query.since or query.until) and not _on_subject(sentences, query, generation)
    held = math.sqrt(_held(names_asked(query), lacking)) * (_STRAY if stray else 1.0)
    return BY_MEANING * held * _logistic(MEANING_WEIGHTS, found.of_meaning, MEANING_BIAS)


def signs(sentences: Sequence[Sentence], query: Query, generation: Generation) -> Signs:
    """The signs of the first of ``sentences``, which come best first, and of its release."""
    best = sentences[0]
    asked, there = asked_of(query, generation), _words_of(best, generation)
    names, spoken = names_asked(query), _spoken(query)
    told = frozenset(word for word in asked.weights if word.casefold() not in spoken)
    held = asked.held(there)
    return Signs(
        similarity=best.similarity,
        grasp=best.grasp,
        weakest=best.weakest,
        offered=best.offered,
        named=sum(there.issuperset(stems(name)) for name in names) / len(names) if names else 1.0,
        shared=asked.share(held & told) / (asked.share(told) or 1.0),
        unsaid=_unsaid(asked, held, best),
        nearest=max(sentence.nearness for sentence in sentences),
    )


def _unsaid(asked: Asked, held: frozenset[str], best: Sentence) -> float:
    """How near the release of ``best`` comes to the words that are not among the ``held``, by their weight."""
    weights = {word: weight for word, weight in asked.weights.items() if word not in held}
    return sum(weight * best.met[word] for word, weight in weights.items()) / sum(weights.values()) if weights else 1.0


def _words_of(best: Sentence, generation: Generation) -> frozenset[str]:
    """The stems of a sentence's whole release, with its title, issuer, place and day."""
    card = best.hit.release
    text = generation.release(card.id).text
    return frozenset(stems(f"{card.title or ''} {card.issuer or ''} {card.place or ''} {card.date or ''} {text}"))


def _spoken(query: Query) -> frozenset[str]:
    """The words of the names of who is asked to have spoken."""
    return frozenset(word.casefold() for name in (*query.speakers, *query.issuers) for word in name.split())


def _on_subject(sentences: Sequence[Sentence], query: Query, generation: Generation) -> bool:
    """Whether their releases hold any name that the question has beside who speaks; true where it has none."""
    spoken = _spoken(query)
    subjects = [stems(name) for name in names_asked(query) if name.casefold() not in spoken]
    each = {sentence.hit.release.id: sentence for sentence in sentences}.values()
    there = (_words_of(sentence, generation) for sentence in each)
    return not subjects or any(words.issuperset(name) for words in there for name in subjects)


def _held(words: Sequence[str], lacking: frozenset[str]) -> float:
    """The share of ``words`` that the corpus holds; 1 of none."""
    return 1 - sum(word in lacking for word in words) / max(1, len(words))


def _logistic(weights: Sequence[float], values: Sequence[float], bias: float) -> float:
    return 1 / (1 + math.exp(-bias - sum(w * value for w, value in zip(weights, values, strict=True))))


def missing(query: Query, generation: Generation) -> tuple[str, ...]:
    """The words of the question that stand nowhere in the corpus."""
    return tuple(word for word in topic_words(query) if not generation.vocabulary.document_frequency(word))


def gaps(generation: Generation) -> tuple[Gap, ...]:
    """Times of more than a year within the corpus in which it has no release."""
    day = timedelta(days=1)
    days = generation.records.days()
    return tuple(Gap(before + day, after - day) for before, after in pairwise(days) if after - before > _GAP)


def statement(results: Results, lacking: Sequence[str], empty: Sequence[Gap] = (), *, in_words: bool = True) -> str:
    """That no release says so, what was looked for, what the corpus covers, and when it is ``empty``.

    Where releases use other words than the question (not ``in_words``), it says how to find out more.
    """
    query, coverage = results.query, results.coverage
    when = f", {describe_time(query.since, query.until)}," if query.since or query.until else ""
    sought = ", ".join(topic_words(query)) or f"“{query.standalone}”"
    looked = f"Looked for {sought}{when} in {covered(coverage)}."
    outside = _outside(results)
    advice = "" if in_words or lacking or outside else " Other words, as a release would put it, may find more."
    return f"No release says this. {looked}{_told(empty)}{outside}{nowhere(lacking)}{advice}"


def nowhere(lacking: Sequence[str]) -> str:
    """Which words of the question stand in no release, in a sentence; nothing where all do."""
    return f" Found in no release: {', '.join(lacking)}." if lacking else ""


def _outside(results: Results) -> str:
    """That all of the time asked about lies after the last release, or before the first; else nothing."""
    query, coverage = results.query, results.coverage
    if query.since and coverage.last and query.since > coverage.last:
        return " The time asked about begins after the last release."
    if query.until and coverage.first and query.until < coverage.first:
        return " The time asked about ends before the first release."
    return ""


def _told(empty: Sequence[Gap]) -> str:
    """The longest times without a release, in a sentence."""
    longest = sorted(sorted(empty, key=lambda gap: gap.first - gap.last)[:_GAPS_TOLD], key=lambda gap: gap.first)
    spans = "; ".join(describe_time(gap.first, gap.last) for gap in longest)
    return f" Without a release: {spans}." if spans else ""
