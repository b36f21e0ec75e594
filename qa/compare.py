"""Then and now, side by side: the sentences of two releases in pairs, with the words that differ marked.

Sentences that are equal are paired first, then those that keep most of their words, then, where there is an embedder,
those that mean nearly the same. Invariant: every sentence of both releases is in exactly one pair, to the letter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from index.errors import UsageError
from index.sentences import sentences
from qa.cards import cards_of
from qa.compared import Comparison, Pair, Words

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.generation import Generation
    from index.records import Release
    from qa.records import ReleaseCard

KEEPS = 0.45
"""Sentences that share this much of their words are versions of one: below, chance and set phrases reach."""

MEANS = 0.7
"""From this cosine on two sentences say nearly the same in other words."""

_TOKEN = re.compile(r"\w+(?:[.,'’-]\w+)*|[^\w\s]")
_Pairs = dict[int, int]


def compare_releases(generation: Generation, embedder: Embedder, older: str, newer: str | None) -> Comparison:
    """See ``Archive.compare``."""
    ids = [older, newer] if newer is not None else [_version_before(generation, older), older]
    pair = [generation.release(identifier) for identifier in ids]
    if None not in [release.date for release in pair]:
        pair.sort(key=lambda release: release.date or date.max)
    cards = cards_of(generation, ids)
    return compare(pair[0], pair[1], [cards[release.id] for release in pair], embedder)


def _version_before(generation: Generation, release_id: str) -> str:
    """The id of the version of a release that came before it. Raises UsageError where there is none."""
    release = generation.release(release_id)
    versions = generation.family(release.family) if release.family else []
    if release_id not in versions[1:]:
        raise UsageError(
            f"there is no earlier version of {release_id!r}.", next_command="release-qa compare ID ANOTHER-ID"
        )
    return versions[versions.index(release_id) - 1]


def compare(
    older: Release, newer: Release, cards: Sequence[ReleaseCard], embedder: Embedder | None = None
) -> Comparison:
    """The two releases sentence by sentence; ``cards`` are theirs, in that order.

    The pairs stand in the order of the newer text; what only the older one has stands where it stood, after the
    sentence before it.
    """
    sides = [[Words(card, r.text[s:e], s, e) for s, e in sentences(r.text, r.language or "en")]
             for r, card in zip((older, newer), cards, strict=True)]  # fmt: skip
    before, after = sides
    partner = _equal(before, after)
    _match(partner, before, after, _word_likeness(before, after), KEEPS)
    if embedder is not None:
        _match(partner, before, after, _meaning_likeness(partner, before, after, embedder), MEANS)
    return Comparison(cards[0], cards[1], tuple(_in_order(before, after, partner)))


def pair(older: Words, newer: Words) -> Pair:
    """The two beside each other, what the other side lacks marked; punctuation counts as words do."""
    a, b = (list(_TOKEN.finditer(side.text)) for side in (older, newer))
    matcher = SequenceMatcher(None, [m.group() for m in a], [m.group() for m in b], autojunk=False)
    gone, new = [], []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind != "equal" and i2 > i1:
            gone.append((a[i1].start(), a[i2 - 1].end()))
        if kind != "equal" and j2 > j1:
            new.append((b[j1].start(), b[j2 - 1].end()))
    return Pair(_marked(older, gone), _marked(newer, new), matcher.ratio())


def _marked(words: Words, ranges: Sequence[tuple[int, int]]) -> Words:
    return Words(words.release, words.text, words.start, words.end, tuple(ranges))


def _equal(before: Sequence[Words], after: Sequence[Words]) -> _Pairs:
    """Sentences with the same words, those of the newer text to those of the older, in order."""
    keys = [[_TOKEN.findall(words.text) for words in side] for side in (before, after)]
    hashed = [[tuple(key) for key in side] for side in keys]
    partner: _Pairs = {}
    for block in SequenceMatcher(None, hashed[0], hashed[1], autojunk=False).get_matching_blocks():
        partner |= {block.b + n: block.a + n for n in range(block.size)}
    return partner


_Likeness = Iterator[tuple[float, int, int]]


def _match(partner: _Pairs, before: Sequence[Words], after: Sequence[Words], alike: _Likeness, least: float) -> None:
    """Pair what is still alone, the likest first: a sentence may have moved."""
    taken = set(partner.values())
    for likeness, new, old in sorted(alike, key=lambda found: (-found[0], abs(found[1] - found[2]), found[1])):
        if likeness >= least and new not in partner and old not in taken:
            partner[new] = old
            taken.add(old)


def _word_likeness(before: Sequence[Words], after: Sequence[Words]) -> _Likeness:
    """The share of words that two sentences keep in order; pairs that cannot reach ``KEEPS`` are not looked into."""
    old = [_TOKEN.findall(words.text.casefold()) for words in before]
    counts = [Counter(words) for words in old]
    for j, words in enumerate(_TOKEN.findall(one.text.casefold()) for one in after):
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(words)
        count = Counter(words)
        for i, other in enumerate(old):
            if 2 * (counts[i] & count).total() >= KEEPS * (len(words) + len(other)):
                matcher.set_seq1(other)
                yield matcher.ratio(), j, i


def _meaning_likeness(
    partner: _Pairs, before: Sequence[Words], after: Sequence[Words], embedder: Embedder
) -> _Likeness:
    """The cosine of every two sentences that are still alone."""
    taken = set(partner.values())
    news = [j for j in range(len(after)) if j not in partner]
    olds = [i for i in range(len(before)) if i not in taken]
    if not news or not olds:
        return
    vectors = embedder.embed([after[j].text for j in news] + [before[i].text for i in olds], "document")
    cosines = vectors[: len(news)] @ vectors[len(news) :].T
    for row, j in enumerate(news):
        for column, i in enumerate(olds):
            yield float(cosines[row, column]), j, i


def _in_order(before: Sequence[Words], after: Sequence[Words], partner: _Pairs) -> Iterator[Pair]:
    """All pairs in the newer text's order, what has no partner there behind the sentence that it followed."""
    taken = set(partner.values())
    following: dict[int, list[int]] = {}
    last = -1
    for i in range(len(before)):
        if i in taken:
            last = i
        else:
            following.setdefault(last, []).append(i)
    yield from (Pair(before[i], None, 0.0) for i in following.get(-1, []))
    for j, newer in enumerate(after):
        if j not in partner:
            yield Pair(None, newer, 0.0)
            continue
        yield pair(before[partner[j]], newer)
        yield from (Pair(before[i], None, 0.0) for i in following.get(partner[j], []))
