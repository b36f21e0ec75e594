"""Fits the weights of ``qa.silence``: what the signs of the best sentence count towards there being an answer.

    python bench/fit_silence.py --data DIR [--index DIR] [--senate DIR] [--paragraphs DIR]

Three sets, the second with half the weight of the others: the questions of ``answered-or-not``; those of them that have
an answer, with one name put in place of another question's (a false premise, but for a few that happen to be true); and
every third question of ``eval/xquad_en``, once as it is and once with the sentence that answers taken out of its
passage (on the topic, and without the fact). What meaning counts is fitted to those questions of them that share few
words with the release, to ``paraphrase-pairs``, ``other-words`` and ``timed-questions``, where an answer counts only if
its release was found, and to ``unanswerable-topics``; what is of another time is met with silence whatever its signs.
Never fitted to the sets that are reported.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from bench.answers import questions
from bench.machine import machine
from index import build_index
from qa import open_index
from qa.archive import Archive
from qa.evidence import HITS_READ, best_sentences, whole_releases
from qa.likeness import Floats, likeness
from qa.measures import auroc
from qa.records import Hit, Results
from qa.silence import IN_WORDS, Signs, signs

COUNTS = (1.0, 0.5, 1.0)
"""What each set counts in all: the labelled questions, those with another name, the paragraphs."""

MEANT = ("paraphrase-pairs", "other-words", "timed-questions", "unanswerable-topics")
COUNTS_OF_MEANING = (0.5, 0.5, 0.75, 1.0, 1.0, 1.0, 1.0)
"""The same where meaning decides, then those of ``MEANT``; with and without an answer count alike."""

_ODDS = 4.0
"""So many times what it costs a reader to see what does not answer, marked as perhaps none, does it cost to be told
that no release says what one does."""

_FOUND = 5
_NAME = re.compile(r"(?<=\s)[A-Z][\w’'&.-]*(?:\s+[A-Z][\w’'&.-]*)*")
_Signs = tuple[Signs, bool]


def main() -> None:
    """Print the weights, as they stand in ``qa.silence``, and the AUROC on each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--index", type=Path, help="an index of the corpus doj that is there already")
    parser.add_argument("--senate", type=Path, help="an index of the corpus senate that is there already")
    parser.add_argument("--paragraphs", type=Path, help="an index of xquad_en that is there already")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        sources = {
            "index": options.data / "corpora" / "doj.jsonl.gz",
            "senate": options.data / "corpora" / "senate.jsonl.gz",
            "paragraphs": options.data / "eval" / "xquad_en" / "docs.jsonl.gz",
        }
        indexes = {name: getattr(options, name) or Path(scratch) / name for name in sources}
        for name, source in sources.items():
            if not getattr(options, name):
                build_index([source], indexes[name])
        opened = {name: open_index(index) for name, index in indexes.items()}
        labelled = questions("answered-or-not")
        own = list(signs_of(opened["index"], labelled))
        swapped = list(signs_of(opened["index"], list(with_another_name(labelled))))
        paragraphs = list(paragraph_signs(opened["paragraphs"], options.data))
        meant = [
            [row for name in ("index", "senate") for row in signs_of(opened[name], of(label, name), only_found=True)]
            for label in MEANT
        ]
        print(machine())
        print(fitted([own, swapped, paragraphs]))
        print(fitted_meaning([own, swapped, paragraphs, *meant]))


def of(label: str, index: str) -> list[dict[str, Any]]:
    """The questions of a file of labels on the corpus of an index."""
    corpus = "doj" if index == "index" else index
    return [question for question in questions(label, judged=True) if question["corpus"] == corpus]


def fitted(sets: Sequence[Sequence[_Signs]]) -> str:
    """The weights fitted to all sets, and the AUROC of each with the answerable questions of the first."""
    features = [np.array([values.of_words for values, _ in rows]) for rows in sets]
    labels = [np.array([label for _, label in rows], float) for rows in sets]
    counts = np.concatenate([np.full(len(one), weight / len(one)) for one, weight in zip(labels, COUNTS, strict=True)])
    weights, bias = logistic(np.concatenate(features), np.concatenate(labels), counts / counts.sum())
    scores = [one @ weights + bias for one in features]
    there = scores[0][labels[0] == 1]
    areas = (
        auroc(there.tolist(), scores[0][labels[0] == 0].tolist()),
        auroc(there.tolist(), scores[1].tolist()),
        auroc(scores[2][labels[2] == 1].tolist(), scores[2][labels[2] == 0].tolist()),
    )
    told = ", ".join(
        f"{area or 0:.3f} {name}" for area, name in zip(areas, ("labelled", "swapped", "paragraphs"), strict=True)
    )
    least = np.quantile(1 / (1 + np.exp(-there)), 0.1)
    shown = ", ".join(f"{weight:.2f}" for weight in weights)
    return f"WEIGHTS, BIAS = ({shown}), {bias:.2f}\nAUROC {told}; 90% of the labelled are answered at {least:.3f}"


