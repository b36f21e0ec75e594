"""Phrases of time become the range that a person reads in them; what only looks like a time stays a word."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.labelled import labels
from index.happened import happened
from index.records import Dated, Release
from qa import Archive
from qa.understand import understand
from qa.understand.spans import Calendar, back, shifted, span
from qa.understand.time import read_time

PHRASES = labels("time-phrases")
TODAY = date(2018, 6, 15)


@pytest.mark.parametrize("row", PHRASES, ids=[row["question"] for row in PHRASES])
def test_phrases_written_before_the_code(row: dict[str, str]) -> None:
    query = understand(row["question"], as_of=row["as_of"])
    assert (str(query.since or "-"), str(query.until or "-")) == (row["since"], row["until"])
    if row["topic"] != "-":
        assert query.topic.casefold() == row["topic"].casefold()


def test_words_of_time_are_no_terms() -> None:
    query = understand("Which bridges were opened in the spring of 2012?")
    assert query.terms == ("bridges", "opened")
    assert (query.describe(), query.given) == ("Mar–May 2012", ())
    assert understand("in 2012?").terms == ("2012",)  # a question that is nothing but a time keeps words to match


def test_given_time_wins_and_the_words_stay_words() -> None:
    query = understand("What did NATO say in 2011?", since="2014")
    assert (query.since, query.until, query.given) == (date(2014, 1, 1), None, ("time",))
    assert "2011" in query.terms


def test_time_switched_off() -> None:
    query = understand("What did NATO say in March 2011?", ignore=("time",))
    assert (query.since, query.until) == (None, None)
    assert query.terms == ("NATO", "say", "March", "2011")


def test_several_ranges_that_hold_together() -> None:
    query = understand("Since 2014, what has been decided until March 2016?")
    assert (query.since, query.until) == (date(2014, 1, 1), date(2016, 3, 31))
    apart = understand("Who was convicted in 2012 of crimes committed between 2005 and 2009?")
    assert (apart.since, apart.until) == (date(2012, 1, 1), date(2012, 12, 31))
    assert "2005" in apart.terms


def test_a_month_is_sought_in_the_time_spoken_of() -> None:
    within = Calendar(TODAY, TODAY, (date(2014, 1, 1), date(2014, 12, 31)))
    read = read_time("And in September?", within)
    assert (read.since, read.until) == (date(2014, 9, 1), date(2014, 9, 30))


def test_after_a_leap_day() -> None:
    assert span(date(2012, 2, 1), 1) == (date(2012, 2, 1), date(2012, 2, 29))
    assert back(date(2012, 2, 29), 12) == date(2011, 2, 28)
    assert shifted(date(1, 1, 3), -9) == date(1, 1, 1)


def released(identity: str, text: str, day: date, told: tuple[tuple[str, date], ...], title: str = "") -> Release:
    """A release whose text says the given words of time."""
    events = tuple(
        Dated("event", when, "day", text.index(said), text.index(said) + len(said), "text", 0.9) for said, when in told
    )
    issued = Dated("release", day, "day", -1, -1, "field", 0.9)
    return Release(identity, identity, title or None, None, None, None, None, text, text, (issued, *events))


SUMMIT = (
    released("a", "Ministers met at the Brussels summit on 11 July 2018.", date(2018, 7, 20),
             (("11 July 2018", date(2018, 7, 11)),)),
    released("b", "The summit in Brussels ended on 12 July. The fair of 3 May was another matter.", date(2018, 8, 1),
             (("12 July", date(2018, 7, 12)), ("3 May", date(2018, 5, 3)))),
    released("c", "A bridge in Ghent.", date(2018, 9, 1), ()),
)  # fmt: skip


def test_an_event_is_dated_by_the_releases_that_tell_of_it() -> None:
    assert happened("Brussels summit", SUMMIT) == (date(2018, 7, 11), date(2018, 7, 12))
    assert happened("Ghent summit", SUMMIT) is None
    titled = [released(str(n), "It was a good day.", date(2019, 3, n), (), "Mayor at Riga Forum") for n in (4, 4)]
    assert happened("Riga Forum", titled) == (date(2019, 3, 4), date(2019, 3, 4))
    assert happened("Riga Forum", titled[:1]) is None  # the day of one release is no date of the event
    opening = released("d", "It was a good day.", date(2019, 3, 4), (), "Riga Forum: mayors meet")
    assert happened("Riga Forum", [opening]) == (date(2019, 3, 4), date(2019, 3, 4))  # unless it is about the event


def test_an_index_dates_events(samples: Archive) -> None:
    query = samples.retrieve("What has NATO said about Libya since the Chicago Summit?").query
    assert (query.since, query.until, query.issuer) == (date(2012, 5, 21), None, "NATO (sample paraphrase)")
    assert query.describe() == "NATO (sample paraphrase) · Libya · since 21 May 2012"


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What has changed since the Brussels summit?", date(2018, 7, 11), None),
        ("What was said after the Brussels summit about Georgia?", date(2018, 7, 13), None),
        ("What was planned before the Brussels summit?", None, date(2018, 7, 10)),
        ("What has changed since the Ghent summit?", None, None),
        ("What was said at the Brussels summit?", None, None),
    ],
)
def test_since_an_event_that_the_corpus_dates(question: str, since: date | None, until: date | None) -> None:
    read = read_time(question, Calendar(TODAY, TODAY), lambda name: happened(name, SUMMIT))
    assert (read.since, read.until) == (since, until)


SPOKEN = (
    "in on since between and from to before after the first half quarter of spring fall May march 2011 2012 28 3rd Q2 "
    "last two years ago month next week early mid-2012 1990s summer as until by around , - ? NATO said 0 29 February"
)
WORDS = st.sampled_from(SPOKEN.split())


@settings(deadline=None)
@given(st.lists(WORDS, max_size=12).map(" ".join), st.dates())
def test_any_words_of_time_make_a_range_in_order_or_none(text: str, today: date) -> None:
    read = read_time(text, Calendar(today, today))
    assert read.since is None or read.until is None or read.since <= read.until
    assert bool(read.spans) == bool(read.since or read.until)
    assert all(0 <= start < end <= len(text) for start, end in read.spans)
    assert list(read.spans) == sorted(read.spans)
