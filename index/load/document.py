"""Document: the raw parse of one release, exactly as its file gave it, before anything is cleaned.

Invariant: ``source_text`` is final. Every later offset (``Span``, ``Removed``, ``kept``) points into it, so
a loader decides once what "the text as it came" is: the decoded file, the text field of a record, the pages
of a PDF parted by form feeds, and for HTML the whole page's visible text, menus and all.
A document survives ``to_json`` and ``from_json`` unchanged, so that a parse can be kept by its file's hash.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import PurePosixPath
from typing import Any


@dataclass(frozen=True, slots=True)
class DateHint:
    """A date as some place outside the running text spelled it; what it means is for ``index.dates`` to say.

    ``found_in`` is one of "field" (a table's or record's column), "json-ld", "meta", "time" (HTML's ``<time>``),
    "front matter", "header" (of an e-mail), "properties" (of a PDF, DOCX or ODT), "url", "file name".
    """

    value: str
    found_in: str


@dataclass(frozen=True, slots=True)
class Document:
    """One release as it came: its text, and what the file said about it beside the text.

    ``id`` is the given one, else the path (``#n`` for the n-th release of a file with several). ``path`` is relative
    to the recorded folder, in POSIX form. ``suffix`` names the loader (".html" also for HTML inside a table).
    ``kept`` are the (start, end) parts of ``source_text`` that the format itself shows to be the release (the main
    content of a web page), sorted and apart; None when the format does not say. ``markup`` is "markdown" where
    ``#`` and ``**`` are marks and not words. ``number`` counts, from 1, the records of a file that holds several.
    None, never an empty string, says that something is not known.
    """

    id: str
    path: str
    suffix: str
    source_text: str
    title: str | None = None
    hints: tuple[DateHint, ...] = ()
    issuer: str | None = None
    url: str | None = None
    language: str | None = None
    place: str | None = None
    kept: tuple[tuple[int, int], ...] | None = None
    markup: str | None = None
    number: int | None = None


_FIELDS = tuple(field.name for field in fields(Document))


def placed(document: Document, path: str) -> Document:
    """The same document at the ``path`` of its file: its id where none was given, the date hint of the file's name.

    A parse is kept by the hash of its bytes, which knows no path; so loaders leave ``path`` empty (but for the member
    of an archive), and ``id`` too unless the record gives one.
    """
    whole = f"{path}/{document.path}" if document.path else path
    identifier = document.id or path_of(whole, document.number)
    hint = DateHint(PurePosixPath(whole).stem, "file name")
    return replace(document, id=identifier, path=whole, hints=(*document.hints, hint))


def path_of(path: str, number: int | None) -> str:
    """Where a release stands: the path of its file, and of a file with several the number of the record."""
    return path if number is None else f"{path}#{number}"


def to_json(document: Document) -> str:
    """The document as one line of JSON; lone surrogates survive as escapes."""
    values = {name: getattr(document, name) for name in _FIELDS}  # ``asdict`` would copy every part, and takes longer
    hints = [{"value": hint.value, "found_in": hint.found_in} for hint in document.hints]
    return json.dumps({**values, "hints": hints}, ensure_ascii=True)


def from_json(line: str | bytes) -> Document:
    """The document that ``to_json`` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    return of_fields(json.loads(line))


def of_fields(values: Mapping[str, Any]) -> Document:
    """The document whose fields were read from JSON."""
    named = dict(values)
    named["hints"] = tuple(DateHint(**hint) for hint in named["hints"])
    if named["kept"] is not None:
        named["kept"] = tuple((start, end) for start, end in named["kept"])
    return Document(**named)
