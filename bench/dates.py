"""How often the release's date and the day of what it tells are right.

    python -m bench.dates --data DIR [--misses]

DIR holds ``eval/extract/doj_html*`` and ``corpora/``. The expectations are the pages' own metadata and the labels made
by hand in ``bench/labels``. A release that a person cannot date is right when it is left undated.
"""

from __future__ import annotations

import argparse
import re
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.labelled import labels, records, texts
from bench.machine import machine, wilson
from index.clean import clean
from index.dates.events import event_dates, main_event
from index.dates.release import release_dates
from index.derive import derive
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
    kind: str = ""


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


def events(data: Path, name: str) -> Iterator[Case]:
    """The day of what a release tells, against the labels ``name``."""
    text_of = texts(data, "isaf", "doj", "senate")
    for row in labels(name):
        text = clean(Document(row["id"], "", ".txt", text_of[row["id"]])).text
        dates = event_dates(text, sentences(text), date.fromisoformat(row["released"]))
        main = main_event(dates)
        found = spelled(main if main and main.confidence >= CLAIMED else None)
        days = {dated.day.isoformat() for dated in dates if main and dated.start == main.start} if main else set()
        right = found in row["days"].split("|") or bool(found != "-" and days & set(row["days"].split("|")))
        yield Case(row["id"], row["days"], found, right, kind_of(text[main.start : main.end]) if main else "nothing")


def kind_of(words: str) -> str:
    """By what kind of words a day is said: "today", "yesterday", the name of a weekday, a date, or others."""
    lower = words.lower()
    if re.search(r"\d", lower):
        return "a date"
    if re.search(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day", lower):
        return "a weekday"
    return next((word for word in ("today", "yesterday") if word in lower), "other words")


def asked(data: Path) -> Iterator[Case]:
    """The month that questions ask for, against what the whole of reading takes for that of the releases they mean.

    The questions are made from an archive's own records and not from these texts, so that a release whose text has no
    year, or nothing of a day, counts as wrong.
    """
    text_of = texts(data, "isaf")
    for question in records(data / "eval/isaf/queries.jsonl.gz"):
        month = re.search(r"(\d{4}-\d\d)(?:-\d\d)?$", question["id"])
        if not month:
            continue
        for identifier in question["relevant"]:
            release = derive(Document(identifier, "", ".txt", text_of[identifier]))
            main = main_event(release.dates) or release.dated
            found = spelled(main)[:7]
            yield Case(identifier, month[1], found, found == month[1])


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
        "day of what is told": list(events(arguments.data, "event_days")),
        "day of what is told, labelled afterwards": list(events(arguments.data, "event_days_again")),
        "month that a question asks for": list(asked(arguments.data)),
    }
    told = [*rows["day of what is told"], *rows["day of what is told, labelled afterwards"]]
    for kind in ("today", "yesterday", "a weekday", "a date", "other words", "nothing"):
        rows[f"… of both, said by {kind}"] = [case for case in told if case.kind == kind]
    print(f"{machine()}\n\n| what | right | of | share | 95% interval |\n|---|---|---|---|---|")
    for name, cases in rows.items():
        right = sum(case.right for case in cases)
        low, high = wilson(right, len(cases))
        print(f"| {name} | {right} | {len(cases)} | {right / max(1, len(cases)):.3f} | {low:.3f}–{high:.3f} |")
    short, long = speed(arguments.data)
    print(f"\nDates and events take {short:.2f} ms a short release and {long:.2f} ms a long one on one core.")
    if arguments.misses:
        for name, cases in rows.items():
            for case in cases:
                if not case.right:
                    print(f"{name}: {case.name} expected {case.expected}, found {case.found}")


if __name__ == "__main__":
    main()
