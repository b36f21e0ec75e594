"""Answered or not: questions over one collection, half of them without an answer though on its topics.

    python bench/answers.py --data DIR [--index DIR] [--labels NAME] [--misses]

AUROC, the rate of right refusals where 90% are answered and the other way round. ``answerability-200`` is the set to
report; ``bench/fit_silence.py`` fits to another.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from bench.labelled import LABELS
from bench.machine import machine, wilson
from index import build_index
from qa import open_index
from qa.archive import Archive
from qa.measures import auroc
from qa.silence import ENOUGH, PLAIN


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--index", type=Path, help="an index of the corpus doj that is there already")
    parser.add_argument("--labels", default="answerability-200")
    parser.add_argument("--misses", action="store_true", help="also list the questions that were judged wrongly")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        index = options.index or Path(scratch) / "doj"
        if not options.index:
            build_index([options.data / "corpora" / "doj.jsonl.gz"], index)
        with open_index(index) as archive:
            print(table(archive, questions(options.labels), misses=options.misses))


def questions(labels: str, *, judged: bool = False) -> list[dict[str, Any]]:
    """The labelled questions; with ``judged`` also what judges found to answer those that have an answer."""
    asked = _lines(labels)
    if judged:
        more = {one["id"]: one for one in _lines("judged")}
        for question in asked:
            found = more.get(question["id"], {"relevant": [], "answer": []})
            question["relevant"] = list(dict.fromkeys([*question["relevant"], *found["relevant"]]))
            question["answer"] = [*question.get("answer", []), *found["answer"]]
    return asked


def _lines(labels: str) -> list[dict[str, Any]]:
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
    right = [any(quote.release.id in q["relevant"] for quote in a.quotes) for q, a in zip(asked, found, strict=True)]
    rows = (
        ("AUROC", f"{auroc(sure[there].tolist(), sure[~there].tolist()):.3f}", interval_of_auroc(sure, there)),
        ("right refusals where 90% are answered", *share(sure[~there] < at_answered)),
        ("answered where 90% are refused rightly", *share(sure[there] > at_refused)),
        (f"answered, of those with an answer (from {ENOUGH} on)", *share(said[there])),
        (f"answered without a reserve (from {PLAIN} on)", *share(sure[there] >= PLAIN)),
        ("refused, of those without one", *share(~said[~there])),
        ("refused or answered with a reserve", *share(sure[~there] < PLAIN)),
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


if __name__ == "__main__":
    main()
