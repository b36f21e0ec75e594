"""Builders are killed at any moment while readers ask: no answer is lost, none is wrong, none mixes two versions."""

from __future__ import annotations

import random
import signal
import threading
import time
from pathlib import Path

import pytest

from qa import Archive, open_index


@pytest.mark.parametrize("kills", [4, pytest.param(300, marks=pytest.mark.soak)])
def test_a_builder_killed_at_any_moment_costs_no_answer(tmp_path: Path, kills: int) -> None:
    from hand_made import WordEmbedder, made
    from victim import start, version

    from index.upkeep import check

    made(tmp_path / "index", version(0))
    begun = time.monotonic()
    made(tmp_path / "index", version(1))
    a_build = time.monotonic() - begun
    dice = random.Random(kills)
    with Reader(tmp_path / "index") as reader:
        for _ in range(kills):
            victim = start("endless", str(tmp_path / "index"))
            assert victim.stdout and victim.stdout.readline() == "built\n"
            time.sleep(dice.uniform(0, 3 * a_build))
            victim.send_signal(signal.SIGKILL)
            assert victim.wait(60) == -signal.SIGKILL
            victim.stdout.close()
    print(f"{kills} kills, {reader.reads} reads of {len(reader.seen)} versions, {len(reader.wrong)} wrong")
    assert reader.wrong == []
    assert reader.reads > 2 * kills
    made(tmp_path / "index", version(7))
    assert check(tmp_path / "index") == ()
    assert version_of(open_index(tmp_path / "index", embedder=WordEmbedder()), []) == 7


class Reader(threading.Thread):
    """Asks without end: an archive opened once, and every time a new one."""

    def __init__(self, index_dir: Path) -> None:
        super().__init__()
        self.index_dir = index_dir
        self.reads = 0
        self.seen: set[int] = set()
        self.wrong: list[object] = []
        self._stop_now = threading.Event()

    def __enter__(self) -> Reader:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop_now.set()
        self.join()

    def run(self) -> None:
        from hand_made import WordEmbedder

        with open_index(self.index_dir, embedder=WordEmbedder()) as lasting:
            while not self._stop_now.is_set():
                for archive in (lasting, open_index(self.index_dir, embedder=WordEmbedder())):
                    self.seen.add(version_of(archive, self.wrong))
                    self.reads += 1


def version_of(archive: Archive, wrong: list[object]) -> int:
    """Which version all that is found belongs to; what does not is ``wrong``, and so is any error."""
    from victim import version

    try:
        results = archive.retrieve("which version is this", k=99)
        number = int(results[0].passage.text.rstrip(".").rsplit(" ", 1)[1])
        if {(hit.release.id, hit.passage.text) for hit in results} != {(r.id, r.text) for r in version(number)}:
            wrong.append(results)
    except Exception as error:  # noqa: BLE001 - whatever it is, a reader must never meet it
        wrong.append(error)
        return -1
    return number
