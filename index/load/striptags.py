"""The whole visible text of a web page, menus and all, by one pass over its tags.

This is what "the text as it came" means for HTML. It parses nothing into a tree, so that no nesting, however
deep, and no broken markup can stop it. Invariant: linear time; every character reference is resolved;
blocks are parted by blank lines, line breaks by ``\\n``, and no line begins or ends with a space.
"""

from __future__ import annotations

import html
import re

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|<[!?][^>]*(?:>|\Z)"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*)(?P<rest>(?:[^>\"']++|\"[^\"]*+\"|'[^']*+'|[\"'])*+)>?",
    re.S,
)
_UNSEEN_NAMES = "script style template noscript svg math object iframe canvas select textarea title head"
_UNSEEN = frozenset(_UNSEEN_NAMES.split())
_BLOCK_NAMES = (
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html label legend li main menu nav ol option p pre section summary "
    "table tbody tfoot thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_END_OF_UNSEEN = {name: re.compile(rf"</{name}\b[^>]*>", re.I) for name in _UNSEEN}
_HEAD_ENDS = re.compile(r"</head\b[^>]*>|<body\b[^>]*>", re.I)
_SPACES = re.compile(r"[^\S\n]+")
_LINE_EDGES = re.compile(r" ?\n ?")
_BLANKS = re.compile(r"\n{3,}")


def visible_text(page: str) -> str:
    """The text that a reader of ``page`` (decoded HTML) could see, without its title, scripts and styles."""
    parts: list[str] = []
    at = 0
    while found := _TOKEN.search(page, at):
        parts.append(_running(page[at : found.start()]))
        at = found.end()
        name = (found["name"] or "").lower()
        if not name:
            continue
        if name == "br":
            parts.append("\n")
        elif name in ("td", "th"):
            parts.append(" ")
        elif name in _BLOCKS:
            parts.append("\n\n")
        elif name in _UNSEEN and not found["close"] and not found[0].endswith("/>"):
            at = _after_unseen(page, name, at)
    parts.append(_running(page[at:]))
    text = _LINE_EDGES.sub("\n", _SPACES.sub(" ", "".join(parts)))
    return _BLANKS.sub("\n\n", text).strip()


def _running(text: str) -> str:
    """The characters between two tags: references resolved, line ends no more than spaces."""
    return html.unescape(text).replace("\n", " ").replace("\r", " ") if text else ""


def _after_unseen(page: str, name: str, at: int) -> int:
    """Where what is shown goes on after an element that is not shown; right after its tag if it is never closed."""
    end = (_HEAD_ENDS if name == "head" else _END_OF_UNSEEN[name]).search(page, at)
    if not end:
        return at
    return end.start() if name == "head" and end[0][1] != "/" else end.end()
