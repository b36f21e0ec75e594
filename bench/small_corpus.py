"""A corpus of names alone, made by hand: what understanding a question asks of one, answerable on paper.

Invariant: nothing in it is read from a file; ``Vocabulary`` is by exact lower-case words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from index.columns import Named
from index.engine import Extent, Word
from index.records import Passage
from index.spelling import Spellings


@dataclass(frozen=True)
class SmallVocabulary:
    """The words of a corpus and the number of passages that hold each."""

    passages: Mapping[str, int]

    def document_frequency(self, word: str, *, exact: bool = False) -> int:
        """See ``index.engine.Vocabulary``."""
        return self.passages.get(word.lower(), 0)

    def starting(self, prefix: str, limit: int = 50) -> tuple[Word, ...]:
        """See ``index.engine.Vocabulary``."""
        found = [Word(word, count) for word, count in self.passages.items() if word.startswith(prefix.lower())]
        return tuple(sorted(found, key=lambda word: (-word.passages, word.word))[:limit])

    def near(self, word: str, *, distance: int = 1, limit: int = 10) -> tuple[Word, ...]:
        """See ``index.engine.Vocabulary``."""
        return Spellings(list(self.passages.items())).near(word.lower(), distance, limit)


@dataclass(frozen=True, eq=False)
class SmallCorpus:
    """A corpus of given issuers, speakers (the first the most frequent), words and texts; implements ``Corpus``."""

    issuer_names: Sequence[str] = ()
    speaker_names: Sequence[str] = ()
    language_codes: Sequence[str] = ("en",)
    words: Mapping[str, int] = field(default_factory=dict)
    texts: Sequence[str] = ()
    events: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    last: date | None = None

    @property
    def extent(self) -> Extent:
        """As many passages as texts."""
        return Extent(len(self.texts), len(self.texts), None, self.last, 0)

    @property
    def issuers(self) -> tuple[Named, ...]:
        """The issuers, each with fewer releases than the one before."""
        return _falling(self.issuer_names)

    @property
    def speakers(self) -> tuple[Named, ...]:
        """The speakers, each with fewer releases than the one before."""
        return _falling(self.speaker_names)

    @property
    def languages(self) -> tuple[Named, ...]:
        """The languages, each with fewer releases than the one before."""
        return _falling(self.language_codes)

    @property
    def vocabulary(self) -> SmallVocabulary:
        """The words given."""
        return SmallVocabulary(self.words)

    def holding(self, words: Sequence[str], n: int = 20) -> list[Passage]:
        """The texts that hold any of the words."""
        texts = [text for text in self.texts if any(word.lower() in text.lower() for word in words)]
        return [Passage(key, str(key), 0, len(text), 0, len(text), text) for key, text in enumerate(texts[:n])]

    def happened(self, name: str) -> tuple[date, date] | None:
        """The days given for that name."""
        return self.events.get(name)


def _falling(names: Sequence[str]) -> tuple[Named, ...]:
    return tuple(Named(name, len(names) - place) for place, name in enumerate(names))


WHO = SmallCorpus(
    issuer_names=(
        "NATO",
        "North Atlantic Treaty Organization (NATO)",
        "US Department of the Treasury",
        "Department of Justice",
        "Environment Canada",
        "European Union (EU)",
    ),
    speaker_names=(
        "Jens Stoltenberg",
        "Eric Holder",
        "Daniel K. Akaka",
        "Recep Tayyip Erdoğan",
        "Mevlüt Çelik",
        "Robert Smith",
        "Angela Smith",
    ),
)
"""The corpus for which ``labels/who-phrases.tsv`` was written."""
