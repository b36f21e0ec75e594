"""FAISS against brute force."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import dense
from index.dense import Dense, encoded


@pytest.mark.parametrize("shared", [1, 10_000], ids=["two threads", "one thread"])
@pytest.mark.parametrize("n", [1, 40, 700])
def test_the_nearest_are_those_of_brute_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: int, n: int
) -> None:
    monkeypatch.setattr(dense, "_SHARED", shared)
    chance = np.random.default_rng(7)
    vectors = chance.standard_normal((601, 16), np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    halved = vectors.astype(np.float16)
    path = tmp_path / "vectors.faiss"
    path.write_bytes(encoded(halved, 16))
    index = Dense(path, 601, 16)
    mask = chance.random(601) < 0.3
    for question in vectors[::97]:
        scores = halved.astype(np.float32) @ question
        assert index.best(question, n).tolist() == np.argsort(-scores, kind="stable")[:n].tolist()
        let_through = np.flatnonzero(mask)
        expected = let_through[np.argsort(-scores[mask], kind="stable")[:n]]
        assert index.best(question, n, mask).tolist() == expected.tolist()
        assert index.cosines(question, let_through) == pytest.approx(np.clip(scores[mask], -1, 1), abs=1e-6)
