"""Answers from the sample releases: the shape that a question asks for, its exact words, or an honest silence."""

from __future__ import annotations

import pytest

from qa import Archive
from qa.records import Answer
from qa.silence import ENOUGH, PLAIN

NIGHT = ("ministry/2015-03-12-night-navigation.html", "ministry/2021-09-07-night-navigation.html")
AGROUND = "ministry/2023-04-20-barge-aground.eml"
DREDGING = "ministry/2019-02-08-dredging.md"
UPDATED = "ministry/2018-05-04-harnow-lock-updated.txt"


def quoted(answer: Answer) -> list[str]:
    return [quote.release.id for quote in answer.quotes]


def test_a_plain_fact_is_one_sentence_with_its_day(samples: Archive) -> None:
    answer = samples.ask("When did Finland join NATO?")
    (quote,) = answer.quotes
    assert quote.text == (
        "Finland became the 31st member of NATO on 4 April 2023, the 74th anniversary of the Washington Treaty."
    )
    assert [(row.label, row.quotes) for row in answer.rows] == [("4 April 2023", (1,))]
    assert answer.message == "1 quote from 1 release, 4 April 2023."


def test_the_latest_position_comes_first_and_what_was_said_before_after_it(samples: Archive) -> None:
    answer = samples.ask("What is the latest position on night navigation?")
    assert quoted(answer) == [NIGHT[1], NIGHT[0]]
    assert [row.label for row in answer.rows] == ["Latest", "Previously said"]
    assert [quote.speaker for quote in answer.quotes] == ["Ilse Marrend", "Ilse Marrend"]
    assert answer.message.startswith("The latest is of 7 September 2021.")


def test_only_what_was_said_in_the_time_asked_about_is_quoted(samples: Archive) -> None:
    answer = samples.ask("what did NATO say about Libya in 2013?")
    assert {quote.release.date.year for quote in answer.quotes if quote.release.date} == {2013}
    whenever = samples.ask("what did NATO say about Libya?").quotes
    assert {quote.release.date.year for quote in whenever if quote.release.date} > {2013}


def test_what_nobody_said_in_the_time_asked_about_is_met_with_silence(samples: Archive) -> None:
    answer = samples.ask("What did NATO say about Libya in 2015?")  # it spoke in that year, and of Libya in others
    assert (answer.status, answer.quotes) == ("nothing_found", ())


def test_then_and_now_are_marked_where_they_differ(samples: Archive) -> None:
    answer = samples.ask("Compare night navigation then and now")
    assert [row.label for row in answer.rows] == ["Then: 12 March 2015", "Now: 7 September 2021"]
    then, now = answer.quotes
    assert "not" in [then.text[start:end] for start, end in then.marked]
    assert any("today" in now.text[start:end] for start, end in now.marked)


def test_a_question_in_other_words_is_answered_by_meaning_and_that_is_said(samples: Archive) -> None:
    answer = samples.ask("What may skippers no longer do after dark?")  # no release has "skippers" or "longer"
    assert answer.status == "answered"
    assert answer.missing == ("skippers", "longer")
    assert answer.message.startswith(
        "No release says this in these words. Found in no release: skippers, longer. "
        "Nearest in meaning, to be read with care: "
    )
    assert set(NIGHT) <= set(quoted(answer))
    assert "Freight barges will not be allowed to sail on the River Osk at night." in " ".join(
        quote.text for quote in answer.quotes
    )
    assert answer.rows == ()
    assert ENOUGH <= answer.confidence < PLAIN
    ranges = [(quote.release.id, quote.start, quote.end) for quote in answer.quotes]
    assert len({release for release, _, _ in ranges}) <= 5
    for number, (release, start, end) in enumerate(ranges):
        assert not any(r == release and s < end and start < e for r, s, e in ranges[:number])  # none twice


def test_two_sentences_of_the_first_release_are_quoted_where_it_is_not_sure_which_answers(samples: Archive) -> None:
    def starts(question: str) -> list[tuple[str, int]]:
        return [(quote.release.id, quote.start) for quote in samples.ask(question).quotes]

    thin = "What did Ilse Marrend give the barge owners in 2021?"
    assert samples.ask(thin).message.endswith("The evidence is thin: see whether it answers.")
    assert starts(thin)[:2] == [(NIGHT[1], 94), (NIGHT[1], 601)]
    assert starts(thin)[2][0] != NIGHT[1]
    by_meaning = starts("Why were boats stopped?")  # two sentences, and the one that the release opens with
    assert by_meaning[:3] == [(AGROUND, 324), (AGROUND, 437), (AGROUND, 0)]
    assert AGROUND not in {release for release, _ in by_meaning[3:]}


def test_quoted_words_that_were_changed_or_withdrawn_later_are_noted(samples: Archive) -> None:
    answer = samples.ask("How many tonnes of sand were dredged in 2018?")
    assert quoted(answer) == [DREDGING]
    assert answer.notes == (
        "[1] was changed: the version of 11 February 2019 (correction) does not hold these words: "
        "CORRECTION: More sand than ever: the dredging year 2018",
    )
    assert samples.ask("Are the ferries free?").notes == ("[1] was withdrawn by its issuer.",)
    assert samples.ask("When did Finland join NATO?").notes == ()


def test_which_counts_the_releases_beyond_those_quoted(samples: Archive) -> None:
    answer = samples.ask("Which releases mention floods?")
    assert (
        answer.message
        == "2 quotes from 2 releases, 11 February 2019 – 24 November 2020. In all 3 releases hold its words."
    )
    assert len(samples.matches("Which releases mention floods?").releases) == 3


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("Who won the football world cup?", "Found in no release: won, football, world, cup."),
        ("What did the minister promise in 2035?", "The time asked about begins after the last release."),
        ("What did the minister say in 1999?", "The time asked about ends before the first release."),
        ("What is the stance of the alliance on Moscow?", "Found in no release: Moscow."),
    ],
)
def test_silence_says_why_and_what_was_looked_at(samples: Archive, question: str, why: str) -> None:
    answer = samples.ask(question)
    assert (answer.status, answer.quotes, answer.rows) == ("nothing_found", (), ())
    assert answer.confidence < ENOUGH
    assert answer.message.startswith("No release says this. Looked for ")
    assert why in answer.message
    assert "Without a release: 22 May 2012 – 20 October 2013; 13 March 2015 – 8 July 2016." in answer.message
    assert len(answer.gaps) == 2
    assert len(answer.results) > 2
