"""Which files there are below the paths that a user names, and which of them are not for reading.

Invariant: nothing is opened here but folders, nothing that is not a regular file is ever read, no folder is walked
twice, and the order is the same on every machine. What is passed over is a ``Skip``, one line each.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from index.errors import ReadError
from index.records import Skip

_TEXTS = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml")
_TABLES = (".jsonl", ".ndjson", ".csv", ".tsv")
_PACKABLE = frozenset((*_TEXTS, *_TABLES, ".eml", ".rtf"))
SUFFIXES = _PACKABLE | {".pdf", ".docx", ".odt", ".zip"}
"""The suffixes that have a loader; those that are text may be packed by gzip ("x.jsonl.gz")."""

_LARGEST = 8 << 30
_ABOUT_FOLDER = re.compile(r"(?:readme|licen[cs]e|copying)(?:\.\w+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class File:
    """A file to read: ``where`` it is, its ``path`` below the named folder (POSIX, printable), its format.

    ``modified`` is its time of modification in nanoseconds, which with ``size`` tells whether it may have changed.
    """

    where: Path
    path: str
    suffix: str
    packed: bool
    size: int
    modified: int


def discover(paths: Iterable[str | os.PathLike[str]]) -> tuple[list[File], list[Skip]]:
    """The files to read below ``paths`` (folders or files) in the order of their names, and what is passed over."""
    files: list[File] = []
    skipped: list[Skip] = []
    walked: set[tuple[int, int]] = set()
    seen: set[Path] = set()
    for named in map(Path, paths):
        root = named if named.is_dir() else named.parent
        for item in _below(named, walked, seen):
            where, reason = item if isinstance(item, tuple) else (item, None)
            path = _relative(where, root)
            suffix, packed = format_of(where.name)
            if reason is None:
                size, modified, reason = _looked_at(where)
            if reason is None:
                files.append(File(where, path, suffix, packed, size, modified))
            else:
                skipped.append(Skip(path, reason))
    return files, skipped


def format_of(name: str) -> tuple[str, bool]:
    """The suffix that names the format of a file, in lower case, and whether gzip packed it."""
    lower = name.lower()
    return PurePosixPath(lower.removesuffix(".gz")).suffix, lower.endswith(".gz")


def readable(name: str) -> str | None:
    """Why a file of this name is not read; None when it is."""
    suffix, packed = format_of(name)
    if suffix not in SUFFIXES or (packed and suffix not in _PACKABLE):
        return f"no reader for {shown(suffix) or 'files without a suffix'}{' packed by gzip' if packed else ''}"
    if _ABOUT_FOLDER.match(PurePosixPath(name).name):
        return "it describes its folder and is no release"
    return None


def shown(name: str) -> str:
    """A name as one printable line: bytes that are no UTF-8 and control characters are escaped."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _relative(where: Path, root: Path) -> str:
    return shown(where.relative_to(root).as_posix() if where != root else where.name)


def open_regular(where: Path) -> BinaryIO:
    """Open a regular file for reading. Raises ReadError for anything else; never waits, as a FIFO would have it."""
    try:
        descriptor = os.open(where, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as cause:
        raise ReadError(f"it cannot be opened ({cause.strerror}).", path=where) from cause
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ReadError("it is not a regular file.", path=where)
    return os.fdopen(descriptor, "rb")


def sha256_of_stream(stream: BinaryIO) -> str:
    """The sha256 of what is left of an open file, in hexadecimal."""
    whole = hashlib.sha256()
    while chunk := stream.read(1 << 20):
        whole.update(chunk)
    return whole.hexdigest()


def _looked_at(where: Path) -> tuple[int, int, str | None]:
    """Size and time of modification of what stands at ``where``, and why it is not read."""
    try:
        about = where.stat()
    except (OSError, ValueError) as cause:
        return 0, 0, "a link to nothing, or to itself" if where.is_symlink() else f"it cannot be read ({cause})"
    if not stat.S_ISREG(about.st_mode):
        return 0, 0, "not a regular file"
    reason = readable(where.name)
    if reason is not None:
        return 0, 0, reason
    if about.st_size == 0:
        return 0, 0, "the file is empty (0 bytes)"
    if about.st_size > _LARGEST:
        return 0, 0, f"it has {about.st_size >> 30} GB; at most {_LARGEST >> 30} GB are read"
    return about.st_size, about.st_mtime_ns, None


def _below(named: Path, walked: set[tuple[int, int]], seen: set[Path]) -> Iterator[Path | tuple[Path, str]]:
    """Every path below ``named``, sorted; a path with a reason is passed over."""
    if not os.path.lexists(named):
        yield named, "there is no such file or folder"
        return
    if not named.is_dir():
        if named not in seen:
            seen.add(named)
            yield named
        return
    waiting: list[Path] = [named]
    while waiting:
        folder = waiting.pop()
        try:
            about = folder.stat()
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as cause:
            yield folder, f"the folder cannot be read ({cause.strerror})"
            continue
        if (about.st_dev, about.st_ino) in walked:
            yield folder, "a folder that was read already (a link, or named twice)"
            continue
        walked.add((about.st_dev, about.st_ino))
        if any(entry.name == "CURRENT" for entry in entries) and any(e.name.startswith("gen-") for e in entries):
            yield folder, "this is an index, not releases"
            continue
        inner: list[Path] = []
        for entry in entries:
            where = folder / entry.name
            if entry.name.startswith("."):
                yield where, "hidden: its name begins with a dot"
            elif where.is_dir():
                inner.append(where)
            elif where not in seen:
                seen.add(where)
                yield where
        waiting.extend(reversed(inner))
