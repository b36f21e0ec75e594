"""What a question works with: one generation and its embedder, loaded when the first vector is needed.

Invariant: an embedder that answers a question was checked against the generation that it answers from.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from index.embed import Embedder, Fingerprint, Kind, PieceCounter
    from index.generation import Generation


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


@dataclass(frozen=True, slots=True)
class Opened:
    """One generation, and the embedder that it was built with."""

    generation: Generation
    embedder: LoadedOnUse


def _exported(generation: Generation) -> Embedder:
    """The model's export beside the index, which needs no torch; else the model itself by its name."""
    from index.embed import Fingerprint, open_exported

    return open_exported(generation.folder.parent / "models", Fingerprint(**generation.manifest.embedder))
