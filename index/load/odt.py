"""OpenDocument text: headings and paragraphs in the order in which they stand.

Invariant: the package is measured before it is unpacked, and deleted text that change tracking keeps is no text.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.parsers.expat import ExpatError
from xml.sax import SAXException

from index.errors import ReadError
from index.load.decoding import storable
from index.load.document import DateHint, Document
from index.load.fields import organisation
from index.load.office import check_package

_LINES = frozenset(("text:p", "text:h"))
_UNSEEN = frozenset(("text:tracked-changes", "office:annotation", "text:note", "office:forms", "text:sequence-decls"))
_DEEPEST = 200
_MOST_SPACES = 100


def load_odt(data: bytes) -> Iterator[Document]:
    """The one release of an .odt file. Raises ReadError when it is damaged, encrypted, too large or without text."""
    check_package(data)
    from odf.opendocument import load

    try:
        file = load(io.BytesIO(data))
        if not hasattr(file, "text"):
            raise ReadError("this OpenDocument file is no text document.")
        text = storable("\n\n".join(line for line in _lines(file.text, 0) if line.strip()))
        created, titled = _meta(file, "meta:creation-date"), _meta(file, "dc:title")
        authors = [_meta(file, name) for name in ("meta:initial-creator", "dc:creator")]
    except (zipfile.BadZipFile, KeyError, ValueError, AttributeError, SAXException, ExpatError) as cause:
        raise ReadError(f"the OpenDocument file is damaged ({cause}).") from cause
    if not any(character.isalnum() for character in text):
        raise ReadError("there is no text in it.")
    yield Document(
        id="",
        path="",
        suffix=".odt",
        source_text=text,
        title=titled if titled and titled.casefold() in " ".join(text.split()).casefold() else None,
        hints=(DateHint(created[:10], "properties"),) if created else (),
        issuer=next(filter(None, map(organisation, authors)), None),
    )


def _lines(node: Any, depth: int) -> Iterator[str]:
    """The text of every paragraph and heading below a node."""
    if depth > _DEEPEST:
        raise ReadError(f"its parts are nested deeper than {_DEEPEST} levels.")
    for child in node.childNodes:
        name = getattr(child, "tagName", "")
        if name in _LINES:
            yield _words(child, depth)
        elif name not in _UNSEEN:
            yield from _lines(child, depth + 1)


def _words(node: Any, depth: int) -> str:
    """The words of one paragraph, its tabs, line breaks and repeated spaces as characters."""
    if depth > _DEEPEST:
        raise ReadError(f"its parts are nested deeper than {_DEEPEST} levels.")
    parts: list[str] = []
    for child in node.childNodes:
        name = getattr(child, "tagName", "")
        if child.nodeType == child.TEXT_NODE:
            parts.append(str(child.data))
        elif name == "text:s":
            count = str(child.getAttribute("c") or "1")
            parts.append(" " * min(int(count) if count.isdigit() else 1, _MOST_SPACES))
        elif name == "text:tab":
            parts.append("\t")
        elif name == "text:line-break":
            parts.append("\n")
        elif name not in _UNSEEN:
            parts.append(_words(child, depth + 1))
    return "".join(parts)


def _meta(file: Any, name: str) -> str | None:
    """A value of the document's own description."""
    for child in file.meta.childNodes:
        if getattr(child, "tagName", "") == name:
            return " ".join(_words(child, 0).split())[:1000] or None
    return None
