"""The one seam around the file operations of a publication: write, flush, link, rename.

Everything that makes a generation durable goes through a ``Files``, so that a test can fail, halve or kill each
single operation. Invariant: when a method returns, the bytes it wrote have been flushed to the disk; a name is
durable only after ``flush_folder`` of the folder that holds it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_CHUNK = 1 << 20


class Files:
    """The file operations as the operating system does them; a fault injector overrides the four primitives."""

    def write_some(self, descriptor: int, data: memoryview) -> int:
        """Primitive: write a part of ``data``; the number of bytes written."""
        return os.write(descriptor, data)

    def flush(self, descriptor: int) -> None:
        """Primitive: fsync one open file or folder."""
        os.fsync(descriptor)

    def link(self, source: Path, target: Path) -> None:
        """Primitive: give an unchanged file a second name."""
        os.link(source, target)

    def rename(self, source: Path, target: Path) -> None:
        """Primitive: replace ``target`` by ``source`` atomically."""
        source.replace(target)

    def write(self, path: Path, data: bytes | memoryview) -> None:
        """Write a new file and flush it; an existing one is an error, since what is published is immutable."""
        self.write_each(path, [data])

    def write_each(self, path: Path, parts: Iterable[bytes | memoryview]) -> None:
        """``write`` for what need not be in memory at once: the parts, one after the other."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        try:
            for part in parts:
                rest = memoryview(part).cast("B")
                while rest:
                    rest = rest[self.write_some(descriptor, rest[:_CHUNK]) :]
            self.flush(descriptor)
        finally:
            os.close(descriptor)

    def replace(self, path: Path, data: bytes) -> None:
        """Replace a small file atomically and durably: a reader sees the old bytes or the new, never a mixture."""
        fresh = path.with_name(f"{path.name}.new")
        fresh.unlink(missing_ok=True)
        self.write(fresh, data)
        self.rename(fresh, path)
        self.flush_folder(path.parent)

    def flush_file(self, path: Path) -> None:
        """Flush a file that a library wrote."""
        self._flush_path(path, os.O_RDONLY)

    def flush_folder(self, path: Path) -> None:
        """Flush the names that a folder holds."""
        self._flush_path(path, os.O_RDONLY | os.O_DIRECTORY)

    def _flush_path(self, path: Path, flags: int) -> None:
        descriptor = os.open(path, flags | os.O_CLOEXEC)
        try:
            self.flush(descriptor)
        finally:
            os.close(descriptor)


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256s_of(paths: Sequence[Path]) -> list[str]:
    """``sha256_of`` each of the files, two at a time."""
    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(sha256_of, paths))


def sha256(data: bytes) -> str:
    """The sha256 of ``data``, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class Digest:
    """The sha256 of a sequence of byte strings, each counted with its length, so that no two sequences collide."""

    def __init__(self) -> None:
        self._whole = hashlib.sha256()

    def add(self, part: bytes) -> None:
        """Take the next of the byte strings."""
        self._whole.update(len(part).to_bytes(8, "little"))
        self._whole.update(part)

    def __str__(self) -> str:
        return self._whole.hexdigest()


def digest(parts: Iterable[bytes]) -> str:
    """The ``Digest`` of all ``parts``, in hexadecimal."""
    whole = Digest()
    for part in parts:
        whole.add(part)
    return str(whole)
