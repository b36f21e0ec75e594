"""Work on other people's files happens in processes that may die: reused, limited, replaced.

A worker is this interpreter running ``index.work``; requests and replies are bytes over its pipes. Invariant: whatever
a file does to a worker (crash, endless loop, all the memory it can get), every task still ends with an ``Answer``,
in the order of the tasks, and the other tasks of its batch are done by a fresh worker.
"""

from __future__ import annotations

import os
import select
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import BinaryIO

import index
from index.processors import processors

WALL_SECONDS = 15.0
"""No task may keep silent for longer than this; ``index.work`` sets the limits on CPU and memory."""

FRAME = struct.Struct("<cI")
REPLY, END, FAILED = b"+", b".", b"!"
_START_SECONDS = 60.0
_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """The replies to one task, and why it did not end well (None: it did); ``died`` if its worker ended with it."""

    replies: tuple[bytes, ...]
    failed: str | None = None
    died: bool = False


class Workers:
    """A few worker processes, started when the first task comes. Use it as a context manager."""

    def __init__(self, count: int | None = None) -> None:
        self._count = count or min(processors(), 8)
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._all: list[_Worker] = []
        self._threads: ThreadPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for worker in self._all:
            worker.stop()
        if self._threads:
            self._threads.shutdown(cancel_futures=True)
        for worker in self._all:
            worker.reap()

    def begin(self) -> None:
        """Start the processes now, for tasks that are about to come; what they import takes a second."""
        self._started()
        for worker in self._all:
            worker.begin()

    def map(self, batches: Iterable[Sequence[bytes]]) -> Iterator[list[Answer]]:
        """The answers to each batch of tasks, in the order of the batches; a few batches are worked on ahead."""
        waiting: deque[Future[list[Answer]]] = deque()
        for batch in batches:
            waiting.append(self._started().submit(self._answered, batch))
            if len(waiting) > self._count * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _started(self) -> ThreadPoolExecutor:
        if not self._threads:
            self._threads = ThreadPoolExecutor(self._count)
            self._all = [_Worker() for _ in range(self._count)]
            for worker in self._all:
                self._idle.put(worker)
        return self._threads

    def _answered(self, batch: Sequence[bytes]) -> list[Answer]:
        """The answers to one batch; a task that ends its worker is answered for, the rest goes to the next one."""
        worker = self._idle.get()
        try:
            answers: list[Answer] = []
            while len(answers) < len(batch):
                answers.extend(worker.answers(batch[len(answers) :]))
            return answers
        finally:
            self._idle.put(worker)


def python(code: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """The command and the environment that run ``code`` in this interpreter, with this very package."""
    package = str(Path(index.__file__).resolve().parent.parent)
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    return [sys.executable, "-P", "-c", code, *arguments], {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


class _Worker:
    """One process at a time, replaced when it dies."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._said: BinaryIO | None = None
        self._stopped = self._ready = False

    def begin(self) -> None:
        """Start the process, and do not wait for it."""
        self._process = self._process or self._born()

    def answers(self, tasks: Sequence[bytes]) -> list[Answer]:
        """The answers to the first tasks: to all of them, or up to and with the one that ended the process."""
        answers: list[Answer] = []
        replies: list[bytes] = []
        try:
            output = self._ask(tasks)
            while len(answers) < len(tasks):
                kind, data = _frame(output, WALL_SECONDS)
                if kind == REPLY:
                    replies.append(data)
                else:
                    answers.append(Answer(tuple(replies), data.decode() if kind == FAILED else None))
                    replies = []
        except _Ended as ended:
            answers.append(Answer(tuple(replies), self._buried(ended), died=True))
        return answers

    def stop(self) -> None:
        """End the process; tasks under way are answered as failed."""
        self._stopped = True
        if self._process:
            self._process.kill()

    def reap(self) -> None:
        """Wait for the process that was stopped, so that none is left behind as a zombie, and close its pipes."""
        process, said = self._process, self._said
        self._process = self._said = None
        if process:
            with suppress(OSError):
                process.communicate()
        if said:
            said.close()

    def _ask(self, tasks: Sequence[bytes]) -> int:
        """Send the tasks; the descriptor that the replies come from."""
        if self._stopped:
            raise _Ended("stopped")
        process = self._process = self._process or self._born()
        assert process.stdin and process.stdout
        request = b"".join([FRAME.pack(REPLY, len(tasks)), *(FRAME.pack(REPLY, len(t)) + t for t in tasks)])
        try:
            process.stdin.write(request)
            process.stdin.flush()
        except OSError as cause:
            raise _Ended("died") from cause
        output = process.stdout.fileno()
        if not self._ready:
            _frame(output, _START_SECONDS)
            self._ready = True
        return output

    def _born(self) -> subprocess.Popen[bytes]:
        command, environment = python("from index.work import serve; serve()")
        self._ready = False
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process, not this function
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env={**environment, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,
        )

    def _buried(self, ended: _Ended) -> str:
        """The reason why the process is no more, once it is."""
        process, said = self._process, self._said
        self._process = self._said = None
        if process is None or said is None:
            return "the reading was stopped"
        process.kill()
        with suppress(OSError):
            process.communicate()
        said.seek(max(0, said.seek(0, os.SEEK_END) - 2000))
        words = said.read().decode("utf-8", "replace").strip().splitlines()
        said.close()
        if ended.why == "silent":
            return f"it took longer than {WALL_SECONDS:.0f} s to read"
        if process.returncode == -signal.SIGXCPU:
            return "it took too much computing time to read"
        if process.returncode == -signal.SIGABRT or (words and words[-1].startswith("MemoryError")):
            return "reading it takes more memory than is allowed"
        last = words[-1][:200] if words else f"signal {-(process.returncode or 0)}"
        return f"its reader failed ({last})"


class _Ended(Exception):
    """A worker gave no answer: it "died", was "silent" for too long, or is "stopped"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _frame(descriptor: int, seconds: float) -> tuple[bytes, bytes]:
    """The next frame that a worker writes: its kind and its data. Raises _Ended when none comes in time."""
    deadline = time.monotonic() + seconds
    kind, length = FRAME.unpack(_exactly(descriptor, FRAME.size, deadline))
    return kind, _exactly(descriptor, length, deadline)


def _exactly(descriptor: int, length: int, deadline: float) -> bytes:
    parts: list[bytes] = []
    while length:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise _Ended("silent")
        part = os.read(descriptor, min(length, 1 << 20))
        if not part:
            raise _Ended("died")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
