"""The cache: what is put is found again, what is damaged is missing, what is forgotten is gone from the bytes."""

import sqlite3
from pathlib import Path

from index.cache import Cache


def test_values_outlast_the_process_that_put_them(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db") as cache:
        cache.put("parse", "a", b"one")
        cache.put_many("vector", {"a": b"two", "b": b"three"})
    with Cache(tmp_path / "cache.db") as cache:
        assert cache.get("parse", "a") == b"one"
        assert cache.get("parse", "b") is None
        assert cache.get_many("vector", ["b", "c", "a"]) == {"a": b"two", "b": b"three"}


def test_more_keys_than_one_query_takes(tmp_path: Path) -> None:
    values = {str(n): str(n).encode() for n in range(1203)}
    with Cache(tmp_path / "cache.db") as cache:
        cache.put_many("parse", values)
        assert cache.get_many("parse", [*values, "absent"]) == values


def test_a_damaged_value_is_a_missing_one(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db") as cache:
        cache.put_many("vector", {"a": b"whole", "b": b"hurt!"})
    database = sqlite3.connect(tmp_path / "cache.db")
    database.execute("UPDATE entries SET value = x'00' WHERE key = 'b'")
    database.commit()
    database.close()
    with Cache(tmp_path / "cache.db") as cache:
        assert cache.get_many("vector", ["a", "b"]) == {"a": b"whole"}


def test_a_file_that_is_no_database_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "cache.db").write_bytes(b"not a database" * 1000)
    with Cache(tmp_path / "cache.db") as cache:
        assert cache.get("parse", "a") is None
        cache.put("parse", "a", b"one")
        assert cache.get("parse", "a") == b"one"


def test_a_file_with_damaged_pages_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    with Cache(path) as cache:
        cache.put_many("parse", {str(n): bytes(100) for n in range(2000)})
    data = bytearray(path.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    path.write_bytes(data)
    with Cache(path) as cache:
        assert cache.get_many("parse", map(str, range(2000))) == {}
        cache.put("parse", "a", b"one")
        assert cache.get("parse", "a") == b"one"


def test_what_the_newest_index_does_not_need_is_forgotten(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db") as cache:
        cache.put_many("vector", {"old": b"1", "kept": b"2", "taken": b"4"})
        cache.mark_used()
    with Cache(tmp_path / "cache.db") as cache:
        assert cache.get("vector", "kept") == b"2"
        cache.put("vector", "new", b"3")
        cache.mark_used()
        assert cache.forget_unused({"vector": ["taken", "lost"]}) == 1
        left = {"kept": b"2", "new": b"3", "taken": b"4"}
        assert cache.get_many("vector", ["old", "kept", "new", "taken"]) == left


def test_forgotten_words_are_gone_from_the_bytes_of_the_files(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db") as cache:
        cache.put_many("parse", {"a": b"a private matter " * 99, "b": b"public"})
        cache.forget("parse", ["a"])
        cache.shrink()
        assert cache.get("parse", "b") == b"public"
    assert all(b"private matter" not in file.read_bytes() for file in tmp_path.iterdir())
