"""How well a passage keeps to the time and the person asked about, by hand; MaxSim by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from index.columns import Facts, Told
from index.engine import Candidate
from qa.records import Query
from qa.search import late
from qa.search.confidence import confidence
from qa.search.fuse import Scored
from qa.search.strengths import strength, time_strength

MARCH = (date(2011, 3, 1), date(2011, 3, 31))
BARE = Facts(0, None, None, (), ())


def told(first: date, last: date, sure: float = 1.0) -> Facts:
    return replace(BARE, events=(Told(first, last, sure),))


@pytest.mark.parametrize(
    ("facts", "factor"),
    [
        (BARE, 0.15),  # says nothing of its time
        (told(date(2011, 3, 9), date(2011, 3, 9)), 1.0),
        (told(date(2011, 3, 9), date(2011, 3, 9), 0.4), 0.7),  # half, and half of its confidence
        (told(date(2011, 1, 1), date(2011, 12, 31)), 0.7),  # some day of that year
        (told(date(2011, 2, 28), date(2011, 2, 28)), 0.5),  # the day before
        (told(date(2011, 4, 1), date(2011, 4, 1)), 0.5),
        (told(date(2011, 4, 2), date(2011, 4, 2)), 0.15),
        (replace(BARE, day=date(2011, 3, 31)), 0.8),
        (replace(BARE, day=date(2011, 4, 2)), 0.5),  # may tell of the last day of March
        (replace(BARE, day=date(2011, 4, 3)), 0.15),
        (replace(BARE, day=date(2011, 2, 28)), 0.15),  # what is told is never after the release
    ],
)
def test_time(facts: Facts, factor: float) -> None:
    assert time_strength(*MARCH, facts) == pytest.approx(factor)


def test_no_time_asked_about_and_half_a_range() -> None:
    assert time_strength(None, None, BARE) == 1.0
    assert time_strength(date(2011, 1, 1), None, replace(BARE, day=date(2020, 1, 1))) == 0.8
    assert time_strength(None, date(2011, 1, 1), replace(BARE, day=date(2020, 1, 1))) == 0.15


def test_who_under_any_of_the_corpus_names() -> None:
    query = Query("", "", speaker="Ana Ruíz", speakers=("Ana Ruíz", "Ruiz"), issuer="NATO", issuers=("NATO",))
    assert strength(query, replace(BARE, speakers=("RUIZ",), issuer="nato")) == 1.0
    assert strength(query, replace(BARE, speakers=("Ana Díaz",), issuer="NATO")) == pytest.approx(0.6)
    assert strength(query, BARE) == pytest.approx(0.6 * 0.7)


def test_maxsim_by_hand() -> None:
    question = np.array([[1, 0, 0, 0], [0, 0.6, 0.8, 0]], np.float32)
    shares = np.array([0.25, 0.75], np.float32)
    # Signs ++++ and +--- of the first sentence, -++- of the second; each number is a half.
    passage = np.array([[0, 0b11110000], [0, 0b10000000], [1, 0b01100000]], np.uint8)
    # First piece: .5, .5, -.5. Second: .7, -.7, .7.
    own, part = 0.25 * 0.5 + 0.75 * 0.7, 0.25 * 0.5 - 0.75 * 0.7
    alone = late.similarities(question, shares, [passage, passage[1:2], passage[:0]], np.array([1, 2, 3]))
    assert alone == [pytest.approx(own), pytest.approx(part), None]
    # Of one release: the second has half its own and half the best of both, which is the first's.
    beside = late.similarities(question, shares, [passage, passage[1:2], passage[2:]], np.array([5, 5, 4]))
    last = 0.25 * -0.5 + 0.75 * 0.7
    assert beside == [pytest.approx(own), pytest.approx((own + part) / 2), pytest.approx(last)]
    assert late.similarities(question[:0], shares[:0], [passage], np.array([1])) == [None]


def scored(topic: float, strength: float = 1.0, named: float = 1.0) -> Scored:
    return Scored(Candidate(1, topic, 0.0), topic * strength * named, topic, strength, named)


def test_confidence_by_hand() -> None:
    assert confidence([], 0.0) == 0.0
    assert confidence([scored(0.45)], 0.0) == pytest.approx(0.5)
    # Two topics: the better one decides. 12 times .1 above even odds.
    assert confidence([scored(0.4), scored(0.55)], 0.0) == pytest.approx(1 / (1 + math.exp(-1.2)))
    # Another day takes 1.5 ln .15 off, a name not held .9 ln .5, a quarter of the question nowhere 4 quarters.
    off = 1.5 * math.log(0.15) + 0.9 * math.log(0.5) - 1.0
    assert confidence([scored(0.45, 0.15, 0.5)], 0.25) == pytest.approx(1 / (1 + math.exp(-off)))
