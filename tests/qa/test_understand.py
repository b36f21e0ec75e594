"""Bad questions get one clear line, arguments are honoured, words are told from stop words."""

from __future__ import annotations

from datetime import date

import pytest

from index.errors import UsageError
from qa.understand import LONGEST_QUESTION, cleaned, day, describe_time, understand, words


@pytest.mark.parametrize("question", ["", "   \n\t", "\x00\x00", "\ud800", "\u200b\ufeff"])
def test_a_question_with_nothing_in_it(question: str) -> None:
    with pytest.raises(UsageError, match="question is empty") as caught:
        understand(question)
    assert "\n" not in str(caught.value)


def test_a_question_of_fifty_thousand_characters() -> None:
    with pytest.raises(UsageError, match="50,000 characters") as caught:
        understand("x" * 50_000)
    assert len(str(caught.value)) < 200
    assert len(understand("x" * LONGEST_QUESTION).text) == LONGEST_QUESTION


def test_what_cannot_be_printed_is_dropped_and_the_rest_kept() -> None:
    assert cleaned("what about\x00 Liby\ud800a\n in\u2028 2011?") == "what about Liby a in 2011?"


def test_since_after_until() -> None:
    with pytest.raises(UsageError, match=r"since \(2012-01-01\) is after until \(2011-12-31\)"):
        understand("Libya", since="2012", until="2011")


def test_an_order_that_is_none() -> None:
    with pytest.raises(UsageError, match="newest or oldest, not 'upwards'"):
        understand("Libya", order="upwards")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2012", date(2012, 1, 1), date(2012, 12, 31)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        (" 2012-02-03 ", date(2012, 2, 3), date(2012, 2, 3)),
        (date(2012, 2, 3), date(2012, 2, 3), date(2012, 2, 3)),
        (None, None, None),
    ],
)
def test_days_as_they_are_given(value: date | str | None, first: date | None, last: date | None) -> None:
    assert (day(value, "since"), day(value, "until", last=True)) == (first, last)


@pytest.mark.parametrize("value", ["soon", "2012-13", "2011-02-29", "12-03-2011", "0000", ""])
def test_no_day(value: str) -> None:
    with pytest.raises(UsageError, match="since is no date"):
        day(value, "since")


def test_query_syntax_is_only_words() -> None:
    found = words('title:"Libya" AND (NATO* OR -x) ~2 ^5 [a TO b]')
    assert found == ("title", "Libya", "NATO", "x", "2", "5", "b")


def test_words() -> None:
    found = words("What did NATO's U.S. allies say about Libya’s air-defence?")
    assert found == ("NATO", "U.S", "allies", "say", "Libya", "air-defence")
    assert words("to be or not to be") == ("to", "be", "or", "not")
    assert words("Qu'a dit l’OTAN à Tripoli ? 北约") == ("Qu'a", "dit", "l’OTAN", "à", "Tripoli", "北约")
    assert words("?!") == ()


def test_arguments_are_honoured_and_shown() -> None:
    query = understand("bridges", since="2011-03", until="2011-05", issuer="NATO", speaker="Ana Ruíz", order="newest")
    assert (query.since, query.until) == (date(2011, 3, 1), date(2011, 5, 31))
    assert query.describe() == "NATO · Ana Ruíz · Mar–May 2011 · newest first"


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (date(2011, 1, 1), date(2011, 12, 31), "2011"),
        (date(2010, 1, 1), date(2019, 12, 31), "2010–2019"),
        (date(2016, 3, 1), date(2016, 3, 31), "March 2016"),
        (date(2011, 12, 1), date(2012, 2, 29), "Dec 2011 – Feb 2012"),
        (date(2020, 5, 14), date(2020, 5, 14), "14 May 2020"),
        (date(2020, 5, 14), date(2020, 6, 2), "14 May 2020 – 2 June 2020"),
        (date(2011, 1, 1), None, "since 2011"),
        (date(2011, 2, 1), None, "since February 2011"),
        (date(2011, 2, 3), None, "since 3 February 2011"),
        (None, date(2011, 12, 31), "until 2011"),
        (None, date(2011, 2, 3), "until 3 February 2011"),
    ],
)
def test_time_in_words(since: date | None, until: date | None, said: str) -> None:
    assert describe_time(since, until) == said
