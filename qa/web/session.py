"""One reader's conversation: what was asked, how it was limited, what came back.

Invariant: frozen; a turn's number is its place in the conversation, from 1, and never changes. Of what was found a
conversation keeps the answer and a picture, never the releases, so that it stays small however large the archive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from qa.pages.charts import Picture
from qa.records import Answer, Results, Turn


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reader limits every question to; empty means any. Days as the engine reads them: 2011, 2011-03, ..."""

    since: str = ""
    until: str = ""
    issuer: str = ""
    speaker: str = ""
    language: str = ""

    def settings(self) -> dict[str, str]:
        """The keyword arguments of ``Archive.ask`` for what is limited."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name).strip())}

    def without(self, part: str) -> Limits:
        """These limits less the ``part`` of a reading ("time", "issuer", "speaker" or "language")."""
        if part == "time":
            return replace(self, since="", until="")
        return replace(self, **{part: ""}) if part in {"issuer", "speaker", "language"} else self


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, how it was limited, and how far its answer is: found, answered, or the one line that went wrong.

    ``ignore`` names the parts of its reading that were switched off; ``picture`` counts all releases that match it.
    """

    question: str
    limits: Limits = Limits()
    ignore: tuple[str, ...] = ()
    results: Results | None = None
    answer: Answer | None = None
    picture: Picture | None = None
    problem: str = ""

    def kept(self) -> dict[str, object]:
        """What a browser keeps of it, if its reader wants it to: the question and how it was limited, no answer."""
        return {"question": self.question, **asdict(self.limits), "ignore": self.ignore}

    def asked_anew(self, **changes: Any) -> Exchange:
        """The same question as before it was answered, with these fields changed."""
        return replace(self, results=None, answer=None, picture=None, problem="", **changes)


def from_kept(kept: object) -> Exchange | None:
    """What ``Exchange.kept`` gave, as a question to ask again; None for whatever else a browser may send."""
    if not isinstance(kept, Mapping) or not isinstance(kept.get("question"), str):
        return None
    limits = {field.name: said for field in fields(Limits) if isinstance(said := kept.get(field.name), str)}
    ignore = kept.get("ignore")
    names = tuple(name for name in ignore if isinstance(name, str)) if isinstance(ignore, list) else ()
    return Exchange(kept["question"], Limits(**limits), names)


def history(exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """The conversation as the engine takes it: answered turns only, an answer as its quotes or its one sentence."""
    turns: list[Turn] = []
    for exchange in exchanges:
        if exchange.answer is None:
            continue
        said = "\n".join(quote.text for quote in exchange.answer.quotes) or exchange.answer.message
        turns += [Turn("user", exchange.question, exchange.ignore), Turn("assistant", said)]
    return tuple(turns)
