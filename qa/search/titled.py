"""The words of passages with the titles of their releases, which often hold the name or the day that a passage lacks.

Invariant: one text for every key, in their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.generation import Generation


def titled_texts(generation: Generation, keys: Sequence[int]) -> list[str]:
    """The title, where there is one, and the text of each passage."""
    passages = generation.passages(keys)
    cards = generation.cards([passage.release_id for passage in passages])
    return [f"{cards[passage.release_id].title or ''}\n{passage.text}" for passage in passages]
