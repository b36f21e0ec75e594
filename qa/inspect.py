"""What reading made of a file: the source piece by piece (kept, removed, mended and why), dates, speakers, versions.

Invariant: the pieces cover the source text without a gap and in order, and their texts put together are the release's
text: nothing that was done to the words is left out of this view.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Literal

from index.errors import UsageError
from index.records import HOLE, Attribution, Dated, Release, Removed, Skip, Span

Kind = Literal["kept", "removed", "mended"]
_JOINING = "-\u00ad\u2010 \n"


@dataclass(frozen=True, slots=True)
class Piece:
    """``source`` is what stood at ``source_text[source_start:source_end]``, ``text`` what is searched instead of it.

    ``what`` names the kind of noise or of repair, ``why`` the reason; both are empty for what stays as it was.
    """

    kind: Kind
    source_start: int
    source_end: int
    source: str
    text: str
    what: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """One release of a file, with everything that was read off it. ``disagree``: its dates of issue contradict;
    ``changes``: in how many places its versions differ from one to the next.
    """

    id: str
    path: str
    title: str | None
    issuer: str | None
    place: str | None
    language: str | None
    url: str | None
    notice: str | None
    versions: tuple[str, ...]
    changes: int
    issued: tuple[Dated, ...]
    disagree: bool
    told: tuple[tuple[Dated, str], ...]
    speakers: tuple[Attribution, ...]
    pieces: tuple[Piece, ...]


def inspect(
    file: str | os.PathLike[str], *, within: str | os.PathLike[str] | None = None
) -> tuple[tuple[Inspection, ...], tuple[Skip, ...]]:
    """How each release of ``file`` is read, and what in it is not; ``within`` a folder, beside all of its releases.

    Lines that the releases of a folder share, and versions, are only seen beside the others. Raises UsageError when
    there is no such file, or it is not in the folder.
    """
    from index.read import read

    where, folder = Path(file).resolve(), Path(within).resolve() if within is not None else None
    if not where.is_file():
        raise UsageError("there is no such file.", path=file, next_command="release-qa inspect FILE")
    if folder and folder not in where.parents:
        raise UsageError(f"it is not in {within}.", path=file, next_command="release-qa inspect FILE --within FOLDER")
    reading = read([folder or where])
    name = where.relative_to(folder or where.parent).as_posix()
    families: dict[str, list[Release]] = {}
    for release in reading.releases:
        families.setdefault(release.family or release.id, []).append(release)
    own = [release for release in reading.releases if _is_of(release.path, name)]
    skipped = tuple(skip for skip in reading.skipped if _is_of(skip.path, name))
    return tuple(_inspection(release, families[release.family or release.id]) for release in own), skipped


def _is_of(path: str, name: str) -> bool:
    return path == name or path.startswith((f"{name}#", f"{name}/"))


def _inspection(release: Release, family: Sequence[Release]) -> Inspection:
    from index.dates.release import disagree
    from index.families import changes
    from index.sentences import sentences

    borders = sentences(release.text, release.language or "en")
    events = [dated for dated in release.dates if dated.kind == "event"]
    return Inspection(
        id=release.id,
        path=release.path,
        title=release.title,
        issuer=release.issuer,
        place=release.place,
        language=release.language,
        url=release.url,
        notice=release.notice,
        versions=tuple(sorted(one.id for one in family)) if len(family) > 1 else (),
        changes=changes(family),
        issued=tuple(dated for dated in release.dates if dated.kind == "release"),
        disagree=disagree(release.dates),
        told=tuple((dated, _sentence(release.text, borders, dated.start)) for dated in events),
        speakers=release.speakers,
        pieces=tuple(pieces(release)),
    )


def _sentence(text: str, borders: Sequence[tuple[int, int]], at: int) -> str:
    """The sentence in which a date stands."""
    number = bisect_right(borders, (at, len(text))) - 1
    return text[slice(*borders[number])] if number >= 0 else ""


def pieces(release: Release) -> Iterator[Piece]:
    """The source text of a release piece by piece."""
    at = 0
    for span in release.spans:
        yield from _gap(release, at, span.source_start)
        source = release.source_text[span.source_start : span.source_end]
        text = release.text[span.start : span.end]
        if len(source) == len(text):
            yield from _letter_by_letter(span.source_start, source, text)
        else:
            yield from _mended(release, span, source, text)
        at = span.source_end
    yield from _gap(release, at, len(release.source_text))


def _letter_by_letter(at: int, source: str, text: str) -> Iterator[Piece]:
    """A span of one length on both sides: what is the same is kept, what differs (a line end, now a space) mended."""
    for same, run in groupby(range(len(source)), key=lambda number: source[number] == text[number]):
        numbers = list(run)
        first, last = numbers[0], numbers[-1] + 1
        what = ("", "") if same else _repair(source[first:last], text[first:last])
        yield Piece("kept" if same else "mended", at + first, at + last, source[first:last], text[first:last], *what)


def _mended(release: Release, span: Span, source: str, text: str) -> Iterator[Piece]:
    """A span that was changed; where noise was taken out within it, that noise is a piece of its own."""
    inside = [piece for piece in release.removed if span.source_start <= piece.source_start < span.source_end]
    if not inside:
        yield Piece("mended", span.source_start, span.source_end, source, text, *_repair(source, text))
        return
    *before, last = _noise(release, span.source_start, span.source_end, inside)
    yield from before
    why = f"{last.why}; words are missing here" if HOLE in text else last.why
    yield replace(last, text=text, why=why)


def _gap(release: Release, start: int, end: int) -> Iterator[Piece]:
    """What stands in the source between two spans and came to nothing: noise, and the white space around it."""
    if start >= end:
        return
    inside = [piece for piece in release.removed if piece.source_start < end and start < piece.source_end]
    yield from _noise(release, start, end, inside)


def _noise(release: Release, start: int, end: int, inside: Sequence[Removed]) -> Iterator[Piece]:
    at = start
    for noise in inside:
        first, last = max(noise.source_start, at), min(noise.source_end, end)
        if first >= last:
            continue
        if at < first:
            yield _space(release, at, first)
        yield Piece("removed", first, last, release.source_text[first:last], "", noise.kind, noise.reason)
        at = last
    if at < end:
        yield _space(release, at, end)


def _space(release: Release, start: int, end: int) -> Piece:
    source = release.source_text[start:end]
    kind: Kind = "removed" if source.strip(_JOINING) else "mended"
    return Piece(kind, start, end, source, "", *_repair(source, ""))


def _repair(source: str, text: str) -> tuple[str, str]:
    """What kind of repair turned ``source`` into ``text``, and why."""
    if not source.strip() and not text.strip():
        return ("line end put back", "two words were run together") if not source else ("white space", "")
    if "".join(source.split()) == "".join(text.split()):
        return "word put together", "it was spaced out"
    if not source.strip(_JOINING):
        return "word put together", "a hyphen parted it at a line's end"
    if not text:
        return "mark", "it is no part of the words"
    return "letters", "they were decoded wrongly, or drawn as one"
