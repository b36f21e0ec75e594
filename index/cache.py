"""What a build need not do twice: parses by the hash of their source, vectors by what was embedded.

Entries are bytes under a key, in shelves ("parse", "vector", ...), kept in one SQLite file that only the
holder of the build lock opens. Invariant: losing the cache costs time and nothing else. Every value carries a
checksum, so that a damaged entry is a missing one, and a damaged file is begun anew.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from index.errors import BuildError

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS entries (
        shelf TEXT NOT NULL, key TEXT NOT NULL, checksum BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY (shelf, key));
    CREATE TABLE IF NOT EXISTS used (shelf TEXT NOT NULL, key TEXT NOT NULL);
"""
_MOST_KEYS = 500

CACHE = "cache/cache.db"
"""Where the cache lies within the index folder."""


class Cache:
    """Bytes by shelf and key, on disk. Use it as a context manager; ``keep`` makes what was put durable."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._used: set[tuple[str, str]] = set()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = _opened(path)
        except (OSError, sqlite3.OperationalError) as cause:
            raise self._failed(cause) from cause
        except sqlite3.DatabaseError:
            _delete(path)
            self._database = _opened(path)

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self.keep()
        finally:
            self._database.close()

    def get(self, shelf: str, key: str) -> bytes | None:
        """The value under ``key``, or None."""
        return self.get_many(shelf, [key]).get(key)

    def get_many(self, shelf: str, keys: Iterable[str]) -> dict[str, bytes]:
        """The values there are; a key without a whole value is left out."""
        wanted, found = list(keys), {}
        for first in range(0, len(wanted), _MOST_KEYS):
            some = wanted[first : first + _MOST_KEYS]
            marks = ",".join("?" * len(some))
            rows = self._read(
                f"SELECT key, checksum, value FROM entries WHERE shelf = ? AND key IN ({marks})", (shelf, *some)
            )
            found.update({key: value for key, checksum, value in rows if checksum == _checksum(shelf, key, value)})
        self._used.update((shelf, key) for key in found)
        return found

    def put(self, shelf: str, key: str, value: bytes) -> None:
        """Store one value."""
        self.put_many(shelf, {key: value})

    def put_many(self, shelf: str, values: Mapping[str, bytes]) -> None:
        """Store values; those under the same keys are replaced."""
        self._used.update((shelf, key) for key in values)
        self._write(
            "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)",
            [(shelf, key, _checksum(shelf, key, value), value) for key, value in values.items()],
        )

    def keep(self) -> None:
        """Make everything put so far outlast a crash of this process."""
        try:
            self._database.commit()
        except sqlite3.OperationalError as cause:
            raise self._failed(cause) from cause

    def forget(self, shelf: str, keys: Iterable[str]) -> None:
        """Remove entries; their bytes are overwritten."""
        self._write("DELETE FROM entries WHERE shelf = ? AND key = ?", [(shelf, key) for key in keys])

    def clear(self, shelf: str) -> None:
        """Remove a whole shelf; its bytes are overwritten."""
        self._write("DELETE FROM entries WHERE shelf = ?", [(shelf,)])

    def shelves(self) -> list[str]:
        """The names of the shelves that hold anything."""
        return [name for (name,) in self._database.execute("SELECT DISTINCT shelf FROM entries")]

    def mark_used(self) -> None:
        """Say that what was put or found since opening is what the newest build asked for."""
        self._write("DELETE FROM used", [()])
        self._write("INSERT INTO used VALUES (?, ?)", sorted(self._used))

    def forget_unused(self, needed: Mapping[str, Iterable[str]]) -> int:
        """Remove all but what the newest build asked for and what is ``needed``, keys by shelf; how many entries.

        Of a release that a build takes as it stands from the last generation it asks for nothing but the outline, so
        ``needed`` are the entries that the generation was made from. The file gives the room back.
        """
        for shelf, keys in needed.items():
            self._write("INSERT INTO used VALUES (?, ?)", [(shelf, key) for key in keys])
        gone = self._database.execute(
            "DELETE FROM entries WHERE (shelf, key) NOT IN (SELECT shelf, key FROM used)"
        ).rowcount
        self.shrink()
        return gone

    def shrink(self) -> None:
        """Rewrite the file without the room that removed entries left."""
        self.keep()
        self._database.execute("VACUUM")
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _read(self, query: str, values: Sequence[object]) -> list[tuple[str, bytes, bytes]]:
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.OperationalError as cause:
            raise self._failed(cause) from cause
        except sqlite3.DatabaseError:
            self._begin_anew()
            return []

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        try:
            self._database.executemany(statement, rows)
        except sqlite3.OperationalError as cause:
            raise self._failed(cause) from cause
        except sqlite3.DatabaseError:
            self._begin_anew()
            self._database.executemany(statement, rows)

    def _begin_anew(self) -> None:
        """A page of the file is damaged: what it held has to be made again."""
        self._database.close()
        _delete(self.path)
        self._database = _opened(self.path)

    def _failed(self, cause: Exception) -> BuildError:
        return BuildError(
            f"the cache cannot be used ({cause}).",
            path=self.path,
            next_command="see that the disk has room and the folder can be written, then run the same command again",
        )


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    try:
        database.execute("PRAGMA secure_delete = ON")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.executescript(_SCHEMA)
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database


def _delete(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _checksum(shelf: str, key: str, value: bytes) -> bytes:
    whole = hashlib.blake2b(f"{shelf}\0{key}\0".encode("utf-8", "surrogatepass"), digest_size=8)
    whole.update(value)
    return whole.digest()


