"""Does the first quote hold the sentence that answers? Beside it the plain baseline: the best sentence by cosine.

    python bench/quotes.py --data DIR [--index DIR] [--most N]

The questions of ``eval/xquad_en`` are asked of the whole collection; ``evidence`` is the sentence that answers.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from bench.machine import machine, wilson
from index import build_index
from index.sentences import sentences
from qa import open_index
from qa.archive import Archive


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--index", type=Path, help="an index of the collection that is there already")
    parser.add_argument("--most", type=int, default=10_000)
    options = parser.parse_args()
    folder = options.data / "eval" / "xquad_en"
    with tempfile.TemporaryDirectory() as scratch:
        index = options.index or Path(scratch) / "index"
        if not options.index:
            build_index([folder / "docs.jsonl.gz"], index)
        lines = gzip.decompress((folder / "queries.jsonl.gz").read_bytes()).decode().splitlines()
        questions = [json.loads(line) for line in lines][: options.most]
        with open_index(index) as archive:
            print(table(archive, questions))


def table(archive: Archive, questions: list[dict[str, Any]]) -> str:
    """The Markdown table over all questions."""
    ours, plain, lengths, silent, seconds = 0, 0, [], 0, []
    seen: dict[int, np.ndarray] = {}
    for question in questions:
        started = time.perf_counter()
        found = archive.ask(question["text"])
        seconds.append(time.perf_counter() - started)
        silent += found.status != "answered"
        if found.quotes:
            text = found.quotes[0].text
            lengths.append(len(sentences(text)))
            ours += any(evidence.strip() in text for evidence in question["evidence"])
        nearest = by_cosine(archive, question["text"], seen)
        plain += any(evidence.strip() in nearest for evidence in question["evidence"])
    total = len(questions)
    seconds.sort()
    mean_length = sum(lengths) / max(1, len(lengths))
    return "\n".join(
        (
            machine(),
            "",
            "| first quote | holds the evidence | 95% | sentences | silent | p50 | p95 |",
            "|---|--:|---|--:|--:|--:|--:|",
            f"| release-qa | {ours / total:.1%} | {interval(ours, total)} | {mean_length:.2f} | {silent / total:.1%} | "
            f"{seconds[total // 2] * 1000:.0f} ms | {seconds[total * 95 // 100] * 1000:.0f} ms |",
            f"| best sentence by cosine | {plain / total:.1%} | {interval(plain, total)} | 1.00 | | | |",
        )
    )


def by_cosine(archive: Archive, question: str, seen: dict[int, np.ndarray]) -> str:
    """The baseline: of the first ten releases' passages the sentence whose own vector is nearest to the question's.

    ``seen`` keeps the vectors of passages that came up before.
    """
    embedder = archive.embedder
    (asked,) = embedder.embed([question], "query")
    best = (-2.0, "")
    for hit in archive.retrieve(question):
        passage = hit.passage
        each = [passage.text[start - passage.start : end - passage.start] for start, end in passage.sentences]
        if passage.key not in seen:
            seen[passage.key] = embedder.embed(each, "document")
        best = max(best, *zip((seen[passage.key] @ asked).tolist(), each, strict=True))
    return best[1]


def interval(successes: int, total: int) -> str:
    """The Wilson interval in words."""
    low, high = wilson(successes, total)
    return f"{low:.1%} – {high:.1%}"


if __name__ == "__main__":
    main()
