"""Our own labelled questions: in a journalist's words, in other words, with an order; and topics that no release has.

    python -m bench.own_questions --indexes DIR [--data DIR] [--parts]

``--indexes`` holds the indexes of doj, senate and isaf. With ``--parts``, what each part of the search brings where
question and release share few words, beside two kinds of feedback that the search does without: mixing the vectors of
the first passages into the question's (Rocchio 1971), and looking for their most telling words as well (RM3: Lavrenko
and Croft, SIGIR 2001; Abdul-Jaleel et al., TREC 2004). Invariant: every share stands beside its number of questions.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.answers import questions
from bench.machine import machine, wilson
from bench.retrieval import VARIANTS, Opened, Variant, opened
from index.engine import Term
from index.generation import Generation
from qa.evaluate import Question, baselines
from qa.measures import auroc
from qa.records import Query
from qa.search import filter_of, retrieve
from qa.search.asked import Asked, asked_of, inverse_frequency
from qa.search.fuse import Scored, Weights, fused
from qa.search.pool import candidates
from qa.understand import words

FOUND = ("journalist-questions", "fresh-questions", "timed-questions", "other-words", "order-questions")
PARTS = ("without terms", "without vectors", "without late interaction")
UNANSWERED = (("isaf", "unanswerable-isaf"), ("isaf", "unanswerable-topics"), ("doj", "unanswerable-topics"),
              ("senate", "unanswerable-topics"))  # fmt: skip
ANSWERED = ("journalist-questions", "other-words", "order-questions", "answered-or-not")
_POOL, _FED, _MORE_WORDS, _SHARE = 100, 5, 10, 0.5

Ranked = Callable[[Opened, str], Sequence[str]]
"""The ids of the releases found for a question, best first."""


@dataclass(frozen=True)
class Asks:
    """A labelled question; ``right`` are the releases any of which has to come first."""

    corpus: str
    text: str
    type: str
    right: frozenset[str]


def read(name: str, *, judged: bool = False) -> list[Asks]:
    """The questions of one file of labels; with ``judged``, what judges found answers them, too."""
    asked = questions(name, judged=judged)
    right = [frozenset(one.get("first") or one["relevant"]) for one in asked]
    return [Asks(one["corpus"], one["text"], one.get("type", ""), it) for one, it in zip(asked, right, strict=True)]


def ours(index: Opened, text: str, variant: Variant | None = None) -> Sequence[str]:
    """What we find, with a part left out if ``variant`` says so."""
    variant = variant or Variant()
    query = variant.edit(index.read(text))
    found = retrieve(index.generation, index.embedder, query, k=10, weights=variant.weights)
    return [hit.release.id for hit in found]


def fed(index: Opened, text: str, feed: Callable[[Generation, Asked, Sequence[Scored]], Asked]) -> Sequence[str]:
    """What is found when the question has learned from its first passages by ``feed``."""
    query, generation = index.read(text), index.generation
    asked = asked_of(query, generation, index.embedder)
    learned = feed(generation, asked, _ranked(generation, query, asked)[:_FED])
    best = _ranked(generation, query, learned)
    return [passage.release_id for passage in generation.passages([one.candidate.key for one in best])]


def _ranked(generation: Generation, query: Query, asked: Asked) -> list[Scored]:
    return fused(generation, query, asked, candidates(generation, query, asked, filter_of(query), _POOL), Weights())


def by_vectors(generation: Generation, asked: Asked, first: Sequence[Scored]) -> Asked:
    """The question's vector and half the mean of those of the first passages."""
    vector = asked.vector + _SHARE * generation.vectors([one.candidate.key for one in first]).mean(axis=0)
    return replace(asked, vector=vector / np.linalg.norm(vector))


def by_words(generation: Generation, asked: Asked, first: Sequence[Scored]) -> Asked:
    """The question's words and, for half their weight, the ten that most tell the first passages from others."""
    passages = generation.passages([one.candidate.key for one in first])
    telling: dict[str, float] = {}
    for one, passage in zip(first, passages, strict=True):
        held = words(passage.text)
        for word in held:
            share = one.fused * inverse_frequency(generation, word) / len(held)
            telling[word.casefold()] = telling.get(word.casefold(), 0.0) + share
    most = sorted(telling.items(), key=lambda pair: (-pair[1], pair[0]))[:_MORE_WORDS]
    idf = sum(value * inverse_frequency(generation, word) for word, value in most) or 1.0
    more = tuple(Term(word, _SHARE * asked.weight * value / idf) for word, value in most)
    return replace(asked, terms=(*asked.terms, *more), weight=(1 + _SHARE) * asked.weight)


def plain(index: Opened, name: str) -> Ranked:
    """One of the three plain methods."""
    method = baselines(index.generation, index.embedder)[name]
    return lambda _, text: method(Question("", text, {}, "", (), frozenset())).releases


def ranks(index: Opened, asked: Sequence[Asks], method: Ranked) -> list[int]:
    """The rank of the first right release of every question, families counted once; 99 where there is none."""
    families = index.families()
    found = []
    for question in asked:
        right = {families[one] for one in question.right}
        order = list(dict.fromkeys(families[one] for one in method(index, question.text)))
        found.append(next((rank for rank, one in enumerate(order, 1) if one in right), 99))
    return found


