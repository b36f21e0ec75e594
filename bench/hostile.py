"""Whether anything stops a reading: hostile files, damaged files, and the good ones beside them.

    python -m bench.hostile [--mutated 1500] [--each]

Each hostile file is read alone, to time it and to see that it is reported; then all of them in one folder beside good
ones; then damaged copies of the samples. Figures are wall seconds and the largest memory of a worker.
"""

from __future__ import annotations

import argparse
import gzip
import resource
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.hostile_files import hostile, mutated
from bench.machine import machine
from bench.reading import processor_seconds
from index.read import Reading, read

SAMPLES = Path(__file__).parent.parent / "samples"
GOOD = 20
_AT_ONCE = 50


@dataclass(frozen=True)
class Timed:
    name: str
    seconds: float
    processor: float
    reading: Reading

    @property
    def said(self) -> str:
        """What became of it, in one line."""
        lines = [f"{len(self.reading.releases)} releases"] if self.reading.releases else []
        return "; ".join([*lines, *(skip.reason for skip in self.reading.skipped[:2])])


def timed(name: str, paths: Iterable[Path]) -> Timed:
    begun, used = time.monotonic(), processor_seconds()
    reading = read(list(paths))
    return Timed(name, time.monotonic() - begun, processor_seconds() - used, reading)


def unreported(reading: Reading, names: Iterable[str]) -> list[str]:
    """The files of which nothing was said, neither as a release nor as a skip."""
    told = [release.path for release in reading.releases] + [skip.path for skip in reading.skipped]
    first = {path.split("/")[0].split("#")[0] for path in told} | {path.split("#")[0] for path in told}
    return [name for name in names if name not in first]


def one_by_one(folder: Path) -> list[Timed]:
    return [timed(path.name, [path]) for path in sorted(folder.iterdir()) if not path.is_dir()]


def originals() -> dict[str, bytes]:
    """The samples by name, and one packed by gzip."""
    found = {path.name: path.read_bytes() for path in sorted(SAMPLES.rglob("*")) if path.is_file()}
    found.pop("README.md")
    return {**found, "packed.html.gz": gzip.compress(next(v for k, v in found.items() if k.endswith(".html")))}


def write_good(folder: Path) -> None:
    for number in range(GOOD):
        (folder / f"good-{number:02}.txt").write_text(
            f"Harbour {number} reopens\n\nULM, {number + 1} May 2012 – Harbour {number} reopened after {number + 2} "
            f"years of work, which cost {number + 7} million. Mayor Jo Doe of quay {number} said that ships would come."
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutated", type=int, default=1500, help="how many damaged copies")
    parser.add_argument("--each", action="store_true", help="list what became of each hostile file")
    arguments = parser.parse_args()
    print(f"{machine()}\n\n| what | files | unreported | good ones read | slowest, s | its processor, s | all, s |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        bad, damaged = Path(first), Path(second)
        hostile(bad)
        alone = one_by_one(bad)
        silent = [one.name for one in alone if not one.said]
        write_good(bad)
        whole = timed("hostile", [bad])
        good = sum(release.path.startswith("good-") for release in whole.reading.releases)
        slowest, dearest = max(alone, key=lambda one: one.seconds), max(alone, key=lambda one: one.processor)
        print(f"| hostile, each alone and all beside good ones | {len(alone)} | {len(silent)} | {good} of {GOOD} | "
              f"{slowest.seconds:.1f} ({slowest.name}) | {dearest.processor:.1f} | {whole.seconds:.0f} |")  # fmt: skip
        for name, data in mutated(originals(), arguments.mutated):
            (damaged / name).write_bytes(data)
        paths = sorted(damaged.iterdir())
        parts = [timed(str(at), paths[at : at + _AT_ONCE]) for at in range(0, len(paths), _AT_ONCE)]
        write_good(damaged)
        together = timed("damaged", [damaged])
        good = sum(release.path.startswith("good-") for release in together.reading.releases)
        lost = unreported(together.reading, [path.name for path in paths])
        print(f"| damaged samples, by fifty and all beside good ones | {len(paths)} | {len(lost)} | {good} of {GOOD} | "
              f"{max(one.seconds for one in parts):.1f} (fifty) | {max(one.processor for one in parts):.1f} (fifty) | "
              f"{together.seconds:.0f} |")  # fmt: skip
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"\nThe largest worker took {largest:.2f} GiB of memory, the process that led them {own:.2f} GiB.")
    if silent or lost:
        print("unreported:", *silent, *lost)
    if arguments.each:
        for one in sorted(alone, key=lambda one: -one.seconds):
            print(f"{one.seconds:6.1f} s, processor {one.processor:5.1f} s  {one.name!r}: {one.said[:140]}")


if __name__ == "__main__":
    main()
