"""One question in a new process: ``release-qa ask`` against the plain script, in turn.

    python bench/cold_start.py --data DIR [--set doj] [--rounds 5] [--keep FOLDER]

Both indexes hold all of DIR/corpora/<set>.jsonl.gz. The plain script's vectors are made by the fast route, to save the
time; what is timed is its question. CPU is user and system time of the process, as the operating system counts it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.machine import machine
from bench.plain import chunks, save

ROOT = Path(__file__).parents[1]
QUESTION = "What did the department say about the health care fraud settlement?"
NO_TORCH = f"""
import sys
from qa import open_index
with open_index(sys.argv[1]) as archive:
    answer = archive.ask({QUESTION!r})
print(answer.status, len(answer.quotes), len(answer.results), "torch" in sys.modules)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--set", default="doj")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="a folder where the indexes are, or are to be kept")
    options = parser.parse_args()
    source = options.data / "corpora" / f"{options.set}.jsonl.gz"
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        ours, plain = folder / "ours", folder / "plain"
        prepare(source, ours, plain)
        measure(ours, plain, options.rounds)


def prepare(source: Path, ours: Path, plain: Path) -> None:
    """Build what is not there yet."""
    if not (ours / "CURRENT").exists():
        from index import build_index

        build_index([source], ours)
    if not (plain / "chunks.json").exists():
        from index.embed import open_embedder

        texts = chunks(source)
        save(plain, texts, open_embedder(None, ours / "models").embed(texts, "document"))


def measure(ours: Path, plain: Path, rounds: int) -> None:
    """Ask both in turn and print a table; the first round warms the disk's cache and is not counted."""
    python, script = sys.executable, str(ROOT / "bench" / "plain.py")
    commands = {
        "release-qa ask": [python, "-c", "import qa.cli; qa.cli.main()", "ask", QUESTION, "--index", str(ours)],
        "sentence-transformers + FAISS": [python, script, "ask", str(plain), QUESTION],
    }
    figures: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
    for round_ in range(rounds + 1):
        for name, command in commands.items():
            figure = timed(command)
            if round_:
                figures[name].append(figure)
    print(f"{machine()}; {rounds} rounds in turn, medians\n")
    print("| one question in a new process | wall, s | CPU, s | memory, MB |\n|---|---|---|---|")
    middle = medians(figures)
    for name, (wall, cpu, memory) in middle.items():
        print(f"| {name} | {wall:.2f} | {cpu:.2f} | {memory:.0f} |")
    first, second = middle.values()
    print(f"| ratio | {second[0] / first[0]:.1f} | {second[1] / first[1]:.1f} | {second[2] / first[2]:.1f} |")
    asked = [python, "-c", NO_TORCH, str(ours)]
    status, quotes, results, torch = subprocess.check_output(asked, cwd=ROOT, text=True).split()
    print(f"\nThe answer: {status}, {quotes} quotes from {results} releases; torch loaded: {torch}.")


def medians(figures: dict[str, list[tuple[float, float, float]]]) -> dict[str, list[float]]:
    """Of each command's rounds, the median of every figure."""
    return {name: list(map(statistics.median, zip(*rows, strict=True))) for name, rows in figures.items()}


def timed(command: list[str]) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and greatest memory in MB of one process."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    complaint = process.stderr.read() if process.stderr else b""
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(complaint.decode(errors="replace"))
    return time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
