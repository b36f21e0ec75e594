"""REST for programs: the same questions, the same records as everywhere, as JSON, described at /api/openapi.json.

Invariant: thin. A request becomes one call of ``Archive`` and its record becomes JSON by ``qa.as_json``; every error is
``{"error": one line}`` with a status that says whose it is: 400 the caller's, 404 no such release, 503 the index's.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field

from index.errors import ReleaseQAError, UsageError
from index.records import Release
from qa.as_json import to_json
from qa.cite import Style
from qa.compared import Comparison, Wording
from qa.desk import Desk
from qa.export import as_csv
from qa.info import Info
from qa.mcp import mcp_route
from qa.pages.library import PAGE_SIZE, Wish, select
from qa.records import Answer, Matches, ReleaseCard, Results
from qa.standing_api import add_standing


class TurnBefore(BaseModel):
    """One turn of the chat before the question."""

    role: Literal["user", "assistant"]
    text: str
    ignore: list[str] = Field(default_factory=list, description="Parts of its reading that were switched off.")


class Asked(BaseModel):
    """A question and how to limit it; days are ISO dates and inclusive."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(examples=["What did NATO say about Libya?"])
    k: int = Field(default=10, description="How many hits, of what `group` says.")
    group: Literal["release", "passage"] = "release"
    history: list[TurnBefore] = Field(default_factory=list, description="The turns before this question.")
    since: date | None = None
    until: date | None = None
    issuer: str | None = None
    speaker: str | None = None
    language: str | None = Field(default=None, description='A tag like "en".')
    order: Literal["newest", "oldest"] | None = None
    as_of: date | None = Field(default=None, description='The day that "this year" is read by.')
    ignore: list[str] = Field(default_factory=list, description="Parts of the reading to switch off, by name.")

    def settings(self) -> dict[str, Any]:
        """The keyword arguments of ``Archive.ask`` and ``Archive.retrieve``."""
        return self.model_dump(exclude={"question"})


class Problem(BaseModel):
    """What went wrong, in one line."""

    error: str


class Cited(BaseModel):
    """A citation as text."""

    citation: str


_REFUSED: dict[int | str, dict[str, Any]] = {400: {"model": Problem}, 503: {"model": Problem}}


def add_api(app: FastAPI, desk: Desk) -> None:
    """Add the REST routes and the MCP route over ``desk`` to ``app``."""
    api = APIRouter(prefix="/api", tags=["archive"], responses=_REFUSED)
    _add_questions(api, desk)
    _add_releases(api, desk)
    _add_wording(api, desk)
    add_standing(api, desk)
    app.include_router(api)
    app.router.routes.append(mcp_route(desk))
    app.add_exception_handler(ReleaseQAError, _refused)
    app.add_exception_handler(RequestValidationError, _misread)


def _add_questions(api: APIRouter, desk: Desk) -> None:
    """What is asked: answers, hits, everything that matches."""

    @api.post("/ask", responses={200: {"model": Answer}})
    async def ask(asked: Asked) -> Response:
        """Exact quotes that answer a question, or the statement that no release does."""
        return await desk.in_turn(lambda: _json(desk.archive.ask(asked.question, **asked.settings())))

    @api.post("/retrieve", responses={200: {"model": Results}})
    async def retrieve(asked: Asked) -> Response:
        """The best releases (or passages) for a question, without an answer."""
        return await desk.in_turn(lambda: _json(desk.archive.retrieve(asked.question, **asked.settings())))

    @api.post("/matches", responses={200: {"model": Matches}})
    async def matches(asked: Asked) -> Response:
        """Every release that matches a question, newest first, counted by month and issuer (no `k`)."""
        return await desk.in_turn(lambda: _json(_matches(desk, asked)))

    @api.get("/matches.csv", response_class=Response)
    async def table(
        question: str, since: date | None = None, until: date | None = None, issuer: str | None = None,
        speaker: str | None = None, language: str | None = None, ignore: Annotated[list[str] | None, Query()] = None,
    ) -> Response:  # fmt: skip
        """The same as a table for spreadsheets, one line a release."""
        asked = Asked(
            question=question, since=since, until=until, issuer=issuer, speaker=speaker, language=language,
            ignore=ignore or [],
        )  # fmt: skip
        found = await desk.in_turn(lambda: _matches(desk, asked))
        return Response(
            as_csv(found.releases),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="releases.csv"'},
        )


def _add_releases(api: APIRouter, desk: Desk) -> None:
    """What there is: the releases, how to cite them, the index."""

    @api.get("/releases", responses={200: {"model": list[ReleaseCard]}})
    def releases(
        q: str = "", issuer: str = "", since: date | None = None, until: date | None = None,
        sort: Literal["newest", "oldest", "title", "issuer"] = "newest", page: Annotated[int, Query(ge=1)] = 1,
    ) -> Response:  # fmt: skip
        """The releases, as cards, fifty a page; limits as in the library."""
        chosen = select(desk.cards, Wish(q, issuer, since, until, sort, page))
        return _json(chosen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])

    @api.get("/releases/{release_id:path}", responses={200: {"model": Release}, 404: {"model": Problem}})
    def release(release_id: str) -> Response:
        """One whole release: text, source, dates, speakers, what was removed."""
        try:
            return _json(desk.archive.release(release_id))
        except UsageError as error:
            return _json(Problem(error=str(error)).model_dump(), 404)

    @api.get("/cite", responses={404: {"model": Problem}})
    def cite(id: str, start: int | None = None, end: int | None = None, style: Style = "plain") -> Cited:
        """The citation of a release, or of `text[start:end]` of it, to be pasted."""
        return Cited(citation=desk.archive.cite(id, start, end, style=style))

    @api.get("/info", responses={200: {"model": Info}})
    def info() -> Response:
        """The facts of the index."""
        return _json(desk.archive.info())


def _add_wording(api: APIRouter, desk: Desk) -> None:
    """What changed: two releases side by side, a phrase over time."""

    @api.get("/compare", responses={200: {"model": Comparison}})
    def compare(older: str, newer: str | None = None) -> Response:
        """Two releases sentence by sentence, by id; of one alone, the version before it and itself."""
        return _json(desk.archive.compare(older, newer))

    @api.get("/wording", responses={200: {"model": Wording}})
    async def wording(phrase: str, k: Annotated[int, Query(ge=1, le=200)] = 20) -> Response:
        """How a phrase was worded over time: every use, the first and the last, each beside the next."""
        return await desk.in_turn(lambda: _json(desk.archive.wording(phrase, k=k)))


def _matches(desk: Desk, asked: Asked) -> Matches:
    settings = {name: value for name, value in asked.settings().items() if name not in {"k", "group"}}
    return desk.archive.matches(asked.question, **settings)


def _json(record: object, status: int = 200) -> Response:
    return Response(to_json(record, indent=None), status, media_type="application/json")


def _refused(request: Request, error: Exception) -> Response:
    return _json({"error": str(error)}, 400 if isinstance(error, UsageError) else 503)


def _misread(request: Request, error: Exception) -> Response:
    """What of the request could not be read, by field, without repeating what was sent."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    lines = [f"{'.'.join(str(part) for part in one['loc'][1:]) or 'body'}: {one['msg']}" for one in found]
    return _json({"error": "; ".join(lines)}, 400)
