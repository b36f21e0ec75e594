"""The guard: who gets in, with what, and what a page may do; every route there is, taken from the route table."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from qa import Archive
from qa.desk import Desk
from qa.guard import COOKIE, Guard, Rules

HOME = "http://127.0.0.1:7860"


async def _echo(request: Request) -> Response:
    body = await request.body()
    return PlainTextResponse(
        f"{len(body)} {request.headers.get('x-forwarded-host')}", headers={"Access-Control-Allow-Origin": "*"}
    )


async def _chat(request: Request) -> Response:
    return HTMLResponse("<head></head><script>a</script><script type=module src=x></script>")


def _client(rules: Rules | None = None) -> TestClient:
    routes = [Route("/", _chat), Route("/api/echo", _echo, methods=["GET", "POST"]), Route("/hidden", _echo)]
    return TestClient(Guard(Starlette(routes=routes), rules or Rules()), base_url=HOME)


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "LOCALHOST:1", "[::1]:7860"])
def test_names_of_this_computer_are_served(host: str) -> None:
    assert _client().get("/api/echo", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost:x", "", "localhost@evil.example"]
)
def test_other_names_are_refused(host: str) -> None:
    assert _client().get("/api/echo", headers={"Host": host}).status_code == 421


def test_a_name_that_was_allowed_is_served() -> None:
    client = _client(Rules(hosts=frozenset({"archive.example"})))
    assert client.get("/api/echo", headers={"Host": "archive.example:80"}).status_code == 200


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "http://127.0.0.1:9999",
        "http://127.0.0.1:7860.evil.example",
        "file://",
        "http://[",
    ],
)
def test_pages_of_other_sites_are_refused(origin: str) -> None:
    assert _client().post("/api/echo", headers={"Origin": origin}).status_code == 403
    assert _client().get("/api/echo", headers={"Origin": origin}).status_code == 403


def test_our_own_pages_are_let_in() -> None:
    assert _client().post("/api/echo", headers={"Origin": HOME}).status_code == 200


def test_another_site_may_link_to_us_but_not_embed_or_fetch() -> None:
    cross = {"Sec-Fetch-Site": "cross-site"}
    link = {**cross, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    frame = {**cross, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    image = {**cross, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    assert [_client().get("/api/echo", headers=h).status_code for h in (link, frame, image)] == [200, 403, 403]


@pytest.mark.parametrize(
    "path",
    [
        "/hidden",
        "/gradio_api/file=http://127.0.0.1:1/x",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/proxy=http://127.0.0.1:1/x",
        "/gradio_api/deep_link",
        "/gradio_api/runs",
        "/gradio_api/upload",
        "/gradio_api/upload_progress",
        "/monitoring",
        "/docs",
        "/openapi.json",
        "/gradio_api/openapi.json",
        "/static/../../x",
        "/login",
    ],
)
def test_paths_that_are_not_ours_are_not_served(path: str) -> None:
    assert _client().get(path).status_code == 404


def test_a_body_over_the_limit_is_refused_and_so_is_one_of_unknown_length() -> None:
    client = _client(Rules(body_limit=10))
    assert client.post("/api/echo", content=b"x" * 10).text.startswith("10 ")
    assert client.post("/api/echo", content=b"x" * 11).status_code == 413

    def pieces() -> Iterator[bytes]:
        yield from (b"x" * 6, b"x" * 6)

    assert client.post("/api/echo", content=pieces()).status_code == 411


def test_a_proxys_headers_and_cross_origin_permissions_do_not_pass() -> None:
    response = _client().get("/api/echo", headers={"X-Forwarded-Host": "evil.example"})
    assert response.text == "0 None"
    assert "access-control-allow-origin" not in response.headers


def test_pages_forbid_scripts_in_markup_and_everything_from_elsewhere() -> None:
    policy = _client().get("/api/echo").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert policy.startswith("default-src 'none'")


def test_every_script_of_the_chat_has_the_nonce_of_its_policy() -> None:
    first, second = _client().get("/"), _client().get("/")
    nonce = re.search(r"'nonce-([\w-]{20,})'", first.headers["content-security-policy"])
    assert nonce
    assert first.text.count(f'<script nonce="{nonce[1]}"') == first.text.count("<script") == 2
    assert first.headers["content-security-policy"] != second.headers["content-security-policy"]


def test_access_by_header_cookie_or_link_and_by_nothing_else() -> None:
    rules = Rules(token="open sesame")
    assert _client(rules).get("/api/echo").status_code == 401
    assert _client(rules).get("/api/echo", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert _client(rules).get("/api/echo", headers={"Authorization": "Bearer open sesame"}).status_code == 200
    page = _client(rules).get("/", headers={"Accept": "text/html"})
    assert page.status_code == 401
    assert "<form" in page.text
    client = _client(rules)
    welcome = client.get("/api/echo?token=open+sesame", follow_redirects=False)
    assert (welcome.status_code, welcome.headers["location"]) == (303, "/api/echo")
    cookie = welcome.headers["set-cookie"]
    assert cookie.startswith(COOKIE)
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert client.get("/api/echo").status_code == 200


@pytest.fixture(scope="module")
def routes(archive: Archive) -> list[tuple[str, str]]:
    """Every (method, path) of the whole app, parameters filled in, from its own route table."""
    from qa.web.compose import compose

    guard = compose(Desk(archive), Rules(token="word"))
    assert isinstance(guard, Guard)
    table = list(_table(guard.app.routes))  # type: ignore[attr-defined]
    assert len(table) > 60
    return table


def _table(routes: list[object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _table(list(inner.routes), prefix)
        elif isinstance(route, Mount):
            yield from _table(list(route.routes or []), prefix + route.path)
        elif hasattr(route, "path"):
            path = re.sub(r"\{[^}]*\}", "x", prefix + route.path)
            yield from ((method, path) for method in sorted(getattr(route, "methods", None) or {"GET"}))


def test_no_route_is_reached_by_a_strange_host_a_foreign_page_or_without_access(routes: list[tuple[str, str]]) -> None:
    reached: list[tuple[str, str]] = []

    async def trap(scope: dict[str, object], receive: object, send: object) -> None:
        if scope["type"] == "http":
            reached.append((str(scope["method"]), str(scope["path"])))

    client = TestClient(Guard(trap, Rules(token="word")), base_url=HOME)  # type: ignore[arg-type]
    word = {"Authorization": "Bearer word"}
    for method, path in routes:
        strange = client.request(method, path, headers={**word, "Host": "evil.example"})
        foreign = client.request(method, path, headers={**word, "Origin": "http://evil.example"})
        without = client.request(method, path)
        assert (strange.status_code, foreign.status_code) == (421, 403), (method, path)
        assert without.status_code in {401, 404}, (method, path)
    assert reached == []


def test_gradio_itself_is_bounded_and_fetches_nothing_from_elsewhere(archive: Archive, address: str) -> None:
    from qa.web.compose import compose

    guard = compose(Desk(archive), Rules())
    assert isinstance(guard, Guard)
    inner = next(route.app for route in guard.app.routes if isinstance(route, Mount))  # type: ignore[attr-defined]
    blocks = inner.get_blocks()
    assert blocks.max_file_size == 1 << 20
    assert blocks.delete_cache == (3600, 3600)
    assert blocks.state_session_capacity == 500
    assert blocks._queue.max_size == 200
    assert blocks.analytics_enabled is False
    assert blocks.show_error is False
    assert not blocks.allowed_paths
    page = "".join(urllib.request.urlopen(address + path).read().decode() for path in ("/", "/theme.css"))
    loaded = re.findall(r"<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)=[\"']?(https?:[^\"'>\s]*)", page)
    loaded += re.findall(r"(?:url\(|@import)\s*[\"']?(https?:[^\"')\s]*)", page)
    assert [one for one in loaded if not one.startswith(address)] == []
