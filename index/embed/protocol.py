"""What an embedder is: one verb that turns texts into unit vectors, and a fingerprint that says which one it is.

Invariant: two embedders with equal fingerprints give the same vectors for the same texts (cosine >= .999), whatever
runs them; anything that would change a vector changes the fingerprint.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from tokenizers import Tokenizer

Kind = Literal["query", "document"]
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Everything about a model that decides its vectors; ``model`` is only how it was named.

    ``weights``, ``config`` and ``tokenizer`` are sha256 in hexadecimal, of the one file or of the list of the
    files' hashes. ``max_pieces`` is how many pieces of a text the model sees, special tokens and prompt included.
    """

    model: str = field(compare=False)
    weights: str
    config: str
    tokenizer: str
    pooling: str
    query_prompt: str
    document_prompt: str
    dimension: int
    normalised: bool
    max_pieces: int

    @property
    def digest(self) -> str:
        """16 hexadecimal digits that name this embedder: equal fingerprints, equal digests. Good as a folder name."""
        parts = {name: value for name, value in asdict(self).items() if name != "model"}
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


class Embedder(Protocol):
    """Texts in, unit vectors out."""

    @property
    def fingerprint(self) -> Fingerprint:
        """Which model this is."""
        ...

    @property
    def counter(self) -> PieceCounter:
        """Counts a text's pieces as this model's tokenizer cuts it."""
        ...

    @property
    def route(self) -> str:
        """What computes the vectors, in words, and why if it is not the fastest way."""
        ...

    def embed(self, texts: Sequence[str], kind: Kind) -> np.ndarray:
        """float32 ``[len(texts), dimension]``, every row of length 1; any string is accepted, the empty one too."""
        ...


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one text as the model saw them, special ones included (their start and end are equal).

    ``starts`` and ``ends`` are int64 ``[n]``, offsets into the text, end exclusive; ``states`` are float32
    ``[n, dimension]``, every row of length 1: what the piece means in its place. ``vector`` is the text's own, float32
    ``[dimension]``, as ``Embedder.embed`` gives it: both come of one pass through the model.
    """

    starts: np.ndarray
    ends: np.ndarray
    states: np.ndarray
    vector: np.ndarray


@runtime_checkable
class SeesPieces(Protocol):
    """An embedder that can also tell what every piece of a text means in its place."""

    def pieces(self, texts: Sequence[str], kind: Kind) -> list[Pieces]:
        """The pieces of every text, in the order of the texts; a prompt's own pieces are left out."""
        ...


def pieces_of(
    offsets: Sequence[tuple[int, int]], prompt: str, states: np.ndarray, vector: np.ndarray
) -> Pieces:
    """The pieces of a text from what its tokenizer and its model gave for ``prompt`` and text, padding at the end."""
    import numpy as np

    places = np.array(offsets, np.int64).reshape(-1, 2) - len(prompt)
    kept = np.flatnonzero((places[:, 0] >= 0) | (places[:, 0] == places[:, 1]))
    lengths = np.linalg.norm(states[kept], axis=1, keepdims=True)
    return Pieces(places[kept, 0], places[kept, 1], states[kept] / np.maximum(lengths, 1e-9), vector)


class PieceCounter:
    """Counts pieces with a model's own tokenizer, on a copy that neither cuts nor pads.

    ``limit`` is how many pieces a document may have before the model stops seeing it, special tokens included
    and the document prompt already taken off.
    """

    def __init__(self, tokenizer: Tokenizer, max_pieces: int, document_prompt: str = "") -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_str(tokenizer.to_str())
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.special = self._tokenizer.num_special_tokens_to_add(False)
        self.limit = max_pieces - sum(self.each([document_prompt]))

    def pieces(self, text: str) -> int:
        """How many pieces the model would need for ``text``, special tokens included: compare with ``limit``."""
        return self.each([text])[0] + self.special

    def each(self, texts: Sequence[str]) -> list[int]:
        """The pieces of each text without special tokens, in one call."""
        encodings = self._tokenizer.encode_batch_fast([printable(text) for text in texts], add_special_tokens=False)
        return [len(encoding) for encoding in encodings]


def printable(text: str) -> str:
    """``text`` with lone surrogates, which no tokenizer takes, replaced one for one; offsets stay."""
    return _SURROGATE.sub("\ufffd", text)
