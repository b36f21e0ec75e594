"""How well an index answers a set of judged questions, beside three plain ways to search the same passages.

Invariant: every method sees the same index, the same questions and the same releases left out; means are taken
over the questions that have an answer, the others only judge the confidence.
"""

from __future__ import annotations

import gzip
import json
import os
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.engine import Candidate, Filter, Term
from index.errors import ReadError, UsageError
from qa import search
from qa.measures import Difference, Measures, auroc, measure, paired_bootstrap
from qa.records import Turn
from qa.search.baselines import by_reciprocal_rank, by_terms, by_vectors
from qa.understand import cleaned, understand, words

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.generation import Generation

OURS = "release-qa"
DEPTH = 100
"""So many releases of every ranking are kept; the measures look at ten of them."""


@dataclass(frozen=True, slots=True)
class Question:
    """A judged question: ``grades`` is release id to grade (0: judged and not relevant); none means no answer."""

    id: str
    text: str
    grades: Mapping[str, int]
    type: str = ""
    history: tuple[Turn, ...] = ()
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a method found: release ids, best first, and how sure it is of an answer (only compared within a method)."""

    releases: tuple[str, ...]
    confidence: float


Method = Callable[[Question], Ranking]


@dataclass(frozen=True, slots=True)
class Row:
    """One method over one type of question ("all": every one).

    ``measures`` are means over the ``answerable`` questions, ``auroc`` tells those from the others by confidence,
    ``against`` is the difference of nDCG@10 that ``OURS`` has to this method (None in its own row).
    """

    method: str
    type: str
    questions: int
    answerable: int
    measures: Measures | None
    auroc: float | None
    against: Difference | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The rows of all methods, "all" first and then type by type."""

    rows: tuple[Row, ...]

    def markdown(self) -> str:
        """The rows as one Markdown table."""
        head = (
            "| questions | method | n | nDCG@10 | Recall@5 | Recall@10 | MRR@10 | AUROC | ours − this, nDCG@10 [95%] |",
            "|---|---|--:|--:|--:|--:|--:|--:|---|",
        )
        return "\n".join([*head, *(_line(row) for row in self.rows)])


def evaluate_index(
    generation: Generation, embedder: Embedder, questions: str | os.PathLike[str] | Sequence[Question]
) -> Evaluation:
    """Ask every question (of a JSON-lines file, or ready) of the index, by our method and by the three baselines."""
    judged = questions if isinstance(questions, Sequence) and not isinstance(questions, str) else None
    asked = judged if judged is not None else read_questions(Path(os.fspath(questions)))  # type: ignore[arg-type]

    def ours(question: Question) -> Ranking:
        query = understand(question.text, history=question.history, corpus=generation)
        where = search.filter_of(query, without=question.without)
        results = search.retrieve(generation, embedder, query, k=DEPTH, where=where)
        return Ranking(tuple(hit.release.id for hit in results), results.confidence)

    families = {card.id: card.family or card.id for card in generation.cards(generation.ids()).values()}
    methods = {OURS: ours, **baselines(generation, embedder)}
    return evaluate(asked, methods, lambda identity: families.get(identity, identity))


def evaluate(
    questions: Sequence[Question], methods: Mapping[str, Method], family_of: Callable[[str], str] = lambda one: one
) -> Evaluation:
    """Run every method on every question; the first of ``methods`` is the one that the others are compared with."""
    rankings: dict[str, list[Ranking]] = {}
    seconds: dict[str, float] = {}
    for name, method in methods.items():
        started = time.perf_counter()
        rankings[name] = [method(question) for question in questions]
        seconds[name] = time.perf_counter() - started
    measured = {
        name: [measure(r.releases, q.grades, family_of) for q, r in zip(questions, found, strict=True)]
        for name, found in rankings.items()
    }
    first = next(iter(methods))
    types = list(dict.fromkeys(question.type for question in questions))
    rows = []
    for type_ in ["all", *(types if len(types) > 1 else [])]:
        chosen = [at for at, question in enumerate(questions) if type_ in ("all", question.type)]
        share = len(chosen) / max(1, len(questions))
        for name in methods:
            confidences = [rankings[name][at].confidence for at in chosen]
            ours = [measured[first][at] for at in chosen]
            theirs = [measured[name][at] for at in chosen]
            against = None if name == first else _difference(ours, theirs)
            rows.append(_row(name, type_, confidences, theirs, against, seconds[name] * share))
    return Evaluation(tuple(rows))


