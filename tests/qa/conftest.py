"""Two archives to ask: a small one whose vectors can be worked out on paper, and the samples with the real model."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa import Archive, open_index

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "index"))  # hand_made is shared with the index's tests


@pytest.fixture(scope="session")
def samples(samples_index: Path) -> Iterator[Archive]:
    with open_index(samples_index) as archive:
        yield archive


@pytest.fixture
def small_index(tmp_path: Path) -> Path:
    """Four releases of one passage each: see ``hand_made.CORPUS``."""
    from hand_made import CORPUS, made

    made(tmp_path / "index", CORPUS)
    return tmp_path / "index"


@pytest.fixture
def small(small_index: Path) -> Iterator[Archive]:
    from hand_made import WordEmbedder

    with open_index(small_index, embedder=WordEmbedder()) as archive:
        yield archive
