"""Whatever fails while an index is published, the old one or the new answers, whole, and the next build works."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import numpy as np
import pytest
from faulty import WAYS, FaultyFiles, Killed
from hand_made import BUDGET, CORPUS, made, release

from index.engine import Filter, Term
from index.errors import BuildError, NoIndex, ReleaseQAError
from index.generation import open_generation
from index.store import current, generations
from index.upkeep import check, remove, rollback

CHANGED = [*CORPUS[:3], release("d.txt", CORPUS[3].text, "2013-01-01", issuer="nato", place="Paris", family="a.txt")]
MORE = [*CORPUS, release("e.txt", BUDGET + " A bridge too.", "2020-02-02")]


def answers(index_dir: Path) -> set[str] | None:
    """The ids of what the index finds, every passage read; None where there is no index."""
    try:
        index = open_generation(index_dir)
    except NoIndex:
        return None
    found = index.source.candidates(np.eye(4, dtype=np.float32)[1], [Term("libya")], Filter(), 99)
    names = {passage.release_id for passage in index.passages([c.key for c in found])}
    return {f"{name} {index.release(name).place}" for name in names}


def placed(releases: list) -> set[str]:  # type: ignore[type-arg]
    return {f"{r.id} {r.place}" for r in releases}


@pytest.mark.parametrize(("before", "after"), [(None, CORPUS), (CORPUS, MORE), (CORPUS, CHANGED)])
def test_every_operation_of_a_publication_may_fail_in_every_way(tmp_path: Path, before: list, after: list) -> None:  # type: ignore[type-arg]
    if before:
        made(tmp_path / "start" / "index", before)
    else:
        (tmp_path / "start").mkdir()
    counting = FaultyFiles()
    shutil.copytree(tmp_path / "start", tmp_path / "count")
    made(tmp_path / "count" / "index", after, files=counting)
    assert {"write", "flush", "rename"} <= set(counting.done)
    assert before != CORPUS or after != CHANGED or "link" in counting.done
    old = placed(before) if before else None
    for number in range(len(counting.done)):
        # Each operation in one way, all ways in turn; `make soak` tries them all.
        way = WAYS[number % len(WAYS)]
        where = tmp_path / f"try-{number}"
        shutil.copytree(tmp_path / "start", where)
        with pytest.raises((Killed, BuildError)):
            made(where / "index", after, files=FaultyFiles(number, way))
        assert answers(where / "index") in (old, placed(after)), (number, way)
        made(where / "index", after)
        assert answers(where / "index") == placed(after), (number, way)
        assert check(where / "index") == ()
        shutil.rmtree(where)


@pytest.mark.parametrize("way", WAYS)
def test_rolling_back_and_removing_may_fail_too(tmp_path: Path, way: str) -> None:
    made(tmp_path / "index", CORPUS)
    made(tmp_path / "index", MORE)
    for number in range(3):
        with pytest.raises((Killed, OSError)):
            rollback(tmp_path / "index", files=FaultyFiles(number, way))
        assert answers(tmp_path / "index") in (placed(CORPUS), placed(MORE))
        if current(tmp_path / "index") == "gen-1":
            made(tmp_path / "index", MORE)
    with pytest.raises((Killed, OSError)):
        remove(tmp_path / "index", ["e.txt"], purge=True, files=FaultyFiles(5, way))
    assert answers(tmp_path / "index") == placed(MORE)


def test_a_failed_build_says_what_failed_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"No space left on device.*stays in use\. Next: ") as told:
        made(tmp_path / "index", CORPUS, files=FaultyFiles(2, "ENOSPC"))
    assert told.value.path == "some file"


def test_any_damage_to_any_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    made(tmp_path / "index", CORPUS)
    files = sorted(p for p in (tmp_path / "index" / "gen-1").rglob("*") if p.is_file())
    files.append(tmp_path / "index" / "CURRENT")
    dice = random.Random(1)
    for path in files:
        whole = path.read_bytes()
        for how in ("flip", "cut", "append"):
            path.write_bytes(damaged(whole, how, dice))
            with pytest.raises(ReleaseQAError) as told:
                open_generation(tmp_path / "index")
            assert told.value.path == str(path), how
            assert told.value.next_command
            assert str(path) in {damage.path for damage in check(tmp_path / "index")}
        path.write_bytes(whole)
    assert answers(tmp_path / "index") == placed(CORPUS)


def damaged(data: bytes, how: str, dice: random.Random) -> bytes:
    """``data`` with one bit flipped, some bytes cut off, or some appended."""
    if how == "cut" and data:
        return data[: dice.randrange(len(data))]
    if how == "flip" and data:
        at = dice.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]
    return data + dice.randbytes(dice.randint(1, 20))


def test_a_damaged_index_is_built_again_from_its_recorded_folders(tmp_path: Path) -> None:
    made(tmp_path / "index", CORPUS)
    (tmp_path / "index" / "gen-1" / "vectors.faiss").write_bytes(b"")
    report = made(tmp_path / "index", CORPUS, paths=())
    assert report.notes[0].startswith("the last index was damaged, so its files were not used again: ")
    assert answers(tmp_path / "index") == placed(CORPUS)


def test_a_manifest_of_a_newer_format_is_refused(tmp_path: Path) -> None:
    from index import manifest as manifests
    from index.errors import NewerFormat

    made(tmp_path / "index", CORPUS)
    path = tmp_path / "index" / "gen-1" / "manifest.json"
    content = manifests.unsealed(path.read_bytes())
    path.write_bytes(manifests.sealed({**content, "format": manifests.FORMAT + 1, "something": "new"}))
    with pytest.raises(NewerFormat, match=r"manifest\.json: this index has format 2.*Next: install a newer"):
        open_generation(tmp_path / "index")
    with pytest.raises(NewerFormat):
        made(tmp_path / "index", MORE)
    assert generations(tmp_path / "index") == ["gen-1"]


def test_reading_writes_nothing_into_the_index(tmp_path: Path) -> None:
    made(tmp_path / "index", CORPUS)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "index").rglob("*")}
    assert answers(tmp_path / "index") == placed(CORPUS)
    assert check(tmp_path / "index") == ()
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "index").rglob("*")} == before
