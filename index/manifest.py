"""What a generation is made of, and proof that it still is: the manifest.

Invariant: the manifest is the only list of a generation's files, and its own bytes are proved by the sha256 they
carry, so that any byte flipped, cut or added anywhere is found. It is written last: a folder without one is no
generation.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from index.errors import BrokenIndex, NewerFormat

FORMAT = 3
"""2: states of words, and how sure an event's date is; format 1 is read, too, as having neither. 3: releases are kept
with their fingerprints and the names of their speakers, so that a build can take them as they stand."""

NAME = "manifest.json"

_BEFORE = b'{"content": '


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of a generation: its size in bytes and the sha256 of its bytes."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a generation was built with.

    ``files`` are by path within the generation. ``made_from`` names what each part was made from by a digest, so
    that an unchanged part is linked and not made again. ``embedder`` holds the fingerprint's fields, ``canaries``
    three vectors; ``states`` says how the states of words are
    made. ``columns`` are the names given for a table's columns; ``sources`` the sha256 of the file of
    that name, which lists every source's own; ``left_out`` the ids that were removed on request and stay out of every
    later build; ``skipped`` the (path, reason) of what could not be read.
    """

    program: str
    created: str
    releases: int
    passages: int
    embedder: dict[str, Any]
    canaries: list[list[float]]
    chunker: dict[str, Any]
    embed_titles: bool
    columns: dict[str, str]
    folders: list[str]
    sources: str
    states: str = ""
    left_out: list[str] = field(default_factory=list)
    skipped: list[list[str]] = field(default_factory=list)
    files: dict[str, Listed] = field(default_factory=dict)
    made_from: dict[str, str] = field(default_factory=dict)


def made_alike(one: Manifest, other: Manifest) -> bool:
    """Whether both were made from the same sources in the same way, whatever came of it and when."""
    return replace(one, created="", releases=0, passages=0, files={}, made_from={}) == replace(
        other, created="", releases=0, passages=0, files={}, made_from={}
    )


def encoded(manifest: Manifest) -> bytes:
    """The bytes of the manifest file."""
    return sealed({"format": FORMAT, **asdict(manifest)})


def load(folder: Path) -> Manifest:
    """The manifest of the generation in ``folder``. Raises BrokenIndex or NewerFormat naming the file."""
    path = folder / NAME
    try:
        content = unsealed(path.read_bytes())
        if content["format"] > FORMAT:
            raise NewerFormat(
                f"this index has format {content['format']}, and this program knows formats up to {FORMAT}.",
                path=path,
                next_command="install a newer release-qa, or build the index again in another folder",
            )
        del content["format"]
        files = {name: Listed(**entry) for name, entry in content.pop("files").items()}
        return Manifest(**content, files=files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as cause:
        raise BrokenIndex(
            f"the manifest is missing or damaged ({cause}).",
            path=path,
            next_command=f"release-qa check --index {folder.parent}",
        ) from cause


def sealed(content: dict[str, Any]) -> bytes:
    """JSON that carries the sha256 of its own content."""
    body = json.dumps(content, sort_keys=True).encode()
    return _BEFORE + body + _after(body)


def unsealed(data: bytes) -> dict[str, Any]:
    """The content of what ``sealed`` wrote, bit for bit. Raises ValueError for anything else."""
    body = data[len(_BEFORE) : len(data) - len(_after(b""))]
    if data != _BEFORE + body + _after(body):
        raise ValueError("its bytes are not those that were written")
    content: dict[str, Any] = json.loads(body)
    return content


def _after(body: bytes) -> bytes:
    return f', "sha256": "{hashlib.sha256(body).hexdigest()}"}}\n'.encode()
