"""Building beside the plain script, in turn: whole builds in processes of their own, passages a second.

    python bench/beside_plain.py --data DIR [--set doj] [--releases 400] [--rounds 3]

Both start from the same ``.jsonl.gz`` and end with an index on the disk. Ours also reads, cleans, dates and attributes
every release and keeps the states of every word; the export of the model, once an index, is there already.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.cold_start import ROOT, medians, timed
from bench.machine import machine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--set", default="doj")
    parser.add_argument("--releases", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        source = folder / "releases.jsonl.gz"
        with gzip.open(options.data / "corpora" / f"{options.set}.jsonl.gz", "rb") as lines:
            source.write_bytes(gzip.compress(b"".join(itertools.islice(lines, options.releases))))
        measure(source, folder, options.rounds)


def measure(source: Path, folder: Path, rounds: int) -> None:
    """Build by both in turn and print a table; ours starts from an index folder that holds nothing but the model."""
    from index.embed import open_embedder

    open_embedder(None, folder / "models")
    plain, ours = folder / "plain", folder / "ours"
    script, cli = str(ROOT / "bench" / "plain.py"), "import qa.cli; qa.cli.main()"
    commands = {
        "sentence-transformers + FAISS": [sys.executable, script, "build", str(source), str(plain)],
        "release-qa build": [sys.executable, "-c", cli, "build", str(source), "--index", str(ours), "--json"],
    }
    figures: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            for made in (plain, ours):
                shutil.rmtree(made, ignore_errors=True)
            shutil.copytree(folder / "models", ours / "models")
            wall, cpu, _ = timed(command)
            held = count(plain, ours)
            figures[name].append((held, held / wall, held / cpu))
    print(f"{machine()}; {rounds} rounds in turn, medians\n")
    print("| building | passages | passages/s | passages/s of CPU |\n|---|---|---|---|")
    middle = medians(figures)
    for name, (passages, wall, cpu) in middle.items():
        print(f"| {name} | {passages:.0f} | {wall:.1f} | {cpu:.1f} |")
    first, second = middle.values()
    print(f"| ratio | | {second[1] / first[1]:.1f} | {second[2] / first[2]:.1f} |")


def count(plain: Path, ours: Path) -> int:
    """How many passages the index has that was built last."""
    if plain.exists():
        return len(json.loads((plain / "chunks.json").read_text()))
    from index.generation import open_generation

    return open_generation(ours, verify=False).extent.passages


if __name__ == "__main__":
    main()
