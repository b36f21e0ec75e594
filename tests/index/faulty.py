"""File operations that fail on purpose: the n-th one is killed, halved, or refused by the disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from index.files import Files

WAYS = ("kill before", "kill after", "half a write", "EIO", "ENOSPC")


class Killed(BaseException):
    """Stands for SIGKILL: nothing in the product catches it."""


class FaultyFiles(Files):
    """Every primitive counts; the one numbered ``at`` (from 0) fails in the way ``way``.

    ``die`` is what a kill does: raise Killed, or end the process for real.
    """

    def __init__(self, at: int = -1, way: str = "EIO", die: type[Killed] | None = Killed) -> None:
        self.at, self.way, self.die = at, way, die
        self.done: list[str] = []

    def write_some(self, descriptor: int, data: memoryview) -> int:
        if self._now("write") and self.way == "half a write":
            os.write(descriptor, data[: len(data) // 2])
            self._kill()
        written = super().write_some(descriptor, data)
        self._after()
        return written

    def flush(self, descriptor: int) -> None:
        self._now("flush")
        super().flush(descriptor)
        self._after()

    def link(self, source: Path, target: Path) -> None:
        self._now("link")
        super().link(source, target)
        self._after()

    def rename(self, source: Path, target: Path) -> None:
        self._now("rename")
        super().rename(source, target)
        self._after()

    def _now(self, operation: str) -> bool:
        self.done.append(operation)
        if len(self.done) - 1 != self.at:
            return False
        if self.way == "kill before" or (self.way == "half a write" and operation != "write"):
            self._kill()
        if self.way in ("EIO", "ENOSPC"):
            code = getattr(errno, self.way)
            raise OSError(code, os.strerror(code), "some file")
        return True

    def _after(self) -> None:
        if len(self.done) - 1 == self.at and self.way == "kill after":
            self._kill()

    def _kill(self) -> None:
        if self.die is None:
            os._exit(9)
        raise self.die
