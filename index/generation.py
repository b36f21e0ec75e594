"""One generation, opened: releases, passages, candidates, words and names, all from the same build.

Everything is memory-mapped or small, so opening costs little and processes share pages. Invariant: an opened
generation never changes and never mixes with another; it goes on answering when a newer one is published, and
even when its folder is removed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index import columns as column_files
from index import manifest as manifests
from index import store
from index.columns import Columns, Facts, Named
from index.dense import Dense, Rows
from index.engine import Candidate, Filter, Term, Vector, Vocabulary
from index.errors import BrokenIndex, UsageError, WrongEmbedder
from index.happened import happened, told_in
from index.manifest import Manifest
from index.records import Passage, Release
from index.records_db import Card, Records
from index.states import Packed, States
from index.terms import Terms, stems

if TYPE_CHECKING:
    from index.embed import Embedder

VERIFIED_ON_OPENING = 512 << 20
"""Up to so many bytes every hash is compared on opening; beyond, sizes only."""

VECTORS, STATES, TERMS, RECORDS, COLUMNS = "vectors.faiss", "states", "terms", "records.db", "columns.npz"
SOURCES = "sources.json"
_ASKED_OF_EVENTS = 30
"""So many passages that hold the name of an event are asked for its date."""


def open_generation(index_dir: str | Path, *, verify: bool = True) -> Generation:
    """Open the current generation of an index; a publication in the same moment gives the old one or the new.

    With ``verify`` the sha256 of every file is compared when they have 512 MB or less together; sizes always are.
    Raises NoIndex, BrokenIndex naming the file, or NewerFormat.
    """
    index_dir = Path(index_dir)
    while True:
        name = store.current(index_dir)
        try:
            return Generation(index_dir / name, verify=verify)
        except BrokenIndex:
            if store.current(index_dir) == name:
                raise
            # Another generation was published meanwhile, and this one may have been cleared away.


class Source:
    """The search seam over one generation's two engines. Implements ``engine.CandidateSource``."""

    def __init__(self, dense: Dense, terms: Terms, columns: Columns, records: Records) -> None:
        self._dense, self._terms, self._columns, self._records = dense, terms, columns, records

    def candidates(self, vector: Vector, terms: Sequence[Term], where: Filter, n: int) -> tuple[Candidate, ...]:
        """See ``engine.CandidateSource.candidates``."""
        if not len(self._columns.keys) or n < 1:
            return ()
        mask = self._columns.mask(where, self._records.numbers)
        # ``np.union1d`` would import all of NumPy's masked arrays for it.
        found = {*self._dense.best(vector, n, mask).tolist(), *self._terms.best(terms, n, mask).tolist()}
        rows = np.array(sorted(found), np.int64)
        measured = zip(
            self._columns.keys[rows].tolist(),
            self._dense.cosines(vector, rows).tolist(),
            self._terms.scores(terms, rows).tolist(),
            strict=True,
        )
        return tuple(sorted((Candidate(*one) for one in measured), key=lambda c: (-c.cosine, c.key)))


