"""One ASGI layer in front of everything that is served: who may ask, for what, how much, and what a page may do.

Invariant: nothing behind the guard sees a request with an unknown Host, a foreign Origin, a path that is not ours, a
body over the limit, or (when a token is set) without access; nothing leaves without a Content-Security-Policy.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "release_qa_access"

# What the chat's frontend and gradio_client ask for. Not here: file=, proxy=, deep links, runs, monitoring, /docs.
_GRADIO = re.compile(
    r"/(config|theme\.css|manifest\.json|favicon\.ico|robots\.txt|assets/[\w.-]+|static/[\w./-]+|"
    r"gradio_api/(info|startup-events|heartbeat/\w+|queue/(join|data)|cancel|"
    r"call/[\w-]+(/\w+)?|reset))"
)
_OURS = re.compile(
    r"/(release(/.*)?|library|wording|compare|standing|add|talk(/matches\.csv)?|house/[\w.-]+|api(/.*)?|mcp/?)?",
    re.DOTALL,
)
_SCRIPT = re.compile(rb"<script(?=[\s>])")

_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
# Gradio's frontend writes style attributes and compiles its own templates, hence the two unsafe words; scripts and
# handlers in markup stay forbidden, and nothing can be loaded from, or sent to, another origin.
_CHAT_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self' blob:; "
    "base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_LOGIN = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Access</title><link rel="stylesheet" href="/house/house.css"><link rel="stylesheet" href="/house/pages.css">
<main class="access"><h1>This archive asks for its access word</h1>
<form method="get" action="/"><label>Access word <input name="token" type="password" autocomplete="current-password"
autofocus required></label><button>Enter</button></form></main></html>"""
_OPEN_WITHOUT_ACCESS = frozenset({"/house/house.css", "/house/pages.css"})


@dataclass(frozen=True, slots=True)
class Rules:
    """Whom the guard lets in: ``hosts`` without port, sizes in bytes; a ``token`` of None asks for no access word."""

    hosts: frozenset[str] = frozenset({"127.0.0.1", "localhost", "[::1]"})
    token: str | None = None
    body_limit: int = 1_000_000
    upload_limit: int = 60_000_000
    head_extra: bytes = field(default=b"")


class Guard:
    """The layer: ``Guard(app, rules)`` is an ASGI app."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self.app = app
        self.rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, _dressed(send, _PAGE_POLICY))
            return
        scope = {**scope, "headers": _kept_headers(scope)}
        if scope["path"] == "/":
            await self._chat(scope, receive, send)
        else:
            await self.app(scope, receive, _dressed(send, _PAGE_POLICY))

    async def _chat(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Gradio's own page, held back until it is whole: its inline scripts get a nonce, its head our style sheets."""
        nonce = secrets.token_urlsafe(16)
        dressed = _dressed(send, _CHAT_POLICY.format(nonce=nonce))
        start: Message = {}
        body = bytearray()

        async def hold(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                page = _SCRIPT.sub(b'<script nonce="' + nonce.encode() + b'"', bytes(body))
                page = page.replace(b"</head>", self.rules.head_extra + b"</head>", 1)
                headers = MutableHeaders(raw=list(start["headers"]))
                if scope["method"] != "HEAD":
                    headers["content-length"] = str(len(page))
                await dressed({**start, "headers": headers.raw})
                await dressed({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else page})

        await self.app(scope, receive, hold)

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that goes no further, or None."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _name_of(host) not in self.rules.hosts:
            return PlainTextResponse("Unknown host: start the server with --allow-host to serve this name.", 421)
        if not _same_origin(headers, host):
            return PlainTextResponse("Requests from other sites are refused.", 403)
        path = scope["path"]
        if not (_OURS.fullmatch(path) or _GRADIO.fullmatch(path)) or (
            "/.." in path and not path.startswith("/release")
        ):
            return PlainTextResponse("Nothing is served here.", 404)
        if "transfer-encoding" in headers:
            return PlainTextResponse("Send the body with its Content-Length.", 411)
        length = headers.get("content-length", "0")
        limit = self.rules.upload_limit if path == "/api/uploads" else self.rules.body_limit
        if not length.isdecimal() or int(length) > limit:
            return PlainTextResponse(f"The request is larger than {limit:,} bytes.", 413)
        return self._access(scope, headers) if self.rules.token and path not in _OPEN_WITHOUT_ACCESS else None

    def _access(self, scope: Scope, headers: Headers) -> Response | None:
        """Access by header or cookie; the word in the address (once, from a link or the form) becomes a cookie."""
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])[0]
        if given and scope["method"] == "GET" and self._is_token(given):
            welcome = RedirectResponse(scope["path"] if scope["path"].startswith("/") else "/", 303)
            welcome.set_cookie(COOKIE, given, httponly=True, samesite="strict", max_age=30 * 86_400)
            return welcome
        scheme, _, word = headers.get("authorization", "").partition(" ")
        if (scheme.lower() == "bearer" and self._is_token(word.strip())) or self._is_token(_cookie(headers)):
            return None
        if "text/html" in headers.get("accept", "") and scope["method"] == "GET":
            return Response(_LOGIN, 401, media_type="text/html")
        return PlainTextResponse("Access word missing: send it as 'Authorization: Bearer …'.", 401)

    def _is_token(self, word: str) -> bool:
        return hmac.compare_digest(word.encode("utf-8", "replace"), (self.rules.token or "").encode())


def _dressed(send: Send, policy: str) -> Send:
    """``send`` that puts our headers on every response and takes cross-origin permissions off."""

    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(
                raw=[pair for pair in message["headers"] if not pair[0].lower().startswith(b"access-control-")]
            )
            for name, value in {**_HEADERS, "Content-Security-Policy": policy}.items():
                headers[name] = value
            message = {**message, "headers": headers.raw}
        await send(message)

    return dressed


def _kept_headers(scope: Mapping[str, Any]) -> list[tuple[bytes, bytes]]:
    """The request's headers without what only a trusted proxy may say; the page itself comes uncompressed to us."""
    dropped = {b"forwarded"} | ({b"accept-encoding"} if scope["path"] == "/" else set())
    return [
        (name, value)
        for name, value in scope["headers"]
        if name not in dropped and not name.startswith(b"x-forwarded-")
    ]


def _name_of(host: str) -> str:
    """A Host header without its port: "localhost:7860" → "localhost", "[::1]:80" → "[::1]"."""
    match = re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[\w.-]+)(:\d{1,5})?", host)
    return match[1].lower() if match else ""


def _same_origin(headers: Headers, host: str) -> bool:
    """False for a request that a page of another site sent; following a link from elsewhere is no such request."""
    origin = headers.get("origin")
    if origin is not None:
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        return parts.scheme in {"http", "https"} and parts.netloc.lower() == host.lower()
    if headers.get("sec-fetch-site", "none") in {"same-origin", "none"}:
        return True
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"


def _cookie(headers: Headers) -> str:
    try:
        jar = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return jar[COOKIE].value if COOKIE in jar else ""