def row(name: str, found: Sequence[int]) -> str:
    """A row of a table: how many, the share first and among five with intervals, and MRR@10."""
    mrr = sum(1 / rank for rank in found if rank <= 10) / max(1, len(found))
    return f"| {name} | {len(found)} | {_share(found, 1)} | {_share(found, 5)} | {mrr:.3f} |"


def _share(found: Sequence[int], most: int) -> str:
    good = sum(rank <= most for rank in found)
    low, high = wilson(good, len(found))
    return f"{good / max(1, len(found)):.0%} [{low:.0%}, {high:.0%}]"


def found_tables(indexes: Mapping[str, Opened]) -> Iterator[str]:
    """Right first and among five, for each file of questions with an answer and each type in it."""
    for name in FOUND:
        of_type: dict[str, list[int]] = {}
        asked = [question for question in read(name) if question.corpus in indexes and question.right]
        completed = read(name, judged=True)
        for corpus, index in indexes.items():
            of_corpus = [question for question in asked if question.corpus == corpus]
            for question, rank in zip(of_corpus, ranks(index, of_corpus, ours), strict=True):
                of_type.setdefault(question.type, []).append(rank)
                of_type.setdefault(f"all of {corpus}", []).append(rank)
            if completed != read(name):
                judged = [one for one in completed if one.corpus == corpus and one.right]
                of_type.setdefault("all, with what judges found", []).extend(ranks(index, judged, ours))
        yield f"\n### {name}\n\n| questions | n | right first | in the first five | MRR@10 |\n|---|--:|---|---|--:|"
        types = {question.type for question in asked}
        yield row("all", [rank for type_ in types for rank in of_type[type_]])
        yield from (row(type_, some) for type_, some in of_type.items())


def parts_table(indexes: Mapping[str, Opened]) -> Iterator[str]:
    """What each part brings to questions in other words: the journalist's of that type, and those to tune on."""
    methods: dict[str, Callable[[Opened], Ranked]] = {"release-qa": lambda _: ours}
    methods |= {name: lambda _, v=VARIANTS[name]: lambda index, text: ours(index, text, v) for name in PARTS}  # type: ignore[misc]
    methods |= {
        "with feedback of vectors": lambda _: lambda index, text: fed(index, text, by_vectors),
        "with feedback of words": lambda _: lambda index, text: fed(index, text, by_words),
    }
    methods |= {
        name: lambda index, name=name: plain(index, name)  # type: ignore[misc]
        for name in ("terms alone", "vectors alone", "reciprocal rank")
    }
    for file in ("journalist-questions", "other-words"):
        asked = [one for one in read(file) if one.type == "other words" and one.corpus in indexes]
        yield f"\n### other words, {file}\n\n| method | n | right first | in the first five | MRR@10 |"
        yield "|---|--:|---|---|--:|"
        for name, method in methods.items():
            found: list[int] = []
            for corpus, index in indexes.items():
                found += ranks(index, [one for one in asked if one.corpus == corpus], method(index))
            yield row(name, found)


def silence_table(indexes: Mapping[str, Opened], data: Path | None) -> Iterator[str]:
    """The AUROC of confidence: topics that a corpus does not hold against every kind of question that it answers."""
    yield "\n### silence\n\n| topics the corpus does not hold | n | against | n | AUROC |\n|---|--:|---|--:|--:|"
    for corpus, file in UNANSWERED:
        if corpus not in indexes:
            continue
        index = indexes[corpus]
        unsure = sure_of(index, [one.text for one in read(file) if one.corpus == corpus])
        kinds = {name: [one.text for one in read(name) if one.corpus == corpus and one.right] for name in ANSWERED}
        if data is not None and (path := data / "eval" / corpus / "queries.jsonl.gz").exists():
            from qa.evaluate import read_questions

            judged = [one for one in read_questions(path) if any(one.grades.values())]
            kinds[f"its judged questions ({corpus})"] = [one.text for one in judged]
        for name, texts in kinds.items():
            if texts:
                value = auroc(sure_of(index, texts), unsure) or 0.0
                yield f"| {file}, {corpus} | {len(unsure)} | {name} | {len(texts)} | {value:.3f} |"


def sure_of(index: Opened, texts: Sequence[str]) -> list[float]:
    """The confidence for each question."""
    return [retrieve(index.generation, index.embedder, index.read(text), k=1).confidence for text in texts]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--indexes", type=Path, required=True)
    parser.add_argument("--data", type=Path, help="also compare with the judged questions of DIR/eval")
    parser.add_argument("--parts", action="store_true", help="also what each part brings on other words")
    given = parser.parse_args()
    print(machine())
    every = {name: opened(given.indexes, name) for name in ("doj", "senate", "isaf")}
    indexes = {name: index for name, index in every.items() if index is not None}
    for line in found_tables(indexes):
        print(line, flush=True)
    for line in silence_table(indexes, given.data):
        print(line, flush=True)
    if given.parts:
        for line in parts_table(indexes):
            print(line, flush=True)


if __name__ == "__main__":
    main()
