"""What the last build left behind: what it recorded, and its generation if that may be used again.

Invariant: of a generation with a damaged file nothing is used again but what its manifest says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index import manifest as manifests
from index import sources, store
from index.errors import BrokenIndex, NoIndex
from index.files import sha256
from index.generation import SOURCES, Generation, open_generation
from index.headers import Known
from index.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Previous:
    """Nothing is known of a new index; a damaged one has a manifest, perhaps, and ``damage`` says what is wrong."""

    recorded: Manifest | None = None
    generation: Generation | None = None
    damage: str | None = None


def open_previous(folder: Path) -> Previous:
    """The last generation of the index in ``folder``, every byte of it verified."""
    recorded = None
    try:
        recorded = manifests.load(folder / store.current(folder))
        generation = open_generation(folder, verify=False)
        generation.verify()
    except NoIndex:
        return Previous()
    except BrokenIndex as error:
        return Previous(recorded, damage=f"the last index was damaged, so its files were not used again: {error}")
    return Previous(recorded, generation)


def known_in(generation: Generation) -> Known:
    """The releases of a generation."""
    return Known({one.id: one.fingerprint for one in generation.records.headers()}, generation.release)


def recorded_sources(folder: Path, recorded: Manifest | None) -> Mapping[str, str]:
    """The files that the last generation was made from, as far as it still says so."""
    if recorded is None:
        return {}
    try:
        data = (folder / store.current(folder) / SOURCES).read_bytes()
    except OSError:
        return {}
    return sources.decoded(data) if sha256(data) == recorded.sources else {}
