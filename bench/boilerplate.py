"""Whether learning a corpus's page chrome loses anything that is asked for.

    python -m bench.boilerplate --data DIR

Each corpus is read twice, with what it teaches taken out and with everything left in. Then the questions of its set are
asked of plain BM25 over titles and texts (tantivy, stemmed): the share of the relevant releases among the first ten
must not fall.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.labelled import records
from bench.machine import machine
from index.boilerplate import learned, units_of
from index.clean import clean
from index.load.document import Document
from qa.measures import paired_bootstrap

SETS = ("isaf", "doj-title")
FIRST = 10
_WORD = re.compile(r"[^\W_]+")


def documents(data: Path, name: str) -> list[Document]:
    corpus = records(data / "corpora" / f"{name.split('-')[0]}.jsonl.gz")
    return [Document(one["id"], "corpus", ".txt", one["text"]) for one in corpus]


def with_and_without(found: list[Document]) -> Iterator[tuple[str, dict[str, str], int, int]]:
    """The texts by id without and with learning, how many lines were learned, and how many characters went."""
    keys = learned({d.id: units_of(d) for d in found}, {d.id: ("corpus",) for d in found}).get("corpus", frozenset())
    plain = {d.id: searched(d, frozenset()) for d in found}
    taught = {d.id: searched(d, keys) for d in found}
    yield "off", plain, 0, 0
    yield "on", taught, len(keys), sum(map(len, plain.values())) - sum(map(len, taught.values()))


def searched(document: Document, keys: frozenset[int]) -> str:
    """What is searched of a document: its text, and the title that was read off it."""
    cleaned = clean(document, keys)
    return f"{cleaned.title or ''}\n{cleaned.text}"


class Words:
    """BM25 by tantivy over whole texts."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw")
        schema.add_text_field("text", tokenizer_name="en_stem")
        self.index = tantivy.Index(schema.build())
        writer = self.index.writer(num_threads=1)
        for identifier, text in texts.items():
            writer.add_document(tantivy.Document(id=identifier, text=text))
        writer.commit()
        self.index.reload()
        self.searcher = self.index.searcher()

    def first(self, question: str, without: set[str]) -> list[str]:
        words = " ".join(_WORD.findall(question.lower()))
        hits = self.searcher.search(self.index.parse_query(words, ["text"]), FIRST + len(without)).hits
        found = [str(self.searcher.doc(place)["id"][0]) for _, place in hits]
        return [identifier for identifier in found if identifier not in without][:FIRST]


def recall(words: Words, questions: list[dict[str, Any]]) -> list[float]:
    """For each question the share of its relevant releases among the first ten."""
    shares = []
    for question in questions:
        relevant = set(question["relevant"])
        found = relevant & set(words.first(question["text"], set(question.get("exclude", ()))))
        shares.append(len(found) / min(len(relevant), FIRST))
    return shares


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    print(f"{machine()}\n\n| set | questions | learning | lines learned | characters less | Recall@10 | difference |")
    print("|---|---|---|---|---|---|---|")
    for name in SETS:
        questions = [q for q in records(arguments.data / "eval" / name / "queries.jsonl.gz") if q["relevant"]]
        before: list[float] = []
        for state, texts, lines, fewer in with_and_without(documents(arguments.data, name)):
            shares = recall(Words(texts), questions)
            change = paired_bootstrap(shares, before) if before else None
            told = f"{change.mean:+.4f} ({change.low:+.4f} to {change.high:+.4f})" if change else "–"
            share = sum(shares) / len(shares)
            print(f"| {name} | {len(questions)} | {state} | {lines:,} | {fewer:,} | {share:.4f} | {told} |")
            before = shares


if __name__ == "__main__":
    main()
