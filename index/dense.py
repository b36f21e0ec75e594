"""The vectors of all passages, searched exactly: one FAISS index of half-precision numbers, memory-mapped.

Row numbers are private to the generation that wrote them. Invariant: every search is exhaustive over the rows
that a mask lets through, so nothing near is missed and no filter starves; ids below 0 never leave this module.
FAISS loads damaged files without a word, so a file is opened only after its hash or size has been checked.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.engine import Vector
from index.errors import BrokenIndex
from index.processors import processors

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

_AT_ONCE = 8192
_SHARED = 40_000
"""From so many rows on, two threads share a search, each one half: it is over sooner, for the same work."""
_ALONE = 1
"""OpenMP threads of one search, set before each since OpenMP keeps the number by thread. A single question is searched
by one thread anyway; the others would only wait for it, and spin (measured: twice the processor time, and nine times
that of fetching vectors)."""


def encoded(vectors: NDArray[np.float16], dimension: int) -> memoryview:
    """The bytes of a FAISS index of ``vectors``, float16 [rows, dimension], L2-normalised, in their order."""
    index = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    for first in range(0, len(vectors), _AT_ONCE):
        index.add(vectors[first : first + _AT_ONCE].astype(np.float32))
    data: NDArray[np.uint8] = faiss.serialize_index(index)
    return data.data


class Dense:
    """The vectors of one generation; safe to use from several threads."""

    def __init__(self, path: Path, rows: int, dimension: int) -> None:
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as cause:
            raise _broken(path, f"the vectors cannot be read ({type(cause).__name__})") from cause
        if (index.ntotal, index.d) != (rows, dimension):
            raise _broken(path, f"it holds {index.ntotal} vectors of {index.d}, not {rows} of {dimension}")
        self._index: Any = index
        self.dimension = dimension

    def best(self, vector: Vector, n: int, mask: Mask | None = None) -> Rows:
        """The ``n`` rows nearest to ``vector`` (float32 [dimension]) among those of ``mask``, best first."""
        asked = self._checked(vector)
        if mask is not None:
            bits = np.packbits(mask, bitorder="little")
            return self._search(asked, n, faiss.IDSelectorBitmap(len(mask), faiss.swig_ptr(bits)))[1]
        rows = self._index.ntotal
        if rows < _SHARED or processors() == 1:
            return self._search(asked, n, None)[1]
        second = self._beside.submit(self._search, asked, n, faiss.IDSelectorRange(rows // 2, rows, True))
        scores, found = self._search(asked, n, faiss.IDSelectorRange(0, rows // 2, True))
        more_scores, more = second.result()
        best = np.argsort(-np.concatenate([scores, more_scores]), kind="stable")[:n]
        return np.concatenate([found, more])[best]

    @cached_property
    def _beside(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(1, "search")

    def _search(self, asked: Vector, n: int, selector: Any) -> tuple[Vector, Rows]:
        """Scores and rows of the ``n`` best among those that ``selector`` (None: all) lets through, best first."""
        parameters: Any = None
        if selector is not None:
            parameters = faiss.SearchParameters()
            parameters.sel = selector
        faiss.omp_set_num_threads(_ALONE)
        scores, rows = self._index.search(asked, n, params=parameters)
        return scores[0][rows[0] >= 0], rows[0][rows[0] >= 0]

    def cosines(self, vector: Vector, rows: Rows) -> Vector:
        """The cosine, -1..1, of ``vector`` with each of ``rows``: float32 [len(rows)]."""
        cosines: Vector = np.clip(self.vectors(rows) @ self._checked(vector)[0], -1.0, 1.0)
        return cosines

    def vectors(self, rows: Rows) -> Vector:
        """The vectors of ``rows`` as float32 [len(rows), dimension]."""
        if not len(rows):
            return np.empty((0, self.dimension), np.float32)
        faiss.omp_set_num_threads(_ALONE)
        stored: Vector = self._index.reconstruct_batch(rows)
        return stored

    def _checked(self, vector: Vector) -> Vector:
        """FAISS's own checks are assertions, which ``python -O`` strips; a wrong length would read stray memory."""
        if vector.shape != (self.dimension,):
            raise ValueError(f"a vector of {self.dimension} numbers was expected, not one of shape {vector.shape}")
        return np.ascontiguousarray(vector, np.float32)[None]


def _broken(path: Path, cause: str) -> BrokenIndex:
    return BrokenIndex(f"{cause}.", path=path, next_command=f"release-qa check --index {path.parent.parent}")
