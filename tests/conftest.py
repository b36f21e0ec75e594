"""What every room's tests share: the samples' index, and the exported model, each made once a run for all workers."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index import build_index

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


@pytest.fixture(scope="session")
def samples_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples' index, with the packaged model; it is for all tests, so nothing may be written to it."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    where = shared / "samples-index"
    with (shared / "samples.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (where / "CURRENT").exists():
            build_index([SAMPLES], where)
    return where


@pytest.fixture(scope="session")
def with_model(samples_index: Path) -> Callable[[Path], Path]:
    """``with_model(index_dir)`` puts the exported model into a new index directory: exporting takes half a minute."""

    def put(index_dir: Path) -> Path:
        shutil.copytree(samples_index / "models", index_dir / "models", copy_function=os.link)
        return index_dir

    return put
