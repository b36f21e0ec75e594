"""Generations on disk: which one is current, how one is published, checked, rolled back and cleared away.

A generation is an immutable folder ``gen-<n>``; the small file ``CURRENT`` names the one that readers open. Publishing
flushes every file and folder first and replaces ``CURRENT`` last, atomically. Invariant: at every instant, and after
a crash at any instant, ``CURRENT`` names a whole generation, the old one or the new.
"""

from __future__ import annotations

import re
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from index import manifest as manifests
from index.errors import BrokenIndex, NoIndex, ReleaseQAError, UsageError
from index.files import Files, sha256_of, sha256s_of
from index.manifest import Listed, Manifest

CURRENT = "CURRENT"
GRACE_SECONDS = 3600.0
"""How long a generation that is neither the current one nor the one before stays for those who may be opening it."""

_GENERATION = re.compile(r"gen-([1-9][0-9]*)\Z")


@dataclass(frozen=True, slots=True)
class Damage:
    """One file that is not what the manifest says, and how."""

    path: str
    cause: str


def current(index_dir: Path) -> str:
    """The name of the current generation: one small read, cheap enough for every question.

    Raises NoIndex where there is none, BrokenIndex when the pointer is damaged.
    """
    path = index_dir / CURRENT
    try:
        name = manifests.unsealed(path.read_bytes())["generation"]
        if isinstance(name, str) and _GENERATION.match(name):
            return name
        cause = "it names no generation"
    except (FileNotFoundError, NotADirectoryError):
        raise NoIndex(
            f"there is no index here, since there is no file {CURRENT}.",
            path=index_dir,
            next_command=f"release-qa build FOLDER --index {index_dir}",
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        cause = str(error)
    raise BrokenIndex(
        f"the pointer to the current index is damaged ({cause}).",
        path=path,
        next_command=f"release-qa rollback --index {index_dir}, or release-qa build --index {index_dir}",
    )


def generations(index_dir: Path) -> list[str]:
    """The names of the generations there are, oldest first; a folder without a manifest is none."""
    return [name for name in _folders(index_dir) if (index_dir / name / manifests.NAME).exists()]


def begin(index_dir: Path) -> Path:
    """A new empty folder for the next generation; what crashed builds left is cleared away. Needs the build lock."""
    whole = set(generations(index_dir))
    for name in _folders(index_dir):
        if name not in whole:
            shutil.rmtree(index_dir / name)
    number = 1 + max((int(name[4:]) for name in whole), default=0)
    folder = index_dir / f"gen-{number}"
    folder.mkdir()
    return folder


def publish(folder: Path, manifest: Manifest, files: Files, previous: Path | None = None) -> Manifest:
    """Make the generation in ``folder`` durable, then current; the manifest with all its files listed.

    A file with the same bytes as in the generation ``previous`` becomes a link to it. Needs the build lock. Raises
    OSError when the disk fails: the old generation then is the current one still, and ``begin`` clears the new away.
    """
    known = manifests.load(previous).files if previous else {}
    listed = {}
    paths = sorted(p for p in folder.rglob("*") if p.is_file())
    for path, digest in zip(paths, sha256s_of(paths), strict=True):
        name = path.relative_to(folder).as_posix()
        listed[name] = Listed(path.stat().st_size, digest)
        if previous and listed[name] == known.get(name) and path.stat().st_nlink == 1:
            path.unlink()
            files.link(previous / name, path)
        files.flush_file(path)
    manifest = replace(manifest, files=listed)
    for inner in [p for p in folder.rglob("*") if p.is_dir()]:
        files.flush_folder(inner)
    # By a rename, so that a folder with a manifest is a whole generation even where its writing was cut short.
    files.replace(folder / manifests.NAME, manifests.encoded(manifest))
    files.flush_folder(folder.parent)
    _point(folder.parent, folder.name, files)
    return manifest


def reuse(previous: Path, folder: Path, part: str, files: Files) -> None:
    """Hard-link one part (a file, or a folder of files) of the generation in ``previous`` into ``folder``."""
    source = previous / part
    if source.is_dir():
        (folder / part).mkdir()
    for path in sorted(source.iterdir()) if source.is_dir() else [source]:
        files.link(path, folder / path.relative_to(previous))


def damages(folder: Path, manifest: Manifest, *, hashes: bool = True) -> list[Damage]:
    """Every file of a generation that is missing, of another size, or (with ``hashes``) of other bytes."""
    found = []
    for name, listed in manifest.files.items():
        path = folder / name
        try:
            size = path.stat().st_size
            if size != listed.size:
                found.append(Damage(str(path), f"it has {size:,} bytes, not {listed.size:,}"))
            elif hashes and sha256_of(path) != listed.sha256:
                found.append(Damage(str(path), "its bytes are not those that were written"))
        except OSError as error:
            found.append(Damage(str(path), error.strerror or str(error)))
    return found


def check(index_dir: Path) -> list[Damage]:
    """The full verification of every generation and of the pointer: each damaged file, or nothing."""
    found = []
    try:
        current(index_dir)
    except BrokenIndex as error:
        found.append(Damage(str(error.path), error.cause))
    for name in generations(index_dir):
        try:
            found += damages(index_dir / name, manifests.load(index_dir / name))
        except ReleaseQAError as error:
            found.append(Damage(str(error.path), error.cause))
    return found


def rollback(index_dir: Path, files: Files | None = None) -> str:
    """Make the newest undamaged generation before the current one current again; its name. Needs the build lock."""
    names = generations(index_dir)
    with suppress(BrokenIndex, ValueError):  # the pointer is damaged, or names one that is gone: any whole one will do
        names = names[: names.index(current(index_dir))]
    for name in reversed(names):
        if not _is_damaged(index_dir / name):
            _point(index_dir, name, files or Files())
            return name
    raise UsageError(
        "there is no earlier whole generation to go back to.",
        path=index_dir,
        next_command=f"release-qa build --index {index_dir}",
    )


def clear_old(index_dir: Path, *, keep_previous: bool = True, grace: float = GRACE_SECONDS) -> list[str]:
    """Remove generations that are neither current nor (with ``keep_previous``) the one before; their names.

    One younger than ``grace`` seconds stays. Those who read one keep their open files. Needs the build lock.
    """
    names = _folders(index_dir)
    at = names.index(current(index_dir))
    kept = names[max(0, at - 1) : at + 1] if keep_previous else [names[at]]
    aged = time.time() - grace
    old = [name for name in names if name not in kept and (index_dir / name).stat().st_mtime <= aged]
    for name in old:
        shutil.rmtree(index_dir / name)
    return old


def _is_damaged(folder: Path) -> bool:
    try:
        return bool(damages(folder, manifests.load(folder)))
    except ReleaseQAError:
        return True


def _point(index_dir: Path, name: str, files: Files) -> None:
    files.replace(index_dir / CURRENT, manifests.sealed({"generation": name}))


def _folders(index_dir: Path) -> list[str]:
    """The names of all generation folders, whole or not, by number."""
    if not index_dir.is_dir():
        return []
    return sorted((p.name for p in index_dir.iterdir() if _GENERATION.match(p.name)), key=lambda name: int(name[4:]))
