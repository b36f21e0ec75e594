"""What would change is told before a build, and is what the build then changes; nothing of it is published."""

from __future__ import annotations

from pathlib import Path

import pytest
from hand_made import WordEmbedder

from index.build import Request, build
from index.errors import BuildError
from index.generation import open_generation
from index.preview import preview
from index.read import read

FERRY = "LINDMAR, 2 May 2030 – The ferry between Lindmar and Sel runs again after eleven weeks. Fares stay the same. "
MORE = "Director Olma Veit said that two engines were replaced, and that the winter timetable is kept until June."


def _build(folder: Path, index: Path) -> None:
    build(Request([folder]), index, lambda name: WordEmbedder(), read)


def test_new_changed_gone_and_versions_are_told_apart(tmp_path: Path) -> None:
    folder, index = tmp_path / "releases", tmp_path / "index"
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY + MORE)
    (folder / "lock.txt").write_text("HARNOW, 3 May 2030 – The lock opens.")
    (folder / "old.txt").write_text("SEL, 4 May 2030 – The beacon is dark.")
    _build(folder, index)
    before = open_generation(index).folder.name
    assert preview([folder], index).changes == ()
    (folder / "lock.txt").write_text("HARNOW, 3 May 2030 – The lock opens at noon.")
    (folder / "old.txt").unlink()
    (folder / "reissued.txt").write_text(FERRY + MORE + " Corrected on 3 May 2030.")
    (folder / "tunnel.txt").write_text("GRENNOCK, 3 June 2031 – The tunnel opens to barges.")
    (folder / "empty.txt").write_text("")
    told = preview([folder], index)
    title = open_generation(index).release("ferry.txt").title or "ferry.txt"
    assert [(change.id, change.kind, change.version_of) for change in told.changes] == [
        ("reissued.txt", "new", title),
        ("tunnel.txt", "new", None),
        ("lock.txt", "changed", None),
        ("old.txt", "gone", None),
    ]
    assert told.unchanged == 1
    assert [skip.path for skip in told.skipped] == ["empty.txt"]
    assert open_generation(index).folder.name == before
    _build(folder, index)
    assert preview([folder], index).changes == ()
    assert set(open_generation(index).ids()) == {"ferry.txt", "lock.txt", "reissued.txt", "tunnel.txt"}


def test_a_folder_that_a_build_would_refuse_is_refused(tmp_path: Path) -> None:
    folder, index = tmp_path / "releases", tmp_path / "index"
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY)
    _build(folder, index)
    with pytest.raises(BuildError, match="no such folder"):
        preview([tmp_path / "elsewhere"], index)
