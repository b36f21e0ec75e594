"""Starting the web UI: every mistake ends in one clear line and exit code 2; Ctrl-C ends it with 0, and no torch."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

import app

ROOT = Path(__file__).resolve().parents[2]


def _one_line(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said
    return said


def test_a_taken_port_is_named_with_the_next_command(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert app.main(["--port", str(port)]) == 2
    said = _one_line(capsys)
    assert f"port {port}" in said
    assert "Next: release-qa-web --port" in said


@pytest.mark.parametrize("port", ["70000", "-1"])
def test_a_port_that_is_none_gets_one_line(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--port", port]) == 2
    assert port in _one_line(capsys)


def test_no_index_gets_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--port", "0", "--index", str(tmp_path / "none")]) == 2
    assert "none" in _one_line(capsys)


def test_other_computers_need_an_access_word_or_an_explicit_flag(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--host", "0.0.0.0", "--port", "0"]) == 2
    assert "--token" in _one_line(capsys)


def test_index_and_releases_exclude_each_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--port", "0", "--index", str(tmp_path), "--releases", str(tmp_path)]) == 2
    assert "exclude each other" in _one_line(capsys)


def test_every_folder_has_an_index_of_its_own(tmp_path: Path) -> None:
    one, other = tmp_path / "a" / "my news", tmp_path / "b" / "my news"
    assert app.index_of(one).name.startswith("release-index-my-news-")
    assert app.index_of(one) != app.index_of(other)
    assert app.index_of(one) == app.index_of(other / ".." / ".." / "a" / "my news")


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
def test_it_prints_its_address_answers_without_torch_or_telemetry_and_ends_on_ctrl_c(
    samples_index: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-X", "importtime", str(ROOT / "app.py"), "--index", str(samples_index), "--port", "0"]
    said = tmp_path / "said"
    with said.open("w") as out:
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=out, text=True, cwd=ROOT)
        assert server.stdout
        found = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
        assert found
        with urllib.request.urlopen(found[0], timeout=60) as response:
            assert response.status == 200
        asked = json.dumps({"question": "What did NATO say about Libya?"}).encode()
        request = urllib.request.Request(f"{found[0]}api/ask", asked, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=120) as response:
            assert json.load(response)["status"] == "answered"
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=60)
    imports = said.read_text()
    assert server.returncode == 0
    assert "Traceback" not in imports
    assert not re.search(r"\| +(torch|sentence_transformers)$", imports, re.MULTILINE)
    assert "openvino_telemetry." not in imports  # tried, and found to be absent