def fitted_meaning(sets: Sequence[Sequence[_Signs]]) -> str:
    """The weights of meaning, fitted to what shares few words with its release, and the AUROC in other words."""
    few = [[(values, label) for values, label in rows if values.shared < IN_WORDS] for rows in sets]
    x = np.array([values.of_meaning for rows in few for values, _ in rows])
    y = np.array([label for rows in few for _, label in rows], float)
    counts = np.concatenate([np.full(len(rows), c / len(rows)) for rows, c in zip(few, COUNTS_OF_MEANING, strict=True)])
    for label in (0.0, 1.0):
        counts[y == label] /= counts[y == label].sum()
    weights, bias = logistic(x, y, counts / counts.sum(), ridge=0.03)
    meant = [row for rows in few[3:] for row in rows]
    scores, labels = (np.array([values.of_meaning for values, _ in meant]) @ weights, np.array([it for _, it in meant]))
    area = auroc(scores[labels].tolist(), scores[~labels].tolist())
    shown = ", ".join(f"{weight:.2f}" for weight in weights)
    return (
        f"MEANING_WEIGHTS, MEANING_BIAS = ({shown}), {bias + np.log(_ODDS):.2f}\n"
        f"AUROC {area or 0:.3f} in other words ({labels.sum()} found, {(~labels).sum()} without an answer)"
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


def signs_of(archive: Archive, asked: Sequence[dict[str, Any]], *, only_found: bool = False) -> Iterator[_Signs]:
    """The signs for each question, and whether it has an answer; ``only_found`` leaves out those that were missed."""
    for question in asked:
        results = archive.retrieve(question["text"])
        there = any(hit.release.id in question["relevant"] for hit in results[:_FOUND])
        missed = only_found and question["relevant"] and not there
        if not missed and (found := best_signs(archive, results)):
            yield found, bool(question["relevant"])


def with_another_name(asked: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The answerable questions with a name of theirs replaced by one of another topic's, of as many words."""
    drawn = random.Random(1)
    answerable = [question for question in asked if question["relevant"]]
    names = [(q["topic"], found.group().rstrip("?.,")) for q in answerable for found in _NAME.finditer(q["text"])]
    for question in answerable:
        for found in _NAME.finditer(question["text"]):
            name = found.group().rstrip("?.,")
            others = [n for topic, n in names if topic != question["topic"] and len(n.split()) == len(name.split())]
            if others:
                text = question["text"].replace(name, drawn.choice(others))
                yield {**question, "text": text, "relevant": []}


def paragraph_signs(archive: Archive, data: Path) -> Iterator[_Signs]:
    """The same for each question about a paragraph, with its answering sentence and without."""
    lines = gzip.decompress((data / "eval" / "xquad_en" / "queries.jsonl.gz").read_bytes()).decode().splitlines()
    for question in map(json.loads, lines[::3]):
        results = archive.retrieve(question["text"])
        for answers, label in (((), True), (question["evidence"], False)):
            if found := best_signs(archive, results, without=answers):
                yield found, label


def best_signs(archive: Archive, results: Results, without: Sequence[str] = ()) -> Signs | None:
    """The signs of the sentence that an answer would quote, if one is of the time: as if ``without`` stood nowhere."""
    opened = archive._current()
    query, read = results.query, whole_releases(results[:HITS_READ], opened.generation)
    near = likeness(query, read, opened.generation, opened.embedder.loaded)
    if without:
        robbed = [_robbed(*one, without) for one in zip(read, near.hits, near.wholes, strict=True)]
        read = tuple(hit for hit, _, _ in robbed)
        near = replace(near, hits=tuple(rows for _, rows, _ in robbed), wholes=tuple(whole for _, _, whole in robbed))
    found = best_sentences(query, read, near, opened.generation)
    return signs(found, query, opened.generation) if found and found[0].timely else None


def _robbed(hit: Hit, rows: Floats, wholes: Floats, answers: Sequence[str]) -> tuple[Hit, Floats, Floats]:
    """The hit and its likeness as if its passage had no sentence that holds an answer."""
    passage = hit.passage
    texts = [passage.text[start - passage.start : end - passage.start] for start, end in passage.sentences]
    kept = [
        number
        for number, text in enumerate(texts)
        if not any(answer.strip() in text or text.strip() in answer for answer in answers)
    ]
    spans = tuple(passage.sentences[number] for number in kept)
    return replace(hit, passage=replace(passage, sentences=spans)), rows[kept], wholes[kept]


if __name__ == "__main__":
    main()
