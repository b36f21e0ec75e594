"""What is shown of a release beside its words: its card, made from the record's header.

Invariant: a card is made without reading the release's text, so that showing all releases costs little.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.records import ReleaseCard

if TYPE_CHECKING:
    from index.generation import Generation


def cards_of(generation: Generation, release_ids: Sequence[str]) -> dict[str, ReleaseCard]:
    """The cards of these releases by id, in that order."""
    found = generation.cards(list(dict.fromkeys(release_ids)))
    return {
        card.id: ReleaseCard(
            id=card.id,
            title=card.title,
            date=card.date,
            date_found_in=card.found_in,
            issuer=card.issuer,
            url=card.url,
            path=card.path,
            place=card.place,
            language=card.language,
            notice=card.notice,
            family=card.family,
            versions=card.versions,
        )
        for card in found.values()
    }
