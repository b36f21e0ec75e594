"""JSON lines and CSV: several releases in one file, one by one, however many there are.

Invariant: a record that cannot be read is one ``Skip`` and the rest is read; a file is never held in memory whole.
HTML inside a field is read as HTML.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO

from index.errors import ReadError
from index.load.decoding import decode, mostly_utf8, storable
from index.load.document import Document
from index.load.fields import of_fields
from index.load.html import html_document
from index.records import Skip

LONGEST_RECORD = 64 * 1024 * 1024
_TAGS = re.compile(r"<(?:p|div|br|html|body|article|section|table|ul|ol|h[1-6]|span|a|strong|em)\b[^<>]*>", re.I)
_CLOSING = re.compile(r"</(?:p|div|html|body|article|section|table|ul|ol|h[1-6]|span|a|strong|em)\s*>|<br\s*/?>", re.I)


def load_jsonl(stream: BinaryIO, columns: Mapping[str, str] | None = None) -> Iterator[Document | Skip]:
    """The releases of a file of JSON objects, one a line. A ``Skip`` carries "#n", n counting records from 1."""
    number = 0
    while line := stream.readline(LONGEST_RECORD + 1):
        if len(line) > LONGEST_RECORD:
            raise ReadError(f"record {number + 1} is longer than {LONGEST_RECORD >> 20} MB.")
        if not line.strip(b" \t\r\n\x00\xef\xbb\xbf"):
            continue
        number += 1
        try:
            fields = json.loads(decode(line))
        except (ValueError, RecursionError) as cause:
            yield Skip(f"#{number}", f"not a JSON object: {cause}".rstrip("."))
            continue
        yield _record(fields, number, columns)
    if not number:
        raise ReadError("there is no record in it.")


def load_csv(stream: BinaryIO, columns: Mapping[str, str] | None = None) -> Iterator[Document | Skip]:
    """The releases of a table whose first row names the columns; commas, semicolons or tabs part them."""
    csv.field_size_limit(LONGEST_RECORD)
    text = _text_stream(stream)
    sample = text.read(65536)
    text.seek(0)
    header = next((line for line in sample.splitlines() if line.strip()), "")
    if not header:
        raise ReadError("there is no text in it.")
    delimiter = max(",;\t|", key=header.count)
    rows = csv.DictReader(text, delimiter=delimiter, strict=False)
    number = 0
    try:
        for row in rows:
            number += 1
            yield _record({name: value for name, value in row.items() if name is not None}, number, columns)
    except csv.Error as cause:
        raise ReadError(f"the table cannot be read after row {number} ({cause}).") from cause
    if not number:
        raise ReadError("there is no row below the column names.")


def _text_stream(stream: BinaryIO) -> io.TextIOBase:
    """The table as text: streamed where it is UTF-8, decoded whole where an encoding must be found."""
    sample = stream.read(1 << 20)
    stream.seek(0)
    marked = sample[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not marked and mostly_utf8(sample):
        return io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    data = stream.read(LONGEST_RECORD + 1)
    if len(data) > LONGEST_RECORD:
        raise ReadError(f"a table in another encoding than UTF-8 may have {LONGEST_RECORD >> 20} MB at most.")
    return io.StringIO(decode(data), newline="")


def _record(fields: object, number: int, columns: Mapping[str, str] | None) -> Document | Skip:
    """One record as a document, or why not."""
    if not isinstance(fields, dict):
        return Skip(f"#{number}", "not a JSON object")
    document = of_fields(fields, columns=columns)
    text = document.source_text
    if not text.strip(" \t\n\f\v\x00\ufeff"):
        names = ", ".join(sorted(str(name) for name in fields)[:8])
        return Skip(f"#{number}", f"there is no text in it (its fields: {storable(names)})")
    if not (_TAGS.search(text) and _CLOSING.search(text)):
        return replace(document, suffix=".txt", number=number)
    try:
        page = html_document(text)
    except ReadError as cause:
        return Skip(f"#{number}", cause.cause.rstrip("."))
    return replace(
        page,
        id=document.id,
        number=number,
        title=document.title or page.title,
        hints=document.hints + page.hints,
        issuer=document.issuer or page.issuer,
        url=document.url or page.url,
        language=document.language or page.language,
        place=document.place,
    )
