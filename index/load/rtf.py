"""Rich text: the words that striprtf leaves, and the title in the file's own info group.

Invariant: no control word is taken for text, and a file that is no rich text is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.errors import ReadError
from index.load.decoding import storable
from index.load.document import DateHint, Document
from index.load.fields import organisation

_TITLE = re.compile(r"\{\\title\s+([^{}\\]{3,300})\}")
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_COMPANY = re.compile(r"\{\\company\s+([^{}\\]{3,200})\}")
_AUTHOR = re.compile(r"\{\\author\s+([^{}\\]{3,200})\}")


def load_rtf(data: bytes) -> Iterator[Document]:
    """The one release of a rich text file. Raises ReadError when it is damaged or without text."""
    from striprtf.striprtf import rtf_to_text

    if not data.lstrip().startswith(b"{\\rtf"):
        raise ReadError("this is no rich text file.")
    source = data.decode("latin-1")
    try:
        text = storable(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call]
    except (ValueError, IndexError, KeyError, LookupError, OverflowError) as cause:
        raise ReadError(f"the rich text file is damaged ({cause}).") from cause
    if not any(character.isalnum() for character in text):
        raise ReadError("there is no text in it.")
    title, created, company = _TITLE.search(source), _CREATED.search(source), _COMPANY.search(source)
    author = _AUTHOR.search(source)
    day = "-".join(part.zfill(2) for part in created.groups()) if created else ""
    yield Document(
        id="",
        path="",
        suffix=".rtf",
        source_text=text,
        title=" ".join(title[1].split()) if title and title[1].casefold() in text.casefold() else None,
        hints=(DateHint(day, "properties"),) if day else (),
        issuer=" ".join(company[1].split()) if company else organisation(author[1]) if author else None,
    )
