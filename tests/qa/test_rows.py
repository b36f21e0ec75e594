"""The lines of an answer: what each quote gives of what was asked for, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

from qa import Archive
from qa.records import Query, Quote, Row
from qa.rows import rows


def made(archive: Archive, text: str) -> Quote:
    """A quote whose words are ``text``, whatever its release holds: rows look at the words alone."""
    return replace(archive.ask("When did Finland join NATO?").quotes[0], text=text)


def labels(archive: Archive, shape: str, question: str, *texts: str) -> list[Row]:
    quotes = [made(archive, text) for text in texts]
    query = Query(text=question, standalone=question, terms=tuple(question.strip("?").split()))
    return list(rows(shape, quotes, query, archive._current().generation))  # type: ignore[arg-type]


def test_names_are_whole_and_neither_datelines_nor_initials_nor_articles(samples: Archive) -> None:
    found = labels(
        samples,
        "who",
        "Who leads the board?",
        "LINDMAR, 21 July 2016 – U.S. Attorney Billy J. Williams met Dr. Ana Ruíz. The River Board thanked Osk Rowing "
        "Club.",
    )
    assert [row.label for row in found] == [
        "U.S. Attorney Billy J. Williams",
        "Dr. Ana Ruíz",
        "River Board",
        "Osk Rowing Club",
    ]


def test_names_in_more_quotes_come_first_and_ten_are_enough(samples: Archive) -> None:
    many = " and ".join(f"Port {letter}a Harbour" for letter in "ABCDEFGHIJKL")
    found = labels(samples, "which", "Which ports opened?", f"{many} opened.", "They closed Port Ca Harbour.")
    assert len(found) == 10
    assert found[0] == Row("Port Ca Harbour", (1, 2))


def test_a_figure_is_no_day_and_stands_nearest_to_the_question(samples: Archive) -> None:
    found = labels(
        samples, "figure", "How many gauges report?", "On 24 November 2020 58,000 households had 41 gauges to report."
    )
    assert found == [Row("41 gauges", (1,))]
    assert labels(samples, "figure", "How high is the fee?", "The fee rises from 1 January 2017.") == []
