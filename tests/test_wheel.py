"""The wheel holds the whole product: every module, and every file that a module reads."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_wheel_holds_every_file_of_the_product(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    within = [path for room in ("qa", "index") for path in (ROOT / room).rglob("*") if path.is_file()]
    expected = {path.relative_to(ROOT).as_posix() for path in within if path.suffix != ".pyc"} | {"app.py"}
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == expected
    assert {"qa/pages/static/chat.js", "qa/pages/static/house.css", "index/data/samples.tiktoken"} <= held
    (scripts,) = (name for name in zipfile.ZipFile(wheel).namelist() if name.endswith("entry_points.txt"))
    assert zipfile.ZipFile(wheel).read(scripts).decode().split("\n")[1:3] == [
        "release-qa = qa.cli:main",
        "release-qa-web = app:main",
    ]
