"""Keeping an index: verified, rolled back, cleared; what was removed stays out, what was purged is nowhere."""

import os
from pathlib import Path

import numpy as np
import pytest
from hand_made import BUDGET, CORPUS, WordEmbedder, header, made, release

from index.cache import CACHE, Cache
from index.embed import MODELS
from index.embed.exported import FACTS, Exported, encoded_facts
from index.engine import Filter, Term
from index.errors import BrokenIndex, UsageError
from index.files import sha256_of
from index.generation import open_generation
from index.headers import regrouped
from index.store import clear_old, current, generations
from index.upkeep import check, compact, remove, rollback

SECRET = release("secret.txt", "A private matter about the bridge of Zanzibar.", "2015-05-05", family="a.txt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made(tmp_path / "index", CORPUS)
    made(tmp_path / "index", [*CORPUS, SECRET])
    return tmp_path / "index"


def test_check_is_silent_on_a_whole_index_and_names_every_damaged_file(folder: Path) -> None:
    assert check(folder) == ()
    (folder / "gen-1" / "records.db").write_bytes(b"short")
    (folder / "gen-2" / "vectors.faiss").unlink()
    (folder / "CURRENT").write_bytes((folder / "CURRENT").read_bytes() + b" ")
    damaged = {Path(damage.path).relative_to(folder).as_posix(): damage.cause for damage in check(folder)}
    assert set(damaged) == {"gen-1/records.db", "gen-2/vectors.faiss", "CURRENT"}
    assert damaged["gen-1/records.db"].startswith("it has 5 bytes, not ")
    assert damaged["gen-2/vectors.faiss"] == "No such file or directory"


def exported(folder: Path, embedder: WordEmbedder) -> Path:
    """An export of one file for an embedder that needs none: its folder."""
    where = folder / MODELS / embedder.fingerprint.digest
    where.mkdir(parents=True)
    (where / "model.bin").write_bytes(b"weights")
    (where / "model.xml").write_bytes(b"graph")
    facts = Exported(embedder.fingerprint, files={name: sha256_of(where / name) for name in ("model.bin", "model.xml")})
    (where / FACTS).write_bytes(encoded_facts(facts))
    return where


def test_check_names_every_damaged_file_of_an_exported_model(folder: Path) -> None:
    where = exported(folder, WordEmbedder())
    where.with_suffix(".new").mkdir()  # one that is being written, or was cut short, is no damage
    assert check(folder) == ()
    (where / "model.bin").write_bytes(b"weight")
    (where / "model.xml").unlink()
    assert {(Path(damage.path).name, damage.cause) for damage in check(folder)} == {
        ("model.bin", "its bytes are not those that were written"),
        ("model.xml", "No such file or directory"),
    }
    (where / FACTS).write_bytes(b"{}")
    assert [Path(damage.path).name for damage in check(folder)] == [FACTS]


def test_compact_removes_the_models_that_are_no_longer_used(folder: Path) -> None:
    used = exported(folder, WordEmbedder())
    exported(folder, WordEmbedder(weights="older"))
    used.with_suffix(".new").mkdir()
    assert len(compact(folder).models) == 2
    assert [path.name for path in (folder / MODELS).iterdir()] == [used.name]


def test_rollback_goes_to_the_newest_whole_generation_before(folder: Path) -> None:
    made(folder, CORPUS[:2])
    (folder / "gen-2" / "columns.npz").write_bytes(b"")
    assert rollback(folder) == "gen-1"
    assert open_generation(folder).extent.releases == 4
    with pytest.raises(UsageError, match=r"no earlier whole generation.*Next: "):
        rollback(folder)
    made(folder, CORPUS[:2])
    assert current(folder) == "gen-4"


def test_rollback_mends_a_damaged_pointer(folder: Path) -> None:
    (folder / "CURRENT").write_bytes(b"gen-2")
    with pytest.raises(BrokenIndex, match=r"CURRENT: .*Next: release-qa rollback"):
        open_generation(folder)
    assert rollback(folder) == "gen-2"
    assert open_generation(folder).extent.releases == 5


def test_compact_leaves_the_current_generation_and_what_it_needs_of_the_cache(folder: Path) -> None:
    made(folder, [SECRET])
    reading = open_generation(folder)
    cleared = compact(folder)
    assert generations(folder) == ["gen-3"]
    assert cleared.generations == ("gen-1", "gen-2")
    assert cleared.cache_entries == 4  # the vectors of the four that are gone; the one left is needed
    assert cleared.bytes > 10_000
    embedder = WordEmbedder()
    assert made(folder, [SECRET, CORPUS[1]], embedder).embedded == 1
    assert reading.release("secret.txt") == SECRET


def test_an_older_generation_is_cleared_only_after_its_grace(folder: Path) -> None:
    made(folder, CORPUS[:2])
    assert generations(folder) == ["gen-1", "gen-2", "gen-3"]
    os.utime(folder / "gen-1", (0, 0))
    os.utime(folder / "gen-2", (0, 0))
    assert clear_old(folder) == ["gen-1"]


def test_a_reader_goes_on_when_its_generation_is_removed(folder: Path) -> None:
    reader = open_generation(folder)
    made(folder, CORPUS[:1])
    compact(folder)
    assert not reader.is_current()
    assert reader.release("secret.txt") == SECRET
    (found,) = reader.source.candidates(np.eye(4, dtype=np.float32)[2], [Term("Zanzibar")], Filter(), 1)
    assert reader.passages([found.key])[0].text == SECRET.text


def test_a_removed_release_stays_out_of_later_builds(folder: Path) -> None:
    assert remove(folder, ["a.txt"]) == "gen-3"
    index = open_generation(folder)
    assert set(index.ids()) == {"b.txt", "c/c.txt", "d.txt", "secret.txt"}
    assert index.family("d.txt") == ["d.txt", "secret.txt"]
    report = made(folder, [*CORPUS, SECRET, release("new.txt", BUDGET)])
    assert [skip.reason for skip in report.skipped] == ["a.txt was removed on request"]
    again = open_generation(folder)
    assert set(again.ids()) == {"b.txt", "c/c.txt", "d.txt", "secret.txt", "new.txt"}
    assert again.family("d.txt") == ["d.txt", "secret.txt"]
    with pytest.raises(UsageError, match=r"no release 'a\.txt'"):
        remove(folder, ["a.txt"])


def test_families_are_named_after_who_is_left() -> None:
    days = {"d": None, "c": "2012-01-01", "b": "2013-01-01"}
    family = [header(release(name, BUDGET, day, family="a")) for name, day in days.items()]
    assert [r.family for r in regrouped([*family, header(release("x", BUDGET))])] == ["c", "c", "c", None]
    assert [r.family for r in regrouped(family[:1])] == [None]


def test_removing_a_release_leaves_exactly_what_building_without_it_leaves(tmp_path: Path) -> None:
    made(tmp_path / "one", [*CORPUS, SECRET])
    remove(tmp_path / "one", ["b.txt"])
    made(tmp_path / "two", [r for r in [*CORPUS, SECRET] if r.id != "b.txt"])
    one, two = open_generation(tmp_path / "one"), open_generation(tmp_path / "two")
    assert [one.release(name) for name in one.ids()] == [two.release(name) for name in two.ids()]
    question = (np.eye(4, dtype=np.float32)[0], [Term("Libya"), Term("bridge", 0.5)], Filter(), 9)
    assert one.source.candidates(*question) == two.source.candidates(*question)
    for part in ("vectors.faiss", "columns.npz", "records.db"):
        assert (tmp_path / "one/gen-2" / part).read_bytes() == (tmp_path / "two/gen-1" / part).read_bytes()


def test_a_purged_release_is_in_no_byte_below_the_index(folder: Path) -> None:
    with Cache(folder / CACHE) as cache:
        cache.put("parse", "some file", SECRET.text.encode())
    assert b"Zanzibar" in _every_byte(folder)
    remove(folder, ["secret.txt"], purge=True)
    assert b"anzibar" not in _every_byte(folder)
    assert b"A private matter" not in _every_byte(folder)
    assert generations(folder) == ["gen-3"]
    embedder = WordEmbedder()
    report = made(folder, [*CORPUS, SECRET, release("new", BUDGET + " More.")], embedder)
    assert "secret.txt" not in open_generation(folder).ids()
    assert report.embedded == 1


def test_the_last_release_can_be_removed(tmp_path: Path) -> None:
    made(tmp_path / "index", [SECRET])
    remove(tmp_path / "index", ["secret.txt"])
    index = open_generation(tmp_path / "index")
    assert index.ids() == []
    assert index.source.candidates(np.eye(4, dtype=np.float32)[0], [Term("bridge")], Filter(), 5) == ()


def _every_byte(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
