"""What the documents tell a reader to type exists: commands, options, make targets, scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app import _parser
from qa import cli_ask, cli_eval, cli_index, cli_inspect, cli_words  # noqa: F401 (each adds its commands)
from qa.cli import app

ROOT = Path(__file__).resolve().parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md"), *(ROOT / "samples").glob("*.md")])
OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")


def commands(text: str, name: str) -> list[str]:
    """What follows ``name`` wherever it is told to be typed: in a code block, or between backquotes."""
    blocks = [line for block in re.findall(r"^```.*?^```", text, re.M | re.S) for line in block.splitlines()]
    indented = re.findall(r"^(?: {4}|\t)(.+)$", text, re.M)
    inline = re.findall(r"`([^`\n]+)`", text)
    told = [line.strip().removeprefix("$ ") for line in [*blocks, *indented, *inline]]
    typed = [re.split(r"\s#|[|>]", line)[0] for line in told]
    return [line.removeprefix(name) for line in typed if re.match(rf"{re.escape(name)}(\s|$)", line)]


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_is_to_be_typed_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    known_commands = app.commands
    for typed in commands(text, "release-qa"):
        words = typed.split()
        if not words or words[0].startswith("-"):
            continue
        assert words[0] in known_commands, f"release-qa{typed}"
        known = {name for parameter in known_commands[words[0]].params for name in parameter.opts} | {"--help"}
        assert set(OPTION.findall(typed)) <= known, f"release-qa{typed}"
    for typed in commands(text, "release-qa-web"):
        known = {name for action in _parser()._actions for name in action.option_strings}
        assert set(OPTION.findall(typed)) <= known, f"release-qa-web{typed}"
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.M))
    for typed in commands(text, "make"):
        asked = [word for word in typed.split() if re.fullmatch(r"[a-z-]+", word)]
        assert set(asked[:1]) <= targets, f"make{typed}"
    for script in re.findall(r"\b(?:bench|tests|docs|samples)/[\w/.-]+\.(?:py|jsonl|tsv|md|png)\b", text):
        assert (ROOT / script).exists(), script


def test_what_is_to_be_typed_is_found_wherever_it_stands() -> None:
    text = ":\n\n    release-qa build X --index Y  # or\n\n`release-qa check`\n\n```\n$ release-qa ask x | head\n```\n"
    assert sorted(map(str.split, commands(text, "release-qa"))) == [
        ["ask", "x"],
        ["build", "X", "--index", "Y"],
        ["check"],
    ]
    assert commands("`release-qa-web` and `make run`", "release-qa") == []


def test_the_readme_tells_of_every_command_and_every_way_in() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    told = {line.split()[0] for line in commands(text, "release-qa") if line.split()}
    assert set(app.commands) <= told
    assert commands(text, "make"), "the two commands"
    for heading in ("On the command line", "From Python", "In the browser", "From other programs", "How well it does"):
        assert f"\n## {heading}" in text, heading
