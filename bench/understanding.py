"""How often the time, the order and whoever is asked about are read as a person would read them.

    python bench/understanding.py --data DIR [--indexes DIR] [--misses]

DIR holds ``eval/``. The expectations are the labels made by hand in ``bench/labels``, and for the questions on single
days, months and years the ends of their own ids. Where nothing is expected, a question is right when nothing is read.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.answers import questions
from bench.labelled import labels, records
from bench.machine import machine, wilson
from bench.small_corpus import WHO
from index.generation import open_generation
from index.speakers.names import surname
from index.terms import stems
from qa.records import Query, Turn
from qa.understand import day, understand

_PERIOD = re.compile(r"\d{4}(?:-\d\d){0,2}$")


@dataclass(frozen=True)
class Case:
    question: str
    expected: str
    found: str

    @property
    def right(self) -> bool:
        """Whether what was found is what a person expects."""
        return self.expected == self.found


def span(since: object, until: object) -> str:
    """A range as the labels write it; "-" where there is no bound."""
    return f"{since or '-'} {until or '-'}"


def time_phrases() -> Iterator[Case]:
    """The range of time, and the question without it, against phrases written for this."""
    for row in labels("time-phrases"):
        query = understand(row["question"], as_of=row["as_of"])
        topic = "" if row["topic"] == "-" else f" {row['topic'].casefold()}"
        yield Case(
            row["question"],
            span(row["since"], row["until"]) + topic,
            span(query.since, query.until) + (topic and f" {query.topic.casefold()}"),
        )


def later_phrases() -> Iterator[Case]:
    """The range of time of phrases written after the code."""
    for row in labels("time-phrases-unseen"):
        query = understand(row["question"], as_of=row["as_of"])
        yield Case(row["question"], span(row["since"], row["until"]), span(query.since, query.until))


def order_phrases(name: str) -> Iterator[Case]:
    """The order, against phrases written for this; half of them only look as if they asked for one."""
    for row in labels(name):
        yield Case(row["question"], row["order"], understand(row["question"]).order or "-")


def who_phrases() -> Iterator[Case]:
    """The issuer or speaker, against phrases written for this and a corpus of a dozen names."""
    for row in labels("who-phrases"):
        query = understand(row["question"], corpus=WHO)
        yield Case(row["question"], row["name"], query.issuer or query.speaker or "-")


def speakers(indexes: Path) -> Iterator[Case]:
    """The speaker of the journalist's questions, by surname, with the names of each corpus's own index."""
    corpora = {name: open_generation(indexes / name, verify=False) for name in ("doj", "senate")}
    for row in questions("journalist-questions"):
        found = understand(row["text"], corpus=corpora[row["corpus"]]).speaker
        yield Case(row["text"], surname(row["speaker"] or "-"), surname(found or "-"))


def follow_ups() -> Iterator[Case]:
    """What a question takes over from its chat, and the time it asks about in the end; no corpus is there to help."""
    for row in questions("follow-ups"):
        history = [Turn(turn["role"], turn["text"]) for turn in row["history"]]
        query = understand(row["question"], history=history, as_of="2019-12-31")
        heard = heard_by(query)
        lacking = [word for word in row["carries"] if not set(stems(word)) <= heard]
        too_much = [word for word in row["drops"] if set(stems(word)) & heard]
        yield Case(
            row["question"],
            f"{span(row['since'], row['until'])} lacking [] too much []",
            f"{span(query.since, query.until)} lacking {lacking} too much {too_much}",
        )


def heard_by(query: Query) -> set[str]:
    """The stems of all words that the search is given: those of the question, and of the turns mixed in."""
    return {stem for text in (query.topic, *(one.text for one in query.context if one.words)) for stem in stems(text)}


def journalists(labels: str) -> Iterator[tuple[dict[str, str], Query]]:
    """The questions of a file of labels, and how they are read."""
    for row in questions(labels):
        yield row, understand(row["text"])


def time_case(row: dict[str, str], query: Query) -> Case:
    """Whether the time that a question asks about is read as it is labelled."""
    return Case(row["text"], span(row["since"], row["until"]), span(query.since, query.until))


def order_case(row: dict[str, str], query: Query) -> Case:
    """The same of its order."""
    return Case(row["text"], row["order"] or "-", query.order or "-")


def derived_periods(data: Path) -> Iterator[Case]:
    """The range of time of questions whose id ends in the day, month or year asked about."""
    for record in records(data / "eval/isaf/queries.jsonl.gz"):
        period = _PERIOD.search(record["id"])
        if period:
            query = understand(record["text"])
            expected = span(day(period[0], record["id"]), day(period[0], record["id"], last=True))
            yield Case(record["text"], expected, span(query.since, query.until))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--indexes", type=Path, help="a folder with indexes called doj and senate, for speakers")
    parser.add_argument("--misses", action="store_true", help="list every case that is wrong")
    arguments = parser.parse_args()
    asked = list(journalists("journalist-questions"))
    later = list(journalists("timed-questions"))
    begun = time.process_time()
    for row, _ in asked:
        understand(row["text"], as_of=date(2018, 6, 15))
    spent = (time.process_time() - begun) / len(asked) * 1000
    read = [(row, time_case(row, query)) for row, query in asked]
    ordered = [(row, order_case(row, query)) for row, query in asked]
    rows = {
        "time, phrases written for it": list(time_phrases()),
        "time, phrases written after the code": list(later_phrases()),
        "time, journalist's questions with one": [case for row, case in read if row["since"] or row["until"]],
        "time, journalist's questions without": [case for row, case in read if not (row["since"] or row["until"])],
        "time, days, months and years of events": list(derived_periods(arguments.data)),
        "order, phrases written for it": list(order_phrases("order-phrases")),
        "order, phrases written after the code": list(order_phrases("order-phrases-unseen")),
        "order, journalist's questions with one": [case for row, case in ordered if row["order"]],
        "order, journalist's questions without": [case for row, case in ordered if not row["order"]],
        "time, another hand's questions, written after the code": [time_case(*one) for one in later],
        "order, another hand's questions, written after the code": [order_case(*one) for one in later],
        "who, phrases written for it": list(who_phrases()),
    }
    rows["follow-ups, written for it"] = list(follow_ups())
    if arguments.indexes:
        asked_of = list(speakers(arguments.indexes))
        rows["speaker, journalist's questions with one"] = [case for case in asked_of if case.expected != "-"]
        rows["speaker, journalist's questions without"] = [case for case in asked_of if case.expected == "-"]
    print(f"{machine()}\n\n| what | right | of | share | 95% interval |\n|---|--:|--:|--:|---|")
    for name, cases in rows.items():
        right = sum(case.right for case in cases)
        low, high = wilson(right, len(cases))
        print(f"| {name} | {right} | {len(cases)} | {right / len(cases):.3f} | {low:.3f}–{high:.3f} |")
    print(f"\nOne question takes {spent:.2f} ms on one core.")
    if arguments.misses:
        for name, cases in rows.items():
            for case in cases:
                if not case.right:
                    print(f"{name}: {case.question} expected {case.expected}, found {case.found}")


if __name__ == "__main__":
    main()
