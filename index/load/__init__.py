"""From paths to documents: which files there are, and one small loader for each format.

``discover`` walks the folders, ``LOADERS`` maps a suffix to its loader, ``load`` runs one over one file.
Invariant: every path a user names ends as documents or as ``Skip`` lines, never as both or neither.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from index.errors import ReadError
from index.load.archive import load_zip
from index.load.document import Document, path_of, placed
from index.load.files import File, discover, open_regular
from index.load.html import load_html
from index.load.mail import load_mail
from index.load.odt import load_odt
from index.load.office import load_docx
from index.load.pdf import load_pdf
from index.load.rtf import load_rtf
from index.load.tables import load_csv, load_jsonl
from index.load.text import load_markdown, load_text
from index.records import Skip

__all__ = ["LOADERS", "PARSER_VERSION", "TABLES", "Document", "File", "discover", "load", "load_file", "placed"]

PARSER_VERSION = 4
"""Counts up with every change of what a loader returns, so that parses kept from before are made anew."""

LOADERS: Mapping[str, Callable[[bytes], Iterator[Document]]] = {
    ".txt": load_text,
    ".text": load_text,
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".html": load_html,
    ".htm": load_html,
    ".xhtml": load_html,
    ".pdf": load_pdf,
    ".docx": load_docx,
    ".odt": load_odt,
    ".rtf": load_rtf,
    ".eml": load_mail,
}
"""What reads a file whole, by suffix."""

TABLES: Mapping[str, Callable[[BinaryIO, Mapping[str, str] | None], Iterator[Document | Skip]]] = {
    ".jsonl": load_jsonl,
    ".ndjson": load_jsonl,
    ".csv": load_csv,
    ".tsv": load_csv,
}
"""What reads a file record by record, by suffix."""

LARGEST_FILE = 128 * 1024 * 1024
LARGEST_TABLE = 8 * 1024 * 1024 * 1024
LONGEST_RELEASE = 2_000_000
"""Characters; a text longer than this is no release, and reading it would take longer than a worker may."""


def load(file: File, columns: Mapping[str, str] | None = None) -> Iterator[Document | Skip]:
    """The documents of one file, one by one, without a path; a ``Skip`` for each record that cannot be read.

    Raises ReadError when the file cannot be read, or not to its end.
    """
    with open_regular(file.where) as stream:
        try:
            if file.suffix == ".zip":
                items = load_zip(stream, parse_stream, columns)
            else:
                items = parse_stream(stream, file.suffix, file.packed, columns)
            yield from map(_of_sane_length, items)
        except (OSError, EOFError, zlib.error) as cause:
            raise ReadError(f"it cannot be read ({cause}).", path=file.path) from cause


def _of_sane_length(item: Document | Skip) -> Document | Skip:
    """The item itself, or why it is too long to be one release."""
    if isinstance(item, Skip) or len(item.source_text) <= LONGEST_RELEASE:
        return item
    where = path_of(f"/{item.path}" if item.path else "", item.number)
    millions = len(item.source_text) / 1_000_000
    most = LONGEST_RELEASE // 1_000_000
    return Skip(where, f"it has {millions:.1f} million characters; a release has {most} million at most")


def load_file(path: Path, root: Path, columns: Mapping[str, str] | None = None) -> tuple[list[Document], list[Skip]]:
    """The documents of the file at ``path`` with their ids and paths below ``root``, and what was skipped."""
    found, skipped = discover([path])
    documents: list[Document] = []
    for file in found:
        name = path.relative_to(root).as_posix()
        try:
            for item in load(file, columns):
                if isinstance(item, Skip):
                    skipped.append(Skip(name + item.path, item.reason))
                else:
                    documents.append(placed(item, name))
        except ReadError as cause:
            skipped.append(Skip(name, cause.cause))
    return documents, skipped


def parse_stream(
    stream: BinaryIO, suffix: str, packed: bool, columns: Mapping[str, str] | None
) -> Iterator[Document | Skip]:
    """The items of an open file of a format (``packed`` by gzip), its size limited while it is unpacked."""
    plain: BinaryIO = gzip.GzipFile(fileobj=stream) if packed else stream  # type: ignore[assignment]
    if suffix in TABLES:
        return TABLES[suffix](io.BufferedReader(_Limited(plain, LARGEST_TABLE)), columns)
    data = plain.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise ReadError(f"unpacked it has more than {LARGEST_FILE >> 20} MB.")
    return LOADERS[suffix](data)


class _Limited(io.RawIOBase):
    """A stream that ends with a ReadError after so many bytes."""

    def __init__(self, stream: BinaryIO, room: int) -> None:
        self._stream, self._room, self._whole = stream, room, room

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._room = self._whole
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(min(len(buffer), self._room + 1))
        self._room -= len(data)
        if self._room < 0:
            raise ReadError(f"unpacked it has more than {self._whole >> 30} GB.")
        buffer[: len(data)] = data
        return len(data)
