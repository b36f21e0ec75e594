"""Plain text and Markdown: the decoded file, and the front matter that some begin with.

Invariant: ``source_text`` is the decoded file with its line ends made ``\\n`` and nothing else changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from index.errors import ReadError
from index.load.decoding import decode
from index.load.document import Document
from index.load.fields import FIELD_NAMES, of_fields

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,4000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_FIELD = re.compile(r"^([A-Za-z][\w .-]{0,40}):[ \t]*(.*)$", re.M)
_MARKDOWN = re.compile(r"^#{1,6} |\*\*\w|^\[.{1,200}?\]\(", re.M)


def load_text(data: bytes, suffix: str = ".txt") -> Iterator[Document]:
    """The one release of a text file. Raises ReadError when there is no text in it."""
    yield text_document(decode(data), suffix)


def load_markdown(data: bytes) -> Iterator[Document]:
    """The one release of a Markdown file; its marks are no words, and front matter is about the release."""
    yield text_document(decode(data), ".md")


def text_document(text: str, suffix: str) -> Document:
    """A document from decoded text: front matter read where a file begins with it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ReadError("there is no text in it.")
    if _looks_binary(text):
        raise ReadError("this is not text: it is full of control characters.")
    markup = "markdown" if suffix == ".md" or _MARKDOWN.search(text) else None
    document = Document(id="", path="", suffix=suffix, source_text=text, markup=markup)
    front = _FRONT_MATTER.match(text)
    fields = {name.lower(): value.strip().strip("\"'") for name, value in _FIELD.findall(front[1])} if front else {}
    if not front or not fields.keys() & FIELD_NAMES:
        return document
    if not text[front.end() :].strip():
        raise ReadError("there is nothing after its front matter.")
    about = of_fields(fields, found_in="front matter")
    return replace(about, suffix=suffix, source_text=text, markup=markup, kept=((front.end(), len(text)),))


def _looks_binary(text: str) -> bool:
    """Whether more than a twentieth of the first characters are control characters or undecodable."""
    sample = text[:20_000]
    odd = sum(character == "\ufffd" or (character < " " and character not in "\t\n\f\v") for character in sample)
    return odd > 0.05 * len(sample)
