"""How well a passage keeps to the time and the person asked about, MaxSim, and what lies near, by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from index.columns import Facts, Told
from index.engine import Candidate, Vector
from index.states import Packed
from qa.records import Query
from qa.search import late
from qa.search.confidence import confidence
from qa.search.fuse import Scored
from qa.search.neighbours import beside
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
        (replace(BARE, day=date(2011, 3, 31)), 0.9),
        (replace(BARE, day=date(2011, 4, 2)), 0.5),  # may tell of the last day of March
        (replace(BARE, day=date(2011, 4, 3)), 0.15),
        (replace(BARE, day=date(2011, 2, 28)), 0.15),  # what is told is never after the release
    ],
)
def test_time(facts: Facts, factor: float) -> None:
    assert time_strength(*MARCH, facts) == pytest.approx(factor)


def test_no_time_asked_about_and_half_a_range() -> None:
    assert time_strength(None, None, BARE) == 1.0
    assert time_strength(date(2011, 1, 1), None, replace(BARE, day=date(2020, 1, 1))) == 0.9
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

    def joined(first: float, second: float) -> float:
        return (0.25 * math.sqrt(max(0, first)) + 0.75 * math.sqrt(max(0, second))) ** 2

    def near(*values: tuple[float, float]) -> list[tuple[float, float]]:
        return [pytest.approx(value) for value in values]

    def found(states: Vector, passages: list[Packed], releases: list[int]) -> list[tuple[float, float] | None]:
        similar = late.Read(passages, np.array(releases), 4).similarities(states, shares[: len(states)])
        return [one and (one.whole, one.sentence) for one in similar]

    # First piece: .5, .5, -.5. Second: .7, -.7, .7. The first sentence meets both, the second only one.
    own, part, last = joined(0.5, 0.7), joined(0.5, -0.7), joined(-0.5, 0.7)
    alone = found(question, [passage, passage[1:2], passage[:0]], [1, 2, 3])
    assert alone == [*near((own, own), (part, part)), None]
    # Two sentences that meet one piece each: the passage meets both, its better sentence one.
    assert found(question, [passage[1:]], [1]) == near((own, last))
    # Of one release: the second meets each piece half as well as it does and half as the best of both, the first.
    together = found(question, [passage, passage[1:2], passage[2:]], [5, 5, 4])
    assert together == near((own, own), (joined(0.5, 0.0), part), (last, last))
    assert found(question[:0], [passage], [1]) == [None]


def test_what_the_nearest_releases_score() -> None:
    scores, releases = np.array([0.2, 0.6, 0.4, 0.9]), np.array([7, 7, 8, 9])
    centres = np.array([[1, 0], [1, 0], [0.6, 0.8], [0, 1]], np.float32)
    # Cosines: 7 with 8 .6, 8 with 9 .8, 7 with 9 0. The score of 7 is .6, that of its best passage.
    middle = (0.36 * 0.6 + 0.64 * 0.9) / (0.36 + 0.64)
    assert beside(scores, releases, centres).tolist() == pytest.approx([0.4, 0.4, middle, 0.4])
    # Nothing near, or nothing else at all: its own score, passage by passage.
    assert beside(scores[1:], np.array([1, 2, 3]), np.eye(3, dtype=np.float32)).tolist() == [0.6, 0.4, 0.9]
    assert beside(scores[:2], releases[:2], centres[:2]).tolist() == [0.2, 0.6]
    # Of six others only the five nearest: the one that scores highest is the farthest.
    fan = np.array([[math.cos(at / 8), math.sin(at / 8)] for at in range(7)], np.float32)
    first = beside(np.array([0.0, 0.5, 0.5, 0.5, 0.5, 0.5, 1.0]), np.arange(7), fan)[0]
    assert first == pytest.approx(0.5)
    assert beside(np.empty(0), np.empty(0, np.int64), np.empty((0, 2), np.float32)).tolist() == []


def scored(topic: float, strength: float = 1.0, named: float = 1.0) -> Scored:
    return Scored(Candidate(1, topic, 0.0), topic * strength * named, topic, strength, named)


def test_confidence_by_hand() -> None:
    assert confidence([], 0.0) == 0.0
    assert confidence([scored(0.43)], 0.0) == pytest.approx(0.5)
    # Two topics: the better one decides. 12 times .1 above even odds.
    assert confidence([scored(0.4), scored(0.53)], 0.0) == pytest.approx(1 / (1 + math.exp(-1.2)))
    # Another day takes 1.5 ln .15 off, a name not held .9 ln .5, a quarter of the question nowhere 4 quarters.
    off = 1.5 * math.log(0.15) + 0.9 * math.log(0.5) - 1.0
    assert confidence([scored(0.43, 0.15, 0.5)], 0.25) == pytest.approx(1 / (1 + math.exp(-off)))