class Generation:
    """An opened generation; safe to use from several threads. ``close`` it, or let it go out of use."""

    def __init__(self, folder: Path, *, verify: bool = True) -> None:
        self.folder = folder
        self.manifest = manifests.load(folder)
        total = sum(listed.size for listed in self.manifest.files.values())
        self.verify(hashes=verify and total <= VERIFIED_ON_OPENING)
        self.records = Records(folder / RECORDS)
        self.columns = _columns(folder / COLUMNS)
        self.extent = self.columns.extent()
        """How many releases and passages, from when to when."""
        dimension = self.manifest.embedder["dimension"]
        self._dense = Dense(folder / VECTORS, len(self.columns.keys), dimension)
        self._states = States(folder / STATES, len(self.columns.keys), dimension)
        self._terms = Terms(folder / TERMS)
        self.vocabulary: Vocabulary = self._terms
        self.source = Source(self._dense, self._terms, self.columns, self.records)

    def close(self) -> None:
        """Let the records' file go; mapped files go with the object."""
        self.records.close()

    def is_current(self) -> bool:
        """Whether this is still the generation to read: one small file is read, cheap enough for every question."""
        return store.current(self.folder.parent) == self.folder.name

    def verify(self, *, hashes: bool = True) -> None:
        """Compare every file with the manifest. Raises BrokenIndex naming the first that differs."""
        for damage in store.damages(self.folder, self.manifest, hashes=hashes):
            where = self.folder.parent
            raise BrokenIndex(
                f"this file of the index is damaged: {damage.cause}.",
                path=damage.path,
                next_command=f"release-qa check --index {where}, then rollback or build",
            )

    def require(self, embedder: Embedder) -> None:
        """Raise WrongEmbedder unless ``embedder`` is the one this index was built with, down to three test vectors."""
        require(embedder, self.manifest, self.folder.parent)

    @property
    def issuers(self) -> tuple[Named, ...]:
        """Every issuer with its number of releases, the most frequent first."""
        return self.columns.names["issuer"]

    @property
    def speakers(self) -> tuple[Named, ...]:
        """Everyone quoted or reported with the number of releases, the most frequent first."""
        return self.columns.names["speaker"]

    @property
    def languages(self) -> tuple[Named, ...]:
        """Every language with its number of releases, the most frequent first."""
        return self.columns.names["language"]

    def ids(self) -> list[str]:
        """The ids of all releases, by issuer, day and id."""
        return self.records.ids()

    def release(self, release_id: str) -> Release:
        """A release, whole. Raises UsageError where there is none of that id."""
        release = self.records.release(release_id)
        if release is None:
            raise UsageError(f"there is no release {release_id!r} in this index.", path=self.folder.parent)
        return release

    def cards(self, release_ids: Sequence[str]) -> dict[str, Card]:
        """The headers of releases by id; ids that are not in the index are left out."""
        return self.records.cards(release_ids)

    def family(self, family: str) -> list[str]:
        """The ids of the releases of one family, in the order of their days."""
        return self.records.family(family)

    def passages(self, keys: Sequence[int]) -> list[Passage]:
        """Passages by key, in that order. Raises KeyError for a key that is not in the index."""
        return self.records.passages(self.columns.rows(keys).tolist())

    def passages_of(self, release_id: str) -> list[Passage]:
        """All passages of a release in the order of its text."""
        return self.records.passages_of(release_id)

    def holding(self, words: Sequence[str], n: int = 20) -> list[Passage]:
        """The ``n`` passages with the highest BM25 for ``words``, best first; a passage may lack some of them."""
        return self.records.passages(self._terms.best([Term(word) for word in words], n).tolist())

    def holders(self, words: Sequence[Sequence[str]], where: Filter) -> tuple[Rows, NDArray[np.bool_]]:
        """Of every passage that fits ``where`` the number of its release, int64 [n], and which ``words`` it holds.

        Each word comes in one or more forms, any of which will do; the second array is bool [n, words]. Release
        numbers count along ``ids``. Nothing is cut off.
        """
        mask = self.columns.mask(where, self.records.numbers)
        rows = np.arange(len(self.columns.keys)) if mask is None else np.flatnonzero(mask)
        held = np.zeros((len(rows), len(words)), np.bool_)
        for at, forms in enumerate(words):
            held[:, at] = np.isin(rows, self._terms.holding([Term(form) for form in forms]))
        return self.columns.releases_of(rows), held

    def happened(self, name: str) -> tuple[date, date] | None:
        """The first and last day of the event of that name ("Brussels summit"), as the releases date it, or None."""
        wanted = frozenset(stems(name))
        found = self.holding(name.split(), _ASKED_OF_EVENTS)
        cards = self.cards(list(dict.fromkeys(passage.release_id for passage in found)))
        titled = {one for one, card in cards.items() if wanted <= frozenset(stems(card.title or ""))}
        telling = (p.release_id for p in found if p.release_id in titled or told_in(wanted, p.text))
        ids = dict.fromkeys(telling)
        return happened(name, (self.release(one) for one in ids))

    def vectors(self, keys: Sequence[int]) -> Vector:
        """The vectors of passages by key: float32 [len(keys), dimension]."""
        return self._dense.vectors(self.columns.rows(keys))

    def centres(self, keys: Sequence[int]) -> Vector:
        """The middle of the release of each passage: float32 [len(keys), dimension], the mean of all its passages'
        vectors at length 1.
        """
        releases, places = np.unique(self.releases_of(keys), return_inverse=True)
        if not len(releases):
            return np.empty((0, self._dense.dimension), np.float32)
        rows, starts = self.columns.rows_of(releases)
        sums = np.add.reduceat(self._dense.vectors(rows), starts[:-1], axis=0)
        centres: Vector = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), np.float32(1e-9))
        return centres[places]

    def states(self, keys: Sequence[int]) -> Iterator[Packed]:
        """The states of the words of passages by key (``index.states``); empty where the embedder told of none."""
        return map(self._states.of, self.columns.rows(keys).tolist())

    def states_between(self, first: int, last: int) -> tuple[Packed, NDArray[np.int64]]:
        """The states of all passages of the rows ``first`` to ``last``, one after the other, and how many each has."""
        return self._states.between(first, last)

    def releases_of(self, keys: Sequence[int]) -> NDArray[np.int64]:
        """The number of the release of each passage by key; releases are numbered along ``ids``."""
        return self.columns.releases_of(self.columns.rows(keys))

    def facts(self, keys: Sequence[int]) -> list[Facts]:
        """Day, issuer, events told and speakers quoted of passages by key."""
        return self.columns.facts(self.columns.rows(keys))


def require(embedder: Embedder, manifest: Manifest, index_dir: Path) -> None:
    """Raise WrongEmbedder unless ``embedder`` is the one of ``manifest``, down to three test vectors."""
    from index.embed import check_canaries

    found = asdict(embedder.fingerprint)
    differing = [name for name in found if name != "model" and found[name] != manifest.embedder.get(name)]
    if differing:
        raise WrongEmbedder(
            f"the index was built with {manifest.embedder['model']}, and {embedder.fingerprint.model} is another"
            f" embedder: it differs in {', '.join(differing)}.",
            path=index_dir,
            next_command=f"release-qa build --re-embed --index {index_dir}",
        )
    check_canaries(embedder, np.array(manifest.canaries, np.float32))


def _columns(path: Path) -> Columns:
    try:
        return column_files.decoded(path.read_bytes())
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as cause:
        raise BrokenIndex(
            f"the filter columns cannot be read ({cause}).",
            path=path,
            next_command=f"release-qa check --index {path.parent.parent}",
        ) from cause
