"""One reader's conversation: what was asked, how it was limited, what came back.

Invariant: frozen; a turn's number is its place in the conversation, from 1, and never changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from qa.records import Answer, ReleaseCard, Turn


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reader limits every question to; empty means any. Days as the engine reads them: 2011, 2011-03, ..."""

    since: str = ""
    until: str = ""
    issuer: str = ""
    speaker: str = ""

    def settings(self) -> dict[str, str]:
        """The keyword arguments of ``Archive.ask`` for what is limited."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name).strip())}

    def without(self, part: str) -> Limits:
        """These limits less the ``part`` of a reading ("time", "issuer" or "speaker")."""
        if part == "time":
            return replace(self, since="", until="")
        return replace(self, **{part: ""}) if part in {"issuer", "speaker"} else self


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, how it was limited, and its answer or the one line that went wrong.

    ``ignore`` names the parts of its reading that were switched off; ``matches`` are the cards of what else relates
    to it, for the picture of when and who.
    """

    question: str
    limits: Limits = Limits()
    ignore: tuple[str, ...] = ()
    matches: tuple[ReleaseCard, ...] = ()
    answer: Answer | None = None
    problem: str = ""


def history(exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """The conversation as the engine takes it: answered turns only, an answer as its quotes or its one sentence."""
    turns: list[Turn] = []
    for exchange in exchanges:
        if exchange.answer is None:
            continue
        said = "\n".join(quote.text for quote in exchange.answer.quotes) or exchange.answer.message
        turns += [Turn("user", exchange.question), Turn("assistant", said)]
    return tuple(turns)
