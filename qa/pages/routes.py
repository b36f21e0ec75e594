"""The addresses of our own pages: a release, the library, wording, comparison, standing questions, and the house's
style sheets.

Invariant: every page is made anew from the archive on the desk, so a rebuild shows at once; a bad address gets a plain
page with its status, never a traceback.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import get_args

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from index.errors import ReleaseQAError
from qa.cite import Style
from qa.desk import Desk
from qa.pages.compare import compare_main
from qa.pages.frame import page
from qa.pages.library import Wish, library_main
from qa.pages.markup import sendable
from qa.pages.release import release_main
from qa.pages.standing import standing_main
from qa.pages.versions import on_topic
from qa.pages.wording import wording_main

_STATIC = Path(__file__).with_name("static")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def page_routes(desk: Desk) -> list[Route]:
    """The routes of all pages over ``desk``."""

    def release(request: Request) -> Response:
        release_id = request.path_params.get("release_id") or request.query_params.get("id", "")
        against = request.query_params.get("against")
        try:
            found = desk.archive.release(release_id)
            older = desk.archive.release(against) if against else None
        except ReleaseQAError as error:
            return problem_page(desk, str(error), 404)
        family = found.family or found.id
        versions = [card for card in desk.cards if (card.family or card.id) == family]
        quote = _quote_range(request.query_params.get("quote", ""), len(found.text))
        cites = {style: desk.archive.cite(found.id, *(quote or ()), style=style) for style in get_args(Style)}
        near = on_topic(desk.archive, found)
        main = release_main(found, quote, versions, older=older, near=near, cites=cites)
        return HTMLResponse(page(desk, title=found.title or found.id, main=main))

    def library(request: Request) -> Response:
        wish, problem = _wish(request)
        main = library_main(desk.cards, wish, desk.archive.info(), problem)
        return HTMLResponse(page(desk, title="Library", main=main, here="/library"))

    def wording(request: Request) -> Response:
        phrase, found, problem = request.query_params.get("phrase", "").strip(), None, ""
        try:
            found = desk.archive.wording(phrase) if phrase else None
        except ReleaseQAError as error:
            problem = str(error)
        main = wording_main(phrase, found, problem)
        return HTMLResponse(page(desk, title="Wording", main=main, here="/wording"))

    def compare(request: Request) -> Response:
        older, newer = (request.query_params.get(name, "").strip() for name in ("older", "newer"))
        found, problem = None, ""
        try:
            found = desk.archive.compare(older, newer or None) if older else None
        except ReleaseQAError as error:
            problem = str(error)
        main = compare_main(older, newer, found, problem)
        return HTMLResponse(page(desk, title="Side by side", main=main))

    def standing(request: Request) -> Response:
        try:
            main = standing_main(desk)
        except ReleaseQAError as error:
            return problem_page(desk, str(error), 503)
        return HTMLResponse(page(desk, title="Standing questions", main=main, here="/standing"))

    return [
        Route("/release", release),
        Route("/release/{release_id:path}", release),
        Route("/library", library),
        Route("/wording", wording),
        Route("/compare", compare),
        Route("/standing", standing),
        Route("/house/{name}", _house),
    ]


def _house(request: Request) -> Response:
    """A style sheet or script of ours."""
    name = request.path_params["name"]
    path = _STATIC / name
    if path.suffix not in _TYPES or path.name != name or not path.is_file():
        return PlainTextResponse("Nothing is served here.", 404)
    return Response(path.read_bytes(), media_type=_TYPES[path.suffix], headers={"Cache-Control": "no-cache"})


def problem_page(desk: Desk, message: str, status: int) -> HTMLResponse:
    """A page with one line that says what is wrong."""
    main = Markup('<article class="release"><h1>Not here</h1><p class="problem">{}</p></article>').format(
        sendable(message)
    )
    return HTMLResponse(page(desk, title="Not here", main=main), status)


def _wish(request: Request) -> tuple[Wish, str]:
    """What the library's form asks for, and a line for what of it makes no sense (which is then left out)."""
    asked, days, problem = request.query_params, {}, ""
    for name in ("since", "until"):
        try:
            days[name] = date.fromisoformat(asked[name]) if asked.get(name) else None
        except ValueError:
            days[name], problem = None, f"“{asked[name]}” is not a date like 2020-05-14, so it was left out."
    if days["since"] and days["until"] and days["since"] > days["until"]:
        problem = "The first day lies after the last, so nothing can lie between them."
    number = asked.get("page", "1")
    return (
        Wish(
            words=asked.get("q", ""),
            issuer=asked.get("issuer", ""),
            since=days["since"],
            until=days["until"],
            sort=asked.get("sort", "newest"),
            page=int(number) if number.isdecimal() and 0 < len(number) < 7 and int(number) else 1,
        ),
        problem,
    )


def _quote_range(text: str, length: int) -> tuple[int, int] | None:
    """ "120-340" → (120, 340); what is no range of a text of that length is no quote."""
    match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", text)
    start, end = (int(match[1]), int(match[2])) if match else (0, 0)
    return (start, end) if start < end <= length else None
