"""The parts of a generation, written into its folder: records first, and out of them words, states and columns.

What is the same as in the last generation is copied from there. Invariant: the same releases and vectors give the same
parts (the words' files differ in their names only), whatever was taken and whatever was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index import columns as column_files
from index import dense, store
from index.columns import Numbers
from index.files import Digest, Files, digest
from index.generation import COLUMNS, RECORDS, STATES, TERMS, VECTORS, Generation
from index.headers import Header
from index.marks import Marks, columns, marks
from index.records_db import Records
from index.states import write_states
from index.taken import Taken
from index.terms import write_terms
from index.vectors import Embedded
from index.written import Cut, write_records

Embed = Callable[[Records, Numbers], Embedded]
"""Makes the vectors and states of all rows; an array says of each which row of the last generation it was, or NEW."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What was written: how many passages, for how many of them the model was needed, and digests for the manifest."""

    passages: int
    by_model: int
    made_from: dict[str, str]


def write_parts(
    folder: Path,
    headers: Sequence[Header],
    taken: Taken,
    cut: Callable[[int], Cut],
    embed: Embed,
    titles: bool,
    files: Files,
) -> Parts:
    """Write every part into the new generation's ``folder``.

    ``cut`` gives the release of each number that is not ``taken``. Words made from the same as in the last generation
    are linked from there.
    """
    made: dict[int, Marks] = {}

    def noted(number: int) -> Cut:
        one = cut(number)
        made[number] = marks(one.release, one.passages)
        return one

    write_records(folder / RECORDS, headers, taken, noted)
    with closing(Records(folder / RECORDS)) as records, ThreadPoolExecutor(1) as beside:
        made_from = _linked_words(folder, records, titles, taken.generation, files)
        # tantivy works outside Python's lock, and longer than all the rest together.
        words = None if made_from else beside.submit(_write_words, folder, titles)
        fresh = columns(records, taken, made)
        embedded = embed(records, taken.rows(fresh.first))
        files.write(folder / VECTORS, dense.encoded(embedded.vectors, embedded.vectors.shape[1]))
        write_states(folder / STATES, embedded.states, files)
        files.write(folder / COLUMNS, column_files.encoded(fresh))
        return Parts(len(fresh.keys), embedded.by_model, {TERMS: words.result() if words else made_from})


def _linked_words(folder: Path, records: Records, titles: bool, last: Generation | None, files: Files) -> str:
    """Link the words of the last generation if they are made from the same: by what digest; "" if they are not."""
    if last is None or records.keys() != last.columns.keys.tolist():  # most often that tells, and at once
        return ""
    made_from = digest(map(_bytes_of, _words(records, titles)))
    if last.manifest.made_from.get(TERMS) != made_from:
        return ""
    store.reuse(last.folder, folder, TERMS, files)
    return made_from


def _write_words(folder: Path, titles: bool) -> str:
    """Write the words of the passages in the records; the digest of what they are made from."""
    made_from = Digest()

    def noted(text: str) -> str:
        made_from.add(_bytes_of(text))
        return text

    with closing(Records(folder / RECORDS)) as records:
        write_terms(folder / TERMS, map(noted, _words(records, titles)))
    return str(made_from)


def _bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _words(records: Records, titles: bool) -> Iterator[str]:
    """What is searched by words, passage by passage: its title and its text, never those of all at once."""
    return (f"{title}\n{text}" if titles and title else text for title, text in records.titled())
