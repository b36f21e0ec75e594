"""The desk behind every page: the archive that is being asked, and what the pages say of it as a whole.

Invariant: an archive moves on by itself when a build publishes; what is said of it (cards, corpus, examples) is then
made anew, all of it from the same generation. However many readers ask, no more answers are under way than there are
processors: more of them would only wait for each other, and the rest wait in the order in which they came.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from index import store
from index.memory import hand_back
from index.processors import processors
from qa.examples import example_questions
from qa.pages.charts import Picture
from qa.records import ReleaseCard
from qa.watch import Watch

if TYPE_CHECKING:
    from qa.archive import Archive
    from qa.endpoint import Endpoint

T = TypeVar("T")

_TIDIED_AFTER = 250
"""After so many answers, what they left free is handed back to the system."""


class Desk:
    """One archive on show.

    ``note`` is said once on the first page, for example that these are the samples; ``writable`` says whether readers
    may add documents and rebuild; ``llm`` is the language model that tells answers in its own words, if there is one.
    """

    name = "Release QA"

    def __init__(self, archive: Archive, *, note: str = "", writable: bool = True, llm: Endpoint | None = None) -> None:
        self.archive = archive
        self.llm = llm
        self.watch = Watch(archive)
        self.note = note
        self.writable = writable
        self._lock = threading.Lock()
        self._asking = threading.Lock()
        self._answered = 0
        self._turns = ThreadPoolExecutor(processors(), thread_name_prefix="answers")
        self._generation = ""
        self._cards: tuple[ReleaseCard, ...] = ()
        self._examples: dict[str, tuple[str, ...]] = {}

    @property
    def cards(self) -> tuple[ReleaseCard, ...]:
        """The cards of all releases, newest first, undated ones last."""
        with self._lock:
            generation = store.current(self.archive.index_dir)
            if generation != self._generation:
                self._cards, self._generation = self.archive.releases(), generation
            return self._cards

    @property
    def corpus(self) -> str:
        """ "41 releases, 2010–2024"."""
        return describe(self.cards)

    @property
    def issuers(self) -> list[str]:
        """Everyone who issued a release of this archive, by name."""
        return sorted({card.issuer for card in self.cards if card.issuer})

    @property
    def languages(self) -> list[str]:
        """The languages of the releases, as they are tagged ("en")."""
        return sorted({card.language for card in self.cards if card.language})

    def examples(self) -> tuple[str, ...]:
        """Questions that this archive answers, made from it once a generation; the first call loads the model."""
        with self._asking:
            cards, generation = self.cards, self._generation
            if generation not in self._examples:
                self._examples = {generation: example_questions(self.archive, cards)}
            return self._examples[generation]

    def pictured(self, question: str, settings: Mapping[str, Any]) -> Picture:
        """When and by whom all releases were sent that match ``question``; settings as in ``Archive.matches``."""
        found = self.archive.matches(question, **settings)
        return Picture(len(found.releases), found.months, found.issuers, found.undated)

    async def in_turn(self, do: Callable[[], T]) -> T:
        """What ``do`` gives, done by one of the threads that answer, as soon as it is its turn."""
        self._answered += 1
        if self._answered % _TIDIED_AFTER == 0:
            self._turns.submit(hand_back)
        return await asyncio.wrap_future(self._turns.submit(do))

    def warm(self) -> None:
        """Load the model and make the examples in the background, so that the first reader does not wait."""
        threading.Thread(target=self.examples, name="warm", daemon=True).start()


def describe(cards: Sequence[ReleaseCard]) -> str:
    """How many releases, and of which years: "41 releases, 2010–2024", "1 release"."""
    count = f"{len(cards):,} {'release' if len(cards) == 1 else 'releases'}"
    years = [card.date.year for card in cards if card.date]
    if not years:
        return count
    return f"{count}, {min(years)}–{max(years)}" if min(years) != max(years) else f"{count}, {max(years)}"
