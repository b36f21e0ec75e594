from __future__ import annotations

import csv
from pathlib import Path

import pytest

from qa import Archive, to_json
from qa.cli import run

OLD, NEW = "ministry/2015-03-12-night-navigation.html", "ministry/2021-09-07-night-navigation.html"


def test_compare_wording_and_cite_print_what_python_gives(
    samples_index: Path, samples: Archive, capfd: pytest.CaptureFixture[str]
) -> None:
    index = ["--index", str(samples_index)]
    assert run(["compare", NEW, OLD, "--json", *index]) == 0
    assert capfd.readouterr().out == to_json(samples.compare(OLD, NEW)) + "\n"
    assert run(["compare", NEW, OLD, *index]) == 0
    out = capfd.readouterr().out
    assert out.index(f"- {OLD}") < out.index(f"+ {NEW}")
    assert "{not}" in out
    assert run(["wording", "night navigation", *index]) == 0
    assert "stands in 2 releases, first 2015-03-12, last 2021-09-07." in capfd.readouterr().out
    assert run(["cite", OLD, "--format", "bibtex", *index]) == 0
    assert capfd.readouterr().out == samples.cite(OLD, style="bibtex") + "\n"


def test_wrong_use_is_one_line(samples_index: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    index = ["--index", str(samples_index)]
    for arguments in (
        ["cite", "nowhere"], ["cite", OLD, "--format", "apa"], ["compare", OLD], ["wording", "?!"],
        ["standing", "remove", "7"], ["ask", "x", "--export", "a.pdf"], ["ask", "x", "--cite", "apa"],
        ["ask", "x", "--llm", "ftp://x", "--llm-model", "m"],
    ):  # fmt: skip
        assert run([*arguments, *index]) == 2
        out, err = capfd.readouterr()
        assert (out, err.count("\n")) == ("", 1), arguments


def test_all_matches_go_to_a_table(
    samples_index: Path, samples: Archive, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "libya.csv"
    assert run(["search", "NATO Libya", "--csv", str(path), "--index", str(samples_index)]) == 0
    with path.open(encoding="utf-8", newline="") as table:
        ids = [row["id"] for row in csv.DictReader(table)]
    assert ids == [card.id for card in samples.matches("NATO Libya").releases]
    assert capfd.readouterr().out == f"{path}: {len(ids)} releases\n"
