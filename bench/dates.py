"""How often the release's date and the day of what it tells are right.

    python bench/dates.py --data DIR [--misses]

DIR holds ``eval/extract/doj_html*`` and ``corpora/``. The expectations are the pages' own metadata and the labels made
by hand in ``bench/labels``. A release that a person cannot date is right when it is left undated.
"""

from __future__ import annotations

import argparse
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.labelled import labels, records, texts
from bench.machine import machine, wilson
from index.clean import clean
from index.dates import event_dates, main_event, release_dates
from index.load.document import Document, placed
from index.load.html import load_html
from index.records import Dated
from index.sentences import sentences

CLAIMED = 0.5
"""An event date below this confidence does not claim to be the day of what the release tells."""


@dataclass(frozen=True)
class Case:
    name: str
    expected: str
    found: str
    right: bool


def spelled(dated: Dated | None) -> str:
    if dated is None:
        return "-"
    return dated.day.isoformat()[: 7 if dated.precision == "month" else 10]


def html_pages(data: Path) -> Iterator[Case]:
    """The release date of the Justice Department's pages."""
    gold = {record["id"]: record["date"] for record in records(data / "eval/extract/doj_html_gold.jsonl.gz")}
    with tarfile.open(data / "eval/extract/doj_html.tar.gz") as pages:
        for member in pages.getmembers():
            name = Path(member.name).stem
            stream = pages.extractfile(member)
            if name in gold and stream:
                document = placed(next(iter(load_html(stream.read()))), f"{name}.html")
                dates = release_dates(document, clean(document).text)
                found = spelled(dates[0] if dates else None)
                yield Case(name, gold[name], found, found == gold[name])


def plain_text(data: Path) -> Iterator[Case]:
    """The release date of plain texts, against labels."""
    text_of = texts(data, "isaf")
    for row in labels("isaf_release_dates"):
        text = text_of[row["id"]]
        dates = release_dates(Document(row["id"], f"{row['id']}.txt", ".txt", text), text)
        found = spelled(dates[0] if dates else None)
        yield Case(row["id"], row["date"], found, found == row["date"])


def events(data: Path) -> Iterator[Case]:
    """The day of what a release tells, against labels."""
    text_of = texts(data, "isaf", "doj", "senate")
    for row in labels("event_days"):
        text = text_of[row["id"]]
        dates = event_dates(text, sentences(text), date.fromisoformat(row["released"]))
        main = main_event(dates)
        found = spelled(main if main and main.confidence >= CLAIMED else None)
        days = {dated.day.isoformat() for dated in dates if main and dated.start == main.start} if main else set()
        right = found in row["days"].split("|") or bool(found != "-" and days & set(row["days"].split("|")))
        yield Case(row["id"], row["days"], found, right)


def speed(data: Path) -> tuple[float, float]:
    """Milliseconds a release for its date and its events, over the shortest corpus and the Justice Department's."""
    spent = []
    for name in ("isaf", "doj"):
        sample = list(texts(data, name).items())[:500]
        borders = [sentences(text) for _, text in sample]
        begun = time.process_time()
        for (identifier, text), border in zip(sample, borders, strict=True):
            release_dates(Document(identifier, identifier, ".txt", text), text)
            event_dates(text, border, date(2011, 1, 1))
        spent.append((time.process_time() - begun) / len(sample) * 1000)
    return spent[0], spent[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--misses", action="store_true", help="list every case that is wrong")
    arguments = parser.parse_args()
    plain = list(plain_text(arguments.data))
    rows = {
        "release date, Justice Department HTML": list(html_pages(arguments.data)),
        "release date, plain text a person can date": [case for case in plain if case.expected != "-"],
        "left undated, plain text nobody can date": [case for case in plain if case.expected == "-"],
        "day of what is told": list(events(arguments.data)),
    }
    print(f"{machine()}\n\n| what | right | of | share | 95% interval |\n|---|---|---|---|---|")
    for name, cases in rows.items():
        right = sum(case.right for case in cases)
        low, high = wilson(right, len(cases))
        print(f"| {name} | {right} | {len(cases)} | {right / len(cases):.3f} | {low:.3f}–{high:.3f} |")
    short, long = speed(arguments.data)
    print(f"\nDates and events take {short:.2f} ms a short release and {long:.2f} ms a long one on one core.")
    if arguments.misses:
        for name, cases in rows.items():
            for case in cases:
                if not case.right:
                    print(f"{name}: {case.name} expected {case.expected}, found {case.found}")


if __name__ == "__main__":
    main()
