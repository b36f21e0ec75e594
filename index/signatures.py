"""Which releases may be one, told by their signatures: MinHash, and bands of it that agree.

Broder 1997; banded as in Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", ch. 3: sixteen bands of four
hashes. Invariant: a signature depends on its text alone, and a pair on its two signatures alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Pair = tuple[str, str]
"""The ids of two releases, the lesser first."""

_PERMUTATIONS = 64
_SCHEME: Literal["affine32"] = "affine32"
_SHINGLE = 3
_ROWS = 4  # of hashes in a band
_AGREE = 26  # of 64 hashes: an estimated Jaccard of .4
_AT_ONCE = 1 << 16
_WORD = re.compile(r"[^\W_]+")


def signature(text: str) -> bytes:
    """64 minimum hashes of the text's three-word shingles, 4 bytes each: texts agree in as many as they share."""
    from datasketch import MinHash

    sketch = MinHash(num_perm=_PERMUTATIONS, hashfunc=crc32, permutations=_permutations(), scheme=_SCHEME)
    sketch.update_batch([" ".join(shingle).encode("utf-8", "replace") for shingle in shingles(text)])
    return bytes(sketch.hashvalues.astype("<u4").tobytes())


@lru_cache(maxsize=1)
def _permutations() -> Any:
    """The hash family, drawn once: drawing it anew for every text would take longer than the text."""
    from datasketch import MinHash

    return MinHash(num_perm=_PERMUTATIONS, scheme=_SCHEME).permutations


def shingles(text: str) -> list[tuple[str, ...]]:
    """Every three words that follow each other, in order; of a shorter text, all its words."""
    words = _WORD.findall(text.lower())
    if len(words) <= _SHINGLE:
        return [tuple(words)] if words else []
    return list(zip(*(words[n:] for n in range(_SHINGLE)), strict=False))


def candidates(signatures: Mapping[str, bytes]) -> list[Pair]:
    """The pairs whose signatures agree in a band and in enough of their hashes, each once, in order."""
    ids = sorted(signatures)
    hashes = np.frombuffer(b"".join(signatures[one] for one in ids), "<u4").reshape(len(ids), _PERMUTATIONS)
    bands = np.ascontiguousarray(hashes).view(f"V{_ROWS * 4}")
    agreeing = [np.empty((0, 2), np.int64)]
    for number, band in enumerate(bands.T):
        _, bucket = np.unique(band, return_inverse=True)
        for pairs in _pairs_within(bucket):
            enough = np.count_nonzero(hashes[pairs[:, 0]] == hashes[pairs[:, 1]], axis=1) >= _AGREE
            before = (bands[pairs[:, 0], :number] == bands[pairs[:, 1], :number]).any(axis=1)
            agreeing.append(pairs[enough & ~before])
    whole = np.concatenate(agreeing)
    return [(ids[one], ids[two]) for one, two in whole[np.lexsort(whole.T[::-1])].tolist()]


def _pairs_within(bucket: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """All pairs of places, the lesser first, that have the same number in ``bucket``: int64 [n, 2], some at a time."""
    order = np.argsort(bucket, kind="stable")
    # How many of the same bucket stand before each.
    fellows = np.arange(len(order)) - np.searchsorted(bucket[order], bucket[order])
    ends = np.cumsum(fellows)
    first = 0
    while first < len(order):
        last = max(first + 1, int(np.searchsorted(ends, ends[first] - fellows[first] + _AT_ONCE, side="right")))
        count = fellows[first:last]
        second = np.repeat(np.arange(first, last), count)
        before = np.arange(len(second)) - np.repeat(np.cumsum(count) - count, count) + 1
        yield np.stack([order[second - before], order[second]], axis=1)
        first = last
