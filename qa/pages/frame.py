"""What all pages share: the masthead, and the whole document around a page of ours.

Invariant: a page of ours carries no inline script and no inline style; its policy forbids both.
"""

from __future__ import annotations

from markupsafe import Markup

from qa.desk import Desk
from qa.pages.markup import sendable

_MASTHEAD = Markup("""<div class="masthead"><a class="name" href="/">{name}</a><p class="facts">{facts}</p>
<nav aria-label="Pages">{links}</nav></div>""")

_PAGE = Markup("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · {name}</title>
<link rel="stylesheet" href="/house/house.css"><link rel="stylesheet" href="/house/pages.css">
<script type="module" src="/house/pages.js"></script><script src="/house/add.js" defer></script>
<script type="module" src="/house/standing.js"></script></head>
<body><header>{masthead}</header>
<main>{main}</main></body></html>
""")

_LINKS = {"/": "Ask", "/library": "Library", "/wording": "Wording", "/standing": "Standing", "/add": "Add"}


def masthead(desk: Desk, here: str) -> Markup:
    """The head of every page: name, facts, the pages there are, with ``here`` (a path) marked."""
    links = [
        Markup('<a href="{}"{}>{}</a>').format(path, Markup(' aria-current="page"') if path == here else "", label)
        for path, label in _LINKS.items()
        if path != "/add" or desk.writable
    ]
    return _MASTHEAD.format(name=desk.name, facts=desk.corpus, links=Markup("").join(links))


def page(desk: Desk, *, title: str, main: Markup, here: str = "") -> str:
    """A whole HTML document."""
    return sendable(_PAGE.format(title=title, name=desk.name, masthead=masthead(desk, here), main=main))
