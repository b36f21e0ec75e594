"""The vectors and states of a build: of taken rows out of the last generation; else from the cache, or by the model.

Both come of one pass through the model and are kept together, under a digest of the embedder, the embedded text and
where its sentences lie. Invariant: what the model made is durable within a few hundred passages, so an interrupted
build loses no more; neither all texts nor the states of all passages are ever in memory at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.cache import Cache
from index.chunk import embedding_text
from index.columns import Numbers
from index.embed.protocol import SeesPieces
from index.files import digest
from index.memory import hand_back
from index.records import Passage, Progress
from index.records_db import Card, Records
from index.states import FORM, Block, packed
from index.taken import NEW, runs

if TYPE_CHECKING:
    from index.generation import Generation
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

    ``states`` gives those of all passages in order, once; all are empty where the embedder tells nothing of pieces.
    """

    vectors: NDArray[np.float16]
    states: Iterator[Block]
    by_model: int


class Texts:
    """The texts to embed for some ``rows`` of the records, made when they are asked for: all are the corpus again."""

    def __init__(self, records: Records, rows: Sequence[int], titles: bool) -> None:
        self._records, self._rows, self._titles = records, rows, titles

    def __iter__(self) -> Iterator[Wanted]:
        for first in range(0, len(self._rows), _LOOKED_UP):
            yield from self.of(range(first, min(first + _LOOKED_UP, len(self._rows))))

    def of(self, places: Iterable[int]) -> list[Wanted]:
        """Those of the rows that stand at ``places``."""
        return wanted(self._records, [self._rows[place] for place in places], self._titles)


def wanted(records: Records, rows: Sequence[int], titles: bool) -> list[Wanted]:
    """What has to be embedded for the passages of ``rows``."""
    passages = records.passages(rows)
    cards = records.cards({passage.release_id: None for passage in passages})
    return [_wanted(cards[passage.release_id], passage, titles) for passage in passages]


def embedded(
    records: Records, before: Numbers, last: Generation | None, titles: bool, model: Model, cache: Cache,
    progress: Callable[[Progress], None],
) -> Embedded:  # fmt: skip
    """The vectors and states of every passage in order: those of rows that the ``last`` generation had from there.

    ``before`` [rows] are their rows there, or NEW. The model is opened only if the cache lacks one of the others.
    """
    vectors = np.zeros((len(before), model.dimension), np.float16)
    if last is not None:
        _fill_taken(vectors, before, last)
    rows = np.flatnonzero(before == NEW).tolist()
    texts = Texts(records, rows, titles)
    keyed = [(one.key(model.digest), len(one.text)) for one in texts]
    keys, length = [key for key, _ in keyed], dict(keyed)
    missing = _fill(vectors, rows, keys, cache)
    # Longest first: batches are even, and the time left is never guessed too short.
    todo = sorted(missing, key=lambda key: (-length[key], key))
    if todo:
        hand_back()  # what reading has left free, before the model comes
    for first in range(0, len(todo), _EMBEDDED):
        progress(Progress("embedding", first, len(todo)))
        some = todo[first : first + _EMBEDDED]
        made = _made(texts.of(missing[key][0] for key in some), model)
        for key, value in zip(some, made, strict=True):
            vectors[[rows[place] for place in missing[key]]] = _vector(value, vectors.shape[1])
        cache.put_many(SHELF, dict(zip(some, made, strict=True)))
        cache.keep()
    if todo:
        progress(Progress("embedding", len(todo), len(todo)))
    return Embedded(vectors, _states(texts, keys, before, last, model, cache), len(todo))


def taken_over(last: Generation, records: Records, before: Numbers) -> Embedded:
    """The vectors and states of rows all of which the ``last`` generation had."""
    vectors = np.zeros((len(before), last.manifest.embedder["dimension"]), np.float16)
    _fill_taken(vectors, before, last)
    states = (last.states_between(run.before, run.before + run.last - run.first) for run in runs(before))
    return Embedded(vectors, states, 0)


def _wanted(card: Card, passage: Passage, titles: bool) -> Wanted:
    text = embedding_text(card, passage, titles)
    start = len(text) - len(passage.text)
    ahead = start - passage.start
    return Wanted(text, tuple((first + ahead, last + ahead) for first, last in passage.sentences))


def _made(texts: Sequence[Wanted], model: Model) -> list[bytes]:
    """What the model makes of each text, as the cache keeps it: the vector in half precision, then the states."""
    embedder, whole = model(), [one.text for one in texts]
    if not isinstance(embedder, SeesPieces):
        return [vector.tobytes() for vector in embedder.embed(whole, "document").astype(np.float16)]
    seen = zip(texts, embedder.pieces(whole, "document"), strict=True)
    return [
        pieces.vector.astype(np.float16).tobytes() + packed(one.text, one.sentences, pieces).tobytes()
        for one, pieces in seen
    ]


def _fill_taken(vectors: NDArray[np.float16], before: Numbers, last: Generation) -> None:
    """Fill in the rows that the last generation had; half precision comes back as it was."""
    taken = np.flatnonzero(before != NEW)
    keys = last.columns.keys[before[taken]]
    for first in range(0, len(taken), _LOOKED_UP):
        some = slice(first, first + _LOOKED_UP)
        vectors[taken[some]] = last.vectors(keys[some].tolist())


def _fill(vectors: NDArray[np.float16], rows: Sequence[int], keys: Sequence[str], cache: Cache) -> dict[str, list[int]]:
    """Fill in those of ``rows`` whose vectors the cache has; the places in ``rows`` of every key that it lacks."""
    missing: dict[str, list[int]] = {}
    for first in range(0, len(keys), _LOOKED_UP):
        some = keys[first : first + _LOOKED_UP]
        found = cache.get_many(SHELF, some)
        for place, key in enumerate(some, first):
            if key in found:
                vectors[rows[place]] = _vector(found[key], vectors.shape[1])
            else:
                missing.setdefault(key, []).append(place)
    return missing


def _states(
    texts: Texts, keys: Sequence[str], before: Numbers, last: Generation | None, model: Model, cache: Cache
) -> Iterator[Block]:
    """The states of all rows in order: out of the last generation, or else out of the cache.

    That has them by now, unless it was damaged meanwhile.
    """
    place = 0
    for run in runs(before):
        count = run.last - run.first
        if run.before != NEW:
            assert last is not None
            yield last.states_between(run.before, run.before + count)
            continue
        for first in range(place, place + count, _LOOKED_UP):
            yield _block(texts, keys, range(first, min(first + _LOOKED_UP, place + count)), model, cache)
        place += count


def _block(texts: Texts, keys: Sequence[str], places: range, model: Model, cache: Cache) -> Block:
    found = cache.get_many(SHELF, [keys[place] for place in places])
    width = 1 + -(-model.dimension // 8)
    values = (found.get(keys[place]) or _made(texts.of([place]), model)[0] for place in places)
    states = [np.frombuffer(value, np.uint8, offset=2 * model.dimension).reshape(-1, width) for value in values]
    return np.concatenate(states), np.array([len(one) for one in states], np.int64)


def _vector(value: bytes, dimension: int) -> NDArray[np.float16]:
    return np.frombuffer(value, np.float16, dimension)
