"""What a follow-up takes over is decided: a slot replaced, a pronoun resolved, turns mixed in, or nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.labelled import LABELS
from bench.small_corpus import WHO
from bench.understanding import follow_ups, heard_by
from qa.records import Context, Query, Turn
from qa.understand import understand

LIBYA = (
    Turn("user", "What did NATO say about Libya in 2014?"),
    Turn("assistant", "“The alliance stands ready to help.” Brussels, 3 May 2014"),
)
FERRY = (
    Turn("user", "Who steered the ferry Alma?"),
    Turn("assistant", "Captain Ana Ruíz was at the wheel. She had been warned."),
)
ROWS = [json.loads(line) for line in (LABELS / "follow-ups.jsonl").read_text(encoding="utf-8").splitlines()]


def after(history: tuple[Turn, ...], question: str, **settings: object) -> Query:
    return understand(question, history=history, corpus=WHO, **settings)  # type: ignore[arg-type]


def test_cases_written_before_the_code() -> None:
    wrong = {case.question for case in follow_ups() if not case.right}
    assert wrong <= {"What about mumps?", "Which senators voted for it?"}  # what replaces what takes more than words
    assert len(ROWS) - len(wrong) >= 44


@pytest.mark.parametrize(
    ("question", "standalone", "described"),
    [
        ("And Turkey?", "What did NATO say about Turkey in 2014?", "NATO · Turkey · 2014"),
        ("What about 2015?", "What did NATO say about Libya in 2015?", "NATO · Libya · 2015"),
        ("And in March?", "What did NATO say about Libya in March?", "NATO · Libya · March 2014"),
        ("What did it say about Syria?", "What did NATO say about Syria?", "NATO · Syria · 2014"),
        ("And the Treasury?", "What did Treasury say about Libya in 2014?",
         "US Department of the Treasury · Libya · 2014"),
    ],
)  # fmt: skip
def test_the_old_question_with_something_new_in_it(question: str, standalone: str, described: str) -> None:
    query = after(LIBYA, question)
    assert query.standalone == standalone
    assert query.describe().startswith(described + " · from before: ")
    assert query.context == ()
    assert "NATO" in heard_by(query) or "nato" in heard_by(query) or question == "And the Treasury?"


def test_time_by_the_time_spoken_of() -> None:
    assert after(LIBYA, "And before that?").until == date(2013, 12, 31)
    assert after(LIBYA, "And the year after?").since == date(2015, 1, 1)
    assert after(LIBYA, "And since then?").since == date(2015, 1, 1)


def test_before_what_was_shown() -> None:
    undated = (Turn("user", "What did NATO say about Libya?"), LIBYA[1])
    query = after(undated, "What came before?")
    assert (query.until, query.order, query.since) == (date(2014, 5, 2), "newest", None)
    assert query.context[0].text == undated[0].text
    assert after(undated, "And since then?").since == date(2014, 5, 4)
    assert after((undated[0],), "And before that?").until is None


def test_a_pronoun_is_who_was_named() -> None:
    query = after(FERRY, "How old is she?")
    assert query.topic == "How old is Ana Ruíz?"
    assert (query.names, query.terms) == (("Ana Ruíz",), ("old", "Ana", "Ruíz"))
    assert after(FERRY, "What is her licence?").topic == "What is Ana Ruíz's licence?"
    own = after(FERRY, "What did Robert Smith say when he resigned?")
    assert own.topic == "What did Robert Smith say when he resigned?"


def test_the_turns_mixed_in_and_their_weights() -> None:
    query = after(LIBYA, "Why?")
    assert query.context == (Context(LIBYA[0].text, 0.8), Context(LIBYA[1].text, 0.5, words=False))
    assert query.standalone == "Why (NATO, say, Libya, 2014)?"
    assert (query.since, query.until) == (date(2014, 1, 1), date(2014, 12, 31))
    longer = (*LIBYA, Turn("user", "How many ships were sent to the harbour?"), Turn("assistant", "Nine."))
    weights = [(one.text, one.weight) for one in after(longer, "Why were they sent?").context]
    assert weights == [
        ("How many ships were sent to the harbour?", 0.4),
        ("What did NATO say about Libya in 2014?", 0.4),
        ("Nine.", 0.5),
    ]


def test_a_change_of_subject_carries_nothing() -> None:
    alone = understand("How many soldiers guard the embassy in Oslo?", corpus=WHO)
    assert after(LIBYA, "How many soldiers guard the embassy in Oslo?") == alone
    assert after(LIBYA, "New topic: the embassy").context == ()
    later = (*LIBYA, Turn("user", "How many soldiers guard the embassy in Oslo?"), Turn("assistant", "Nine guard it."))
    assert "libya" not in heard_by(after(later, "And the consulate?"))


@pytest.mark.parametrize(
    ("question", "leans"),
    [
        ("Was it closed by the harbour commissioners?", True),
        ("The harbour commissioners closed Harnow lock. Did it open again?", False),  # the lock: said by itself
        ("There were strikes at Harnow lock by dredging crews. Why?", False),
        ("Did crews work there at Harnow lock?", True),
        ("Why did dredging crews go so far at Harnow lock?", False),
        ("Why did dredging crews do so at Harnow lock?", True),
        ("Why the delay?", True),
    ],
)
def test_a_pronoun_leans_only_on_what_was_not_said_before_it(question: str, leans: bool) -> None:
    assert bool(after(FERRY, question).context) is leans


def test_what_was_carried_can_be_undone() -> None:
    off = after(LIBYA, "And Turkey?", ignore=("carried",))
    assert (off.carried, off.context, off.standalone, off.since) == ((), (), "And Turkey?", None)
    assert off.describe() == "Turkey"


def test_what_was_switched_off_before_is_not_carried_over() -> None:
    anytime = (replace(LIBYA[0], ignore=("time",)), LIBYA[1])
    query = after(anytime, "And Turkey?")
    assert (query.standalone, query.since, query.until) == ("What did NATO say about Turkey?", None, None)
    alone = (*LIBYA, Turn("user", "And Turkey?", ("carried",)), LIBYA[1])
    assert after(alone, "What did it say then?").since is None


def test_arguments_win_over_what_is_carried() -> None:
    query = after(LIBYA, "And Turkey?", since="2016")
    assert (query.since, query.until, query.given) == (date(2016, 1, 1), None, ("time",))


TURNS = st.builds(
    Turn,
    st.sampled_from(["user", "assistant"]),
    st.sampled_from([row["question"] for row in ROWS] + [turn["text"] for row in ROWS for turn in row["history"]])
    | st.text(max_size=40),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(TURNS, max_size=6), st.sampled_from([row["question"] for row in ROWS]))
def test_any_chat_is_read_and_can_be_left_out(history: list[Turn], question: str) -> None:
    query = understand(question, history=history, corpus=WHO)
    assert query.since is None or query.until is None or query.since <= query.until
    assert all(0 < one.weight <= 0.8 for one in query.context)
    plain = understand(question, corpus=WHO, ignore=("carried",))
    assert understand(question, history=history, corpus=WHO, ignore=("carried",)) == plain
