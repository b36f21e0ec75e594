"""What inspect shows: every character of the source once, every character of the text once, and why they differ."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.derive import derive
from index.errors import UsageError
from index.load.document import Document
from qa.cli import run
from qa.inspect import Inspection, inspect, pieces

SCRAPED = (
    "This website uses cookies to serve you well. **X**\n\nULM HARBOUR OFFICE\n\n## The northern basin reopens at last"
    "\n\n3 May 2012 - | Last updated: 4 May 2012 09:30\n\nThe northern basin reopened to ships of every size on "
    "Thursday (3 May 2012), and pilots were glad. Mayor Jo Doe said that the basin was to demons **This website "
    "uses cookies to serve you well**. **X** the skill of the crews, and that the Ministry had paid for the "
    "cra-\nnes. The cafÃ© opens again.\n\nPage 1 of 1\n"
)


def one(tmp_path: Path, text: str) -> Inspection:
    (tmp_path / "basin.txt").write_text(text)
    found, skipped = inspect(tmp_path / "basin.txt")
    assert skipped == ()
    (only,) = found
    return only


def test_each_change_is_shown_with_its_kind_and_reason(tmp_path: Path) -> None:
    found = one(tmp_path, SCRAPED)
    changed = [(p.kind, p.source.strip(), p.text.strip(), p.what) for p in found.pieces if p.kind != "kept" and p.why]
    assert changed == [
        ("removed", "This website uses cookies to serve you well. **X**", "", "banner"),
        ("removed", "ULM HARBOUR OFFICE", "", "letterhead"),
        ("removed", "## The northern basin reopens at last", "", "title"),
        ("removed", "3 May 2012 - | Last updated: 4 May 2012 09:30", "", "date stamp"),
        ("removed", "**This website uses cookies to serve you well**. **X**", "[…]", "banner"),
        ("mended", "-", "", "word put together"),
        ("mended", "Ã©", "é", "letters"),
        ("removed", "Page 1 of 1", "", "page number"),
    ]
    assert found.title == "The northern basin reopens at last"
    assert [dated.found_in for dated in found.issued] == ["header line", "update line"] and not found.disagree
    assert found.told[0][1].startswith("The northern basin reopened")


def test_places_that_disagree_are_told_and_a_print_stamp_is_no_place(tmp_path: Path) -> None:
    text = SCRAPED.replace("Page 1 of 1", "5/6/2012")
    assert not one(tmp_path, text).disagree
    both = "---\ndate: 2011-01-09\n---\nFor immediate release\nMay 3, 2012\n\nThe northern basin reopened to ships."
    assert one(tmp_path, both).disagree


def test_versions_are_seen_within_the_folder(tmp_path: Path) -> None:
    (tmp_path / "again.txt").write_text(SCRAPED.replace("of every size", "of any size"))
    (tmp_path / "basin.txt").write_text(SCRAPED)
    ((found,), _) = inspect(tmp_path / "basin.txt", within=tmp_path)
    assert found.versions == ("again.txt", "basin.txt")
    with pytest.raises(UsageError, match="there is no such file"):
        inspect(tmp_path / "none.txt")


def test_the_command_prints_marks_in_a_pipe_and_the_record_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "basin.txt").write_text(SCRAPED)
    assert run(["inspect", str(tmp_path / "basin.txt")]) == 0
    shown = capsys.readouterr().out
    assert "[-Page 1 of 1: page number: a number on a line of its own-]" in shown
    assert "caf[+Ã© => é: letters: they were decoded wrongly, or drawn as one+]" in shown
    assert run(["inspect", str(tmp_path / "basin.txt"), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)["releases"][0]
    assert record["id"] == "basin.txt" and record["pieces"][0]["kind"] == "removed"
    (tmp_path / "empty.txt").touch()
    assert run(["inspect", str(tmp_path / "empty.txt")]) == 1
    assert capsys.readouterr().out == "skipped empty.txt: the file is empty (0 bytes)\n"


LINES = st.sampled_from(
    ["3 May 2012", "Page 2", "The mayor spoke to the crews of the basin at noon.", "## A basin reopens to all ships",
     "Home | News", "", "the basin was to demons **This website uses cookies to serve**. **X** skill of", "cafÃ© ﬁne",
     "M in is te r of ports", "the cra-", "nes stood still.", "\f", "a\tb  c", "Writerhonolulu WriterHONOLULU"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, max_size=12), st.text(max_size=30))
def test_pieces_cover_source_and_text_without_a_gap(lines: list[str], tail: str) -> None:
    source = "\n".join([*lines, tail])
    release = derive(Document("a", "a.txt", ".txt", source))
    found = list(pieces(release))
    assert "".join(piece.source for piece in found) == source
    assert "".join(piece.text for piece in found) == release.text
    assert all(source[piece.source_start : piece.source_end] == piece.source for piece in found)
