"""What a question becomes: a Query as understood, Results, exact Quotes, an Answer.

Invariant: everything here is frozen and says what it is. Ranks start at 1. ``cosine`` is -1..1 and always
computed; ``bm25`` is 0 or more and 0.0 means that no term matched; ``fused`` orders hits within one result
and means nothing across results; ``confidence`` is 0..1 and absolute. In all of them higher is better.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, overload

from index.records import Passage

Order = Literal["newest", "oldest"]
Group = Literal["release", "passage"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the chat before the question; ``ignore`` names the parts of its reading that were switched off."""

    role: Literal["user", "assistant"]
    text: str
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the reading of a question, as a chip shows it: ``ignore=(part.name,)`` switches it off."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Context:
    """An earlier turn that the question leans on: its words and meaning count ``weight`` (0..1) beside 1 of its own.

    Without ``words`` (an answer shown, whose words would only find itself again) its meaning alone counts.
    """

    text: str
    weight: float
    words: bool = True


@dataclass(frozen=True, slots=True)
class Variant:
    """Another form that the corpus knows of a word of the question; it counts ``weight`` (0..1) beside 1 of its own."""

    word: str
    instead_of: str
    weight: float


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood; every part can be shown, and switched off by its name in ``ignore``.

    ``since`` and ``until`` bound the time asked about, both inclusive; ``topic`` is the question without the words that
    say its time and order, ``terms`` the words of it to match, ``names`` the named things among them, ``variants``
    other forms of words that are matched too. ``standalone`` is the question with what the chat carried over,
    ``carried`` the words carried, ``context`` the earlier turns that the search mixes in.
    ``issuers`` and ``speakers`` are all names that the corpus has for ``issuer`` and ``speaker``, that name first.
    ``given`` names the parts that came as arguments: those are limits that the search keeps to; what was only read
    from the words is a preference. ``not_honoured`` names what was accepted but not acted on.
    """

    text: str
    standalone: str
    topic: str = ""
    terms: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    since: date | None = None
    until: date | None = None
    order: Order | None = None
    as_of: date | None = None
    issuer: str | None = None
    speaker: str | None = None
    issuers: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    language: str | None = None
    shape: str = "fact"
    carried: tuple[str, ...] = ()
    context: tuple[Context, ...] = ()
    given: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    not_honoured: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()

    def describe(self) -> str:
        """The reading in one line: "NATO · Libya · Mar–May 2011 · newest first"."""
        return " · ".join(part.label for part in self.parts)


@dataclass(frozen=True, slots=True)
class ReleaseCard:
    """What a hit shows of its release. ``versions`` counts the releases of its family, itself included."""

    id: str
    title: str | None
    date: datetime.date | None  # by its whole name: in here ``date`` is this field, for whoever evaluates annotations
    date_found_in: str | None
    issuer: str | None
    url: str | None
    path: str
    place: str | None = None
    language: str | None = None
    notice: str | None = None
    family: str | None = None
    versions: int = 1


@dataclass(frozen=True, slots=True)
class Hit:
    """One release (or passage) found, with the passage that speaks for it and its scores."""

    rank: int
    release: ReleaseCard
    passage: Passage
    cosine: float
    bm25: float
    fused: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was looked at: how many releases, from when to when, and how many carry no date."""

    releases: int
    first: date | None
    last: date | None
    undated: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was found. ``tokens`` is what the hits' passages would cost a language model, by ``tokens_by``."""

    hits: int
    releases: int
    passages: int
    tokens: int
    tokens_by: str


@dataclass(frozen=True, slots=True)
class Results(Sequence[Hit]):
    """An immutable sequence of hits, best first, with the question as understood and what was looked at."""

    hits: tuple[Hit, ...]
    query: Query
    confidence: float
    coverage: Coverage
    counts: Counts

    def __len__(self) -> int:
        return len(self.hits)

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, index: int | slice) -> Hit | tuple[Hit, ...]:
        return self.hits[index]


@dataclass(frozen=True, slots=True)
class Matches:
    """Every release that matches a question, newest first and undated ones last: nothing is left out.

    ``months`` counts them by month (its first day), oldest first; ``issuers`` by issuer, the most first; ``undated``
    says how many are in no month.
    """

    query: Query
    releases: tuple[ReleaseCard, ...]
    months: tuple[tuple[date, int], ...]
    issuers: tuple[tuple[str, int], ...]
    undated: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words: ``release.text[start:end] == text``. ``hit`` is the rank of the hit it was taken from.

    ``refers_to`` says whom a pronoun of the quote means, (("He", "Jens Stoltenberg"),): shown outside the quote.
    ``place`` is where it stands in the release, for a citation: "paragraph 3 of 9", "sentence 4 of 17".
    ``marked`` are (start, end) ranges of ``text``, sorted: in a comparison the words that the other side lacks.
    """

    text: str
    start: int
    end: int
    source_start: int
    source_end: int
    speaker: str | None
    role: str | None
    release: ReleaseCard
    hit: int
    refers_to: tuple[tuple[str, str], ...] = ()
    place: str = ""
    marked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence that a language model wrote, and whether the passages that it cites bear it out.

    ``cites`` are ranks of hits (``Answer.results``). ``supported``: every quotation stands verbatim, and every name,
    number and date is present, in what it cites. ``unsupported`` and ``uncited`` sentences are never shown as fact;
    ``reason`` says in a few words what failed ("" where nothing did).
    """

    text: str
    cites: tuple[int, ...]
    status: Literal["supported", "unsupported", "uncited"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an answer that is more than a quote: a date, a name, a figure, a side, and the quotes that say so.

    ``label`` is in a reader's words; ``quotes`` are numbers of the answer's quotes, counted from 1.
    """

    label: str
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which the corpus has no release: both days are without, inclusive."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes, or a plain statement that no release says so; ``results`` are filled whatever the status.

    ``message`` is one sentence for a reader: what was found, or what was looked for and what the corpus covers.
    ``rows`` order the quotes by what the question asked for (``query.shape``). Where nothing was found, or only what is
    near in meaning, ``missing`` are the names and words of the question that stand nowhere in the corpus; where nothing
    was found, ``gaps`` are the times without releases.
    ``written`` is what the language model ``written_by`` made of the passages, checked sentence by sentence; the
    quotes stand below it whatever it says. ``notes`` are lines for the reader: which quoted words were changed later,
    why a language model was not heard.
    """

    status: Literal["answered", "nothing_found"]
    message: str
    quotes: tuple[Quote, ...]
    results: Results
    query: Query
    confidence: float
    rows: tuple[Row, ...] = ()
    missing: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    written: tuple[Written, ...] = ()
    written_by: str | None = None
    notes: tuple[str, ...] = ()
