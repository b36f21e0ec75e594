"""The parts of a generation, written into its folder: vectors, states, words, records, columns.

Invariant: the same cuts, vectors and states give the same parts (the words' files differ in their names only).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import columns, dense, store
from index.files import Files, digest
from index.generation import COLUMNS, RECORDS, STATES, TERMS, VECTORS, Generation
from index.records_db import Cut, write_records
from index.states import Packed, write_states
from index.terms import write_terms


def write_parts(
    folder: Path,
    cuts: Sequence[Cut],
    vectors: NDArray[np.float16],
    states: Iterable[Packed],
    titles: bool,
    previous: Generation | None,
    files: Files,
) -> dict[str, str]:
    """Write every part into the new generation's ``folder``; what the words were made from, by a digest.

    Words made from the same as in ``previous`` are linked from there.
    """
    made_from = {TERMS: digest(text.encode("utf-8", "surrogatepass") for text in _words(cuts, titles))}
    linked = previous is not None and previous.manifest.made_from.get(TERMS) == made_from[TERMS]
    if previous and linked:
        store.reuse(previous.folder, folder, TERMS, files)
    with ThreadPoolExecutor(1) as beside:  # tantivy works outside Python's lock
        words = None if linked else beside.submit(write_terms, folder / TERMS, _words(cuts, titles))
        write_records(folder / RECORDS, cuts)
        files.write(folder / VECTORS, dense.encoded(vectors, vectors.shape[1]))
        write_states(folder / STATES, states, files)
        releases = [cut.release for cut in cuts]
        files.write(folder / COLUMNS, columns.encoded(columns.columns(releases, [cut.passages for cut in cuts])))
        if words:
            words.result()
    return made_from


def _words(cuts: Sequence[Cut], titles: bool) -> Iterator[str]:
    """What is searched by words, passage by passage: its title and its text, never those of all at once."""
    for cut in cuts:
        title = f"{cut.release.title}\n" if titles and cut.release.title else ""
        yield from (f"{title}{passage.text}" for passage in cut.passages)
