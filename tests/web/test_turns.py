"""Readers at once: no more answers under way than there are processors, in the order in which they were asked."""

from __future__ import annotations

import asyncio
import os
import threading
import time

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

    assert asyncio.run(ask_all()) == list(range(30))
    assert most == len(os.sched_getaffinity(0))
    assert all(abs(number - place) < most for place, number in enumerate(begun))
