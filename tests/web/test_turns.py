"""Readers at once: no more answers under way than there are processors, in the order in which they were asked."""

from __future__ import annotations

import asyncio
import os
import platform
import re
import threading
import time
from pathlib import Path

import pytest
from served import run_apart

from qa import Archive
from qa.desk import Desk


def test_answers_take_turns_in_the_order_in_which_they_were_asked(archive: Archive) -> None:
    desk = Desk(archive)
    lock, running, most, begun = threading.Lock(), 0, 0, []

    def answer(number: int) -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            begun.append(number)
        time.sleep(0.01)
        with lock:
            running -= 1
        return number

    async def ask_all() -> list[int]:
        return list(await asyncio.gather(*(desk.in_turn(lambda n=n: answer(n)) for n in range(30))))

    assert run_apart(ask_all()) == list(range(30))
    assert most == len(os.sched_getaffinity(0))
    assert all(abs(number - place) < most for place, number in enumerate(begun))


def _held() -> int:
    """Kilobytes that this process has taken for itself."""
    found = re.search(r"RssAnon:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1])


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps what was freed between what is kept")
def test_what_answers_leave_free_is_handed_back_as_they_go_on(archive: Archive) -> None:
    desk = Desk(archive)
    pieces = [bytes(60_000) for _ in range(2_000)]
    kept = pieces[::20]
    del pieces
    before = _held()

    async def ask_all() -> None:
        await asyncio.gather(*(desk.in_turn(lambda: None) for _ in range(300)))

    run_apart(ask_all())
    assert len(kept) == 100
    assert before - _held() > 50_000
