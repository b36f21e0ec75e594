"""Whatever fails while an index is published, the old one or the new answers, whole, and the next build works."""

from __future__ import annotations

import random
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from faulty import WAYS, FaultyFiles, Killed
from hand_made import CORPUS, made, release
from victim import AFTER, KILLED, MORE, Victims

from index import build_index
from index.embed import Fingerprint, open_exported
from index.engine import Filter, Term
from index.errors import BuildError, NoIndex, ReleaseQAError
from index.generation import open_generation
from index.store import current, generations
from index.upkeep import check, remove, rollback

DAMAGES = ("flip", "cut", "append")


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


@pytest.mark.parametrize("every_way", [False, pytest.param(True, marks=pytest.mark.soak)])
@pytest.mark.parametrize(("before", "after"), [(None, "corpus"), ("corpus", "more"), ("corpus", "changed")])
def test_every_operation_of_a_publication_may_fail_in_every_way(
    tmp_path: Path, before: str | None, after: str, every_way: bool
) -> None:
    if before:
        made(tmp_path / "start" / "index", AFTER[before])
    else:
        (tmp_path / "start").mkdir()
    counting = FaultyFiles()
    shutil.copytree(tmp_path / "start", tmp_path / "count")
    made(tmp_path / "count" / "index", AFTER[after], files=counting)
    assert {"write", "flush", "rename"} <= set(counting.done)
    assert after != "changed" or "link" in counting.done
    old, new = placed(AFTER[before]) if before else None, placed(AFTER[after])
    # Each operation in one way, all ways in turn; `make soak` tries them all.
    tries = [(n, way) for n in range(len(counting.done)) for way in (WAYS if every_way else [WAYS[n % len(WAYS)]])]
    with Victims() as victims:
        for number, way in tries:
            where = tmp_path / f"try-{number}-{way}"
            shutil.copytree(tmp_path / "start", where)
            assert victims.build(where / "index", after, number, way) == (1 if way in ("EIO", "ENOSPC") else KILLED)
            assert answers(where / "index") in (old, new), (number, way)
            made(where / "index", AFTER[after])
            assert answers(where / "index") == new, (number, way)
            assert check(where / "index") == ()
            shutil.rmtree(where)
    print(f"{len(tries)} faults of {len(counting.done)} operations")


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
        for how in DAMAGES:
            with damaged(path, how, dice), pytest.raises(ReleaseQAError) as told:
                open_generation(tmp_path / "index")
            assert told.value.path == str(path), how
            assert told.value.next_command
            with damaged(path, how, dice):
                assert str(path) in {damage.path for damage in check(tmp_path / "index")}
    assert answers(tmp_path / "index") == placed(CORPUS)


@pytest.mark.soak
def test_two_thousand_damages_are_two_thousand_errors_that_name_their_file(tmp_path: Path) -> None:
    texts = tmp_path / "releases"
    texts.mkdir()
    for one in CORPUS:
        (texts / Path(one.path).name).write_text(one.text)
    build_index([texts], tmp_path / "index")
    used_for_a_question(tmp_path / "index")
    kept = ("cache", "lock")  # the cache heals itself, and the lock is never read for what it says
    within = [p for p in sorted((tmp_path / "index").rglob("*")) if p.is_file()]
    files = [p for p in within if p.relative_to(tmp_path / "index").parts[0] not in kept]
    assert {"CURRENT", "manifest.json", "model.bin", "records.db"} <= {path.name for path in files}
    dice, wrong = random.Random(2), []
    for number in range(2000):
        path, how = files[number % len(files)], DAMAGES[number // len(files) % len(DAMAGES)]
        with damaged(path, how, dice):
            try:
                used_for_a_question(tmp_path / "index")
                wrong.append((path, how, "no error"))
            except ReleaseQAError as error:
                if error.path != str(path):
                    wrong.append((path, how, str(error)))
    print(f"2000 damages to {len(files)} files, {len(wrong)} of them not told")
    assert wrong == []
    used_for_a_question(tmp_path / "index")


def used_for_a_question(index_dir: Path) -> None:
    """Open all that a question opens, with every hash compared."""
    manifest = open_generation(index_dir).manifest
    open_exported(index_dir / "models", Fingerprint(**manifest.embedder))


@contextmanager
def damaged(path: Path, how: str, dice: random.Random) -> Iterator[None]:
    """The file with one bit flipped, some bytes cut off, or some appended (all that can be done to an empty one)."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        at = dice.randrange(size) if size else 0
        file.seek(at if how != "append" else size)
        rest = file.read()
        file.seek(at if how != "append" else size)
        if how == "flip" and size:
            file.write(bytes([rest[0] ^ 1 << dice.randrange(8)]))
        elif how == "cut" and size:
            file.truncate()
        else:
            file.write(dice.randbytes(dice.randint(1, 20)))
        file.flush()
        yield
        file.seek(at if how != "append" else size)
        file.write(rest)
        file.truncate(size)


@pytest.mark.parametrize("room", [0, 3_000, 9_000, 30_000, 60_000])
def test_a_disk_that_fills_up_within_a_library_is_one_line_too(tmp_path: Path, room: int) -> None:
    made(tmp_path / "index", CORPUS)
    many = [*MORE, *(release(f"{n}", f"Item {n} about the budget of river {n * n}. " * 9) for n in range(60))]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        with pytest.raises(BuildError) as told:
            made(tmp_path / "index", many)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert told.value.next_command
    assert answers(tmp_path / "index") == placed(CORPUS)
    made(tmp_path / "index", many)
    assert check(tmp_path / "index") == ()
    assert open_generation(tmp_path / "index").extent.releases == len(many)


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
    with pytest.raises(NewerFormat, match=r"manifest\.json: this index has format 4.*Next: install a newer"):
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
