"""How the chat looks: a Gradio theme that takes every colour and font from the house's style sheets.

Invariant: fonts are the reader's own, so nothing is fetched; colours are named once, in pages/static/house.css.
"""

from __future__ import annotations

from typing import Any

_SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "Arial", "sans-serif")
_MONO = ("ui-monospace", "Menlo", "Consolas", "Liberation Mono", "monospace")


def theme() -> Any:
    """A ``gr.themes.Base`` in the house's colours; the same names serve light and dark, since the tokens change."""
    import gradio as gr

    colours = {
        "body_background_fill": "var(--paper)",
        "body_text_color": "var(--ink)",
        "body_text_color_subdued": "var(--muted)",
        "background_fill_primary": "var(--sheet)",
        "background_fill_secondary": "var(--paper)",
        "block_background_fill": "transparent",
        "block_label_text_color": "var(--muted)",
        "block_title_text_color": "var(--muted)",
        "border_color_primary": "var(--rule)",
        "border_color_accent": "var(--accent)",
        "color_accent_soft": "var(--tint)",
        "link_text_color": "var(--accent)",
        "link_text_color_hover": "var(--accent)",
        "link_text_color_active": "var(--accent)",
        "link_text_color_visited": "var(--accent)",
        "input_background_fill": "var(--sheet)",
        "input_background_fill_focus": "var(--sheet)",
        "input_border_color": "var(--rule)",
        "input_border_color_focus": "var(--accent)",
        "input_placeholder_color": "var(--muted)",
        "button_primary_background_fill": "var(--accent)",
        "button_primary_background_fill_hover": "var(--accent)",
        "button_primary_text_color": "var(--paper)",
        "button_secondary_background_fill": "var(--sheet)",
        "button_secondary_background_fill_hover": "var(--tint)",
        "button_secondary_text_color": "var(--ink)",
        "button_secondary_border_color": "var(--rule)",
    }
    both = {
        name: value for colour, value in colours.items() for name, value in ((colour, value), (f"{colour}_dark", value))
    }
    shapes = {"block_border_width": "0px", "block_shadow": "none", "block_padding": "0px", "layout_gap": "0px"}
    base = gr.themes.Base(font=list(_SANS), font_mono=list(_MONO), radius_size="sm")
    known = set(base.set.__code__.co_varnames)
    return base.set(**{name: value for name, value in {**both, **shapes}.items() if name in known})
