"""The questions labelled by hand fit the corpora they are about: ids, sentences, ranges and orders."""

import gzip
import json
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LABELS = ROOT / "bench" / "labels"
CORPORA = Path(os.environ.get("RELEASE_QA_DATA", "no data")) / "corpora"

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="RELEASE_QA_DATA names no folder with the corpora"),
]


def rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (LABELS / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def corpora() -> dict[str, dict[str, dict]]:
    """The records of the labelled corpora, by corpus and id."""
    found = {}
    for name in ("doj", "senate"):
        with gzip.open(CORPORA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as stream:
            found[name] = {record["id"]: record for record in map(json.loads, stream)}
    return found


def test_journalist_questions_name_releases_and_sentences_that_exist(corpora: dict[str, dict[str, dict]]):
    questions = rows("journalist-questions.jsonl")
    assert len(questions) == 60
    for question in questions:
        records = corpora[question["corpus"]]
        assert question["relevant"] and set(question["relevant"]) <= set(records)
        assert question["answer"]
        for answer in question["answer"]:
            assert answer["release"] in question["relevant"]
            sentence = records[answer["release"]]["text"][answer["start"] : answer["end"]]
            assert 15 < len(sentence) == len(sentence.strip())


def test_a_labelled_range_and_order_hold_for_the_releases(corpora: dict[str, dict[str, dict]]):
    questions = rows("journalist-questions.jsonl")
    for question in questions:
        days = {release: corpora[question["corpus"]][release]["date"] for release in question["relevant"]}
        if question["since"]:
            assert all(question["since"] <= day <= question["until"] for day in days.values())
        if question["order"]:
            best = (max if question["order"] == "newest" else min)(days.values())
            assert question["first"] == [release for release, day in sorted(days.items()) if day == best]
    assert sum(bool(question["since"]) for question in questions) >= 20
    assert sum(bool(question["order"]) for question in questions) == 10
    assert sum(bool(question["speaker"]) for question in questions) >= 10


def test_the_questions_without_an_answer_are_as_many_as_said(corpora: dict[str, dict[str, dict]]):
    topics = rows("unanswerable-topics.jsonl")
    assert len(topics) == len({question["text"] for question in topics}) == 40
    assert all(question["relevant"] == [] for question in topics)
    answerability = rows("answerability-200.jsonl")
    assert [question["answerable"] for question in answerability].count(True) == 100
    assert len({question["text"] for question in answerability}) == 200
    for question in answerability:
        assert bool(question["relevant"]) == question["answerable"]
        assert set(question["relevant"]) <= set(corpora["doj"])


def test_the_questions_in_other_words_come_in_pairs_and_name_their_sentences(corpora: dict[str, dict[str, dict]]):
    questions = rows("paraphrase-pairs.jsonl")
    there, not_there = ([q for q in questions if bool(q["relevant"]) is kind] for kind in (True, False))
    assert len(there) == len(not_there) == 87
    assert [q["topic"] for q in there] == [q["topic"] for q in not_there]
    assert all(bool(q["answer"]) is (q["relevant"] == [q["topic"]]) for q in questions)
    reported = {release for q in rows("journalist-questions.jsonl") for release in q["relevant"]}
    reported |= {release for q in rows("answerability-200.jsonl") for release in q["relevant"]}
    for question in there:
        assert question["topic"] not in reported
        for answer in question["answer"]:
            sentence = corpora[question["corpus"]][answer["release"]]["text"][answer["start"] : answer["end"]]
            assert 15 < len(sentence) == len(sentence.strip())


def test_what_other_hands_labelled_stands_in_the_releases(corpora: dict[str, dict[str, dict]]):
    timed, judged, fresh = rows("timed-questions.jsonl"), rows("judged.jsonl"), rows("fresh-questions.jsonl")
    assert [bool(question["relevant"]) for question in timed].count(True) == len(timed) / 2 == 60
    kinds = [question["type"] for question in fresh]
    assert [kinds.count(kind) for kind in ("time", "order", "speaker", "other words")] == [20, 10, 10, 20]
    records = corpora["doj"] | corpora["senate"]
    pooled = ("journalist-questions.jsonl", "other-words.jsonl", "paraphrase-pairs.jsonl")
    assert {question["id"] for question in judged} <= {question["id"] for name in pooled for question in rows(name)}
    for question in (*timed, *judged, *fresh):
        told = {answer["release"] for answer in question["answer"]}
        assert told == set(question["relevant"]) or set(question["first"]) <= told <= set(question["relevant"])
        assert set(question.get("first") or ()) <= set(question["relevant"])
        for answer in question["answer"]:
            sentence = records[answer["release"]]["text"][answer["start"] : answer["end"]]
            assert 3 < len(sentence) == len(sentence.strip())
