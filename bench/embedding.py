"""Passages a second by every route, and how far each route's vectors are from sentence-transformers'.

    python bench/embedding.py --data DIR [--releases 60] [--rounds 3]

DIR holds ``doj.jsonl.gz`` (or another set, with ``--set``). The routes take turns, round after round, over the same
passages; a share of equal neighbours is over the passages' own ten nearest.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.machine import machine
from index.chunk import chunk, embedding_text
from index.embed import PieceCounter, open_embedder, open_exported
from index.embed.exported import ExportedEmbedder
from index.embed.sentence import SentenceTransformersEmbedder
from index.records import Release

QUESTION = "What did the department say about the settlement?"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--set", default="doj")
    parser.add_argument("--releases", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    reference = open_embedder()
    assert isinstance(reference, SentenceTransformersEmbedder)
    with tempfile.TemporaryDirectory() as models:
        fast, precise = open_embedder(None, Path(models)), open_exported(Path(models), reference.fingerprint)
        assert isinstance(fast, ExportedEmbedder)
        routes: dict[str, Callable[[list[str]], np.ndarray]] = {
            "SentenceTransformer.encode as it comes": lambda texts: reference.model.encode(
                texts, normalize_embeddings=True, show_progress_bar=False
            ),
            "sentence-transformers, batches of 8": lambda texts: reference.embed(texts, "document"),
            "OpenVINO, single precision": lambda texts: precise.embed(texts, "document"),
            "OpenVINO, the processor's precision": lambda texts: fast.embed(texts, "document"),
        }
        source = options.data / "corpora" / f"{options.set}.jsonl.gz"
        texts = list(passages(source, options.releases, reference.counter))
        show(routes, texts, reference.counter, options.rounds)


def show(
    routes: dict[str, Callable[[list[str]], np.ndarray]], texts: list[str], counter: PieceCounter, rounds: int
) -> None:
    """Time the routes in turn and print a table."""
    wall: dict[str, list[float]] = {name: [] for name in routes}
    cpu: dict[str, list[float]] = {name: [] for name in routes}
    warm: dict[str, list[float]] = {name: [] for name in routes}
    vectors = {name: route(texts[:8]) for name, route in routes.items()}
    for _ in range(rounds):
        for name, route in routes.items():
            started, used = time.perf_counter(), time.process_time()
            vectors[name] = route(texts)
            wall[name].append(len(texts) / (time.perf_counter() - started))
            cpu[name].append(len(texts) / (time.process_time() - used))
            for _ in range(10):
                started = time.perf_counter()
                route([QUESTION])
                warm[name].append(1000 * (time.perf_counter() - started))
    expected = next(iter(vectors.values()))
    mean = statistics.mean(counter.pieces(text) for text in texts)
    print(f"{machine()}; {len(texts)} passages of {mean:.0f} pieces on average, {rounds} rounds in turn\n")
    print("| route | passages/s | ratio | passages/s of CPU | ratio | a question, ms | least cosine | same ten |")
    print("|---|---|---|---|---|---|---|---|")
    first = next(iter(routes))
    for name in routes:
        speed, frugal = statistics.median(wall[name]), statistics.median(cpu[name])
        least, same = (vectors[name] * expected).sum(axis=1).min(), same_ten(vectors[name], expected)
        print(
            f"| {name} | {speed:.1f} | {speed / statistics.median(wall[first]):.2f} | {frugal:.1f} "
            f"| {frugal / statistics.median(cpu[first]):.2f} | {statistics.median(warm[name]):.1f} "
            f"| {least:.5f} | {same:.1%} |"
        )


def same_ten(vectors: np.ndarray, expected: np.ndarray) -> float:
    """The share of the ten nearest neighbours, self included, that both sets of vectors have in common."""
    ours, theirs = (np.argsort(-(each @ each.T), axis=1)[:, :10].tolist() for each in (vectors, expected))
    return statistics.mean(len(set(a) & set(b)) / 10 for a, b in zip(ours, theirs, strict=True))


def passages(source: Path, releases: int, counter: PieceCounter) -> Iterable[str]:
    """What is embedded of the first ``releases`` releases of a ``.jsonl.gz``."""
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for _, line in zip(range(releases), lines, strict=False):
            record = json.loads(line)
            release = Release(
                id=record["id"], path="", title=record.get("title"), issuer=None, url=None, language="en",
                place=None, text=record["text"], source_text=record["text"],
            )  # fmt: skip
            for passage in chunk(release, counter):
                yield embedding_text(release, passage)


if __name__ == "__main__":
    main()
