"""How long building takes, how much memory, and what it costs when nothing or little changed.

    python bench/build.py --data DIR [--set isaf doj senate] [--without-model]

Each build runs in a process of its own, so that its peak memory is its own. ``--without-model`` replaces the model by
vectors drawn from a hash of the text: what is left is the cost of reading, cutting and writing.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import itertools
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.machine import machine

if TYPE_CHECKING:
    import numpy as np

    from index.embed import Embedder, Kind
    from index.records import Progress

ADDED = 10


class HashEmbedder:
    """Vectors that cost nothing and mean nothing, with the fingerprint and the tokenizer of the packaged model."""

    def __init__(self) -> None:
        from tokenizers import Tokenizer

        from index.embed import PACKAGED, Fingerprint, PieceCounter, find_model

        tokenizer = Tokenizer.from_file(str(find_model(None).folder / "tokenizer.json"))
        self.route = "a hash"
        self.fingerprint = Fingerprint(PACKAGED, "", "", "", "", "", "", dimension=384, normalised=True, max_pieces=256)
        self.counter = PieceCounter(tokenizer, 256)

    def embed(self, texts: Sequence[str], kind: Kind) -> np.ndarray:
        import numpy as np

        seeds = [int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8]) for text in texts]
        rows = [np.random.default_rng(seed).standard_normal(384, dtype=np.float32) for seed in seeds]
        vectors = np.stack(rows) if rows else np.empty((0, 384), np.float32)
        unit: np.ndarray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def build_here(folder: str, index_dir: str, without_model: bool) -> None:
    """One build in this process; its figures as one line of JSON."""
    from index.build import Request, build
    from index.embed import open_embedder
    from index.read import read

    started, cpu = time.monotonic(), time.process_time()
    stages: dict[str, float] = {}

    def note(progress: Progress) -> None:
        stages.setdefault(progress.stage, time.monotonic() - started)

    def open_model(name: str | None) -> Embedder:
        return HashEmbedder() if without_model else open_embedder(name, Path(index_dir) / "models")

    report = build(Request((folder,)), index_dir, open_model, read, progress=note)
    figures = {
        "releases": report.read,
        "unchanged": report.unchanged,
        "passages": report.passages,
        "embedded": report.embedded,
        "seconds": round(report.seconds, 1),
        "cpu": round(time.process_time() - cpu, 1),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "stages": {stage: round(begun, 1) for stage, begun in stages.items()},
    }
    print(json.dumps(figures))


def run(folder: Path, index_dir: Path, without_model: bool) -> dict[str, object]:
    """One build in a new process."""
    command = [sys.executable, __file__, "--here", str(folder), str(index_dir)]
    command += ["--without-model"] if without_model else []
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    print(f"<!-- {folder.name}: {figures} -->", file=sys.stderr, flush=True)
    return figures


def measure(name: str, data: Path, without_model: bool) -> list[str]:
    """Build a corpus, build it again unchanged, then with ten releases more in either way: four rows of the table."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / name
        folder.mkdir()
        corpus = data / "corpora" / f"{name}.jsonl.gz"
        with gzip.open(corpus, "rb") as lines:
            added = [_another(number, line) for number, line in enumerate(itertools.islice(lines, ADDED))]
        shutil.copy(corpus, folder / "corpus.jsonl.gz")
        index_dir = Path(scratch) / "index"
        rows = [(what, run(folder, index_dir, without_model)) for what in ("from nothing", "nothing changed")]
        before = Path(scratch) / "before"
        shutil.copytree(index_dir, before)
        for number, record in enumerate(added):
            (folder / f"added-{number}.jsonl").write_bytes(record)
        rows.append((f"{ADDED} added as files of their own", run(folder, index_dir, without_model)))
        shutil.rmtree(index_dir)
        before.rename(index_dir)
        for number in range(ADDED):
            (folder / f"added-{number}.jsonl").unlink()
        with gzip.open(folder / "corpus.jsonl.gz", "ab") as more:
            more.writelines(added)
        rows.append((f"{ADDED} appended to the one file", run(folder, index_dir, without_model)))
        disk = sum(path.stat().st_size for path in index_dir.glob("gen-*/**/*") if path.is_file()) / 2**20 / 2
        return [_row(name, what, figures, disk) for what, figures in rows]


def _another(number: int, line: bytes) -> bytes:
    """A release much like the one in a ``line``, as a line."""
    record = json.loads(line)
    record["id"] = f"added-{number}"
    record["text"] = f"Release {number} was added to the others. {record['text']}"
    return json.dumps(record).encode() + b"\n"


def _row(name: str, what: str, figures: dict[str, object], disk: float) -> str:
    embedded, seconds = int(str(figures["embedded"])), float(str(figures["seconds"]))
    rate = f"{embedded / seconds:.0f}" if embedded > 1000 and seconds else ""
    cells = [name, what, figures["releases"], figures["passages"], embedded, seconds, figures["cpu"], rate]
    return f"| {' | '.join(map(str, cells))} | {figures['memory']} MB | {disk:.0f} MB |"


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path())
    parser.add_argument("--set", nargs="+", default=["isaf", "doj"])
    parser.add_argument("--without-model", action="store_true")
    parser.add_argument("--here", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        folder, index_dir = given.here
        build_here(folder, index_dir, given.without_model)
        return
    print(f"{machine()}; {'vectors from a hash' if given.without_model else 'the packaged model'}\n")
    print("| corpus | build | releases | passages | embedded | seconds | CPU s | passages/s | memory | generation |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name in given.set:
        print("\n".join(measure(name, given.data, given.without_model)), flush=True)


if __name__ == "__main__":
    main()
