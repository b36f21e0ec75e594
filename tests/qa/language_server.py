"""A small OpenAI-compatible server that says what a test tells it to, or misbehaves on purpose."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[dict[str, Any], "Talk"], None]


class Talk(BaseHTTPRequestHandler):
    """One request: what was asked is kept in ``server.heard``, with every path that was visited."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.heard.append((self.path, asked))  # type: ignore[attr-defined]
        self.server.reply(asked, self)  # type: ignore[attr-defined]

    def do_GET(self) -> None:
        self.server.heard.append((self.path, None))  # type: ignore[attr-defined]
        self.send_error(404)

    def begin(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def event(self, text: str) -> None:
        """One piece of a reply, as the protocol has it."""
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
                 "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}  # fmt: skip
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def say(self, text: str) -> None:
        """A whole reply, in pieces that break words."""
        self.begin()
        for start in range(0, len(text), 7):
            self.event(text[start : start + 7])
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Whoever listened has gone: that is what some tests are about."""


@contextmanager
def served(reply: Reply) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """The address of a server that answers by ``reply``, and the list of what it hears."""
    server = _Server(("127.0.0.1", 0), Talk)
    server.reply, server.heard = reply, []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", server.heard  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


def saying(text: str) -> Reply:
    return lambda asked, talk: talk.say(text)


def dribbling(asked: dict[str, Any], talk: Talk) -> None:
    talk.begin()
    for _ in range(100):
        talk.wfile.write(b": still here\n\n")
        talk.wfile.flush()
        time.sleep(0.05)


def silent(asked: dict[str, Any], talk: Talk) -> None:
    time.sleep(3)


def breaking_off(asked: dict[str, Any], talk: Talk) -> None:
    talk.begin(**{"Content-Length": "100000"})
    talk.event("NATO is ready to help Libya [1]. And")
    talk.connection.close()


def refusing(status: int) -> Reply:
    def reply(asked: dict[str, Any], talk: Talk) -> None:
        talk.begin(status, "application/json")
        talk.wfile.write(b'{"error": {"message": "<script>no</script>"}}')

    return reply


def garbage(body: bytes, kind: str = "text/event-stream") -> Reply:
    def reply(asked: dict[str, Any], talk: Talk) -> None:
        talk.begin(200, kind)
        talk.wfile.write(body)

    return reply


def redirecting(address: str) -> Reply:
    return lambda asked, talk: talk.begin(307, "text/plain", Location=address)


def calling_tools(asked: dict[str, Any], talk: Talk) -> None:
    talk.begin()
    call = {"index": 0, "id": "c", "type": "function", "function": {"name": "fetch", "arguments": '{"url": "http://x"}'}}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
             "choices": [{"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": "tool_calls"}]}  # fmt: skip
    talk.wfile.write(f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n".encode())


def endless(asked: dict[str, Any], talk: Talk) -> None:
    talk.begin()
    while True:
        talk.event("on and on and on " * 100)
