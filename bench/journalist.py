"""Sixty questions in a journalist's words: does a quote overlap a sentence that answers?

    python bench/journalist.py --data DIR [--doj DIR] [--senate DIR] [--labels NAME] [--misses]

The questions and the sentences are ``bench/labels/journalist-questions.jsonl``; offsets there are into the text of
the record, so that a quote is compared where it stands in the original. Counted twice: by the labels as first written,
and with the sentences that judges found to answer as well (``bench/labels/judged.jsonl``).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
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
    parser.add_argument("--labels", default="journalist-questions", help="or a set that is there to tune on")
    parser.add_argument("--misses", action="store_true", help="also list the questions without such a quote")
    options = parser.parse_args()
    asked = {judged: [q for q in questions(options.labels, judged=judged) if q["relevant"]] for judged in (False, True)}
    print(machine(), "\n\n| corpus | answers by | questions | found | a quote overlaps the answer | 95% | silent |")
    print("|---|---|--:|--:|--:|---|--:|")
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("doj", "senate"):
            index = getattr(options, name)
            if index is None:
                index = Path(scratch) / name
                build_index([options.data / "corpora" / f"{name}.jsonl.gz"], index)
            with open_index(index) as archive:
                answers = [archive.ask(q["text"]) for q in asked[False] if q["corpus"] == name]
            for judged, by in ((False, "the labels"), (True, "the judges as well")):
                of_corpus = [question for question in asked[judged] if question["corpus"] == name]
                print(row(name, by, answers, of_corpus), flush=True)
            missed += [q["text"] for q, answer in zip(of_corpus, answers, strict=True) if not overlaps(answer, q)]
    if options.misses:
        print("\n".join(["", *missed]))


def row(corpus: str, by: str, answers: Sequence[Answer], asked: Sequence[dict[str, Any]]) -> str:
    """A row of the table."""
    pairs = list(zip(answers, asked, strict=True))
    hits = sum(overlaps(answer, question) for answer, question in pairs)
    found = sum(any(hit.release.id in question["relevant"] for hit in answer.results) for answer, question in pairs)
    silent = sum(answer.status != "answered" for answer in answers)
    low, high = wilson(hits, len(pairs))
    share = f"{hits} ({hits / len(pairs):.0%}) | {low:.0%} – {high:.0%}"
    return f"| {corpus} | {by} | {len(pairs)} | {found} | {share} | {silent} |"


def overlaps(answer: Answer, question: dict[str, Any]) -> bool:
    """Whether a quote shares characters of the original with a sentence that answers."""
    return any(
        quote.release.id == span["release"] and quote.source_start < span["end"] and span["start"] < quote.source_end
        for quote in answer.quotes
        for span in question.get("answer", ())
    )


if __name__ == "__main__":
    main()
