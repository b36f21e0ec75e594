"""One index of the samples, one server over it and one browser, shared by every test in this folder."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index import build_index
from qa import Archive, open_index
from qa.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")


@pytest.fixture(scope="session")
def samples_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples' index, built once."""
    where = tmp_path_factory.mktemp("web") / "release-index"
    build_index([SAMPLES], where)
    return where


@pytest.fixture(scope="session")
def archive(samples_index: Path) -> Iterator[Archive]:
    with open_index(samples_index) as opened:
        yield opened


@pytest.fixture(scope="session")
def address(archive: Archive) -> Iterator[str]:
    """The address of a whole server over the samples, as ``app.py`` would run it."""
    with serving(Desk(archive)) as where:
        yield where


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real headless Chromium; without one the browser tests are skipped, loudly, or fail where one is required."""
    executable = os.environ.get("RELEASE_QA_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    executable = executable or shutil.which("google-chrome")
    if not executable:
        message = "no Chromium found: the browser tests did not run. Install chromium, or set RELEASE_QA_CHROMIUM."
        if os.environ.get("RELEASE_QA_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()
