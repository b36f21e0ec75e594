"""A whole server in a thread, as ``app.py`` would run it: ``with serving(desk) as address``."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from qa.desk import Desk

T = TypeVar("T")


class serving:
    """A server in a thread: ``with serving(desk) as address``."""

    def __init__(self, desk: Desk, token: str | None = None) -> None:
        import uvicorn

        from qa.guard import Rules
        from qa.web.compose import compose

        self.listener = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(compose(desk, Rules(token=token)), log_level="error", timeout_graceful_shutdown=1)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.listener]}, daemon=True)

    def __enter__(self) -> str:
        self.thread.start()
        deadline = time.monotonic() + 60
        while not self.server.started:
            assert self.thread.is_alive(), "the server ended while starting"
            assert time.monotonic() < deadline, "the server did not start within a minute"
            time.sleep(0.02)
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def __exit__(self, *error: object) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=20)
        self.listener.close()


def run_apart(coroutine: Coroutine[Any, Any, T]) -> T:
    """``asyncio.run`` in a thread of its own: where the browser tests ran before, this one's loop is never done."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
