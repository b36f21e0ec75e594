"""Zip archives: the releases of every member that has a reader, as if the archive were a folder.

Invariant: nothing is unpacked to the disk, a member is never held beyond its size limit, and each member that is
not read is a ``Skip``; an archive within an archive is not opened.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO

from index.errors import ReadError
from index.load.document import Document
from index.load.files import format_of, readable, shown
from index.records import Skip

MOST_MEMBERS = 20_000

Parse = Callable[[BinaryIO, str, bool, Mapping[str, str] | None], Iterator[Document | Skip]]
"""What parses a member: its bytes, suffix, whether gzip packed it, the table columns."""


def load_zip(stream: BinaryIO, parse: Parse, columns: Mapping[str, str] | None) -> Iterator[Document | Skip]:
    """The documents of an archive, their ``path`` the member's. A ``Skip`` has "/" and the member's path."""
    try:
        archive = zipfile.ZipFile(stream)
        members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as cause:
        raise ReadError(f"the archive is damaged ({cause}).") from cause
    if len(members) > MOST_MEMBERS:
        raise ReadError(f"it has {len(members)} members; at most {MOST_MEMBERS} are read.")
    if not members:
        raise ReadError("there is nothing in the archive.")
    for member in sorted(members, key=lambda member: member.filename):
        path = _path(member.filename)
        suffix, packed = format_of(path)
        reason = "hidden" if any(part.startswith(".") for part in PurePosixPath(path).parts) else readable(path)
        if reason is None and suffix == ".zip":
            reason = "an archive within an archive is not opened"
        if reason is None and member.flag_bits & 1:
            reason = "it is encrypted"
        if reason is not None:
            yield Skip(f"/{path}", reason)
            continue
        try:
            with archive.open(member) as inner:
                items = parse(io.BufferedReader(inner), suffix, packed, columns)  # type: ignore[type-var]
                for item in items:
                    if isinstance(item, Skip):
                        yield Skip(f"/{path}{item.path}", item.reason)
                    else:
                        yield replace(item, path=path)
        except (ReadError, zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as cause:
            yield Skip(f"/{path}", cause.cause if isinstance(cause, ReadError) else f"it cannot be unpacked ({cause})")


def _path(name: str) -> str:
    """A member's name as a printable relative path: no drive, no leading slash, no "..", so that it names no other."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return shown("/".join(parts)) or "unnamed"
