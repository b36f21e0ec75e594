"""The conversation: what the engine is told of it, and what a click on it changes."""

from __future__ import annotations

import handmade
import pytest

from qa import Archive
from qa.desk import Desk
from qa.records import Turn
from qa.web import events
from qa.web.session import Exchange, Limits, from_kept, history

QUESTION = "what did NATO say about Libya?"


def test_history_holds_answered_turns_as_question_and_quotes() -> None:
    silent = Exchange("b?", answer=handmade.answer(quotes=(), message="No release says so."))
    turns = (Exchange("a?", answer=handmade.answer()), Exchange("x?", problem="went wrong"), silent)
    said = "\n".join([handmade.SENTENCE, handmade.SENTENCE])
    assert history(turns) == (
        Turn("user", "a?"),
        Turn("assistant", said),
        Turn("user", "b?"),
        Turn("assistant", "No release says so."),
    )


def test_limits_are_passed_on_only_when_set_and_are_removed_part_by_part() -> None:
    limits = Limits(since=" 2011 ", issuer="NATO")
    assert limits.settings() == {"since": "2011", "issuer": "NATO"}
    assert limits.without("time").settings() == {"issuer": "NATO"}
    assert limits.without("issuer").settings() == {"since": "2011"}
    assert limits.without("order") == limits


@pytest.fixture(scope="module")
def asked(archive: Archive) -> tuple[Desk, tuple[Exchange, ...]]:
    """A conversation of two turns."""
    desk = Desk(archive)
    *_, page = events.converse(desk, Exchange(QUESTION), ())
    turns = page.turns
    *_, page = events.converse(desk, Exchange("and Ukraine?", Limits(since="2014")), turns)
    turns = page.turns
    return desk, turns


def test_a_month_limits_its_question_and_drops_what_came_after(asked: tuple[Desk, tuple[Exchange, ...]]) -> None:
    desk, turns = asked
    wish = {"act": "month", "turn": 1, "since": "2011-03-01", "until": "2011-03-31"}
    *_, page = events.act(desk, wish, turns, Limits())
    after = page.turns
    assert [(turn.question, turn.limits.since) for turn in after] == [(QUESTION, "2011-03-01")]
    assert after[0].answer
    assert str(after[0].answer.query.until) == "2011-03-31"


def test_a_chip_of_a_limit_takes_the_limit_off(asked: tuple[Desk, tuple[Exchange, ...]]) -> None:
    desk, turns = asked
    *_, page = events.act(desk, {"act": "ignore", "turn": 2, "name": "time"}, turns, Limits())
    after = page.turns
    assert after[1].limits == Limits()
    assert after[1].ignore == ()
    *_, page = events.act(desk, {"act": "ignore", "turn": 2, "name": "order"}, turns, Limits())
    after = page.turns
    assert after[1].ignore == ("order",)


def test_a_turn_can_be_taken_back(asked: tuple[Desk, tuple[Exchange, ...]]) -> None:
    desk, turns = asked
    *_, page = events.act(desk, {"act": "undo", "turn": 2}, turns, Limits())
    after = page.turns
    assert after == turns[:1]


@pytest.mark.parametrize(
    "wish",
    [None, "x", {}, {"act": "retry"}, {"act": "retry", "turn": 3}, {"act": "undo", "turn": "1"}, {"act": 5, "turn": 1}],
)
def test_a_wish_that_makes_no_sense_changes_nothing(asked: tuple[Desk, tuple[Exchange, ...]], wish: object) -> None:
    desk, turns = asked
    assert list(events.act(desk, wish, turns, Limits())) == []


def test_a_wrong_limit_gets_one_line(asked: tuple[Desk, tuple[Exchange, ...]]) -> None:
    desk, turns = asked
    *_, page = events.converse(desk, turns[0].asked_anew(limits=Limits(since="soon")), ())
    after = page.turns
    assert "since is no date" in after[0].problem
    assert after[0].answer is None


def test_an_answer_comes_in_steps_found_then_quoted_then_pictured(archive: Archive) -> None:
    pages = list(events.converse(Desk(archive), Exchange(QUESTION), ()))
    assert {page.before for page in pages} == {0}
    steps = [page.turns[-1] if page.turns else None for page in pages]
    assert steps[0] is None
    _, found, answered, pictured = steps
    assert found
    assert found.results is not None
    assert found.answer is None
    assert answered
    assert answered.answer
    assert answered.answer.quotes
    assert answered.picture is None
    assert pictured
    assert pictured.picture
    assert pictured.picture.releases == sum(count for _, count in pictured.picture.issuers) > 1


def test_an_edited_question_is_asked_in_its_place(asked: tuple[Desk, tuple[Exchange, ...]]) -> None:
    desk, turns = asked
    wish = {"act": "edit", "turn": 2, "text": "and Kosovo?"}
    *_, page = events.act(desk, wish, turns, Limits())
    after = page.turns
    assert [(turn.question, turn.limits.since) for turn in after] == [(QUESTION, ""), ("and Kosovo?", "2014")]


def test_an_issuer_in_the_picture_limits_its_question(asked: tuple[Desk, tuple[Exchange, ...]]) -> None:
    desk, turns = asked
    assert turns[0].picture
    name = turns[0].picture.issuers[0][0]
    *_, page = events.act(desk, {"act": "issuer", "turn": 1, "name": name}, turns, Limits())
    after = page.turns
    assert after[0].results is not None
    assert {hit.release.issuer for hit in after[0].results} == {name}


def test_a_question_asked_by_a_click_keeps_the_readers_limits(archive: Archive) -> None:
    wish = {"act": "ask", "text": QUESTION}
    *_, page = events.act(Desk(archive), wish, (), Limits(until="2012"))
    after = page.turns
    assert after[0].limits == Limits(until="2012")


def test_a_kept_conversation_is_taken_up_with_its_limits(asked: tuple[Desk, tuple[Exchange, ...]]) -> None:
    desk, turns = asked
    kept = [turn.kept() for turn in turns]
    assert kept[1] == {
        "question": "and Ukraine?", "since": "2014", "until": "", "issuer": "", "speaker": "", "language": "",
        "ignore": (),
    }  # fmt: skip
    *_, page = events.act(desk, {"act": "resume", "turns": kept}, (), Limits())
    after = page.turns
    assert after == turns


@pytest.mark.parametrize("kept", [None, [], "x", {}, {"question": 3}])
def test_what_no_page_of_ours_kept_is_no_question(kept: object) -> None:
    assert from_kept(kept) is None


def test_a_kept_question_is_read_field_by_field() -> None:
    assert from_kept({"question": "a?", "since": 3, "issuer": "B", "ignore": ["time", 1], "x": "y"}) == Exchange(
        "a?", Limits(issuer="B"), ("time",)
    )
