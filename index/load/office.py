"""Word files: paragraphs and tables in the order in which they stand.

Invariant: an unpacked part is measured before it is read, so that a small file cannot become a huge one.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

from index.errors import ReadError
from index.load.decoding import storable
from index.load.document import DateHint, Document
from index.load.fields import organisation

MOST_UNPACKED = 64 * 1024 * 1024
_TEMPLATE_DAY = date(2013, 12, 23)  # python-docx's template, carried by every file made with it
_MOST_CHARACTERS = 20_000_000


def load_docx(data: bytes) -> Iterator[Document]:
    """The one release of a .docx file. Raises ReadError when it is damaged, encrypted, too large or without text."""
    check_package(data)
    import docx
    from docx.opc.exceptions import OpcError
    from lxml import etree

    try:
        file = docx.Document(io.BytesIO(data))
        text = "\n\n".join(line for line in _lines(file) if line.strip())
        about = file.core_properties
        title, created, author = about.title, about.created, about.author
    except (OpcError, zipfile.BadZipFile, KeyError, ValueError, AttributeError, etree.LxmlError) as cause:
        raise ReadError(f"the Word file is damaged ({cause}).") from cause
    text = storable(text)
    if not text.strip():
        raise ReadError("there is no text in it.")
    yield Document(
        id="",
        path="",
        suffix=".docx",
        source_text=text,
        title=title if title and title.casefold() in " ".join(text.split()).casefold() else None,
        hints=(DateHint(created.date().isoformat(), "properties"),)
        if created and created.date() != _TEMPLATE_DAY
        else (),
        issuer=organisation(author),
    )


def check_package(data: bytes) -> None:
    """Raise ReadError unless ``data`` is a zip package whose parts stay within MOST_UNPACKED bytes altogether."""
    if not data:
        raise ReadError("the file is empty (0 bytes).")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadError("the file is encrypted, or of an older format. Save it as .docx without a password.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
            encrypted = any(part.flag_bits & 1 for part in package.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as cause:
        raise ReadError(f"the file is damaged ({cause}).") from cause
    if encrypted:
        raise ReadError("the file is encrypted.")
    if unpacked > MOST_UNPACKED:
        raise ReadError(f"unpacked it has {unpacked >> 20} MB; at most {MOST_UNPACKED >> 20} MB are read.")


def _lines(file: Any) -> Iterator[str]:
    """Every paragraph as a line, every row of a table as a line of its cells."""
    room = _MOST_CHARACTERS
    for item in file.iter_inner_content():
        rows = [item.text] if hasattr(item, "runs") else _rows(item)
        for line in rows:
            room -= len(line)
            if room < 0:
                raise ReadError(f"it has more than {_MOST_CHARACTERS // 1_000_000} million characters.")
            yield line


def _rows(table: Any) -> Iterator[str]:
    """The rows of a table, straight from its XML: python-docx lays out a grid as wide as a cell claims to be."""
    for row in table._tbl.tr_lst:
        cells = ["".join(part.text or "" for part in cell.iter() if part.tag.endswith("}t")) for cell in row.tc_lst]
        yield " ".join(cell.strip() for cell in cells if cell.strip())
