"""A sentence becomes a quote: exact words with their way back, who says them, and whom a pronoun means.

Invariant: every quote of an answer was compared with the release once more at the very end; one that is not
``release.text[start:end]`` to the letter is dropped and logged. Nothing is ever joined, mended or guessed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from index.errors import UsageError
from index.records import HOLE
from qa.cards import cards_of
from qa.cite import cited, place_of
from qa.records import Quote, ReleaseCard

if TYPE_CHECKING:
    from index.generation import Generation
    from index.records import Attribution, Release
    from qa.evidence import Sentence

NEARLY = 0.5
"""A neighbouring sentence that scores so little less is quoted too: the two answer together, or either may."""

_LOOKED_BACK = 600
_PRONOUN = re.compile(r"[\"“«]?\s*(He|She|His|Her)\b")

_log = logging.getLogger("release_qa")


def quote(sentence: Sentence, release: Release, among: Sequence[Sentence] = (), nearly: float = NEARLY) -> Quote:
    """The sentence, with a neighbour ``among`` the scored ones if that scores at most ``nearly`` less."""
    return quoted(release, sentence.hit.release, *_extended(sentence, release, among, nearly), hit=sentence.hit.rank)


def quoted(release: Release, card: ReleaseCard, start: int, end: int, *, hit: int = 0) -> Quote:
    """``release.text[start:end]`` with all that a citation says of it; ``hit`` is 0 where it comes from no search.

    Raises UsageError for a range that is empty or not in the text.
    """
    if not 0 <= start < end <= len(release.text):
        raise UsageError(f"{release.id!r} has characters 0 to {len(release.text)}, not {start} to {end}.")
    source_start, source_end = release.source_range(start, end)
    said = speaker(release, start, end)
    return Quote(
        text=release.text[start:end],
        start=start,
        end=end,
        source_start=source_start,
        source_end=source_end,
        speaker=said.name if said else None,
        role=said.role if said else None,
        release=card,
        hit=hit,
        refers_to=refers_to(release, start, end),
        place=place_of(release, start, end),
    )


def citation(generation: Generation, release_id: str, start: int | None, end: int | None, style: str) -> str:
    """The citation of a release, or with the words of ``text[start:end]``; see ``qa.cite.cited``."""
    release = generation.release(release_id)
    card = cards_of(generation, [release_id])[release_id]
    if start is None and end is None:
        return cited(card, style)
    return cited(quoted(release, card, start or 0, len(release.text) if end is None else end), style)


def speaker(release: Release, start: int, end: int) -> Attribution | None:
    """Who is quoted or reported in most of ``release.text[start:end]``; None where nobody is."""
    overlaps = [(min(end, a.end) - max(start, a.start), a) for a in release.speakers]
    longest = max(overlaps, key=lambda pair: pair[0], default=None)
    return longest[1] if longest and longest[0] > 0 else None


def refers_to(release: Release, start: int, end: int) -> tuple[tuple[str, str], ...]:
    """Whom the pronoun that the words begin with means: the person last named before, of those known to speak."""
    begins = _PRONOUN.match(release.text, start, end)
    if not begins:
        return ()
    before = release.text[max(0, start - _LOOKED_BACK) : start]
    named = {a.name: before.rfind(a.name.split()[-1]) for a in release.speakers if a.name.split()}
    last = max(named, key=lambda name: (named[name], name), default=None)
    return ((begins.group(1), last),) if last is not None and named[last] >= 0 else ()


def verified(quotes: Iterable[Quote], generation: Generation) -> Iterator[Quote]:
    """The quotes that are what they say; any other is dropped, with a line in the log."""
    for one in quotes:
        release = generation.release(one.release.id)
        exact = release.text[one.start : one.end] == one.text and one.text.strip() == one.text
        traced = release.source_range(one.start, one.end) == (one.source_start, one.source_end)
        if one.text and exact and traced and HOLE not in one.text:
            yield one
        else:
            _log.error("dropped a quote that is not in %s at %d-%d", one.release.id, one.start, one.end)


def _extended(sentence: Sentence, release: Release, among: Sequence[Sentence], nearly: float) -> tuple[int, int]:
    """Where the quote begins and ends: two whole sentences at most, beside each other, and said by the same person."""
    key, number, who = sentence.hit.passage.key, sentence.number, speaker(release, sentence.start, sentence.end)
    near = [s for s in among if s.hit.passage.key == key and abs(s.number - number) == 1]
    best = max(near, key=lambda s: s.score, default=None)
    if best is None or best.score < sentence.score - nearly:
        return sentence.start, sentence.end
    beside = speaker(release, best.start, best.end)
    if (beside.name if beside else None) != (who.name if who else None):
        return sentence.start, sentence.end
    return min(sentence.start, best.start), max(sentence.end, best.end)
