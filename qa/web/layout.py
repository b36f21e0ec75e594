"""The page of the chat: masthead, the conversation left (6), its sources right (4), below each other on a phone.

Invariant: nothing here knows what happens on a click; ``wire`` does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qa.desk import Desk
from qa.web import events
from qa.web.front import front_page, head
from qa.web.wire import SESSIONS, Parts, any_of, for_programs, wire

_SCRIPTS = ("page.js", "edit.js", "history.js")


def build_blocks(desk: Desk) -> Any:
    """The ``gr.Blocks`` of the chat over ``desk``; theme and style belong to whoever serves it."""
    import gradio as gr

    with gr.Blocks(
        title=f"{desk.name}: exact quotes from press releases",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(3600, 3600),
    ) as blocks:
        turns = gr.State(())
        masthead = gr.HTML(head(desk), elem_id="masthead", apply_default_css=False)
        with gr.Row(elem_id="desk", equal_height=False):
            with gr.Column(scale=6, min_width=320, elem_id="talk"):
                chat = gr.Chatbot(
                    value=events.opening(desk),
                    elem_id="chat",
                    label="Conversation",
                    show_label=False,
                    container=False,
                    layout="panel",
                    render_markdown=False,
                    latex_delimiters=[],
                    feedback_options=None,
                    buttons=[],
                    autoscroll=False,
                    height=None,
                    allow_file_downloads=False,
                )
                with gr.Row(elem_id="composer"):
                    question = gr.Textbox(
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
                    fresh = gr.Button("New chat", size="sm", elem_id="fresh", min_width=80, scale=0)
                with gr.Accordion("Limit to dates, issuer, speaker, language", open=False, elem_id="limits"), gr.Row():
                    limits = (
                        gr.Textbox(label="From", placeholder="2011-03", max_length=10, min_width=90),
                        gr.Textbox(label="Until", placeholder="2012", max_length=10, min_width=90),
                        gr.Dropdown(any_of(desk.issuers), label="Issuer", value="", min_width=150),
                        gr.Textbox(label="Speaker", placeholder="a name", max_length=200, min_width=120),
                        gr.Dropdown(any_of(desk.languages), label="Language", value="", min_width=100),
                    )
            with gr.Column(scale=4, min_width=320, elem_id="side"):
                panel = gr.HTML(front_page(desk), elem_id="panel", apply_default_css=False)
        bridge = gr.HTML("", elem_id="bridge", js_on_load=_script())
        parts = Parts(masthead, chat, panel, question, fresh, turns, bridge, limits)
        wire(blocks, desk, parts)
        for_programs(desk)
    blocks.state_session_capacity = SESSIONS
    return blocks


def _script() -> str:
    """The page's own script: it is handed to Gradio whole, since only there can it speak to the server."""
    return "\n".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in _SCRIPTS)
