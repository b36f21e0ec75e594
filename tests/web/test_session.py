"""The conversation: what the engine is told of it, and what a click on it changes."""

from __future__ import annotations

from dataclasses import replace

import handmade
import pytest

from qa import Archive
from qa.desk import Desk
from qa.records import Turn
from qa.web import events
from qa.web.session import Exchange, Limits, history

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


@pytest.fixture
def asked(archive: Archive) -> tuple[Desk, tuple[Exchange, ...]]:
    """A conversation of two turns."""
    desk = Desk(archive)
    *_, (_, _, turns) = events.converse(desk, Exchange(QUESTION), ())
    *_, (_, _, turns) = events.converse(desk, Exchange("and Ukraine?", Limits(since="2014")), turns)
    return desk, turns


def test_a_month_limits_its_question_and_drops_what_came_after(asked: tuple[Desk, tuple[Exchange, ...]]) -> None:
    desk, turns = asked
    wish = {"act": "month", "turn": 1, "since": "2011-03-01", "until": "2011-03-31"}
    *_, (_, _, after) = events.act(desk, wish, turns)
    assert [(turn.question, turn.limits.since) for turn in after] == [(QUESTION, "2011-03-01")]
    assert after[0].answer
    assert str(after[0].answer.query.until) == "2011-03-31"


def test_a_chip_of_a_limit_takes_the_limit_off(asked: tuple[Desk, tuple[Exchange, ...]]) -> None:
    desk, turns = asked
    *_, (_, _, after) = events.act(desk, {"act": "ignore", "turn": 2, "name": "time"}, turns)
    assert after[1].limits == Limits()
    assert after[1].ignore == ()
    *_, (_, _, after) = events.act(desk, {"act": "ignore", "turn": 2, "name": "order"}, turns)
    assert after[1].ignore == ("order",)


def test_a_turn_can_be_taken_back(asked: tuple[Desk, tuple[Exchange, ...]]) -> None:
    desk, turns = asked
    *_, (_, _, after) = events.act(desk, {"act": "undo", "turn": 2}, turns)
    assert after == turns[:1]


@pytest.mark.parametrize(
    "wish",
    [None, "x", {}, {"act": "retry"}, {"act": "retry", "turn": 3}, {"act": "undo", "turn": "1"}, {"act": 5, "turn": 1}],
)
def test_a_wish_that_makes_no_sense_changes_nothing(asked: tuple[Desk, tuple[Exchange, ...]], wish: object) -> None:
    desk, turns = asked
    assert list(events.act(desk, wish, turns)) == []


def test_a_wrong_limit_gets_one_line(asked: tuple[Desk, tuple[Exchange, ...]]) -> None:
    desk, turns = asked
    *_, (_, _, after) = events.converse(desk, replace(turns[0], limits=Limits(since="soon")), ())
    assert "since is no date" in after[0].problem
    assert after[0].answer is None
