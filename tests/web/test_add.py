"""Adding documents: bounded uploads, what a rebuild would change, the rebuild beside the running index, undo."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from index import build_index
from index.errors import IndexBusy, UsageError
from qa import open_index
from qa.desk import Desk
from qa.pages.add import add_routes
from qa.uploads import FILE_LIMIT, Uploads, safe_path
from qa.watch import Watch
from qa.workbench import Workbench

TUNNEL = "GRENNOCK, 3 June 2031 – The Grennock tunnel opens to barges. Director Olma Veit said that the toll is waived."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, with_model: Callable[[Path], Path]) -> Path:
    """An index that mirrors one small folder."""
    folder = tmp_path_factory.mktemp("add") / "releases"
    folder.mkdir()
    (folder / "ferry.txt").write_text("LINDMAR, 2 May 2030 – The ferry runs again. Fares stay the same.")
    build_index([folder], with_model(folder.parent / "release-index"))
    return folder.parent / "release-index"


@pytest.fixture
def index(built: Path, tmp_path: Path) -> Path:
    """A copy of it, to rebuild."""
    return Path(shutil.copytree(built, tmp_path / "release-index"))


def _finished(bench: Workbench) -> None:
    deadline = time.monotonic() + 120
    while bench.work.state in {"building", "looking"}:
        assert time.monotonic() < deadline, bench.work
        time.sleep(0.05)


def test_an_upload_is_found_after_the_rebuild_and_gone_after_undo(index: Path) -> None:
    with open_index(index) as archive:
        bench = Workbench(Watch(archive))
        assert bench.uploads.keep("../../tunnel.txt", io.BytesIO(TUNNEL.encode())) == "tunnel.txt"
        assert bench.uploads.files() == [("tunnel.txt", len(TUNNEL.encode()))]
        bench.start()
        _finished(bench)
        assert bench.work.state == "done", bench.work
        assert [(change.id, change.kind) for change in bench.work.changes] == [("uploaded/tunnel.txt", "new")]
        assert {card.id for card in archive.releases()} == {"ferry.txt", "uploaded/tunnel.txt"}
        assert "Grennock" in archive.ask("What opens at Grennock?").quotes[0].text
        bench.undo()
        assert {card.id for card in archive.releases()} == {"ferry.txt"}


def test_discarding_the_last_upload_takes_it_out_with_the_next_rebuild(index: Path) -> None:
    with open_index(index) as archive:
        bench = Workbench(Watch(archive))
        bench.uploads.keep("tunnel.txt", io.BytesIO(TUNNEL.encode()))
        bench.start()
        _finished(bench)
        bench.uploads.discard("tunnel.txt")
        bench.start()
        _finished(bench)
        assert bench.work.state == "done", bench.work
        assert {card.id for card in archive.releases()} == {"ferry.txt"}


def test_a_failed_rebuild_says_why_and_leaves_the_old_index(index: Path, built: Path) -> None:
    folder = built.parent / "releases"
    folder.rename(built.parent / "elsewhere")
    with open_index(index) as archive:
        bench = Workbench(Watch(archive))
        bench.start()
        _finished(bench)
        assert bench.work.state == "failed"
        assert "releases" in bench.work.said
        assert "\n" not in bench.work.said
        (built.parent / "elsewhere").rename(folder)
        assert {card.id for card in archive.releases()} == {"ferry.txt"}


def test_only_one_rebuild_runs_at_a_time(index: Path) -> None:
    with open_index(index) as archive:
        bench = Workbench(Watch(archive))
        bench.start()
        with pytest.raises(IndexBusy):
            bench.start()
        with pytest.raises(IndexBusy):
            bench.undo()
        _finished(bench)


def test_uploads_of_another_kind_or_too_large_are_refused(index: Path) -> None:
    with open_index(index) as archive:
        bench = Workbench(Watch(archive))
        with pytest.raises(UsageError, match="no kind that is read"):
            bench.uploads.keep("tunnel.exe", io.BytesIO(b"x"))
        with pytest.raises(UsageError, match="larger than 20 MB"):
            bench.uploads.keep("tunnel.txt", io.BytesIO(b"x" * (FILE_LIMIT + 1)))
        assert bench.uploads.files() == []
        with pytest.raises(UsageError, match="no such upload"):
            bench.uploads.discard("../releases/ferry.txt")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.txt", "a.txt"),
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("C:\\temp\\b.pdf", "C-/temp/b.pdf"),
        ("..", "unnamed"),
        (".hidden.txt", "hidden.txt"),
        ("a<script>.txt", "a-script-.txt"),
        ("Ä ö.txt", "Ä ö.txt"),
        ("", "unnamed"),
    ],
)
def test_names_become_safe(name: str, safe: str) -> None:
    assert safe_path(name) == safe


@given(st.text())
def test_no_name_leads_anywhere(name: str) -> None:
    safe = safe_path(name)
    assert 1 <= len(safe.split("/")) <= 4
    for part in safe.split("/"):
        assert not set(part) & set('\\\0<>"')
        assert part
        assert not part.startswith(".")
        assert len(part) <= 140


def test_folders_keep_their_shape_and_a_second_file_of_a_name_replaces_the_first(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "index-uploads")
    uploads.keep("news/may/a.txt", io.BytesIO(b"One."))
    uploads.keep("news/june/a.txt", io.BytesIO(b"Two."))
    uploads.keep("news/may/a.txt", io.BytesIO(b"Other."))
    assert uploads.files() == [("news/june/a.txt", 4), ("news/may/a.txt", 6)]
    with pytest.raises(UsageError, match="the name of a file"):
        uploads.keep("news/may/a.txt/b.txt", io.BytesIO(b"x"))
    uploads.discard("news/may/a.txt")
    assert sorted(path.name for path in (tmp_path / "index-uploads/uploaded/news").iterdir()) == ["june"]


def test_what_an_interrupted_upload_left_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / "index-uploads-arriving" / "tmp123"
    left.parent.mkdir()
    left.write_bytes(b"half")
    assert Uploads(tmp_path / "index-uploads").files() == []
    assert not left.exists()


def test_what_a_rebuild_would_change_is_told_and_nothing_is_built(index: Path) -> None:
    with open_index(index) as archive:
        bench = Workbench(Watch(archive))
        bench.uploads.keep("tunnel.txt", io.BytesIO(TUNNEL.encode()))
        bench.look()
        _finished(bench)
        assert bench.work.state == "seen", bench.work
        assert bench.work.said == "A rebuild would bring 1 new, 0 changed, 0 gone, 1 unchanged."
        assert [(change.id, change.kind) for change in bench.work.changes] == [("uploaded/tunnel.txt", "new")]
        assert {card.id for card in archive.releases()} == {"ferry.txt"}


def test_several_files_are_kept_and_each_refusal_is_named(index: Path) -> None:
    with open_index(index) as archive:
        client = TestClient(Starlette(routes=add_routes(Desk(archive))))
        files = [("files", ("a.txt", b"One.")), ("files", ("b.exe", b"x")), ("files", ("c.md", b"# Two"))]
        told = client.post("/api/uploads", files=files).json()
        assert told["kept"] == ["a.txt", "c.md"]
        assert [line.split()[0] for line in told["refused"]] == ["b.exe"]
        assert client.post("/api/uploads/discard", content=b"none").status_code == 409
        assert client.post("/api/undo").status_code == 409


def test_where_others_may_read_nobody_may_write(index: Path) -> None:
    with open_index(index) as archive:
        assert add_routes(Desk(archive, writable=False)) == []
