"""What the words of one text say by themselves: time, order, who is asked to speak, language, names, variants.

Invariant: a reading depends on the text, the calendar and the corpus alone; nothing is given or switched off yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qa.records import Variant
from qa.understand.corpus import Corpus
from qa.understand.languages import LanguageRead, read_language
from qa.understand.names import named_in
from qa.understand.order import OrderRead, read_order
from qa.understand.spans import Calendar
from qa.understand.time import TimeRead, read_time
from qa.understand.variants import variants_of
from qa.understand.who import WhoRead, read_who
from qa.understand.words import blanked, without, words


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in ``text``; every part is empty where the text says nothing of it."""

    text: str
    time: TimeRead
    order: OrderRead
    who: WhoRead
    language: LanguageRead
    names: tuple[str, ...]
    variants: tuple[Variant, ...]

    @property
    def topic(self) -> str:
        """The text without its words of time, order and language; the whole text when it is nothing else."""
        return without(self.text, (*self.time.spans, *self.order.spans, *self.language.spans)) or self.text


def read(text: str, calendar: Calendar, corpus: Corpus | None, *, spellings: bool = True) -> Reading:
    """What the words of ``text`` say; without ``spellings`` no variants are looked up."""
    time = read_time(text, calendar, corpus.happened if corpus else None)
    order = read_order(blanked(text, time.spans))
    if time.newest and order.order is None:
        order = OrderRead("newest")
    rest = blanked(text, (*time.spans, *order.spans))
    who = read_who(rest, corpus) if corpus else WhoRead()
    language = read_language(rest, [one.name for one in corpus.languages] if corpus else ())
    names = named_in(rest, (*who.spans, *language.spans))
    variants = variants_of(names, words(rest), corpus) if corpus and spellings else ()
    return Reading(text, time, order, who, language, names, variants)


def calendar_of(as_of: date | None, corpus: Corpus | None) -> Calendar:
    """What phrases of time are read by: "in March" means the last one of the corpus unless a day of asking is given."""
    today = as_of or date.today()
    last = corpus.extent.last if corpus and not as_of else None
    return Calendar(today, min(today, last or today))
