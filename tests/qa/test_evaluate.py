"""The evaluation: its questions, its table, and what it leaves out."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hand_made import CORPUS, WordEmbedder, made

from index.errors import ReadError, UsageError
from index.generation import open_generation
from qa.evaluate import OURS, Question, Ranking, evaluate, evaluate_index, read_questions
from qa.measures import Measures
from qa.records import Turn


def test_questions_of_a_file(tmp_path: Path) -> None:
    lines = [
        {"id": "1", "text": "one?", "relevant": ["a", "b"], "grades": {"b": 3, "c": 0}, "type": "t", "exclude": "x"},
        {"text": "two?", "history": [{"role": "user", "text": "before"}]},
    ]
    path = tmp_path / "questions.jsonl.gz"
    path.write_bytes(gzip.compress("\n\n".join(map(json.dumps, lines)).encode()))
    assert read_questions(path) == [
        Question("1", "one?", {"a": 1, "b": 3, "c": 0}, "t", (), frozenset({"x"})),
        Question("3", "two?", {}, "", (Turn("user", "before"),)),
    ]


@pytest.mark.parametrize("line", ["{}", "[1]", "nonsense", '{"text": 5}', '{"text": "a", "history": [{}]}'])
def test_a_line_that_is_no_question(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"text": "fine"}\n' + line)
    with pytest.raises(ReadError, match="line 2 is no judged question"):
        read_questions(path)


def test_no_questions(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(UsageError, match="no question"):
        read_questions(tmp_path / "empty.jsonl")
    with pytest.raises(ReadError, match="cannot be read"):
        read_questions(tmp_path / "absent.jsonl")


def test_a_table_by_hand() -> None:
    questions = [Question("1", "?", {"a": 1}, "x"), Question("2", "?", {"b": 1}, "y"), Question("3", "?", {}, "y")]
    good = {"1": Ranking(("a",), 0.9), "2": Ranking(("b",), 0.8), "3": Ranking(("c",), 0.1)}
    poor = {"1": Ranking(("a",), 0.1), "2": Ranking(("c",), 0.1), "3": Ranking(("c",), 0.1)}
    evaluation = evaluate(questions, {OURS: lambda q: good[q.id], "plain": lambda q: poor[q.id]})
    rows = {(row.type, row.method): row for row in evaluation.rows}
    ours, plain = rows["all", OURS], rows["all", "plain"]
    assert (ours.questions, ours.answerable, ours.auroc, ours.against) == (3, 2, 1.0, None)
    assert (ours.measures, plain.measures) == (Measures(1, 1, 1, 1), Measures(0.5, 0.5, 0.5, 0.5))
    assert plain.auroc == 0.5
    assert plain.against and plain.against.mean == 0.5
    assert rows["y", "plain"].measures == Measures(0, 0, 0, 0)
    assert rows["x", "plain"].auroc is None
    line = "| all | plain | 3 | 0.500 | 0.500 | 0.500 | 0.500 | 0.500 | +0.500 [+0.000, +1.000] |"
    assert line in evaluation.markdown().splitlines()


def test_an_index_is_evaluated_beside_three_baselines(tmp_path: Path) -> None:
    made(tmp_path / "index", CORPUS)
    questions = tmp_path / "questions.jsonl"
    records = [
        {"text": "what of Libya", "relevant": ["d.txt"]},  # a.txt, of the same family, counts as well
        {"text": "and the bridge", "relevant": ["c/c.txt"]},
        {"text": "what of Libya", "relevant": ["a.txt"], "exclude": "d.txt"},
    ]
    questions.write_text("\n".join(map(json.dumps, records)))
    evaluation = evaluate_index(open_generation(tmp_path / "index"), WordEmbedder(), questions)
    rows = {row.method: row for row in evaluation.rows}
    assert list(rows) == [OURS, "terms alone", "vectors alone", "reciprocal rank"]
    assert all(row.measures == Measures(1, 1, 1, 1) for row in rows.values())
