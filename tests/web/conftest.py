"""One server over the samples and one browser, shared by every test in this folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from served import serving

from qa import Archive, open_index
from qa.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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
def archive(samples_index: Path) -> Iterator[Archive]:
    with open_index(samples_index) as opened:
        yield opened


@pytest.fixture(scope="session")
def address(archive: Archive) -> Iterator[str]:
    """The address of a whole server over the samples, as ``app.py`` would run it."""
    with serving(Desk(archive)) as where:
        yield where


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
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=60_000)  # a busy machine is slow, and no test here is about speed
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()
