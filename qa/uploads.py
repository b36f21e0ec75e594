"""Files that readers bring in the browser: kept in one folder of their own, which the index then records.

Invariant: uploads are bounded in size, number and kind; their names can lead nowhere else; a file is there whole or
not at all, and what an interrupted upload left behind is cleared away.
"""

from __future__ import annotations

import tempfile
import unicodedata
from pathlib import Path
from typing import BinaryIO

from index.errors import UsageError

FILE_LIMIT = 20_000_000
TOTAL_LIMIT = 500_000_000
FILES_LIMIT = 1_000
"""Bytes of one file, bytes of all, and the number of files that are kept."""

_FOLDER = "uploaded"
_ARRIVING = "arriving"
_DEEPEST = 4


class Uploads:
    """The uploads below ``root``, which is the folder to index; they have a folder in it, so that their ids say so."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folder = root / _FOLDER
        self._arriving = root.with_name(f"{root.name}-{_ARRIVING}")  # beside the folder that is read, never in it
        for left in self._arriving.glob("*") if self._arriving.is_dir() else ():
            left.unlink()

    def files(self) -> list[tuple[str, int]]:
        """(name, bytes) of every upload, by name; in folders, their names as paths."""
        found = (path for path in self._folder.rglob("*") if path.is_file()) if self._folder.is_dir() else ()
        return sorted((path.relative_to(self._folder).as_posix(), path.stat().st_size) for path in found)

    def keep(self, name: str, content: BinaryIO) -> str:
        """Keep one upload under a safe form of ``name``, which is returned. Raises UsageError with the reason."""
        safe = safe_path(name)
        if not safe.lower().endswith(kinds()):
            raise UsageError(f"{safe} is of no kind that is read ({', '.join(kinds())}).")
        data = content.read(FILE_LIMIT + 1)
        others = [size for there, size in self.files() if there != safe]
        if len(data) > FILE_LIMIT:
            raise UsageError(f"{safe} is larger than {FILE_LIMIT // 1_000_000} MB.")
        if len(others) >= FILES_LIMIT or sum(others) + len(data) > TOTAL_LIMIT:
            raise UsageError(f"{safe} does not fit: the uploads are full.", next_command="discard some of them")
        target = self._folder / safe
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise UsageError(f"{safe} cannot be kept: a part of its path is the name of a file.") from error
        if target.is_dir():
            raise UsageError(f"{safe} cannot be kept: there is a folder of that name.")
        self._arriving.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._arriving, delete=False) as arriving:
            arriving.write(data)
        Path(arriving.name).replace(target)
        return safe

    def discard(self, name: str) -> None:
        """Remove one upload; the next rebuild leaves its releases out. Raises UsageError when there is none."""
        if name not in {there for there, _ in self.files()}:
            raise UsageError("there is no such upload.", path=safe_path(name))
        gone = self._folder / name
        gone.unlink()
        for emptied in gone.relative_to(self._folder).parents:
            folder = self._folder / emptied
            if folder != self._folder and not any(folder.iterdir()):
                folder.rmdir()


def kinds() -> tuple[str, ...]:
    """The suffixes of files that are read, sorted."""
    from index.load import LOADERS, TABLES

    return tuple(sorted({*LOADERS, *TABLES}))


def safe_path(name: str) -> str:
    """A path that leads nowhere else: at most the last four parts of ``name``, each a safe name."""
    parts = [part for part in unicodedata.normalize("NFC", name.replace("\\", "/")).split("/") if part.strip(". ")]
    return "/".join(_safe(part) for part in parts[-_DEEPEST:]) or "unnamed"


def _safe(part: str) -> str:
    """A name of letters, digits, dot, dash, underscore and space only, which does not begin with a dot."""
    kept = "".join(c if c.isalnum() or c in "._- " else "-" for c in part).strip(". ")
    stem, dot, suffix = kept.rpartition(".")
    whole = f"{stem[-120:]}{dot}{suffix[-12:]}" if dot else kept[-120:]
    return whole.strip(". ") or "unnamed"