def baselines(generation: Generation, embedder: Embedder) -> dict[str, Method]:
    """Terms alone, vectors alone, and both by reciprocal rank, on the same passages: the best passage of a release.

    They read the question's last turn as it stands, and know no dates, names or order.
    """

    def method(order: Callable[[Sequence[Candidate]], list[Candidate]], best: Callable[..., float]) -> Method:
        def run(question: Question) -> Ranking:
            text = cleaned(question.text)
            vector = embedder.embed([text], "query")[0]
            terms = [Term(word) for word in words(text)]
            found = generation.source.candidates(vector, terms, Filter(without=question.without), DEPTH)
            ids = [passage.release_id for passage in generation.passages([one.key for one in order(found)])]
            return Ranking(tuple(dict.fromkeys(ids)), max((best(candidate) for candidate in found), default=0.0))

        return run

    return {
        "terms alone": method(by_terms, lambda candidate: candidate.bm25),
        "vectors alone": method(by_vectors, lambda candidate: candidate.cosine),
        "reciprocal rank": method(by_reciprocal_rank, lambda candidate: candidate.cosine),
    }


def read_questions(path: Path) -> list[Question]:
    """The questions of a .jsonl or .jsonl.gz file: ``id``, ``text``, ``relevant``; also ``grades``, ``type``,
    ``history``, ``exclude``. Raises ReadError with the line that cannot be read, UsageError when there is none."""
    try:
        data = path.read_bytes()
        lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig").splitlines()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise ReadError(f"the questions cannot be read ({reason}).", path=path) from error
    questions = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                questions.append(_question(json.loads(line), number))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise ReadError(f"line {number} is no judged question ({error!r}).", path=path) from error
    if not questions:
        raise UsageError("there is no question in this file.", path=path)
    return questions


def _question(record: dict[str, Any], number: int) -> Question:
    excluded = record.get("exclude") or ()
    return Question(
        id=str(record.get("id", number)),
        text=cleaned(record["text"]),
        grades={
            **{str(one): 1 for one in record.get("relevant") or ()},
            **{str(one): int(grade) for one, grade in (record.get("grades") or {}).items()},
        },
        type=str(record.get("type") or ""),
        history=tuple(Turn(turn["role"], turn["text"]) for turn in record.get("history") or ()),
        without=frozenset([excluded] if isinstance(excluded, str) else excluded),
    )


def _row(
    name: str,
    type_: str,
    confidences: Sequence[float],
    theirs: Sequence[Measures | None],
    against: Difference | None,
    seconds: float,
) -> Row:
    found = [measures for measures in theirs if measures]
    mean = None
    if found:
        fields = ("ndcg_10", "recall_5", "recall_10", "mrr_10")
        mean = Measures(*(sum(getattr(one, field) for one in found) / len(found) for field in fields))
    sure = [confidence for confidence, measures in zip(confidences, theirs, strict=True) if measures]
    unsure = [confidence for confidence, measures in zip(confidences, theirs, strict=True) if not measures]
    return Row(name, type_, len(theirs), len(found), mean, auroc(sure, unsure), against, seconds)


def _difference(ours: Sequence[Measures | None], theirs: Sequence[Measures | None]) -> Difference | None:
    pairs = [(one.ndcg_10, other.ndcg_10) for one, other in zip(ours, theirs, strict=True) if one and other]
    return paired_bootstrap([one for one, _ in pairs], [other for _, other in pairs]) if pairs else None


def _line(row: Row) -> str:
    if row.measures:
        values = (row.measures.ndcg_10, row.measures.recall_5, row.measures.recall_10, row.measures.mrr_10)
        cells = [f"{value:.3f}" for value in values]
    else:
        cells = ["–"] * 4
    sure = f"{row.auroc:.3f}" if row.auroc is not None else "–"
    gap = row.against
    difference = f"{gap.mean:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}]" if gap else ""
    return f"| {row.type} | {row.method} | {row.questions} | {' | '.join(cells)} | {sure} | {difference} |"
