"""Readers at once: so many users ask so many questions over HTTP; errors, percentiles, memory, the first screen.

    python bench/web_load.py --data DIR [--corpus senate] [--releases 20000] [--users 20] [--questions 100]
    python bench/web_load.py --index INDEX ...      an index that is there already

Builds an index of the first releases of ``DIR/corpora/CORPUS.jsonl.gz`` (or takes the one named), starts the product's
own server and asks questions made from the releases' titles. Prints a Markdown table: the seconds as a user waits, the
server's own seconds of processor an answer (which other programs on the machine do not change), its memory (without
mapped files) and how it grew after the warm-up, and, where there is a Chromium, the seconds from navigation until a
question can be typed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import shutil
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
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))

from bench.machine import machine  # noqa: E402


@dataclass(frozen=True)
class Measured:
    """What one run showed; times in seconds, memory in megabytes."""

    up: float
    times: list[float]
    errors: int
    processor: float
    before: float
    after: float
    screen: float | None


def main() -> int:
    """Run the load and print the table; 1 when a request failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, help="folder with corpora/")
    parser.add_argument("--corpus", default="senate")
    parser.add_argument("--releases", type=int, default=20_000)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--warm", type=int, default=50, help="questions asked before the clock starts")
    parser.add_argument("--index", type=Path, help="keep the index here, and use it again")
    arguments = parser.parse_args()
    if not arguments.data and not (arguments.index and arguments.index.exists()):
        parser.error("name the data, or an index that is there: --data DIR or --index INDEX")
    with tempfile.TemporaryDirectory() as scratch:
        index = arguments.index or Path(scratch) / "release-index"
        if not index.exists():
            _build(
                arguments.data / "corpora" / f"{arguments.corpus}.jsonl.gz", arguments.releases, index, Path(scratch)
            )
        questions = _questions(index)
        with served(index) as (address, process, up):
            warm = [questions[turn % len(questions)] for turn in range(arguments.warm)]
            _load(address, warm, 4, len(warm) // 4)
            before, spent = _held(process), _processor(process)
            times, errors = _load(address, questions, arguments.users, arguments.questions)
            each = (_processor(process) - spent) / len(times)
            measured = Measured(up, times, errors, each, before, _held(process), first_screen(address))
            _print(arguments, measured, _info(address))
    return 1 if measured.errors else 0


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
        urllib.request.urlopen(f"{found[0]}/", timeout=60).read()
        yield found[0], server.pid, time.monotonic() - started
    finally:
        server.terminate()
        server.wait(timeout=20)


def first_screen(address: str) -> float | None:
    """Seconds from navigation until a question can be typed, the median of five new browsers; None without Chromium."""
    executable = os.environ.get("RELEASE_QA_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not executable:
        return None
    from playwright.sync_api import sync_playwright

    seconds = []
    with sync_playwright() as playwright:
        for _ in range(5):
            browser = playwright.chromium.launch(executable_path=executable, args=["--headless", "--no-sandbox"])
            page = browser.new_page()
            started = time.monotonic()
            page.goto(address, wait_until="commit")
            page.locator("#question textarea").fill("x", timeout=60_000)
            seconds.append(time.monotonic() - started)
            browser.close()
    return statistics.median(seconds)


def _questions(index: Path) -> list[str]:
    """A question for each release that has a title, in an order of chance."""
    from qa import open_index

    with open_index(index) as archive:
        asked = [f"What was said about {card.title[:120]}?" for card in archive.releases() if card.title]
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


def _held(process: int) -> float:
    """Megabytes that the server has taken for itself, mapped files of the index aside (Linux)."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"RssAnon:\s+(\d+) kB", status)
    return int(found[1]) / 1e3 if found else float("nan")


def _processor(process: int) -> float:
    """Seconds of processor time that the server has used (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _info(address: str) -> dict[str, object]:
    with urllib.request.urlopen(f"{address}/api/info", timeout=60) as response:
        found: dict[str, object] = json.load(response)
    return found


def _print(arguments: argparse.Namespace, measured: Measured, info: dict[str, object]) -> None:
    times = sorted(measured.times)
    cuts = statistics.quantiles(times, n=100)
    asked = len(times)
    screen = f"{measured.screen:.2f}" if measured.screen else "no Chromium"
    growth = (measured.after - measured.before) / asked * 1_000
    print(f"{machine()}; {info['releases']:,} releases, {info['passages']:,} passages, {arguments.warm} to warm up\n")
    print(
        "| users × questions | errors | median s | p95 s | p99 s | processor s an answer | server up s "
        "| first screen s | MB | MB more in 1,000 |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    print(
        f"| {arguments.users} × {arguments.questions} | {measured.errors} | {statistics.median(times):.2f} "
        f"| {cuts[94]:.2f} | {cuts[98]:.2f} | {measured.processor:.3f} | {measured.up:.1f} | {screen} "
        f"| {measured.after:.0f} | {growth:+.2f} |"
    )


if __name__ == "__main__":
    sys.exit(main())
