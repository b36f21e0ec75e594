"""The vectors of a build: those the cache knows, and those the model has to make.

A vector is kept under a digest of the embedder and the embedded text, in half precision, as the index stores it.
Invariant: what the model made is durable within a few hundred passages, so an interrupted build loses no more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.cache import Cache
from index.chunk import embedding_text
from index.files import digest
from index.records import Progress
from index.records_db import Cut

if TYPE_CHECKING:
    from index.model import Model

SHELF = "vector"
_LOOKED_UP = 4096
_EMBEDDED = 256


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of all passages, float16 [passages, dimension], and how many texts the model had to embed."""

    vectors: NDArray[np.float16]
    by_model: int


def embedded(
    cuts: Sequence[Cut], titles: bool, model: Model, cache: Cache, progress: Callable[[Progress], None]
) -> Embedded:
    """The vectors of every passage in order. The model is opened only if the cache lacks one."""
    texts = [embedding_text(cut.release, passage, titles) for cut in cuts for passage in cut.passages]
    keys = [vector_key(text, model.digest) for text in texts]
    vectors = np.zeros((len(texts), model.dimension), np.float16)
    missing = _fill(vectors, keys, cache)
    # Longest first: batches are even, and the time left is never guessed too short.
    todo = sorted(missing, key=lambda key: (-len(texts[missing[key][0]]), key))
    for first in range(0, len(todo), _EMBEDDED):
        progress(Progress("embedding", first, len(todo)))
        some = todo[first : first + _EMBEDDED]
        made = model().embed([texts[missing[key][0]] for key in some], "document").astype(np.float16)
        for key, vector in zip(some, made, strict=True):
            vectors[missing[key]] = vector
        cache.put_many(SHELF, {key: vector.tobytes() for key, vector in zip(some, made, strict=True)})
        cache.keep()
    if todo:
        progress(Progress("embedding", len(todo), len(todo)))
    return Embedded(vectors, len(todo))


def vector_key(text: str, embedder: str) -> str:
    """The cache key of a text's vector by the embedder with the digest ``embedder``."""
    return digest((embedder.encode(), text.encode("utf-8", "surrogatepass")))


def _fill(vectors: NDArray[np.float16], keys: Sequence[str], cache: Cache) -> dict[str, list[int]]:
    """Fill in the rows whose vectors the cache has; the rows of every key that it lacks."""
    missing: dict[str, list[int]] = {}
    for first in range(0, len(keys), _LOOKED_UP):
        some = keys[first : first + _LOOKED_UP]
        found = cache.get_many(SHELF, some)
        for row, key in enumerate(some, first):
            if len(found.get(key, b"")) == vectors.itemsize * vectors.shape[1]:
                vectors[row] = np.frombuffer(found[key], np.float16)
            else:
                missing.setdefault(key, []).append(row)
    return missing
