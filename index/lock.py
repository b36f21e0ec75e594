"""One builder at a time: a lock that dies with its process, and says who holds it.

Invariant: the lock is the kernel's (``flock``), so a killed builder leaves nothing to clean; the text in the
file only tells the next one whom to wait for. The file itself is never removed: removing it would let two
builders lock two different files of one name.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from index.errors import BuildError, IndexBusy


@contextmanager
def building(index_dir: Path) -> Iterator[None]:
    """Hold the index's build lock for the length of a ``with`` block.

    Raises ``IndexBusy`` at once, naming process, machine and since when, if another builder holds it.
    """
    path = index_dir / "lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IndexBusy(
                f"another process is building this index: {_holder(path)}.",
                path=index_dir,
                next_command="wait until it is done, or end it, and run the same command again",
            ) from None
        os.ftruncate(descriptor, 0)
        since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        holder = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """``building`` of an index that need not be there yet; a fault of the disk within the block is a BuildError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with building(folder):
            yield
    except OSError as cause:
        raise BuildError(
            f"the index could not be written ({cause.strerror or cause}); the last whole one stays in use.",
            path=cause.filename or folder,
            next_command="see that the disk has room, then run the same command again",
        ) from cause


def _holder(path: Path) -> str:
    try:
        held = json.loads(path.read_bytes())
        return f"process {held['pid']} on {held['host']} since {held['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        # The holder has the lock but has not written its name yet.
        return "it has only just begun"
