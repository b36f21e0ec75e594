"""The folders that an index mirrors: which they are, that none has vanished, and whether a file in them changed.

Invariant: a folder that was recorded is never dropped by accident: gone or suddenly empty, it stops the build.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from index.errors import BuildError
from index.files import sha256, sha256_of
from index.load import discover
from index.manifest import Manifest

_NEXT = "bring it back, or name the folders that the index is to mirror: release-qa build FOLDER"


def folders_to_read(named: Iterable[str | os.PathLike[str]], recorded: Iterable[str], *, add: bool) -> list[Path]:
    """The folders to mirror: those ``named``, else the ``recorded`` ones, both with ``add``.

    Raises BuildError where there is none, or one does not exist.
    """
    before = [Path(name) for name in recorded]
    asked = [Path(name).absolute() for name in named]
    chosen = list(dict.fromkeys([*before, *asked] if add else asked or before))
    if not chosen:
        none = "no folder of releases was named, and none is recorded."
        raise BuildError(none, next_command="release-qa build FOLDER")
    for folder in chosen:
        if not folder.exists():
            gone = "this folder is recorded in the index and has vanished."
            raise BuildError(gone if folder in before else "there is no such folder.", path=folder, next_command=_NEXT)
    return chosen


def refuse_emptied(folders: Sequence[Path], before: Iterable[str], now: Iterable[str]) -> None:
    """Raise BuildError for a folder that had sources ``before`` and has none ``now``; both are absolute paths."""
    old, new = [Path(name) for name in before], [Path(name) for name in now]
    for folder in folders:
        if _any_within(folder, old) and not _any_within(folder, new):
            raise BuildError("every release in this recorded folder has vanished.", path=folder, next_command=_NEXT)


def is_untouched(folders: Sequence[Path], recorded: Manifest) -> bool:
    """Whether the folders hold the very files, byte for byte, that the index was made from."""
    if [str(folder) for folder in folders] != recorded.folders:
        return False
    files, skipped = discover(folders)
    if not {(skip.path, skip.reason) for skip in skipped} <= {(path, reason) for path, reason in recorded.skipped}:
        return False
    return sha256(encoded({str(file.where): sha256_of(file.where) for file in files})) == recorded.sources


def encoded(sources: Mapping[str, str]) -> bytes:
    """The bytes of the file that lists every source's sha256 by its absolute path."""
    return json.dumps(dict(sources), sort_keys=True, indent=0).encode()


def decoded(data: bytes) -> dict[str, str]:
    """The sources that ``encoded`` wrote."""
    sources: dict[str, str] = json.loads(data)
    return sources


def _any_within(folder: Path, files: Iterable[Path]) -> bool:
    return any(file.is_relative_to(folder) for file in files)
