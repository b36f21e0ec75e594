"""The vectors and states of a build: those that the cache knows, and those that the model has to make.

Both come of one pass through the model and are kept together, under a digest of the embedder, the embedded text and
where its sentences lie. Invariant: what the model made is durable within a few hundred passages, so an interrupted
build loses no more; the states of all passages are never in memory at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.cache import Cache
from index.chunk import embedding_text
from index.embed.protocol import SeesPieces
from index.files import digest
from index.memory import hand_back
from index.records import Passage, Progress, Release
from index.records_db import Cut
from index.states import FORM, Packed, packed

if TYPE_CHECKING:
    from index.model import Model

SHELF = "vector"
_LOOKED_UP = 4096
_EMBEDDED = 64  # the states of so many passages are in memory at once: 20 MB


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text to embed: the passage with what goes before it, and where the passage's sentences lie in it."""

    text: str
    sentences: tuple[tuple[int, int], ...]

    def key(self, embedder: str) -> str:
        """The cache key of what the embedder with the digest ``embedder`` makes of it."""
        places = f"{FORM}{self.sentences}"
        return digest((embedder.encode(), places.encode(), self.text.encode("utf-8", "surrogatepass")))


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of all passages, float16 [passages, dimension], and how many texts the model had to embed.

    ``states`` gives those of every passage in order, once; all are empty where the embedder tells nothing of pieces.
    """

    vectors: NDArray[np.float16]
    states: Iterator[Packed]
    by_model: int


class _AllWanted:
    """The wanted text of every passage in order, made when it is asked for: all of them are the corpus once more."""

    def __init__(self, cuts: Sequence[Cut], titles: bool) -> None:
        self._passages = [(cut.release, passage) for cut in cuts for passage in cut.passages]
        self._titles = titles

    def __iter__(self) -> Iterator[Wanted]:
        return (wanted_of(*one, self._titles) for one in self._passages)

    def __getitem__(self, row: int) -> Wanted:
        return wanted_of(*self._passages[row], self._titles)


def embedded(
    cuts: Sequence[Cut], titles: bool, model: Model, cache: Cache, progress: Callable[[Progress], None]
) -> Embedded:
    """The vectors and states of every passage in order. The model is opened only if the cache lacks one."""
    wanted = _AllWanted(cuts, titles)
    keyed = [(one.key(model.digest), len(one.text)) for one in wanted]
    keys, length = [key for key, _ in keyed], dict(keyed)
    vectors = np.zeros((len(keys), model.dimension), np.float16)
    missing = _fill(vectors, keys, cache)
    # Longest first: batches are even, and the time left is never guessed too short.
    todo = sorted(missing, key=lambda key: (-length[key], key))
    if todo:
        hand_back()  # what reading has left free, before the model comes
    for first in range(0, len(todo), _EMBEDDED):
        progress(Progress("embedding", first, len(todo)))
        some = todo[first : first + _EMBEDDED]
        made = _made([wanted[missing[key][0]] for key in some], model)
        for key, value in zip(some, made, strict=True):
            vectors[missing[key]] = _vector(value, model.dimension)
        cache.put_many(SHELF, dict(zip(some, made, strict=True)))
        cache.keep()
    if todo:
        progress(Progress("embedding", len(todo), len(todo)))
    return Embedded(vectors, _states(wanted, keys, model, cache), len(todo))


def wanted_of(release: Release, passage: Passage, titles: bool) -> Wanted:
    """What is embedded for a passage."""
    text = embedding_text(release, passage, titles)
    start = len(text) - len(passage.text)
    ahead = start - passage.start
    return Wanted(text, tuple((first + ahead, last + ahead) for first, last in passage.sentences))


def _made(wanted: Sequence[Wanted], model: Model) -> list[bytes]:
    """What the model makes of each text, as the cache keeps it: the vector in half precision, then the states."""
    embedder, texts = model(), [one.text for one in wanted]
    if not isinstance(embedder, SeesPieces):
        return [vector.tobytes() for vector in embedder.embed(texts, "document").astype(np.float16)]
    seen = zip(wanted, embedder.pieces(texts, "document"), strict=True)
    return [
        pieces.vector.astype(np.float16).tobytes() + packed(one.text, one.sentences, pieces).tobytes()
        for one, pieces in seen
    ]


def _fill(vectors: NDArray[np.float16], keys: Sequence[str], cache: Cache) -> dict[str, list[int]]:
    """Fill in the rows whose vectors the cache has; the rows of every key that it lacks."""
    missing: dict[str, list[int]] = {}
    for first in range(0, len(keys), _LOOKED_UP):
        some = keys[first : first + _LOOKED_UP]
        found = cache.get_many(SHELF, some)
        for row, key in enumerate(some, first):
            if key in found:
                vectors[row] = _vector(found[key], vectors.shape[1])
            else:
                missing.setdefault(key, []).append(row)
    return missing


def _states(wanted: _AllWanted, keys: Sequence[str], model: Model, cache: Cache) -> Iterator[Packed]:
    """The states of every text in order, from the cache, which has them by now unless it was damaged meanwhile."""
    width = 1 + -(-model.dimension // 8)
    for first in range(0, len(keys), _LOOKED_UP):
        some = keys[first : first + _LOOKED_UP]
        found = cache.get_many(SHELF, some)
        for row, key in enumerate(some, first):
            value = found[key] if key in found else _made([wanted[row]], model)[0]
            yield np.frombuffer(value, np.uint8, offset=2 * model.dimension).reshape(-1, width)


def _vector(value: bytes, dimension: int) -> NDArray[np.float16]:
    return np.frombuffer(value, np.float16, dimension)
