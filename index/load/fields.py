"""What a table's columns, a record's fields and front matter say about a release, by their usual names.

Invariant: nothing is guessed. A field counts only under a name listed here or given by the user's option.
``source`` in a table is the issuer; a date is handed on as it is spelled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from index.load.decoding import storable
from index.load.document import DateHint, Document

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "release_id", "doc_id", "document_id", "guid", "uid", "_id"),
    "title": ("title", "headline", "heading", "subject", "name"),
    "date": (
        "date",
        "published",
        "published_at",
        "publication_date",
        "release_date",
        "date_published",
        "datepublished",
        "pubdate",
        "pub_date",
        "published_date",
        "issued",
        "day",
    ),
    "issuer": ("issuer", "source", "publisher", "organization", "organisation", "agency", "ministry", "department"),
    "url": ("url", "link", "permalink", "source_url", "canonical_url", "web_url"),
    "language": ("language", "lang"),
    "place": ("place", "location", "dateline"),
    "text": (
        "text",
        "body",
        "content",
        "contents",
        "html",
        "full_text",
        "fulltext",
        "article",
        "body_text",
        "content_html",
        "body_html",
        "message",
        "release",
        "description",
    ),
}
"""What a field is called, the likeliest name first; names are compared in lower case, with _ for - and spaces."""

FIELD_NAMES = frozenset(name for names in NAMES.values() for name in names)
_LONGEST = 1000
_ORGANISATION = re.compile(
    r"\b(?:Ministry|Department|Office|Commission|Council|Agency|Organi[sz]ation|Command|Committee|Bureau|Administration|"
    r"Bank|Board|Authority|Institute|University|Foundation|Association|Corporation|Company|Inc\.|Ltd|LLC|GmbH|plc|"
    r"Parliament|Senate|Government|Embassy|Secretariat|Union|Court|Service|Alliance|Centre|Center|Headquarters)\b",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"[A-Z]{3,8}(?:\s*\([^()]{1,40}\))?")


def of_fields(
    fields: Mapping[str, object], *, found_in: str = "field", columns: Mapping[str, str] | None = None
) -> Document:
    """A document without a path from named fields; ``columns`` maps our names ("text", "title") to the user's."""
    named = {_plain(name): value for name, value in fields.items()}
    chosen = {_plain(ours): _plain(theirs) for ours, theirs in (columns or {}).items()}

    def first(ours: str) -> str:
        names = (chosen[ours],) if ours in chosen else NAMES[ours]
        values = (_spelled(named[name]) for name in names if name in named)
        return next((value for value in values if value.strip()), "")

    document = Document(
        id=_line(first("id")) or "",
        path="",
        suffix="",
        source_text=storable(first("text").replace("\r\n", "\n").replace("\r", "\n")),
        title=_line(first("title")),
        issuer=_line(first("issuer")),
        url=_line(first("url")),
        language=_language(first("language")),
        place=_line(first("place")),
    )
    spelled = _line(first("date"))
    return replace(document, hints=(DateHint(spelled, found_in),)) if spelled else document


def names_organisation(words: str) -> bool:
    """Whether a name holds a word that organisations are called by, such as Ministry, Agency or Inc."""
    return bool(_ORGANISATION.search(words))


def organisation(author: object) -> str | None:
    """The author that a file's properties name, if it is an organisation or an abbreviation and no person."""
    name = _line(author) if isinstance(author, str) else None
    return name if name and (names_organisation(name) or _ABBREVIATION.fullmatch(name)) else None


@lru_cache(maxsize=1024)
def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().lstrip("\ufeff").lower())


def _spelled(value: object) -> str:
    """A field's value as text; lists of strings become lines, other structures are no value."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return "\n".join(part for part in value if isinstance(part, str))
    if isinstance(value, Mapping):
        return _spelled(value.get("name"))
    return ""


def _line(value: str) -> str | None:
    """A short value on one line without control characters, or None for an empty one."""
    line = storable(value)
    if not line.isprintable():
        line = "".join(c if c.isprintable() else " " for c in line)
    return " ".join(line.split())[:_LONGEST] or None


def _language(value: str) -> str | None:
    """The ISO 639-1 code that a field begins with ("en" of "en-GB"), or None."""
    found = re.match(r"\s*([A-Za-z]{2})(?:[-_]\w+)*\s*$", value)
    return found[1].lower() if found else None
