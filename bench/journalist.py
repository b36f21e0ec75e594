"""Sixty questions in a journalist's words: does a quote overlap the sentence that answers?

    python bench/journalist.py --data DIR [--doj DIR] [--senate DIR] [--misses]

The questions and the sentences are ``bench/labels/journalist-questions.jsonl``; offsets there are into the text of
the record, so that a quote is compared where it stands in the original.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.answers import questions
from bench.machine import machine, wilson
from index import build_index
from qa import open_index
from qa.records import Answer


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--doj", type=Path, help="an index of that corpus that is there already")
    parser.add_argument("--senate", type=Path, help="an index of that corpus that is there already")
    parser.add_argument("--labels", default="journalist-questions", help="or paraphrase-pairs, there to tune on")
    parser.add_argument("--misses", action="store_true", help="also list the questions without such a quote")
    options = parser.parse_args()
    asked = [q for q in questions(options.labels) if q["relevant"]]
    print(machine(), "\n\n| corpus | questions | found | a quote overlaps the answer | 95% | silent |")
    print("|---|--:|--:|--:|---|--:|")
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("doj", "senate"):
            index = getattr(options, name)
            if index is None:
                index = Path(scratch) / name
                build_index([options.data / "corpora" / f"{name}.jsonl.gz"], index)
            of_corpus = [question for question in asked if question["corpus"] == name]
            with open_index(index) as archive:
                answers = [archive.ask(question["text"]) for question in of_corpus]
            hits = [overlaps(answer, question) for answer, question in zip(answers, of_corpus, strict=True)]
            found = [
                any(hit.release.id in question["relevant"] for hit in answer.results)
                for answer, question in zip(answers, of_corpus, strict=True)
            ]
            silent = sum(answer.status != "answered" for answer in answers)
            low, high = wilson(sum(hits), len(hits))
            print(
                f"| {name} | {len(hits)} | {sum(found)} | {sum(hits)} ({sum(hits) / len(hits):.0%}) | "
                f"{low:.0%} – {high:.0%} | {silent} |",
                flush=True,
            )
            missed += [q["text"] for q, hit in zip(of_corpus, hits, strict=True) if not hit]
    if options.misses:
        print("\n".join(["", *missed]))


def overlaps(answer: Answer, question: dict[str, Any]) -> bool:
    """Whether a quote shares characters of the original with a sentence that answers."""
    return any(
        quote.release.id == span["release"] and quote.source_start < span["end"] and span["start"] < quote.source_end
        for quote in answer.quotes
        for span in question["answer"]
    )


if __name__ == "__main__":
    main()
