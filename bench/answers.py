"""Answered or not: questions over one collection, half of them without an answer though on its topics.

    python bench/answers.py --data DIR [--index DIR] [--labels NAME]
    python bench/answers.py --data DIR --index DIR --paragraphs DIR --fit

The first form prints AUROC and both rates; ``answerability-200`` is the set to report. The second fits the weights of
``qa.silence`` to ``answered-or-not`` and to the questions of ``eval/xquad_en``, each once as it is and once with the
sentence that answers taken out of its passage: on the topic, and without the fact.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from bench.labelled import LABELS
from bench.machine import machine, wilson
from index import build_index
from qa import open_index
from qa.archive import Archive
from qa.evidence import Sentence, best_sentences
from qa.measures import auroc
from qa.records import Hit, Results
from qa.shape import shape_of
from qa.silence import ENOUGH, signs


def main() -> None:
    """Print the table, or the fitted weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--index", type=Path, help="an index of the corpus doj that is there already")
    parser.add_argument("--labels", default="answerability-200")
    parser.add_argument("--paragraphs", type=Path, help="an index of xquad_en that is there already")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--misses", action="store_true", help="also list the questions that were judged wrongly")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        index = options.index or Path(scratch) / "doj"
        if not options.index:
            build_index([options.data / "corpora" / "doj.jsonl.gz"], index)
        with open_index(index) as archive:
            if options.fit:
                with open_index(options.paragraphs) as paragraphs:
                    print(fitted(archive, paragraphs, options.data))
            else:
                print(table(archive, questions(options.labels), misses=options.misses))


