"""The chat in the browser: what it shows (cards, talk, charts, examples) and how it is wired (layout, events).

Invariant: Gradio is imported only in here and in app.py, inside the functions that need it; every string of HTML
is built by ``qa.pages.markup`` and reaches ``gr.HTML`` as a value of the default template, never as a template.
"""
