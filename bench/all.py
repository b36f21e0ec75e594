"""Every figure of the README, one benchmark after the other, on standard output.

    python bench/all.py --data DIR [--work FOLDER]

DIR holds ``corpora/`` and ``eval/`` as the README says. The indexes are built into FOLDER (kept, and brought up to date
the next time). It takes hours on two cores. Invariant: nothing is measured here; each command measures its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORPORA, EVALUATED = ("isaf", "doj", "senate"), ("xquad_en", "cast21_mini", "cranfield")
TITLES_LEFT_OUT = "doj-title"


def main() -> int:
    """Build the indexes and run everything; the exit code counts the commands that failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("bench-indexes"))
    given = parser.parse_args()
    build(given.data.resolve(), given.work)
    failed = 0
    for command in commands(given.data.resolve(), given.work.resolve()):
        print(f"\n## {' '.join(command)}\n", flush=True)
        failed += bool(subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode)
    return failed


def build(data: Path, work: Path) -> None:
    """The index of every corpus and set, in a folder of its name below ``work``."""
    sys.path.insert(0, str(ROOT))
    from index import build_index

    sources = {name: data / "corpora" / f"{name}.jsonl.gz" for name in CORPORA}
    sources |= {name: data / "eval" / name / "docs.jsonl.gz" for name in EVALUATED}
    for name, source in sources.items():
        build_index([source], work / name)
    build_index([sources["doj"]], work / TITLES_LEFT_OUT, embed_titles=False)
    build_index([sources["senate"], sources["doj"]], work / "both")


def commands(data: Path, work: Path) -> Iterator[Sequence[str]]:
    """The benchmarks in the order of the README's tables."""
    of_data, both = ("--data", str(data)), ("--index", str(work / "both"))
    yield from ([f"bench.{name}", *of_data] for name in ("extract", "dates", "families", "speakers", "boilerplate"))
    yield from ([f"bench.{name}", *of_data] for name in ("reading", "cold_start", "beside_plain", "embedding"))
    yield ["bench.hostile"]
    yield ["bench.build", *of_data, "--set", *CORPORA]
    yield ["bench.warm", *both]
    yield ["bench.retrieval", *of_data, "--indexes", str(work), "--ablation"]
    yield ["bench.own_questions", *of_data, "--indexes", str(work), "--parts"]
    yield ["bench.understanding", *of_data, "--indexes", str(work)]
    yield ["bench.quotes", *of_data, "--index", str(work / "xquad_en")]
    own = ["bench.journalist", *of_data, "--doj", str(work / "doj"), "--senate", str(work / "senate")]
    yield from ([*own, "--labels", labels] for labels in ("journalist-questions", "fresh-questions"))
    yield ["bench.answers", *of_data, "--index", str(work / "doj")]
    yield ["bench.generated_questions", *of_data, *both]
    yield ["bench.web_load", *of_data]


if __name__ == "__main__":
    sys.exit(main())
