"""The words of all passages: a tantivy index of one stemmed and one unstemmed field, scored by BM25.

Words reach it as terms, never as query syntax. Invariant: the index is written whole, by one thread, in the
order of the rows, so that the same passages give the same scores (to the last bit) and the same order of equals,
whatever the history of the builds was.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
import weakref
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from numpy.typing import NDArray
from tantivy import (
    Document,
    FieldType,
    Filter,
    Index,
    Occur,
    Query,
    Schema,
    SchemaBuilder,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)

from index.dense import Mask, Rows
from index.engine import Term, Word
from index.errors import BrokenIndex, BuildError
from index.spelling import Spellings

_HEAP = 300_000_000
_LONGEST_WORD = 100
_LONG_RUN = 64
_POSSESSIVE = re.compile(r"['’][sS]\b")


def write_terms(folder: Path, texts: Iterable[str]) -> None:
    """Write the index of ``texts``, one a row, into a new folder."""
    folder.mkdir()
    try:
        index = Index(_schema(), str(folder))
        for field, analyzer in _analyzers().items():
            index.register_tokenizer(field, analyzer)
        writer = index.writer(_HEAP, num_threads=1)
        for row, text in enumerate(texts):
            document = Document()
            words = _plain(text)
            document.add_text("stem", words)
            document.add_text("exact", words)
            document.add_unsigned("row", row)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
    except (ValueError, OSError) as cause:
        raise BuildError(
            f"the words could not be written ({cause}).", path=folder, next_command="free some room on the disk"
        ) from cause
    for lock in folder.glob(".*.lock"):
        lock.unlink()


class Terms:
    """The words of one generation; safe to use from several threads. Implements ``engine.Vocabulary``."""

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        self._analyzers = _analyzers()
        try:
            links = _linked(folder)
            # Not at once: tantivy looks after the folder for a moment in a thread of its own.
            weakref.finalize(self, shutil.rmtree, links, ignore_errors=True)
            index = Index.open(links)
            index.config_reader("manual")
            self._searcher = index.searcher()
        except (ValueError, OSError) as cause:
            raise BrokenIndex(
                f"the words cannot be read ({cause}).",
                path=folder,
                next_command=f"release-qa check --index {folder.parent.parent}",
            ) from cause
        self._spellings: Spellings | None = None

    def best(self, terms: Sequence[Term], n: int, mask: Mask | None = None) -> Rows:
        """The ``n`` rows with the highest BM25 among those of ``mask`` that hold any of ``terms``, best first."""
        return self._ranked(terms, n, None if mask is None else _rows_of(self._schema, mask))[0]

    def scores(self, terms: Sequence[Term], rows: Rows) -> NDArray[np.float64]:
        """The BM25 of each of ``rows``, which are sorted: 0.0 where no term matches."""
        scores = np.zeros(len(rows))
        if len(rows):
            where = Query.term_set_query(self._schema, "row", rows.tolist())
            matching, values = self._ranked(terms, len(rows), where)
            scores[np.searchsorted(rows, matching)] = values
        return scores

    def holding(self, terms: Sequence[Term]) -> Rows:
        """All rows that hold any of ``terms``, in whole: of one that falls into several words, all of them."""
        found: list[Rows] = []
        for term in terms:
            field = "exact" if term.exact else "stem"
            each = [Query.term_query(self._schema, field, part) for part in self._parts(term.word, field)]
            if each:
                query = Query.boolean_query([(Occur.Must, one) for one in each])
                hits = self._searcher.search(query, self._searcher.num_docs, count=False).hits
                found.append(np.array(self._searcher.fast_field_values("row", [at for _, at in hits]), np.int64))
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)

    def document_frequency(self, word: str, *, exact: bool = False) -> int:
        """How many passages hold the word; of one that falls into several, its rarest part counts."""
        field = "exact" if exact else "stem"
        return min((self._searcher.doc_freq(field, part) for part in self._parts(word, field)), default=0)

    def starting(self, prefix: str, limit: int = 50) -> tuple[Word, ...]:
        """See ``engine.Vocabulary.starting``."""
        parts = self._parts(prefix, "exact")
        if len(parts) != 1:
            return ()
        found = self._searcher.terms_with_prefix("exact", parts[0], limit=limit)
        return tuple(Word(word, count) for word, count in found)

    def near(self, word: str, *, distance: int = 1, limit: int = 10) -> tuple[Word, ...]:
        """See ``engine.Vocabulary.near``."""
        parts = self._parts(word, "exact")
        if len(parts) != 1:
            return ()
        if self._spellings is None:
            self._spellings = Spellings(self._searcher.terms_with_prefix("exact", ""))
        return self._spellings.near(parts[0], distance, limit)

    def _parts(self, word: str, field: str) -> list[str]:
        return list(self._analyzers[field].analyze(_plain(word)))

    def _ranked(self, terms: Sequence[Term], n: int, where: Query | None) -> tuple[Rows, NDArray[np.float64]]:
        clauses = list(self._clauses(terms))
        if not clauses or n < 1:
            return np.empty(0, np.int64), np.empty(0)
        query = Query.boolean_query(clauses)
        if where is not None:
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(where, 0.0))])
        hits = self._searcher.search(query, n, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return np.array(rows, np.int64), np.array([score for score, _ in hits])

    def _clauses(self, terms: Sequence[Term]) -> Iterator[tuple[Occur, Query]]:
        for term in terms:
            field = "exact" if term.exact else "stem"
            for part in self._parts(term.word, field):
                query = Query.term_query(self._schema, field, part, "freq")
                yield Occur.Should, Query.boost_query(query, term.weight)


def _linked(folder: Path) -> str:
    """A scratch folder of links to the index in ``folder``: tantivy writes a lock file beside what it opens.

    So the published folder is left alone, and may be read-only.
    """
    links = mkdtemp(prefix="release-qa-")
    for file in folder.absolute().iterdir():
        Path(links, file.name).symlink_to(file)
    return links


def stems(text: str) -> list[str]:
    """The words of ``text`` as the index stems and matches them, in order."""
    return _stem_analyzer().analyze(_plain(text))


def _rows_of(schema: Schema, mask: Mask) -> Query:
    """The rows of a mask as a query: rows stand in the order of issuer and day, so most masks are a few long runs."""
    edges = np.flatnonzero(np.diff(mask, prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    long = ends - starts >= _LONG_RUN
    scattered = mask.copy()
    clauses = []
    for start, end in zip(starts[long].tolist(), ends[long].tolist(), strict=True):
        scattered[start:end] = False
        clauses.append((Occur.Should, Query.range_query(schema, "row", FieldType.Unsigned, start, end - 1)))
    clauses.append((Occur.Should, Query.term_set_query(schema, "row", np.flatnonzero(scattered).tolist())))
    return Query.boolean_query(clauses)


def _plain(text: str) -> str:
    """The text as it is split into words: compatibility forms unified, possessive 's taken off."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _POSSESSIVE.sub("", text)


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("stem", tokenizer_name="stem", index_option="freq")
    builder.add_text_field("exact", tokenizer_name="exact", index_option="freq")
    builder.add_unsigned_field("row", fast=True, indexed=True)
    return builder.build()


def _analyzers() -> dict[str, TextAnalyzer]:
    def words() -> TextAnalyzerBuilder:
        builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(_LONGEST_WORD))
        return builder.filter(Filter.lowercase()).filter(Filter.ascii_fold())

    return {"exact": words().build(), "stem": words().filter(Filter.stemmer("english")).build()}


@lru_cache(maxsize=1)
def _stem_analyzer() -> TextAnalyzer:
    return _analyzers()["stem"]

