"""Releases made by hand, a reader that hands them over, and an embedder whose vectors can be worked out on paper."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from index.build import Request, build
from index.dates.release import disagree
from index.embed import Fingerprint, PieceCounter, Pieces
from index.embed.protocol import pieces_of
from index.files import Files, digest
from index.headers import Header
from index.records import Attribution, BuildReport, Dated, Release, Removed, Skip, Span

AXES = ("libya", "budget", "bridge")


class WordEmbedder:
    """Four numbers: how often "libya", "budget" and "bridge" stand in a text, and 1; brought to length 1."""

    def __init__(self, name: str = "words", **changes: Any) -> None:
        from tokenizers import Tokenizer
        from tokenizers.models import WordLevel
        from tokenizers.pre_tokenizers import Whitespace

        tokenizer = Tokenizer(WordLevel({"?": 0}, unk_token="?"))
        tokenizer.pre_tokenizer = Whitespace()
        self.fingerprint = replace(
            Fingerprint(name, "w", "c", "t", "mean", "", "", dimension=4, normalised=True, max_pieces=40), **changes
        )
        self.counter = PieceCounter(tokenizer, 40)
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str], kind: str) -> np.ndarray:
        self.texts += texts
        counts = [[text.lower().split().count(word) for word in AXES] for text in texts]
        vectors = np.array([[*row, 1] for row in counts], np.float32).reshape(-1, 4)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class PieceEmbedder(WordEmbedder):
    """One that also tells what every word means."""

    def pieces(self, texts: Sequence[str], kind: str) -> list[Pieces]:
        """Every word a piece, whose state is 1 on its own axis; a word without an axis is all noughts."""
        found = []
        for text, vector in zip(texts, self.embed(texts, kind), strict=True):
            places = [match.span() for match in re.finditer(r"\w+|[^\w\s]+", text)]
            states = [[*(float(text[start:end].lower() == word) for word in AXES), 0.0] for start, end in places]
            found.append(pieces_of(places, "", np.array(states, np.float32).reshape(-1, 4), vector))
        return found


@dataclass
class Shelf:
    """A reader of folders that hands over what was put on it, whatever the folders hold."""

    releases: list[Release]
    skipped: list[Skip] = field(default_factory=list)

    def __call__(
        self, paths: Sequence[Path], *, cache: object, columns: object, known: object, progress: object
    ) -> Any:
        sources = {str(paths[0] / r.path): digest([repr(r).encode()]) for r in self.releases}
        return Reading({r.id: r for r in self.releases}, tuple(self.skipped), sources, self.open)

    def open(self, release: Release) -> Release:
        """Called for each release that is read whole."""
        return release


@dataclass(frozen=True)
class Reading:
    whole: dict[str, Release]
    skipped: tuple[Skip, ...]
    sources: dict[str, str]
    open: Callable[[Release], Release]

    @property
    def headers(self) -> tuple[Header, ...]:
        return tuple(map(header, self.whole.values()))

    def release(self, header: Header) -> Release:
        return replace(self.open(self.whole[header.id]), family=header.family)


def header(release: Release) -> Header:
    """The header of a release; its fingerprint covers all of it but its family."""
    mark = digest([repr(replace(release, family=None)).encode()])
    return Header(release.id, mark, release.issuer, release.date, disagree(release.dates), release.family)


class Kept:
    """A cache in memory, and under which keys something was put on each shelf."""

    def __init__(self) -> None:
        self.shelves: dict[str, dict[str, bytes]] = defaultdict(dict)
        self.put: dict[str, list[str]] = defaultdict(list)

    def get_many(self, shelf: str, keys: Iterable[str]) -> dict[str, bytes]:
        return {key: self.shelves[shelf][key] for key in keys if key in self.shelves[shelf]}

    def put_many(self, shelf: str, values: Mapping[str, bytes]) -> None:
        self.shelves[shelf].update(values)
        self.put[shelf] += values


def release(name: str, text: str, day: str | None = None, **fields: Any) -> Release:
    """A release of ``text``; ``day`` is its date."""
    dates = (Dated("release", date.fromisoformat(day), "day", -1, -1, "field", 1.0),) if day else ()
    spans = (Span(0, len(text), 0, len(text)),)
    plain = Release(name, name, None, None, None, "en", None, text, text, dates, spans=spans)
    return replace(plain, **{**fields, "dates": dates + fields.get("dates", ())})


def told(text: str, words: str, first: str, precision: str = "day") -> Dated:
    """The date of an event, told in ``text`` by ``words``."""
    start = text.index(words)
    return Dated("event", date.fromisoformat(first), precision, start, start + len(words), "text", 0.9)  # type: ignore[arg-type]


def made(index_dir: Path, releases: list[Release], embedder: WordEmbedder | None = None, **wanted: Any) -> BuildReport:
    """Build an index of ``releases`` in ``index_dir``; the folder they are said to come from is beside it."""
    folder = index_dir.parent / "releases"
    folder.mkdir(parents=True, exist_ok=True)
    files: Files | None = wanted.pop("files", None)
    request = Request(**{"paths": (folder,), **wanted})
    return build(request, index_dir, lambda _: embedder or WordEmbedder(), Shelf(releases), files=files)


LIBYA = "Ships reached Libya on 23 March 2011. The Secretary General spoke about Libya at noon."
BUDGET = "The budget of 2012 was agreed in June. It is a small budget."
BRIDGE = "Minister Ana Ruíz opened the bridge. She said the bridge is long."

CORPUS = [
    release(
        "a.txt", LIBYA, "2011-03-24", title="Operation begins", issuer="NATO", family="a.txt", place="Brussels",
        dates=(told(LIBYA, "23 March 2011", "2011-03-23"),), url="https://example.org/a", notice="correction",
        speakers=(Attribution("The Secretary General", None, 38, 86, False),),
        removed=(Removed(5, 9, "menu", "cookie banner"),),
    ),
    release("b.txt", BUDGET, "2012-07-01", issuer="Ministry of Rivers",
            dates=(told(BUDGET, "2012", "2012-01-01", "year"),)),
    release("c/c.txt", BRIDGE, issuer="Ministry of Rivers", language="es",
            speakers=(Attribution("Ana Ruíz", "Minister", 37, 65, False),)),
    release("d.txt", LIBYA, "2013-01-01", issuer="nato", family="a.txt", source_text="Home | " + LIBYA,
            spans=(Span(0, len(LIBYA), 7, 7 + len(LIBYA)),)),
]  # fmt: skip
"""Four releases of one passage each; the first and the last have the same text."""
