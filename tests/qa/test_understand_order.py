"""Newest or oldest is asked for by certain words in certain places, and by nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from bench.labelled import labels
from qa.understand import understand

PHRASES = labels("order-phrases")


@pytest.mark.parametrize("row", PHRASES, ids=[row["question"] for row in PHRASES])
def test_phrases_written_before_the_code(row: dict[str, str]) -> None:
    assert (understand(row["question"]).order or "-") == row["order"]


def test_words_of_order_are_no_terms() -> None:
    query = understand("What is the latest on the harbour strike?")
    assert (query.topic, query.terms) == ("What is the harbour strike?", ("harbour", "strike"))
    assert (query.describe(), query.given) == ("newest first", ())


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("Which narwhal tusk case was the first?", "oldest"),
        ("Of the three dams, which is the last", "newest"),
        ("Which street is called the first?", None),
        ("What crimes was the man who robbed the bank in Osk first accused of?", "oldest"),
        ("When was a bill on the dredging of the river first put before them?", "oldest"),
        ("When was the first set of rules made?", None),
        ("Was the man who came first sent home?", None),
    ],
)
def test_which_was_the_first_at_the_end(question: str, order: str | None) -> None:
    assert understand(question).order == order


def test_as_of_a_month_is_until_then_and_newest() -> None:
    query = understand("What is the position on Georgia as of May 2018?")
    assert (query.since, query.until, query.order) == (None, date(2018, 5, 31), "newest")


def test_given_and_switched_off() -> None:
    assert understand("the latest on the strike", order="oldest").order == "oldest"
    off = understand("the latest on the strike", ignore=("order",))
    assert (off.order, off.terms) == (None, ("latest", "strike"))
