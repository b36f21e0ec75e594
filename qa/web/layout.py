"""The page of the chat: masthead, the conversation left (6), its sources right (4), below each other on a phone.

Invariant: nothing here knows what happens on a click. The page's own scripts (pages/static/chat.js) do: they listen
before Gradio draws the first part, and they alone change what stands in ``.turns`` and ``.beside``.
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from qa.desk import Desk
from qa.web.front import front_page, head
from qa.web.line import SESSIONS
from qa.web.talk import greeting
from qa.web.wire import any_of, for_programs, wire

_STANDING = Markup('<div class="standing">{}</div>')
_TURNS = Markup("""<div class="turns" role="log" aria-live="polite" aria-label="Conversation" tabindex="0">{}</div>
<p class="next-up" role="status"></p>""")
_BESIDE = Markup('<div class="beside">{}</div>')


def build_blocks(desk: Desk) -> Any:
    """The ``gr.Blocks`` of the chat over ``desk``; theme and style belong to whoever serves it."""
    import gradio as gr

    with gr.Blocks(
        title=f"{desk.name}: exact quotes from press releases",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(3600, 3600),
    ) as blocks:
        gr.HTML(_STANDING.format(Markup(head(desk))), elem_id="masthead", apply_default_css=False)
        with gr.Row(elem_id="desk", equal_height=False):
            with gr.Column(scale=6, min_width=320, elem_id="talk"):
                gr.HTML(_TURNS.format(Markup(greeting(desk.corpus, ()))), elem_id="chat", apply_default_css=False)
                with gr.Row(elem_id="composer"):
                    gr.Textbox(
                        label="Your question",
                        show_label=False,
                        container=False,
                        placeholder="Ask what a release says …",
                        lines=1,
                        max_lines=6,
                        elem_id="question",
                        autofocus=True,
                        submit_btn="Ask",
                    )
                    gr.Button("New chat", size="sm", elem_id="fresh", min_width=80, scale=0)
                with gr.Accordion("Limit to dates, issuer, speaker, language", open=False, elem_id="limits"), gr.Row():
                    limits = (
                        gr.Textbox(label="From", placeholder="2011-03", max_length=10, min_width=90),
                        gr.Textbox(label="Until", placeholder="2012", max_length=10, min_width=90),
                        gr.Dropdown(any_of(desk.issuers), label="Issuer", value="", min_width=150),
                        gr.Textbox(label="Speaker", placeholder="a name", max_length=200, min_width=120),
                        gr.Dropdown(any_of(desk.languages), label="Language", value="", min_width=100),
                    )
            with gr.Column(scale=4, min_width=320, elem_id="side"):
                gr.HTML(_BESIDE.format(Markup(front_page(desk))), elem_id="panel", apply_default_css=False)
        wire(blocks, desk, limits)
        for_programs(desk)
    blocks.state_session_capacity = SESSIONS
    return blocks
