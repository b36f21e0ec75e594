"""How fast folders become releases: short ones from .jsonl and .txt, web pages from .html.

    python -m bench.reading --data DIR [--count 2000]

Reading is all of it: found, parsed in worker processes, cleaned, dated, speakers and families told. Beside the wall
time stands the processor time of all processes, which other work on the machine does not change: two free cores
read twice as many in a second as one second of it does.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.extract import justice_pages
from bench.labelled import records
from bench.machine import machine
from index.read import read


def as_jsonl(name: str) -> Callable[[Path, Path, int], None]:
    """Writes the first releases of a corpus into one file."""

    def write(folder: Path, data: Path, count: int) -> None:
        with (folder / "releases.jsonl").open("w") as lines:
            for _, one in zip(range(count), records(data / f"corpora/{name}.jsonl.gz"), strict=False):
                lines.write(json.dumps(one) + "\n")

    return write


def as_text(folder: Path, data: Path, count: int) -> None:
    for _, one in zip(range(count), records(data / "corpora/isaf.jsonl.gz"), strict=False):
        (folder / f"{one['id']}.txt").write_text(one["text"])


def as_pages(folder: Path, data: Path, count: int) -> None:
    pages = justice_pages(data / "eval" / "extract")[0]
    for number in range(min(count, 4 * len(pages))):
        name = sorted(pages)[number % len(pages)]
        (folder / f"{number:04}.html").write_bytes(pages[name] + b"<!-- %d -->" % number)


def processor_seconds() -> float:
    """Of this process and of those that it started and that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--count", type=int, default=2000, help="how many releases of each kind at most")
    arguments = parser.parse_args()
    kinds: dict[str, Callable[[Path, Path, int], None]] = {
        "short releases, one .jsonl": as_jsonl("isaf"),
        "short releases, .txt": as_text,
        "releases of 2,500 characters, one .jsonl": as_jsonl("senate"),
        "web pages, .html": as_pages,
    }
    print(f"{machine()}\n\n| what | releases | wall, s | releases/s | processor, s | releases/s on two free cores |")
    print("|---|---|---|---|---|---|")
    for name, write in kinds.items():
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), arguments.data, arguments.count)
            begun, used = time.monotonic(), processor_seconds()
            count = len(read([folder]).releases)
            wall, processor = time.monotonic() - begun, processor_seconds() - used
        rates = f"{wall:.1f} | {count / wall:.0f} | {processor:.1f} | {2 * count / processor:.0f}"
        print(f"| {name} | {count:,} | {rates} |")
    print(f"\nThe machine's load was {os.getloadavg()[0]:.1f} in the last minute.")


if __name__ == "__main__":
    main()
