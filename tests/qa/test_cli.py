from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa import Archive, open_index, to_json
from qa.cli import run
from qa.show import clean

QUESTION = "What did NATO say about Libya?"


def launched(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, as a shell would start it."""
    program = "import sys, qa.cli; sys.argv[0] = 'release-qa'; qa.cli.main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=120, **options
    )  # type: ignore[call-overload, no-any-return]


def test_help_names_every_command_and_imports_nothing_heavy() -> None:
    program = (
        "import sys, qa.cli\ncode = qa.cli.run(['--help'])\n"
        "heavy = {'torch', 'numpy', 'tantivy', 'faiss', 'gradio', 'tokenizers', 'sentence_transformers'}\n"
        "print('heavy:', sorted(heavy & set(sys.modules)), code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    for command in ("ask", "search", "info", "eval", "build", "add", "check", "rollback", "compact", "remove",
                    "cite", "compare", "wording", "standing"):  # fmt: skip
        assert f"\n  {command} " in done.stdout
    assert done.stdout.endswith("heavy: [] 0\n")


def test_no_arguments_is_help(capfd: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    assert "Usage: release-qa" in capfd.readouterr().out
    assert run(["standing"]) == 0
    assert "Usage: release-qa standing" in capfd.readouterr().out


def test_ask_prints_quotes_with_their_sources_and_no_colour_in_a_pipe(
    samples_index: Path, samples: Archive, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["ask", QUESTION, "--index", str(samples_index)]) == 0
    out, err = capfd.readouterr()
    assert err == ""
    assert "\x1b" not in out
    for quote in samples.ask(QUESTION).quotes:
        assert f"“{quote.text}”" in out
        assert str(quote.release.title) in out
        assert str(quote.release.date) in out
        assert f"characters {quote.start}–{quote.end}" in out


def test_json_is_the_very_object_that_python_gets(
    samples_index: Path, samples: Archive, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["ask", QUESTION, "--json", "-k", "3", "--index", str(samples_index)]) == 0
    assert json.loads(capfd.readouterr().out) == json.loads(to_json(samples.ask(QUESTION, k=3)))
    assert run(["search", QUESTION, "--json", "--group", "passage", "--index", str(samples_index)]) == 0
    assert json.loads(capfd.readouterr().out) == json.loads(to_json(samples.retrieve(QUESTION, group="passage")))
    language = samples.retrieve(QUESTION)[-1].release.language
    assert run(["search", QUESTION, "--json", "--language", str(language), "--index", str(samples_index)]) == 0
    assert json.loads(capfd.readouterr().out) == json.loads(to_json(samples.retrieve(QUESTION, language=language)))


def test_a_question_without_an_answer_exits_with_1(samples_index: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "Who won the chess championship in Reykjavik?", "--index", str(samples_index)]) == 1
    out = capfd.readouterr().out
    assert out.startswith("No release says")
    assert "Nearest passages, which may not answer:" in out


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_cross_encoder_that_is_not_there_is_one_clear_line(
    command: str, samples_index: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    model = str(tmp_path / "none")
    assert run([command, QUESTION, "--rerank", model, "--index", str(samples_index)]) == 2
    out, err = capfd.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "the cross-encoder cannot be loaded" in err
    assert model in err


def test_a_batch_answers_line_by_line(samples_index: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = {"role": "user", "text": "x"}
    rows = [{"id": "a", "question": "Libya"}, {"text": "the Vilnius summit", "history": [before]}]
    (tmp_path / "batch.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n\n")
    assert run(["search", "--batch", str(tmp_path / "batch.jsonl"), "-k", "2", "--index", str(samples_index)]) == 0
    first, second = (json.loads(line) for line in capfd.readouterr().out.splitlines())
    assert (first["id"], second["id"]) == ("a", "2")
    assert [len(found["results"]["hits"]) for found in (first, second)] == [2, 2]
    assert "Vilnius" in second["results"]["hits"][0]["release"]["title"]


def test_build_reports_as_json_and_mirrors_the_recorded_folder(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder, index = tmp_path / "releases", tmp_path / "index"
    folder.mkdir()
    (folder / "a.txt").write_text("The harbour was dredged in the spring, the minister said.")
    (folder / "b.xyz").write_text("?")
    assert run(["build", str(folder), "--index", str(index), "--json"]) == 0
    report = json.loads(capfd.readouterr().out)
    assert (report["read"], report["passages"], report["embedded"]) == (1, 1, 1)
    assert [skip["path"] for skip in report["skipped"]] == ["b.xyz"]
    (folder / "c.txt").write_text("The lighthouse is lit again, the harbour master said.")
    assert run(["build", "--index", str(index), "--json"]) == 0
    report = json.loads(capfd.readouterr().out)
    assert (report["read"], report["unchanged"], report["embedded"]) == (2, 1, 1)
    assert run(["rollback", "--index", str(index)]) == 0
    assert run(["info", "--index", str(index), "--json"]) == 0
    assert json.loads(capfd.readouterr().out.split("\n", 1)[1])["releases"] == 1


def test_remove_takes_a_release_out(small_index: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["remove", "b.txt", "--purge", "--index", str(small_index)]) == 0
    assert "b.txt is gone" in capfd.readouterr().out
    assert run(["info", "--index", str(small_index), "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["releases"] == 3


def test_a_reader_who_has_enough_is_no_error(samples_index: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    program = "import sys, qa.cli; qa.cli.main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "info", "--index", str(samples_index)],
        stdout=writing, stderr=subprocess.PIPE, timeout=120,
    )  # fmt: skip
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line(samples_index: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = launched_to(full, "info", "--index", str(samples_index))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "No space left on device" in done.stderr


def launched_to(output: object, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = "import sys, qa.cli; qa.cli.main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], stdout=output, stderr=subprocess.PIPE, text=True, timeout=120
    )  # type: ignore[call-overload, no-any-return]


def test_an_interrupt_is_one_line(
    small_index: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    import qa.archive

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(qa.archive, "open_index", interrupted)
    assert run(["info", "--index", str(small_index)]) == 130
    out, err = capfd.readouterr()
    assert (out, err) == ("", "\nrelease-qa: stopped.\n")  # on its own line, below the ^C that a terminal shows


def test_what_a_terminal_would_obey_is_shown_as_its_code() -> None:
    assert clean("a\x1b[31mred\u202e\n\tb \ud800") == "a\\u001b[31mred\\u202e b \\ud800"


def test_eval_prints_the_table_of_four_methods(
    samples_index: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    questions = tmp_path / "questions.jsonl"
    relevant = ["ministry/2015-03-12-night-navigation.html"]
    questions.write_text(json.dumps({"text": "Who wanted barges to sail at night?", "relevant": relevant}))
    assert run(["eval", str(questions), "--index", str(samples_index)]) == 0
    rows = [line.split(" | ") for line in capfd.readouterr().out.splitlines()[2:]]
    assert [row[1] for row in rows] == ["release-qa", "terms alone", "vectors alone", "reciprocal rank"]
    assert all(0 <= float(row[3]) <= 1 for row in rows)
    assert run(["eval", str(tmp_path / "absent.jsonl"), "--index", str(samples_index)]) == 2
    assert "the questions cannot be read" in capfd.readouterr().err


def test_a_table_is_read_by_the_columns_that_are_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tabel.csv").write_text('kop;inhoud\nHaven open;"De haven van Ulm is op 3 mei 2012 weer open."\n')
    build = ["build", str(tmp_path / "tabel.csv"), "--index", str(tmp_path / "index"), "--json"]
    assert run([*build, "--column", "inhoud"]) == 2
    assert "--column takes one of id, title, date" in capfd.readouterr().err
    assert run([*build, "--column", "text=inhoud", "--column", "title=kop"]) == 0
    assert json.loads(capfd.readouterr().out)["read"] == 1
    with open_index(tmp_path / "index") as archive:
        assert archive.release("tabel.csv#1").title == "Haven open"