def questions(labels: str) -> list[dict[str, Any]]:
    """The labelled questions."""
    lines = (LABELS / f"{labels}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def table(archive: Archive, asked: Sequence[dict[str, Any]], *, misses: bool = False) -> str:
    """The Markdown table over all questions."""
    found = [archive.ask(question["text"]) for question in asked]
    there = np.array([bool(question["relevant"]) for question in asked])
    sure = np.array([answer.confidence for answer in found])
    said = np.array([answer.status == "answered" for answer in found])
    with_answer, without = np.sort(sure[there]), np.sort(sure[~there])
    at_answered = with_answer[int(0.1 * len(with_answer))]
    at_refused = without[int(np.ceil(0.9 * len(without))) - 1]
    right = [q["relevant"] and any(quote.release.id in q["relevant"] for quote in a.quotes)
             for q, a in zip(asked, found, strict=True)]  # fmt: skip
    rows = (
        ("AUROC", f"{auroc(sure[there].tolist(), sure[~there].tolist()):.3f}", interval_of_auroc(sure, there)),
        ("right refusals where 90% are answered", *share(sure[~there] < at_answered)),
        ("answered where 90% are refused rightly", *share(sure[there] > at_refused)),
        (f"answered, of those with an answer, at {ENOUGH}", *share(said[there])),
        (f"refused, of those without one, at {ENOUGH}", *share(~said[~there])),
        ("answered out of the right release", *share(np.array(right, bool)[there])),
    )
    lines = [machine(), "", f"| {len(asked)} questions | | 95% |", "|---|--:|---|"]
    lines += [f"| {name} | {value} | {interval} |" for name, value, interval in rows]
    if misses:
        wrong = [(s, q["text"]) for s, q, ok in zip(sure, asked, said == there, strict=True) if not ok]
        lines += ["", *(f"{s:.2f} {text}" for s, text in sorted(wrong))]
    return "\n".join(lines)


def share(hits: np.ndarray) -> tuple[str, str]:
    """A share in percent and its Wilson interval."""
    low, high = wilson(int(hits.sum()), len(hits))
    return f"{hits.mean():.1%}", f"{low:.1%} – {high:.1%}"


def interval_of_auroc(sure: np.ndarray, there: np.ndarray, draws: int = 2_000) -> str:
    """The bootstrap interval at 95%, questions drawn within each half."""
    random = np.random.default_rng(0)
    one, two = sure[there], sure[~there]
    values = [
        auroc(random.choice(one, len(one)).tolist(), random.choice(two, len(two)).tolist()) or 0.0 for _ in range(draws)
    ]
    low, high = np.quantile(values, [0.025, 0.975])
    return f"{low:.3f} – {high:.3f}"


def fitted(archive: Archive, paragraphs: Archive, data: Path) -> str:
    """The weights fitted to both sets, each counting as much as the other, and the AUROC of each on them."""
    sets = [list(labelled_signs(archive)), list(paragraph_signs(paragraphs, data))]
    features = [np.array([values for values, _ in rows]) for rows in sets]
    labels = [np.array([label for _, label in rows], float) for rows in sets]
    counts = np.concatenate([np.full(len(one), 1 / len(one)) for one in labels])
    weights, bias = logistic(np.concatenate(features), np.concatenate(labels), counts / counts.sum())
    scores = [one @ weights + bias for one in features]
    areas = [auroc(s[y == 1].tolist(), s[y == 0].tolist()) or 0.0 for s, y in zip(scores, labels, strict=True)]
    answered = np.quantile(1 / (1 + np.exp(-scores[0][labels[0] == 1])), 0.1)
    return (
        f"WEIGHTS, BIAS = ({', '.join(f'{w:.2f}' for w in weights)}), {bias:.2f}\n"
        f"AUROC {areas[0]:.3f} on answered-or-not, {areas[1]:.3f} on paragraphs; 90% answered at {answered:.3f}"
    )


def logistic(x: np.ndarray, y: np.ndarray, counts: np.ndarray, ridge: float = 0.01) -> tuple[np.ndarray, float]:
    """Logistic regression by Newton's method, ridge on the standardised weights (Hastie et al., 2009, 4.4.1)."""
    mean, spread = x.mean(0), x.std(0)
    z = np.c_[(x - mean) / spread, np.ones(len(x))]
    beta, penalty = np.zeros(z.shape[1]), np.r_[np.full(x.shape[1], ridge), 0]
    for _ in range(50):
        p = 1 / (1 + np.exp(-z @ beta))
        slope = z.T @ (counts * (y - p)) - penalty * beta
        beta += np.linalg.solve((z * (counts * p * (1 - p))[:, None]).T @ z + np.diag(penalty + 1e-9), slope)
    return beta[:-1] / spread, float(beta[-1] - (beta[:-1] * mean / spread).sum())


def labelled_signs(archive: Archive) -> Iterator[tuple[tuple[float, ...], bool]]:
    """The signs of the best sentence for each question of ``answered-or-not``, and whether it has an answer."""
    for question in questions("answered-or-not"):
        found = evidence(archive, archive.retrieve(question["text"]))
        if found:
            yield signs(found[0]), bool(question["relevant"])


def paragraph_signs(archive: Archive, data: Path) -> Iterator[tuple[tuple[float, ...], bool]]:
    """The same for each question about a paragraph, with its answering sentence and without."""
    lines = gzip.decompress((data / "eval" / "xquad_en" / "queries.jsonl.gz").read_bytes()).decode().splitlines()
    for question in map(json.loads, lines):
        results = archive.retrieve(question["text"])
        robbed = replace(results, hits=tuple(without(hit, question["evidence"]) for hit in results))
        for found, label in ((evidence(archive, results), True), (evidence(archive, robbed), False)):
            if found:
                yield signs(found[0]), label


def evidence(archive: Archive, results: Results) -> list[Sentence]:
    """The best sentences as an answer would take them."""
    opened = archive._current()
    return best_sentences(results, shape_of(results.query), opened.generation, opened.embedder.loaded)


def without(hit: Hit, answers: Sequence[str]) -> Hit:
    """The hit as if its passage had no sentence that holds an answer."""
    passage = hit.passage
    texts = [passage.text[start - passage.start : end - passage.start] for start, end in passage.sentences]
    kept = [
        span
        for span, text in zip(passage.sentences, texts, strict=True)
        if not any(answer.strip() in text or text.strip() in answer for answer in answers)
    ]
    return replace(hit, passage=replace(passage, sentences=tuple(kept)))


if __name__ == "__main__":
    main()
