"""Measures against fractions worked by hand."""

from __future__ import annotations

import math

import pytest

from qa.measures import Measures, auroc, measure, paired_bootstrap


def log2(x: float) -> float:
    return math.log(x, 2)


def test_ndcg_recall_and_mrr_by_hand() -> None:
    # a (grade 2) stands second, b (grade 1) third, c (grade 1) is not found.
    found = measure(["x", "a", "b"], {"a": 2, "b": 1, "c": 1})
    gained = 2 / log2(3) + 1 / log2(4)
    ideal = 2 / log2(2) + 1 / log2(3) + 1 / log2(4)
    assert found is not None
    assert found.ndcg_10 == pytest.approx(gained / ideal)
    assert (found.recall_5, found.recall_10, found.mrr_10) == (pytest.approx(2 / 3), pytest.approx(2 / 3), 1 / 2)


def test_recall_at_5_and_at_10_differ() -> None:
    found = measure([*"uvwxyz", "a"], {"a": 1})
    assert found == Measures(pytest.approx(1 / log2(8)), 0.0, 1.0, pytest.approx(1 / 7))


def test_past_the_tenth_rank_nothing_counts() -> None:
    assert measure([*"klmnopqrst", "a"], {"a": 1}) == Measures(0.0, 0.0, 0.0, 0.0)


def test_an_empty_ranking_of_an_answerable_question_is_zero() -> None:
    assert measure([], {"a": 1}) == Measures(0.0, 0.0, 0.0, 0.0)


def test_a_question_without_relevant_releases_is_not_measured() -> None:
    assert measure(["a"], {}) is None
    assert measure(["a"], {"a": 0}) is None


def test_a_family_counts_once_by_any_member() -> None:
    families = {"a1": "a", "a2": "a"}
    family_of = lambda identity: families.get(identity, identity)  # noqa: E731
    # The judged member is a1; a2 is found first, a1 again below it takes no rank of its own.
    found = measure(["a2", "a1", "b"], {"a1": 1, "b": 1}, family_of)
    assert found == Measures(1.0, 1.0, 1.0, 1.0)


def test_auroc_counts_pairs() -> None:
    # Pairs: .9 beats .5 and .1; .5 ties .5 and beats .1: (2 + .5 + 1) of 4.
    assert auroc([0.9, 0.5], [0.5, 0.1]) == 3.5 / 4
    assert auroc([0.9], []) is None
    assert auroc([0.1], [0.9]) == 0.0


def test_the_bootstrap_of_a_constant_difference_has_no_width() -> None:
    difference = paired_bootstrap([0.75, 0.5], [0.5, 0.25])
    assert (difference.mean, difference.low, difference.high) == (0.25, 0.25, 0.25)


def test_the_bootstrap_interval_of_a_coin() -> None:
    # 50 wins of 1 and 50 ties: mean .5, standard error sqrt(.25 / 100) = .05.
    difference = paired_bootstrap([1.0] * 50 + [0.0] * 50, [0.0] * 100)
    assert difference.mean == 0.5
    assert difference.low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.015)
    assert difference.high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.015)
