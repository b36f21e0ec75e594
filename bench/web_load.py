"""Readers at once: so many users ask so many questions over HTTP; errors, percentiles, memory of the server.

    python bench/web_load.py --data DIR [--corpus senate] [--releases 20000] [--users 20] [--questions 100]

Builds (or reuses) an index of the first releases of ``DIR/corpora/CORPUS.jsonl.gz``, starts the product's own server
and asks questions made from the corpus' titles. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))

from bench.machine import machine  # noqa: E402


def main() -> int:
    """Run the load and print the table; 1 when a request failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="folder with corpora/")
    parser.add_argument("--corpus", default="senate")
    parser.add_argument("--releases", type=int, default=20_000)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--warm", type=int, default=50, help="questions asked before the clock starts")
    parser.add_argument("--index", type=Path, help="keep the index here, and use it again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        corpus = arguments.data / "corpora" / f"{arguments.corpus}.jsonl.gz"
        questions = _questions(corpus, arguments.releases)
        index = arguments.index or Path(scratch) / "release-index"
        if not index.exists():
            _build(corpus, arguments.releases, index, Path(scratch))
        with served(index) as (address, process, seconds):
            for question in questions[: arguments.warm]:
                _ask(address, question)
            before = _resident(process)
            times, errors = _load(address, questions, arguments.users, arguments.questions)
            after = _resident(process)
            _print(arguments, seconds, times, errors, (before, after), _info(address))
    return 1 if errors else 0


@contextmanager
def served(index: Path) -> Iterator[tuple[str, int, float]]:
    """The address of ``app.py`` over ``index``, its process id, and the seconds until it answered a request."""
    started = time.monotonic()
    command = [sys.executable, str(HERE / "app.py"), "--index", str(index), "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        found = re.search(r"http://[\w.:]+", server.stdout.readline())
        if not found:
            raise SystemExit("The server did not start.")
        urllib.request.urlopen(f"{found[0]}/library", timeout=60).read()
        yield found[0], server.pid, time.monotonic() - started
    finally:
        server.terminate()
        server.wait(timeout=20)


def _questions(corpus: Path, releases: int) -> list[str]:
    """A question for each release: its title, or else the first words of its text."""
    asked = []
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in islice(lines, releases):
            record = json.loads(line)
            subject = record.get("title") or " ".join(record["text"].split()[8:18])
            asked.append(f"What was said about {subject[:120]}?")
    random.Random(7).shuffle(asked)
    return asked


def _build(corpus: Path, releases: int, index: Path, scratch: Path) -> None:
    part = scratch / "part.jsonl"
    with gzip.open(corpus, "rt", encoding="utf-8") as lines, part.open("w", encoding="utf-8") as out:
        out.writelines(islice(lines, releases))
    from index import build_index

    build_index([part], index)


def _ask(address: str, question: str) -> None:
    body = json.dumps({"question": question}).encode()
    request = urllib.request.Request(f"{address}/api/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as response:
        json.load(response)


def _load(address: str, questions: list[str], users: int, each: int) -> tuple[list[float], int]:
    """Seconds of every answer, and how many requests failed; every user asks one question after the other."""
    times: list[float] = []
    errors: list[str] = []

    def user(number: int) -> None:
        for turn in range(each):
            started = time.monotonic()
            try:
                _ask(address, questions[(number * each + turn) % len(questions)])
            except (urllib.error.URLError, OSError, ValueError) as error:
                errors.append(str(error))
            times.append(time.monotonic() - started)

    threads = [threading.Thread(target=user, args=(number,)) for number in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, len(errors)


def _resident(process: int) -> float:
    """Megabytes of memory that the server holds (Linux)."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _info(address: str) -> dict[str, object]:
    with urllib.request.urlopen(f"{address}/api/info", timeout=60) as response:
        found: dict[str, object] = json.load(response)
    return found


def _print(
    arguments: argparse.Namespace, up: float, times: list[float], errors: int, memory: tuple[float, float],
    info: dict[str, object],
) -> None:  # fmt: skip
    cuts = statistics.quantiles(times, n=100)
    print(f"{machine()}; {info['releases']:,} releases, {info['passages']:,} passages\n")
    print("| users × questions | errors | median s | p95 s | p99 s | answers/s | server up s | MB before | MB after |")
    print("|---|---|---|---|---|---|---|---|---|")
    rate = len(times) / (sum(times) / arguments.users)
    print(
        f"| {arguments.users} × {arguments.questions} | {errors} | {statistics.median(times):.2f} | {cuts[94]:.2f} | "
        f"{cuts[98]:.2f} | {rate:.1f} | {up:.1f} | {memory[0]:.0f} | {memory[1]:.0f} |"
    )


if __name__ == "__main__":
    sys.exit(main())
