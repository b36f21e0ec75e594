"""A default run speaks with this computer only: every connection of the server's process tree, seen by strace."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_ADDRESS = re.compile(r'sin6?_addr=inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')


def beyond_loopback(trace: str) -> list[str]:
    """The lines of a trace of network calls that name an address of another computer."""
    lines = [line for line in trace.splitlines() if _ADDRESS.search(line)]
    return [line for line in lines if not all(_is_ours(a or b) for a, b in _ADDRESS.findall(line))]


def _is_ours(address: str) -> bool:
    return address in {"::1", "0.0.0.0", "::"} or address.startswith("127.")


def test_another_computers_address_is_told_from_ours() -> None:
    trace = """7 connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
7 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("93.184.216.34")}, 16) = -1
8 connect(4, {sa_family=AF_INET6, inet_pton(AF_INET6, "2606:2800::1", &sin6_addr), sin6_scope_id=0}, 28) = -1
8 connect(4, {sa_family=AF_UNIX, sun_path="/run/nscd"}, 110) = -1"""
    assert [line[:12] for line in beyond_loopback(trace)] == ["7 connect(3,", "8 connect(4,"]


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed, so connections cannot be seen")
def test_a_default_run_makes_no_connection_beyond_loopback(samples_index: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    watch = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-e",
        "trace=connect,sendto,sendmsg,sendmmsg",
        "-s",
        "0",
        "-o",
        str(trace),
    ]
    command = [sys.executable, str(ROOT / "app.py"), "--index", str(samples_index), "--port", "0"]
    quiet = {name: value for name, value in os.environ.items() if not name.startswith(("GRADIO_", "HF_", "RELEASE_QA"))}
    server = subprocess.Popen([*watch, *command], stdout=subprocess.PIPE, text=True, cwd=tmp_path, env=quiet)
    assert server.stdout
    found = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
    if not found:
        pytest.skip("strace may not trace here, so connections cannot be seen")
    for path in ("", "library", "api/info"):
        with urllib.request.urlopen(found[0] + path, timeout=120) as response:
            assert response.status == 200
    asked = json.dumps({"question": "What did NATO say about Libya?"}).encode()
    request = urllib.request.Request(f"{found[0]}api/ask", asked, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as response:
        assert json.load(response)["status"] == "answered"
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGINT)
    server.communicate(timeout=120)
    assert trace.read_text().count("\n") > 0
    assert beyond_loopback(trace.read_text()) == []
