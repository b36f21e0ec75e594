"""Are all quotes exact? Questions made from titles, names and days of the releases; no exception is due.

    python bench/generated_questions.py --data DIR [--index DIR]... [--count 10000]

For each quote: ``release.text[start:end]`` is the quote to the letter; its range in the original lies there and is
the one that the map gives; and the letters and digits of the quote stand there, in their order, as they are or read in
the right encoding. Without --index the corpora doj, senate and isaf and the sample releases are built, which takes a
while.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from ftfy import fix_encoding

from bench.machine import machine
from index import build_index
from index.records import Release
from qa import open_index
from qa.archive import Archive
from qa.records import Quote

SHAPES = (
    "What did {issuer} say about {name}?", "When was {name} mentioned?", "Who is {name}?", "How many {name}?",
    "What is the latest on {name}?", "Compare {name} then and now.", "Timeline of {name}", "{title}",
    "Why {title}?", "What happened in {month} about {name}?", "Which releases tell of {name}?", "{sentence}",
)  # fmt: skip
_NAME = re.compile(r"(?<=[a-z,;] )[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*")


def main() -> None:
    """Print a row for each index, and every exception."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--index", type=Path, action="append", help="an index that is there already; repeatable")
    parser.add_argument("--count", type=int, default=10_000, help="questions in all, at least")
    options = parser.parse_args()
    print(machine(), "\n", flush=True)
    print("| index | questions | answered | quotes | exact | traced | exceptions |\n|---|--:|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as scratch:
        indexes = options.index or list(built(options.data, Path(scratch)))
        for index in indexes:
            with open_index(index) as archive:
                print(row(index.name, archive, -(-options.count // len(indexes))), flush=True)


def built(data: Path, scratch: Path) -> Iterator[Path]:
    """The indexes of the three corpora and of the samples."""
    sources = {name: data / "corpora" / f"{name}.jsonl.gz" for name in ("isaf", "doj", "senate")}
    for name, source in {"samples": Path(__file__).parents[1] / "samples", **sources}.items():
        build_index([source], scratch / name)
        yield scratch / name


def row(name: str, archive: Archive, count: int) -> str:
    """Ask ``count`` questions and check every quote: a row of the table, then a line for each exception."""
    seen: Counter[str] = Counter()
    wrong = []
    for question in made(archive, count):
        answer = archive.ask(question)
        seen["answered"] += answer.status == "answered"
        for quote in answer.quotes:
            faults = list(faulty(quote, archive.release(quote.release.id)))
            seen.update(["quotes", *faults])
            wrong += [f"{fault}: {quote.release.id} {quote.start}-{quote.end}" for fault in faults]
    exact, traced = (seen["quotes"] - seen[fault] for fault in ("not exact", "not traced"))
    figures = (count, seen["answered"], seen["quotes"], exact, traced, len(wrong))
    return "\n".join([f"| {name} | {' | '.join(f'{figure:,}' for figure in figures)} |", *wrong])


def made(archive: Archive, count: int) -> Iterator[str]:
    """Questions from a title, a name, a month or a sentence of releases drawn at random, the same in every run."""
    drawn = random.Random(2011)
    cards = archive.releases()
    for number in range(count):
        card = drawn.choice(cards)
        release = archive.release(card.id)
        names = _NAME.findall(release.text) or ["the release"]
        sentence = drawn.choice(re.split(r"(?<=[.!?])\s", release.text))[:300].strip() or "What was said?"
        yield SHAPES[number % len(SHAPES)].format(
            issuer=card.issuer or "the issuer",
            name=drawn.choice(names),
            title=(card.title or sentence).rstrip("?"),
            month=f"{card.date:%B %Y}" if card.date else "May",
            sentence=sentence,
        )


def faulty(quote: Quote, release: Release) -> Iterator[str]:
    """What is wrong with a quote: "not exact", "not traced", both or nothing."""
    if not quote.text.strip() or release.text[quote.start : quote.end] != quote.text:
        yield "not exact"
    first, last = quote.source_start, quote.source_end
    inside = 0 <= first < last <= len(release.source_text)
    mapped = release.source_range(quote.start, quote.end) == (first, last)
    source = release.source_text[first:last]
    there = any(_in_order(_letters(quote.text), _letters(one)) for one in (source, fix_encoding(source)))
    if not (inside and mapped and there):
        yield "not traced"


def _letters(text: str) -> str:
    """Letters and digits without case and accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in plain if character.isalnum())


def _in_order(words: Sequence[str], source: str) -> bool:
    """Whether all of ``words`` stand in ``source`` in that order, perhaps with noise in between."""
    left = iter(source)
    return all(character in left for character in words)


if __name__ == "__main__":
    main()
