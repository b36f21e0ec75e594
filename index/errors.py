"""One small family of errors, each with a path, a cause and the next command.

Invariant: every error a user can cause or meet is a ``ReleaseQAError`` whose ``str()`` is one line
that names what went wrong, where, and what to type next; nothing else is meant to reach a user.
"""

from __future__ import annotations

import os


class ReleaseQAError(Exception):
    """The root of the family: ``cause`` in words, the ``path`` it concerns, the ``next_command`` to run."""

    def __init__(
        self, cause: str, *, path: str | os.PathLike[str] | None = None, next_command: str | None = None
    ) -> None:
        self.cause = cause
        self.path = os.fspath(path) if path is not None else None
        self.next_command = next_command
        super().__init__(cause)

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        then = f" Next: {self.next_command}" if self.next_command else ""
        line = f"{where}{self.cause}{then}"
        # A file name may hold line breaks or lone surrogates; an error stays one printable line.
        return " ".join(line.encode("utf-8", "backslashreplace").decode("utf-8").split())


class UsageError(ReleaseQAError):
    """What was asked for makes no sense: an empty question, ``k=0``, ``since`` after ``until``."""


class ReadError(ReleaseQAError):
    """A document could not be read; the build reports it as skipped and goes on."""


class NoIndex(ReleaseQAError):
    """There is no index where one was to be opened."""


class BrokenIndex(ReleaseQAError):
    """A file of the index is missing, damaged or not what the manifest says."""


class NewerFormat(ReleaseQAError):
    """The index was written by a newer version of this program."""


class WrongEmbedder(ReleaseQAError):
    """The index was built with another embedder than the one at hand."""


class IndexBusy(ReleaseQAError):
    """Another process is building this index."""


class BuildError(ReleaseQAError):
    """A build could not finish: a recorded folder is gone, the disk is full."""


class ModelError(ReleaseQAError):
    """An embedding model is missing, damaged or cannot be used."""
