"""How something was worded over time: where a phrase stands word for word, its first and its last use.

Invariant: for a phrase that stands in the corpus the uses are all there are, found by reading every release that could
hold it; for one that does not, they are the nearest sentences and ``Wording.verbatim`` says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from index.errors import UsageError
from index.sentences import sentences
from qa.cards import cards_of
from qa.compare import pair
from qa.compared import Wording, Words
from qa.evidence import best_sentences
from qa.likeness import likeness

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.generation import Generation
    from qa.records import Results


def wording(phrase: str, uses: Sequence[Words], *, verbatim: bool) -> Wording:
    """The uses in time, oldest first, undated ones last, each dated one beside the next."""
    in_time = sorted(uses, key=lambda use: (use.release.date or date.max, use.release.id))
    dated = [use for use in in_time if use.release.date]
    return Wording(
        phrase=phrase,
        verbatim=verbatim,
        uses=tuple(in_time),
        first=dated[0].release if verbatim and dated else None,
        last=dated[-1].release if verbatim and dated else None,
        pairs=tuple(pair(one, two) for one, two in pairwise(dated)),
    )


def verbatim_uses(phrase: str, generation: Generation) -> list[Words]:
    """Every release's first sentence that holds ``phrase``, whatever its case and line breaks; the phrase is marked.

    Raises UsageError for a phrase without a letter or digit.
    """
    parts = re.findall(r"\w+|[^\w\s]+", phrase)
    words = [part for part in parts if part[0].isalnum()]
    if not words:
        raise UsageError("there is no word in this phrase.", next_command='release-qa wording "as long as needed"')
    words_apart = r"\s+".join(map(re.escape, phrase.split()))
    pattern = re.compile(rf"(?<!\w){words_apart}(?!\w)", re.IGNORECASE)
    found = []
    ids = generation.records.holding(words)
    cards = cards_of(generation, ids)
    for identifier in ids:
        release = generation.release(identifier)
        held = pattern.search(release.text)
        if held is None:
            continue
        for start, end in sentences(release.text, release.language or "en"):
            if start <= held.start() < end:
                marked = (held.start() - start, min(held.end(), end) - start)
                found.append(Words(cards[identifier], release.text[start:end], start, end, (marked,)))
                break
    return found


def topic_uses(results: Results, generation: Generation, embedder: Embedder) -> list[Words]:
    """The best sentence of each release on a topic."""
    query, hits = results.query, results.hits
    best: dict[str, Words] = {}
    for sentence in best_sentences(query, hits, likeness(query, hits, generation, embedder), generation):
        card = sentence.hit.release
        best.setdefault(card.id, Words(card, sentence.text, sentence.start, sentence.end))
    return list(best.values())
