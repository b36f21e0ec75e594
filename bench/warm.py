"""A warm archive: how long opening takes, and from a question to its results and to its answer.

    python bench/warm.py --index DIR [--questions 200]

DIR is an index as ``release-qa build`` made it. Questions are made from the titles of releases spread over it. Wall and
processor time are given: on a busy machine only the second means much.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.machine import machine
from qa import Archive, open_index

OPENED = 9


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=200)
    options = parser.parse_args()
    with open_index(options.index) as archive:
        info = archive.info()
        asked = questions(archive, options.questions)
        archive.ask(asked[0])
        print(f"{machine()}; {info.releases:,} releases, {info.passages:,} passages, {len(asked)} questions\n")
        print("| step | p50 wall, ms | p95 wall, ms | p50 CPU, ms | p95 CPU, ms |\n|---|---|---|---|---|")
        opening = [timed(lambda: open_index(options.index, verify="background")) for _ in range(OPENED)]
        show("opening, verified beside", opening)
        show("opening, verified first", [timed(lambda: open_index(options.index)) for _ in range(OPENED)])
        show("a question to its vector", [timed(partial(archive.embedder.embed, [q], "query")) for q in asked])
        show("a question to its results", [timed(partial(archive.retrieve, q)) for q in asked])
        show("a question to its answer", [timed(partial(archive.ask, q)) for q in asked])


def questions(archive: Archive, count: int) -> list[str]:
    """Questions after titles of releases spread over the archive."""
    titles = [card.title for card in archive.releases() if card.title]
    return [f"What was said about {title}?" for title in titles[:: max(1, len(titles) // count)][:count]]


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of wall and of processor time."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)


def show(step: str, times: list[tuple[float, float]]) -> None:
    """One row: the median and the 95th percentile of both."""
    (wall, cpu), (slow, much) = np.percentile(np.array(times), (50, 95), axis=0)
    print(f"| {step} | {wall:.1f} | {slow:.1f} | {cpu:.1f} | {much:.1f} |", flush=True)


if __name__ == "__main__":
    main()
