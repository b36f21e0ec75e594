"""HTML of ours without Gradio: pieces of markup, the release page, the library, their routes and style.

Invariant: text of documents, questions and errors is data. It enters HTML only through ``Markup.format``,
which escapes it, and becomes a link only when it is http or https.
"""
