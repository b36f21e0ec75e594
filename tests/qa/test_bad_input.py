"""Every bad input of a question and of a folder gets one clear line: from Python and on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import build_index
from index.errors import BuildError, ReleaseQAError, UsageError
from qa import Archive
from qa.cli import run

BAD_QUESTIONS = [
    ("", {}, "the question is empty"),
    (" \n\t\u200b", {}, "the question is empty"),
    ("\0\ud800", {}, "the question is empty"),
    ("Libya " * 8334, {}, "the question has"),
    ("Libya", {"k": 0}, "k must be 1 or more"),
    ("Libya", {"k": -3}, "k must be 1 or more"),
    ("Libya", {"group": "family"}, "release or passage"),
    ("Libya", {"order": "best"}, "newest or oldest"),
    ("Libya", {"since": "2012-01-02", "until": "2012-01-01"}, "is after until"),
    ("Libya", {"since": "last Tuesday"}, "since is no date"),
    ("Libya", {"until": "2011-02-30"}, "until is no date"),
    ("Libya", {"as_of": "2011-13"}, "as_of is no date"),
]


@pytest.mark.parametrize(("question", "settings", "line"), BAD_QUESTIONS)
def test_python_raises_one_line(small: Archive, question: str, settings: dict[str, object], line: str) -> None:
    for call in (small.ask, small.retrieve):
        with pytest.raises(UsageError, match=line) as caught:
            call(question, **settings)  # type: ignore[operator]
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("question", "settings", "line"), BAD_QUESTIONS)
def test_the_command_line_says_one_line(
    small_index: Path, capfd: pytest.CaptureFixture[str], question: str, settings: dict[str, object], line: str
) -> None:
    options = [part for name, value in settings.items() for part in (_option(name), str(value))]
    for command in ("ask", "search"):
        code = run([command, question, "--index", str(small_index), *options])
        out, err = capfd.readouterr()
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        assert line in err


def _option(name: str) -> str:
    return "-k" if name == "k" else f"--{name.replace('_', '-')}"


SYNTAX = ["AND OR NOT", "title:(Libya", '"Libya', "Libya^9 +x -y", "* ?", "[a TO b]", "IN [x]", "\\", "'; DROP TABLE"]


@pytest.mark.parametrize("question", [*SYNTAX, "Libya\0\ud800 said", "🙂", "ß" * 3999])
def test_query_syntax_and_odd_characters_are_only_words(small: Archive, question: str) -> None:
    results = small.ask(question).results
    assert len(results) == 3


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=80))
def test_any_text_is_answered_or_refused(small: Archive, question: str) -> None:
    try:
        answer = small.ask(question)
    except UsageError as error:
        assert "empty" in str(error)
    else:
        for quote in answer.quotes:
            assert small.release(quote.release.id).text[quote.start : quote.end] == quote.text


def test_no_text_at_all_is_no_question(small: Archive) -> None:
    with pytest.raises(UsageError, match="must be text, not bytes"):
        small.ask(b"Libya")  # type: ignore[arg-type]


def built(folder: Path, index: Path, capfd: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = run(["build", str(folder), "--index", str(index)])
    return (code, *capfd.readouterr())


def test_an_empty_and_a_missing_folder(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    for name, line in (("empty", "no release was found"), ("missing", "there is no such folder")):
        code, out, err = built(tmp_path / name, tmp_path / "index", capfd)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert line in err
        with pytest.raises(BuildError, match=line):
            build_index([tmp_path / name], tmp_path / "index")


def _encrypted(path: Path) -> None:
    """A PDF that asks for a password."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(72, 720, "The bridge is closed.")
    canvas.save()


def test_bad_files_are_reported_and_the_good_one_is_found(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "releases"
    folder.mkdir()
    (folder / "good.txt").write_text("The new bridge over the river was opened on 3 May 2012 by the minister.")
    (folder / "latin.txt").write_bytes("Der Brückenbau in Köln wurde gestern für eröffnet erklärt.".encode("cp1252"))
    (folder / "blank.txt").write_text(" \n\n ")
    (folder / "empty.pdf").write_bytes(b"")
    _encrypted(folder / "locked.pdf")
    rows = '{"id": "x", "text": "The first text of x."}\n{"id": "x", "text": "Another."}\n'
    (folder / "table.jsonl").write_text(rows)
    code, out, err = built(folder, tmp_path / "index", capfd)
    assert (code, err) == (0, "")
    lines = [line for line in out.splitlines() if line.startswith("skipped ")]
    skipped = sorted(line.split()[1].rstrip(":") for line in lines)
    assert skipped == ["blank.txt", "empty.pdf", "locked.pdf", "table.jsonl#2"]
    code = run(["search", "Brückenbau in Köln", "-k", "1", "--index", str(tmp_path / "index")])
    assert code == 0
    assert "Brückenbau in Köln" in capfd.readouterr().out
    code = run(["ask", "When was the bridge over the river opened?", "--index", str(tmp_path / "index")])
    assert code == 0
    assert "opened on 3 May 2012" in capfd.readouterr().out


COMMANDS: list[tuple[Sequence[str], str]] = [
    (["nonsense"], "No such command"),
    (["ask"], "Missing argument"),
    (["ask", "Libya", "--nonsense"], "No such option"),
    (["search"], "give a question or --batch"),
    (["search", "x", "--batch", "y"], "give a question or --batch"),
    (["search", "--batch", "no-such-file.jsonl"], "no-such-file.jsonl: this file cannot be read"),
    (["ask", "x", "--history", "no-such-file.json"], "no-such-file.json: this file cannot be read"),
    (["remove", "no-such-id"], "no release 'no-such-id'"),
    (["rollback"], "no earlier whole generation"),
]


@pytest.mark.parametrize(("arguments", "line"), COMMANDS)
def test_wrong_use_of_the_command_line(
    small_index: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: Sequence[str],
    line: str,
) -> None:
    monkeypatch.setenv("RELEASE_QA_INDEX", str(small_index))
    code = run(arguments)
    out, err = capfd.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert line in err


@pytest.mark.parametrize("line", ["[]", "{", '{"id": 1}', "null", '{"text": "' + "["])
def test_a_batch_that_is_none(
    small_index: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], line: str
) -> None:
    (tmp_path / "batch.jsonl").write_text('{"text": "Libya"}\n' + line + "\n")
    code = run(["search", "--batch", str(tmp_path / "batch.jsonl"), "--index", str(small_index)])
    out, err = capfd.readouterr()
    assert (code, out) == (2, "")
    assert "line 2 is no object like" in err


def test_every_command_refuses_a_folder_without_an_index(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for arguments in (["ask", "x"], ["search", "x"], ["info"], ["check"]):
        code = run([*arguments, "--index", str(tmp_path)])
        assert code == 2
        assert "there is no index here" in capfd.readouterr().err


def test_a_damaged_index_is_named(small_index: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = small_index / "gen-1" / "records.db"
    path.write_bytes(path.read_bytes()[:-1])
    assert run(["ask", "Libya", "--index", str(small_index)]) == 2
    assert "gen-1/records.db" in capfd.readouterr().err
    assert run(["check", "--index", str(small_index)]) == 2
    assert "gen-1/records.db" in capfd.readouterr().out


def test_errors_are_one_printable_line() -> None:
    error = ReleaseQAError("broken\nin two", path="a\ud800\x1b[31m", next_command="x")
    assert "\n" not in str(error)
    assert "\ud800" not in str(error)
