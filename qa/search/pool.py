"""The candidates of a question: found by meaning and by words, within what was given as a limit.

Where the words of a question state a time, an issuer or a speaker, the best inside it are looked for as well, so that
they are among the candidates however many others are nearer; for a time, also the best of the releases without a day,
which may be of that time. Invariant: no candidate lies outside a given limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from index.engine import Candidate, Filter

if TYPE_CHECKING:
    from index.generation import Generation
    from qa.records import Query
    from qa.search.asked import Asked


def candidates(generation: Generation, query: Query, asked: Asked, where: Filter, n: int) -> list[Candidate]:
    """Up to 2n candidates within ``where``, and up to n more inside what the question prefers."""
    found = {c.key: c for c in generation.source.candidates(asked.vector, asked.terms, where, n)}
    for narrower in _preferred(query, where, generation.extent.undated):
        more = generation.source.candidates(asked.vector, asked.terms, narrower, n // 2)
        found.update({c.key: c for c in more})
    return list(found.values())


def filter_of(query: Query, without: frozenset[str] = frozenset()) -> Filter:
    """What the search must keep to: everything that was given as a limit; ``without`` these releases."""
    where = Filter(without=without)
    for part in query.given:
        where = _narrowed(where, query, part)
    return where


def _preferred(query: Query, where: Filter, undated: int) -> Iterator[Filter]:
    """The filter narrowed to each thing that the question's own words state."""
    for part in ("time", "speaker", "issuer"):
        narrower = where if part in query.given else _narrowed(where, query, part)
        if narrower != where:
            yield narrower
            if part == "time" and undated:
                yield replace(where, undated=True)


def _narrowed(where: Filter, query: Query, part: str) -> Filter:
    """The filter with what one part of the reading says, if it says anything."""
    if part == "time":
        return replace(where, told_from=query.since, told_until=query.until)
    if part == "issuer" and query.issuer:
        return replace(where, issuers=frozenset(query.issuers or (query.issuer,)))
    if part == "speaker" and query.speaker:
        return replace(where, speakers=frozenset(query.speakers or (query.speaker,)))
    if part == "language" and query.language:
        return replace(where, languages=frozenset({query.language}))
    return where
