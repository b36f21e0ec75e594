"""The corpora and the labels made by hand, as the benchmarks of dates, speakers and families read them.

Invariant: labels name releases by id and characters by offset; no sentence of the data stands in this repository.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LABELS = Path(__file__).parent / "labels"


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a ``.jsonl.gz`` file, one a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def texts(data: Path, *names: str) -> dict[str, str]:
    """Release id to text, of the named corpora of the data folder."""
    return {record["id"]: record["text"] for name in names for record in records(data / "corpora" / f"{name}.jsonl.gz")}


def labels(name: str) -> list[dict[str, str]]:
    """The rows of ``labels/<name>.tsv`` by column; lines that begin with # are remarks."""
    lines = [line for line in (LABELS / f"{name}.tsv").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    columns = lines[0].split("\t")
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:]]
