"""Release dates and event dates: worked by hand from a calendar, in several issuers' and countries' habits."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates.events import event_dates, main_event
from index.dates.release import release_dates
from index.dates.words import mentions
from index.derive import derive
from index.load.document import DateHint, Document
from index.sentences import sentences


def released(text: str, *hints: DateHint, language: str | None = None) -> list[tuple[str, str, str]]:
    document = Document("a.txt", "a.txt", ".txt", text, hints=hints, language=language)
    return [(d.day.isoformat(), d.precision, d.found_in) for d in release_dates(document, text)]


@pytest.mark.parametrize(
    ("text", "day", "where"),
    [
        ("KABUL, Afghanistan (Jan. 25, 2013)\nA patrol found a cache.", "2013-01-25", "dateline"),
        ("BRUSSELS, 14 May 2020 – The council met.", "2020-05-14", "dateline"),
        ("London, 1st March 2024 - The bank raised its rate.", "2024-03-01", "dateline"),
        ("NEW YORK, N.Y., December 3, 2019 /Wire/ -- Acme grew.", "2019-12-03", "dateline"),
        ("For immediate release\nTuesday, March 4, 2014\n\nThe agency acted.", "2014-03-04", "header line"),
        ("FOR IMMEDIATE RELEASE: 2021-07-09\nThe agency acted.", "2021-07-09", "header line"),
        ("News\n14 May. 2020 - | Last updated: 15 May. 2020 21:35\nThe Secretary called.", "2020-05-14", "header line"),
        ("Report of the week, Jan. 10, 2011\nThe patrol went on.", "2011-01-10", "title line"),
        ("The board met today (14 May 2020) in Rome.", "2020-05-14", "sentence"),
    ],
)
def test_release_date_is_read_from_its_place(text: str, day: str, where: str) -> None:
    assert released(text)[0] == (day, "day", where)


def test_update_stays_a_candidate_behind_the_release_date() -> None:
    found = released("14 May. 2020 - | Last updated: 16 May. 2020 21:35\nThe call was long.")
    assert found == [("2020-05-14", "day", "header line"), ("2020-05-16", "day", "update line")]


def test_year_of_a_dateline_comes_from_the_reference_number() -> None:
    found = released("2010-09-CA-005\nKABUL, Afghanistan (Sept. 1) - A patrol found a cache.")
    assert found[0] == ("2010-09-01", "day", "dateline")
    assert ("2010-09-01", "month", "reference number") in found


def test_undated_is_undated() -> None:
    assert released("KABUL, Afghanistan (Jan. 28) – A patrol found a cache.") == []
    assert released("The treaty of March 3, 1990 was praised by everyone who spoke.") == []


def test_places_that_disagree_all_stay_and_those_that_agree_win() -> None:
    hints = (DateHint("2019-06-01", "meta"), DateHint("http://a.b/2013/01/25/c", "url"))
    found = released("KABUL, Afghanistan (Jan. 25, 2013) – A patrol.", *hints)
    assert [f[0] for f in found] == ["2013-01-25", "2013-01-25", "2019-06-01"]


def test_hints_are_read_in_their_own_forms() -> None:
    assert released("x", DateHint("Tue, 27 Sep 2011 10:00:00 -0400", "header")) == [("2011-09-27", "day", "header")]
    assert released("x", DateHint("2011-09-27T00:00:00-04:00", "meta")) == [("2011-09-27", "day", "meta")]
    assert released("x", DateHint("10Apr2007news", "file name")) == [("2007-04-10", "day", "file name")]
    assert released("x", DateHint("000_9332cde6c559e988", "file name")) == []
    assert released("x", DateHint("20200514", "field")) == [("2020-05-14", "day", "field")]


def test_german_and_french_dates() -> None:
    assert released("Berlin, 24. März 2020 – Der Bund zahlt.", language="de")[0][0] == "2020-03-24"
    assert released("Paris, le 1er août 2019\nLe ministre parle.", language="fr")[0][0] == "2019-08-01"
    assert released("Datum: 24.05.2020\nDer Bund zahlt.", language="de")[0][0] == "2020-05-24"


def named(text: str, language: str = "en") -> list[tuple[str, str, int | None, int | None, int | None]]:
    return [(text[m.start : m.end], m.precision, m.year, m.month, m.day) for m in mentions(text, language)]


def test_a_quarter_is_no_day() -> None:
    assert named("Q3 2024 was good") == [("Q3 2024", "quarter", 2024, 7, None)]
    assert named("the third quarter of 2014") == [("third quarter of 2014", "quarter", 2014, 7, None)]


def test_words_that_are_no_months() -> None:
    assert named("He may 3 times march 2 miles, and Mark may 2018 not") == []


def test_slashes_follow_the_rest_of_the_text() -> None:
    assert named("03/04/2020")[0][3:] == (3, 4)
    assert named("On 25/12/2019 and 03/04/2020")[1][3:] == (4, 3)
    assert mentions("03/04/2020")[0].ambiguous and not mentions("25/12/2019 03/04/2020")[1].ambiguous


def told(text: str, day: date | None) -> list[tuple[str, str, str]]:
    return [
        (text[d.start : d.end], d.day.isoformat(), d.precision) for d in event_dates(text, sentences(text), day)
    ]


FRIDAY = date(2013, 1, 25)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A leader was killed yesterday.", [("yesterday", "2013-01-24", "day")]),
        ("It was found on Tuesday.", [("Tuesday", "2013-01-22", "day")]),
        ("It was found Friday.", [("Friday", "2013-01-25", "day")]),
        ("The panel will meet on Tuesday.", [("Tuesday", "2013-01-29", "day")]),
        ("Barges may load only half from Tuesday.", [("Tuesday", "2013-01-29", "day")]),
        ("It was signed on Nov. 28.", [("Nov. 28", "2012-11-28", "day")]),
        ("The hearing is scheduled for Nov. 28.", [("Nov. 28", "2013-11-28", "day")]),
        ("Prices rose last month.", [("last month", "2012-12-01", "month")]),
        ("It began two days ago.", [("two days ago", "2013-01-23", "day")]),
        ("They met Jan. 3-5.", [("Jan. 3-5", f"2013-01-0{n}", "day") for n in (3, 4, 5)]),
        ("It grew in the 1990s.", [("1990s", "1990-01-01", "decade")]),
        ("Todays vote was close.", [("Todays", "2013-01-25", "day")]),
        ("Rain fell overnight.", [("overnight", "2013-01-24", "day"), ("overnight", "2013-01-25", "day")]),
        ("They sent it by overnight mail.", []),
        ("It rose over the past 24 hours.", [("past 24 hours", f"2013-01-2{n}", "day") for n in (4, 5)]),
        ("They met earlier this week.", [("earlier this week", f"2013-01-2{n}", "day") for n in (1, 2, 3, 4)]),
        ("They met last weekend.", [("last weekend", f"2013-01-{n}", "day") for n in (19, 20)]),
        ("They talk next week.", [("next week", (date(2013, 1, 28 + n) if n < 4 else date(2013, 2, n - 3)).isoformat(),
                                   "day") for n in range(7)]),
        ("It was dry last summer.", [("last summer", "2012-06-01", "season")]),
        ("He spoke on Thursday, Jan. 26.", [("Jan. 26", "2012-01-26", "day")]),
        ("It fell from 2004 to 2007.", [("2004 to 2007", f"{y}-01-01", "year") for y in range(2004, 2008)]),
        ("It grew in the second quarter of 2012.", [("second quarter of 2012", "2012-04-01", "quarter")]),
        ("Sales fell in the winter of 2012.", [("winter of 2012", "2011-12-01", "season")]),
        ("It ended on Jan. 20 and a raid followed the next day.",
         [("Jan. 20", "2013-01-20", "day"), ("the next day", "2013-01-21", "day")]),
    ],
)  # fmt: skip
def test_events_are_resolved_from_the_release_day(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(text, FRIDAY) == expected


def test_a_release_dated_by_its_month_tells_of_that_month_and_of_no_day() -> None:
    text = "2011-07-S-003\nA leader was captured yesterday. He had led since March 2011."
    dates = derive(Document("a", "a.txt", ".txt", text)).dates
    found = [(d.kind, d.day.isoformat(), d.precision) for d in dates]
    july, march = ("2011-07-01", "month"), ("2011-03-01", "month")
    assert found == [("release", *july), ("event", *july), ("event", *march)]
    main = main_event(dates)
    assert main is not None and main.day == date(2011, 7, 1) and main.confidence > 0.7


def test_a_dateline_without_its_year_is_dated_by_the_reference_of_the_month_before() -> None:
    found = released("2010-08-CA-043\nKABUL, Afghanistan (Sept. 4) - A patrol found a cache.")
    assert found[0] == ("2010-09-04", "day", "dateline")
    assert released("2010-12-S-043\nKABUL, Afghanistan (Jan. 2) - A patrol.")[0] == ("2011-01-02", "day", "dateline")
    assert released("2010-02-S-043\nKABUL, Afghanistan (Sept. 4) - A patrol.")[0][0] == "2010-02-01"


def test_a_header_that_ran_into_the_text_is_no_event() -> None:
    assert told("Doe opens school January 25  2013 Ulm  Mayor Doe opened it Monday.", FRIDAY)[0][1] == "2013-01-21"


def test_of_two_datelines_the_first_is_the_release() -> None:
    text = "2010-11-S-260\nROME (Nov. 21) – One fell.\n\nUPDATE\nROME (Nov. 22, 2010) – He was found."
    assert released(text)[0] == ("2010-11-21", "day", "dateline")


def test_a_title_may_begin_with_its_date() -> None:
    assert released("July 6: Port reopens\n2010-07-CA-028\nShips came.")[0] == ("2010-07-06", "day", "title line")


@given(st.text(alphabet="Jan. May 0123456789-/,'()QthsApril today Monday last week\n", max_size=80))
def test_any_text_gives_dates_within_it(text: str) -> None:
    spans = [(m.start, m.end) for m in mentions(text)]
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    for dated in event_dates(text, sentences(text), FRIDAY):
        assert 0 <= dated.start < dated.end <= len(text) and 0 < dated.confidence <= 1


def test_without_a_release_day_only_written_dates_stay() -> None:
    assert told("Yesterday they met; on 3 May 2012 they parted.", None) == [("3 May 2012", "2012-05-03", "day")]


def test_the_dateline_is_no_event_and_the_first_event_is_the_main_one() -> None:
    text = "KABUL (Jan. 25, 2013)\nA leader was captured yesterday. He had led since March 2012. Three died on Monday."
    dates = event_dates(text, sentences(text), FRIDAY)
    main = main_event(dates)
    assert [d.day.isoformat() for d in dates] == ["2013-01-24", "2012-03-01", "2013-01-21"]
    assert main is not None and main.day == date(2013, 1, 24)
