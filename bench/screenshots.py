"""Every picture of the README, by one command: the samples' index in a real Chromium, light and dark, desk and phone.

    python bench/screenshots.py [--out docs/images] [--all] [--index DIR]

The server is the product's own, started on a free port; nothing is staged but the questions asked and, for the page
that adds documents, one release dropped on it.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FilePayload, Page

HERE = Path(__file__).resolve().parent.parent
QUESTION = "what did NATO say about Libya?"
SILENT = "What is the recipe for sourdough pancakes?"
COMPARED = "/compare?older=ministry/2019-02-08-dredging.md&newer=ministry/2019-02-11-dredging-correction.md"
VERSIONS = "/release/ministry/2019-02-11-dredging-correction.md?against=ministry/2019-02-08-dredging.md"
DROPPED = (
    b"GRENNOCK, 3 June 2024 - The Grennock tunnel opens to barges. Director Olma Veit said that the toll is waived."
)
SIZES = {"desk": (1440, 900), "tablet": (1024, 800), "phone": (390, 844)}
CHROMIUM = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def main() -> int:
    """Take all pictures; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=HERE / "docs" / "images", help="folder for the pictures")
    parser.add_argument("--all", action="store_true", help="every screen at every size, light and dark")
    parser.add_argument("--index", type=Path, help="an index of the samples that is there already")
    arguments = parser.parse_args()
    executable = os.environ.get("RELEASE_QA_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not executable:
        print("No Chromium found. Next: install chromium, or set RELEASE_QA_CHROMIUM.", file=sys.stderr)
        return 2
    arguments.out.mkdir(parents=True, exist_ok=True)
    from playwright.sync_api import sync_playwright

    with served(arguments.index) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM.split())
        for size, light in wanted(arguments.all):
            take(browser, address, arguments.out, size, light, all_screens=arguments.all)
        browser.close()
    return 0


def wanted(all_of_them: bool) -> list[tuple[str, str]]:
    """(size, colour scheme) of the README's pictures, or of all there are."""
    if all_of_them:
        return [(size, light) for size in SIZES for light in ("light", "dark")]
    return [("desk", "light"), ("desk", "dark"), ("phone", "light")]


@contextmanager
def served(index: Path | None) -> Iterator[str]:
    """The address of ``app.py`` over the samples, in a folder of its own, ended afterwards."""
    command = [sys.executable, str(HERE / "app.py"), "--port", "0"]
    with tempfile.TemporaryDirectory() as folder:
        if index:
            command += ["--index", str(shutil.copytree(index, Path(folder) / "release-index"))]
        server = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout
            for line in server.stdout:
                print(line, end="")
                if found := re.search(r"http://[\w.:]+", line):
                    yield found[0]
                    return
            raise SystemExit("The server ended before it was up.")
        finally:
            server.terminate()
            server.wait(timeout=20)


def take(browser: Browser, address: str, out: Path, size: str, light: str, *, all_screens: bool) -> None:
    """The journey at one size and in one colour scheme, a picture at each step."""
    from PIL import Image  # Gradio brings it

    width, height = SIZES[size]
    scheme: Literal["light", "dark"] = "dark" if light == "dark" else "light"
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=1.5)

    def shoot(name: str) -> None:
        page.wait_for_timeout(700)
        path = out / f"{name}-{size}-{light}.png"
        page.screenshot(path=path)
        with Image.open(path) as picture:  # a page has few colours: a palette makes the file a third of its size
            picture.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)
        print(path)

    page.goto(address)
    page.locator("[data-act='ask']").first.wait_for(timeout=60_000)
    shoot("front")
    ask(page, QUESTION)
    shoot("answer")
    if size == "phone":
        page.locator("#side").scroll_into_view_if_needed()
        page.mouse.wheel(0, 600)
        shoot("sources")
    if all_screens or (size, light) == ("desk", "light"):
        release = page.locator("#panel .card.cited h3 a").first.get_attribute("href") or "/"
        ask(page, SILENT)
        shoot("silence")
        page.get_by_role("button", name="Keep asking").last.click()
        page.get_by_role("button", name="Kept").wait_for()
        pages = {"release": release, "versions": VERSIONS, "compare": COMPARED, "library": "/library"}
        for name, path in {**pages, "standing": "/standing", "add": "/add"}.items():
            page.goto(address + path)
            if name == "add":
                dropped: FilePayload = {"name": "tunnel.txt", "mimeType": "text/plain", "buffer": DROPPED}
                page.locator("#files").set_input_files(dropped)
                page.locator("#changes li").first.wait_for(timeout=120_000)
            shoot(name)
    page.close()


def ask(page: Page, question: str) -> None:
    """Type a question and send it."""
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    page.locator("#chat .question h2", has_text=question).last.wait_for()
    page.locator("#panel .sources:not([aria-busy])").wait_for()


if __name__ == "__main__":
    sys.exit(main())
