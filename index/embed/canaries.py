"""Three fixed texts whose vectors are stored with an index: proof that a loaded model still is that index's model.

Invariant: a model that would answer differently from the one that built the index does not pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.embed.protocol import Embedder
from index.errors import WrongEmbedder

if TYPE_CHECKING:
    import numpy as np

_TEXTS = (
    "The minister said on 14 May 2020 that the agreement would be signed within two weeks.",
    "Ships, grain & 3,400 tonnes of fuel: the port of Saint-Émilie reopened at 06:30 local time.",
    "No.",
)
_SAME = 0.999


def canaries(embedder: Embedder) -> np.ndarray:
    """float32 ``[3, dimension]``: what to store beside an index."""
    return embedder.embed(_TEXTS, "document")


def check_canaries(embedder: Embedder, stored: np.ndarray) -> None:
    """Raise WrongEmbedder unless each canary's cosine with the one ``stored`` is at least .999."""
    found = canaries(embedder)
    if found.shape != stored.shape or not ((found * stored).sum(axis=1) >= _SAME).all():
        cause = f"{embedder.fingerprint.model} does not give the vectors that the index was built with"
        raise WrongEmbedder(cause, next_command="release-qa build --re-embed")
