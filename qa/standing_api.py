"""Standing questions over REST: list, save, remove, and what the last rebuild changed.

Invariant: whoever may not write to the index (``desk.writable``) may read this list and nothing more.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from qa.as_json import to_json
from qa.desk import Desk
from qa.records import Answer
from qa.standing import Changed, Standing


class Saved(BaseModel):
    """A question to be asked again at each build, and its limits."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(max_length=10_000, examples=["What was said about locks?"])
    since: date | None = None
    until: date | None = None
    issuer: str | None = None
    speaker: str | None = None
    order: Literal["newest", "oldest"] | None = None


def add_standing(api: APIRouter, desk: Desk) -> None:
    """Add the routes below ``/standing`` to ``api``."""

    @api.get("/standing", responses={200: {"model": list[Standing]}})
    def saved() -> Response:
        """The standing questions, in the order they were saved."""
        return _json(desk.watch.questions)

    @api.get("/standing/changed", responses={200: {"model": list[Changed]}})
    def changed() -> Response:
        """Those whose answer the last rebuild in the browser changed: new releases, other words, how many are gone."""
        return _json(desk.watch.changed)

    if not desk.writable:
        return

    @api.post("/standing", responses={200: {"model": Answer}})
    async def save(asked: Saved) -> Response:
        """Save a question; its answer as of now. One that is saved already takes up the new limits."""
        settings: dict[str, Any] = asked.model_dump(exclude={"question"})
        return await desk.in_turn(lambda: _json(desk.watch.save(asked.question, settings)))

    @api.delete("/standing", status_code=204)
    def forget(question: str) -> None:
        """Forget a standing question, by its words."""
        desk.watch.forget(question)


def _json(record: object) -> Response:
    return Response(to_json(record, indent=None), media_type="application/json")
