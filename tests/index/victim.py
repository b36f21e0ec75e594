"""Builders that are killed, as processes of their own.

    python victim.py forks            for every line [index, corpus, number, way] of standard input builds that corpus
                                      in a fork, fails at operation ``number``, and prints the exit status
    python victim.py endless INDEX    builds one version after another until it is killed, and says so each time
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from faulty import FaultyFiles
from hand_made import BRIDGE, BUDGET, CORPUS, LIBYA, made, release

from index.errors import BuildError
from index.records import Release

HERE = Path(__file__).parent
CHANGED = [*CORPUS[:3], release("d.txt", CORPUS[3].text, "2013-01-01", issuer="nato", place="Paris", family="a.txt")]
MORE = [*CORPUS, release("e.txt", BUDGET + " A bridge too.", "2020-02-02")]
AFTER = {"corpus": CORPUS, "changed": CHANGED, "more": MORE}
KILLED = 9


def version(number: int) -> list[Release]:
    """A corpus whose every text says which version it is: a reader that mixed two would be seen."""
    texts = (LIBYA, BUDGET, BRIDGE, "Nothing else.")[: 2 + number % 3]
    return [release(f"{n}.txt", f"{text} This is version {number}.") for n, text in enumerate(texts)]


def start(*arguments: str, **options: object) -> subprocess.Popen[str]:
    """This script in a process of its own."""
    paths = os.pathsep.join([str(HERE.parents[1]), str(HERE)])
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [sys.executable, __file__, *arguments], text=True, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths}, **options,
    )  # fmt: skip


class Victims:
    """Builds that really die: each in a fork of a process that has imported everything."""

    def __enter__(self) -> Victims:
        self._process = start("forks", stdin=subprocess.PIPE)
        return self

    def __exit__(self, kind: object, error: object, trace: TracebackType | None) -> None:
        self._process.communicate()

    def build(self, index_dir: Path, after: str, number: int, way: str) -> int:
        """Build ``AFTER[after]``, failing in ``way`` at operation ``number``; KILLED, or 1 for a BuildError."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps([str(index_dir), after, number, way]) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def _forks() -> None:
    for line in sys.stdin:
        index_dir, after, number, way = json.loads(line)
        child = os.fork()
        if not child:
            try:
                made(Path(index_dir), AFTER[after], files=FaultyFiles(number, way, die=None))
            except BuildError:
                os._exit(1)
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _endless(index_dir: Path) -> None:
    for number in itertools.count():
        made(index_dir, version(number % 7))
        print("built", flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _forks() if sys.argv[1] == "forks" else _endless(Path(sys.argv[2]))
