"""Everything that is served, put together: the chat, our pages and the REST routes behind one guard.

Invariant: there is one way in, the guard; Gradio's own server is not used, so its defaults do not apply.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.api import add_api
from qa.desk import Desk
from qa.guard import Guard, Rules
from qa.pages.add import add_routes
from qa.pages.routes import page_routes
from qa.web.layout import build_blocks
from qa.web.lean import import_gradio
from qa.web.line import talk_routes
from qa.web.theme import theme

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_HEAD = b"""<link rel="stylesheet" href="/house/house.css"><link rel="stylesheet" href="/house/chat.css">
<link rel="stylesheet" href="/house/cards.css">
<script type="module" src="/house/chat.js"></script>"""


def compose(desk: Desk, rules: Rules) -> ASGIApp:
    """The ASGI application over ``desk``, guarded by ``rules``."""
    import_gradio()
    import gradio as gr
    from fastapi import FastAPI

    logging.getLogger("httpx").setLevel(logging.WARNING)
    house = FastAPI(title=desk.name, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    house.router.routes.extend(add_routes(desk))
    add_api(house, desk)
    house.router.routes.extend([*page_routes(desk), *talk_routes(desk)])
    blocks = build_blocks(desk).queue(max_size=200, default_concurrency_limit=4)
    served = gr.mount_gradio_app(
        house,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size="1mb",
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        pwa=False,
        theme=theme(),
    )
    return Guard(served, replace(rules, head_extra=_HEAD))
