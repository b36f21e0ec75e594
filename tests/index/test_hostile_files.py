"""Nothing stops a reading: what harms a reader is one line, and the good releases beside it are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import hostile_files
from bench.hostile import GOOD, originals, unreported, write_good
from index import work
from index.read import Reading, read

QUICK = (
    "deep.html", "columns.docx", "outside.docx", "bomb.docx", "outside.odt", "spaces.odt", "outside.zip",
    "within.zip", "pages-in-circle.pdf", "circle.pdf", "nested.jsonl", "surrogates.jsonl", "parts.eml", "one-line.txt",
)  # fmt: skip

def goods(reading: Reading) -> int:
    return sum(release.path.startswith("good-") for release in reading.releases)


def test_hostile_files_are_reported_and_give_away_nothing(tmp_path: Path) -> None:
    for name in QUICK:
        (tmp_path / name).write_bytes(hostile_files.content_of(name))
    hostile_files.on_disk(tmp_path)
    write_good(tmp_path)
    reading = read([tmp_path])
    names = [path.name for path in tmp_path.iterdir() if path.name != "loop" and path.name.isprintable()]
    assert unreported(reading, names) == []
    assert goods(reading) == GOOD
    assert not [release.id for release in reading.releases if "root:" in release.source_text]
    assert all("\n" not in skip.path + skip.reason for skip in reading.skipped)
    reasons = {skip.path: skip.reason for skip in reading.skipped}
    assert reasons["pipe.txt"] == reasons["device.txt"] == "not a regular file"
    assert reasons["loop/again"] == "a folder that was read already (a link, or named twice)"
    assert reasons["one-line.txt"] == "it has 30.0 million characters; a release has 2 million at most"
    assert reasons["bomb.docx"].startswith("unpacked it has 114 MB")


def test_damaged_files_are_reported(tmp_path: Path) -> None:
    damaged = dict(hostile_files.mutated(originals(), 80, seed=7))
    for name, data in damaged.items():
        (tmp_path / name).write_bytes(data)
    write_good(tmp_path)
    reading = read([tmp_path])
    assert unreported(reading, damaged) == []
    assert goods(reading) == GOOD


@pytest.mark.soak
def test_every_hostile_file_is_reported(tmp_path: Path) -> None:
    hostile_files.hostile(tmp_path)
    write_good(tmp_path)
    reading = read([tmp_path])
    names = [path.name for path in tmp_path.iterdir() if path.name != "loop" and path.name.isprintable()]
    assert unreported(reading, names) == [] and goods(reading) == GOOD


def test_limits_are_below_what_is_promised() -> None:
    assert work.MOST_MEMORY <= 1 << 30
    assert 2 * work.CPU_SECONDS <= 20  # a file is parsed, then read off, each within its own time
