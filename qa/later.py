"""Whether quoted words were changed later: by a correction, an update, a withdrawal, a new version.

Invariant: a note tells of releases of the same family that are in the index; which is right it leaves to the reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qa.cards import cards_of
from qa.records import Quote, ReleaseCard
from qa.understand import describe_time

if TYPE_CHECKING:
    from index.generation import Generation


def changed_later(quotes: Sequence[Quote], generation: Generation) -> tuple[str, ...]:
    """A line for each quote whose words the last version of its release does not hold, or that was withdrawn."""
    return tuple(_notes(quotes, generation))


def _notes(quotes: Sequence[Quote], generation: Generation) -> Iterator[str]:
    for number, quote in enumerate(quotes, 1):
        last = _last_version(quote.release, generation)
        if last.id == quote.release.id:
            if last.notice == "withdrawn":
                yield f"[{number}] was withdrawn by its issuer."
        elif quote.text not in generation.release(last.id).text:
            notice = f" ({last.notice})" if last.notice else ""
            yield (
                f"[{number}] was changed: the version of {describe_time(last.date, last.date)}{notice} "
                f"does not hold these words: {last.title or last.id}"
            )


def _last_version(card: ReleaseCard, generation: Generation) -> ReleaseCard:
    """The last release of the family that is of a later day than ``card``; the card itself where there is none."""
    if card.family is None or card.date is None or card.versions < 2:
        return card
    family = cards_of(generation, generation.family(card.family)).values()
    later = [(one.date, one.id, one) for one in family if one.date and one.date > card.date]
    return max(later, key=lambda one: one[:2])[2] if later else card
