"""Records made by hand for the tests of pages and cards: what they show can be read off here."""

from __future__ import annotations

from datetime import date

from index.records import Attribution, Dated, Passage, Release, Removed, Span
from qa.records import Answer, Counts, Coverage, Hit, Part, Query, Quote, ReleaseCard, Results

TEXT = "Talks were held.\n\nThe Minister said that the lock opens in May. It stays free of charge."
SENTENCE = "The Minister said that the lock opens in May."
START = TEXT.index(SENTENCE)
END = START + len(SENTENCE)
SOURCE = "Accept all cookies\n" + TEXT.replace("lock", "l0ck")


def release(**changes: object) -> Release:
    """A release whose source carries a cookie banner and one mended word."""
    banner = len("Accept all cookies\n")
    word = TEXT.index("lock")
    fields: dict[str, object] = {
        "id": "rivers/lock.html",
        "path": "rivers/lock.html",
        "title": "The lock opens",
        "issuer": "Ministry of Rivers",
        "url": "https://rivers.example/lock",
        "language": "en",
        "place": "Harnow",
        "text": TEXT,
        "source_text": SOURCE,
        "dates": (Dated("release", date(2018, 5, 3), "day", -1, -1, "meta", 0.9),),
        "speakers": (Attribution("Ada Kornel", "Minister", START, END, False),),
        "spans": (
            Span(0, word, banner, banner + word),
            Span(word, word + 4, banner + word, banner + word + 4),
            Span(word + 4, len(TEXT), banner + word + 4, len(SOURCE)),
        ),
        "removed": (Removed(0, banner, "cookie banner", "stands on every page"),),
        "family": "rivers/lock.html",
    }
    return Release(**{**fields, **changes})  # type: ignore[arg-type]


def card(**changes: object) -> ReleaseCard:
    """The card of ``release()``."""
    fields: dict[str, object] = {
        "id": "rivers/lock.html",
        "title": "The lock opens",
        "date": date(2018, 5, 3),
        "date_found_in": "meta",
        "issuer": "Ministry of Rivers",
        "url": "https://rivers.example/lock",
        "path": "rivers/lock.html",
        "place": "Harnow",
        "versions": 3,
    }
    return ReleaseCard(**{**fields, **changes})  # type: ignore[arg-type]


def hit(rank: int = 1, of: ReleaseCard | None = None, cosine: float = 0.6, bm25: float = 4.0) -> Hit:
    """A hit whose passage is the second paragraph of the text."""
    start = TEXT.index("The Minister")
    passage = Passage(rank, "rivers/lock.html", start, len(TEXT), start, len(TEXT), TEXT[start:])
    return Hit(rank, of or card(), passage, cosine, bm25, 1 / rank)


def quote(rank: int = 1, **changes: object) -> Quote:
    """The sentence of the Minister, from the hit of ``rank``."""
    fields: dict[str, object] = {
        "text": SENTENCE,
        "start": START,
        "end": END,
        "source_start": START,
        "source_end": END,
        "speaker": "Ada Kornel",
        "role": "Minister",
        "release": card(),
        "hit": rank,
    }
    return Quote(**{**fields, **changes})  # type: ignore[arg-type]


def answer(quotes: tuple[Quote, ...] | None = None, hits: tuple[Hit, ...] | None = None, message: str = "") -> Answer:
    """Three hits, of which the second and third are quoted, or what is given."""
    quotes = (quote(3), quote(2)) if quotes is None else quotes
    hits = (hit(1), hit(2), hit(3)) if hits is None else hits
    query = Query("when?", "when?", parts=(Part("dates", "May 2018"), Part("issuer", "Ministry of Rivers")))
    coverage = Coverage(41, date(2010, 1, 2), date(2024, 7, 9), 2)
    results = Results(hits, query, 0.8, coverage, Counts(3, 3, 3, 120, "sample"))
    said = message or ("Found." if quotes else "No release says so.")
    return Answer("answered" if quotes else "nothing_found", said, quotes, results, query, 0.8)
