"""What a question may be asked with, apart from its words: one frozen record for every way in.

Invariant: nothing is decided here; ``qa.understand`` reads the settings and says what makes no sense.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from index.errors import UsageError
from qa.records import Order, Query, Turn

if TYPE_CHECKING:
    from index.generation import Generation

Day = date | str
"""A day as ``date`` or ISO string; "2011" and "2011-03" stand for their first or last day."""

History = Sequence[Turn | Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Settings:
    """The turns before and the limits of a question; see ``Archive.retrieve``."""

    history: History = ()
    since: Day | None = None
    until: Day | None = None
    issuer: str | None = None
    speaker: str | None = None
    language: str | None = None
    order: Order | None = None
    as_of: Day | None = None
    ignore: Sequence[str] = ()

    def query(self, question: str, generation: Generation) -> Query:
        """``question`` as understood in an index. Raises UsageError for what makes no sense."""
        from qa.understand import understand

        if not isinstance(question, str):
            raise UsageError(f"the question must be text, not {type(question).__name__}.")
        return understand(
            question,
            history=_turns(self.history),
            since=self.since,
            until=self.until,
            issuer=self.issuer,
            speaker=self.speaker,
            language=self.language,
            order=self.order,
            as_of=self.as_of,
            ignore=self.ignore,
            corpus=generation,
        )


def _turns(history: Any) -> tuple[Turn, ...]:
    """The history as turns. Raises UsageError for what is none."""
    turns = []
    for turn in history if isinstance(history, Sequence) and not isinstance(history, str) else [history]:
        try:
            found = turn if isinstance(turn, Turn) else Turn(turn["role"], turn["text"], tuple(turn.get("ignore", ())))
        except (TypeError, KeyError, AttributeError) as error:
            raise UsageError('the history must hold turns like {"role": "user", "text": "..."}.') from error
        if found.role not in ("user", "assistant") or not isinstance(found.text, str):
            raise UsageError(f"a turn of the history has the role {found.role!r}; it must be user or assistant.")
        turns.append(found)
    return tuple(turns)
