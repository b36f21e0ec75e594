"""What a question works with: one generation and its embedder, loaded when the first vector is needed.

Invariant: an embedder that answers a question was checked against the generation that it answers from; a generation
in which a damaged file was found answers nothing more.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from index.errors import BrokenIndex

if TYPE_CHECKING:
    import numpy as np

    from index.embed import Embedder, Fingerprint, Kind, PieceCounter
    from index.generation import Generation

Verify = Literal["now", "background"]
"""When the bytes of a generation are compared with their hashes: before it answers, or beside."""


class LoadedOnUse:
    """The embedder that an index was built with, loaded when it first embeds; implements ``index.embed.Embedder``."""

    def __init__(self, generation: Generation, given: Embedder | None) -> None:
        self._generation, self._given = generation, given
        self._loading = threading.Lock()
        self._loaded: Embedder | None = None

    @property
    def fingerprint(self) -> Fingerprint:
        """Which model this is."""
        return self.loaded.fingerprint

    @property
    def counter(self) -> PieceCounter:
        """Counts pieces as this model cuts them."""
        return self.loaded.counter

    @property
    def route(self) -> str:
        """What computes the vectors."""
        return self.loaded.route

    def embed(self, texts: Sequence[str], kind: Kind) -> np.ndarray:
        """See ``index.embed.Embedder.embed``. Raises WrongEmbedder when the model is not this index's."""
        return self.loaded.embed(texts, kind)

    def moved_to(self, generation: Generation) -> LoadedOnUse:
        """The embedder of a newer generation: this very one, if that was built with it."""
        same = self._generation.manifest.embedder == generation.manifest.embedder
        return LoadedOnUse(generation, (self._loaded or self._given) if same else None)

    @property
    def loaded(self) -> Embedder:
        """The embedder itself; the first to ask waits for it. Raises WrongEmbedder when it is not this index's."""
        with self._loading:
            if self._loaded is None:
                embedder = self._given or _exported(self._generation)
                self._generation.require(embedder)
                self._loaded = embedder
            return self._loaded


class VerifiedBeside:
    """Compares every byte of a generation with its manifest, however many there are, while questions are answered."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._damage: BrokenIndex | None = None
        threading.Thread(target=self._verify, name="verify", daemon=True).start()

    def require(self) -> None:
        """Raise BrokenIndex naming the file as soon as one was found to be damaged."""
        if self._damage is not None:
            found = self._damage
            raise BrokenIndex(found.cause, path=found.path, next_command=found.next_command)

    def _verify(self) -> None:
        try:
            self._generation.verify()
        except BrokenIndex as damage:
            self._damage = damage


@dataclass(frozen=True, slots=True)
class Opened:
    """One generation, and the embedder that it was built with; ``beside`` verifies it where opening it did not."""

    generation: Generation
    embedder: LoadedOnUse
    beside: VerifiedBeside | None = None

    def require_whole(self) -> None:
        """Raise BrokenIndex once a damaged file was found."""
        if self.beside:
            self.beside.require()


def open_current(index_dir: Path, verify: Verify, before: Opened | None, embedder: Embedder | None) -> Opened:
    """The current generation, verified as ``verify`` says; its embedder is the one of ``before`` if it is the same."""
    from index.generation import open_generation

    generation = open_generation(index_dir, verify=verify == "now")
    loaded = before.embedder.moved_to(generation) if before else LoadedOnUse(generation, embedder)
    return Opened(generation, loaded, None if verify == "now" else VerifiedBeside(generation))


def _exported(generation: Generation) -> Embedder:
    """The model's export beside the index, which needs no torch; else the model itself by its name."""
    from index.embed import MODELS, Fingerprint, open_exported

    return open_exported(generation.folder.parent / MODELS, Fingerprint(**generation.manifest.embedder))
