"""Folders to releases: discovered, parsed, cleaned, dated, with every file that was not read as one line.

Parsing and reading off happen in worker processes; what did not change since the last build is taken from the cache,
a parse by the hash of its file, a release by its fingerprint; of one that the index holds already only the outline.
Invariant: the result depends on the bytes and names of the files alone, in the order of their names; every file ends
as releases, as ``Skip`` lines, or as both.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from index import derive
from index.boilerplate import Units, learned
from index.files import digest
from index.headers import OUTLINES, RELEASES, Header, Known
from index.load import discover
from index.load.document import path_of
from index.parse import About, Cache, Parse, parsed, parses
from index.records import Progress, Release, Skip
from index.related import related
from index.work import task_derive
from index.workers import Answer, Workers

_BATCH = 16
_SITE = re.compile(r"https?://([^/?#\s]+)", re.IGNORECASE)
Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: a header of each release in order, what was skipped, each source's sha256 by its absolute path.

    ``packed`` are the releases by fingerprint, those that are ``known`` left out: all texts at once would take several
    times the room. A fingerprint changes exactly when the release's document changes, or which of its lines the corpus
    has learned to be page chrome, or how this program reads.
    """

    headers: tuple[Header, ...]
    skipped: tuple[Skip, ...]
    sources: Mapping[str, str] = field(default_factory=dict)
    packed: Mapping[str, bytes] = field(default_factory=dict)
    known: Known = field(default_factory=Known)

    def release(self, header: Header) -> Release:
        """The release of one of the ``headers``, whole."""
        return replace(_opened(header.id, header.fingerprint, self.packed, self.known), family=header.family)

    @property
    def releases(self) -> tuple[Release, ...]:
        """All of them, each made when this is asked for."""
        return tuple(map(self.release, self.headers))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One document on its way to a release: where it was found, and its fingerprint.

    ``learned`` are those of its lines that the corpus has learned to be chrome.
    """

    id: str
    path: str
    parse: Parse
    about: About
    learned: tuple[int, ...] = ()
    fingerprint: str = ""

    @property
    def units(self) -> Units:
        """What may be page chrome in it."""
        return self.parse.units[self.about.digest]

    @property
    def place(self) -> str:
        """Where a reader finds it: the path, and which record of the file it is."""
        return path_of(self.path, self.about.number)


@dataclass(frozen=True, slots=True)
class _Made:
    """What was read off the entries: outlines and packed releases by fingerprint, and why some failed, by id."""

    outlines: dict[str, bytes]
    packed: dict[str, bytes]
    failed: dict[str, str]


def read(
    paths: Sequence[str | os.PathLike[str]],
    *,
    cache: Cache | None = None,
    columns: Mapping[str, str] | None = None,
    known: Known | None = None,
    progress: Report | None = None,
) -> Reading:
    """Every release below ``paths`` (folders or files). ``columns`` names a table's columns: {"text": "inhoud"}.

    Of releases that are ``known``, the text is not read again unless they may be versions of others. A release whose id
    was seen before, and a file or record that cannot be read, is a ``Skip``; nothing is raised.
    """
    report = progress or (lambda _: None)
    store = cache if cache is not None else _Memory()
    familiar = known or Known()
    files, skipped = discover(paths)
    with Workers() as workers:
        found = parses(files, workers, store, columns, lambda done: report(Progress("parsing", done, len(files))))
        entries, missed = _entries(found)
        entries = _with_learned(entries)
        made = _made(entries, workers, store, columns, familiar, report)
    sources = {str(parse.file.where): parse.sha256 for parse in found if parse.sha256}
    headers, empty = _headers(entries, made, familiar, store)
    return Reading(headers, (*skipped, *missed, *empty), sources, made.packed, familiar)


def _entries(found: Iterable[Parse]) -> tuple[list[_Entry], list[Skip]]:
    """The documents with their ids, the first one of each id, and what was skipped."""
    entries: dict[str, _Entry] = {}
    skipped: list[Skip] = []
    for parse in found:
        path = parse.file.path
        skipped += [Skip(path + skip.path, skip.reason) for skip in parse.skipped]
        for about in parse.abouts:
            whole = f"{path}/{about.member}" if about.member else path
            entry = _Entry(about.id or path_of(whole, about.number), whole, parse, about)
            if entry.id in entries:
                skipped.append(Skip(entry.place, f"its id {entry.id} is taken by {entries[entry.id].place}"))
            else:
                entries[entry.id] = entry
    return list(entries.values()), skipped


def _with_learned(entries: Sequence[_Entry]) -> list[_Entry]:
    """The entries with those of their lines that one of their groups shares, and with their fingerprints."""
    groups = {entry.id: _groups(entry) for entry in entries}
    chrome = learned({entry.id: entry.units for entry in entries}, groups)
    return [
        _Entry(entry.id, entry.path, entry.parse, entry.about, lines, digest((json.dumps(facts).encode(),)))
        for entry in entries
        for shared in [[chrome[group] for group in groups[entry.id]]]
        for known in [{key for key, _ in entry.units.lines if any(key in keys for keys in shared)}]
        for lines in [tuple(sorted(known))]
        for facts in [(derive.DERIVE_VERSION, entry.about.digest, entry.id, entry.path, lines)]
    ]


def _groups(entry: _Entry) -> set[str]:
    """With which releases an entry's page chrome is compared: those of its folder, and of its site or its issuer."""
    site = _SITE.match(entry.about.url or "")
    issuer = (site[1].lower() if site else None) or entry.about.issuer
    return {f"folder {PurePosixPath(entry.path).parent}", *([f"issuer {issuer}"] if issuer else [])}


def _made(
    entries: Sequence[_Entry],
    workers: Workers,
    cache: Cache,
    columns: Mapping[str, str] | None,
    known: Known,
    report: Report,
) -> _Made:
    """What was read off each entry, from the cache or made now."""
    opened = [entry.fingerprint for entry in entries if not known.has(entry.id, entry.fingerprint)]
    made = _Made(
        cache.get_many(OUTLINES, [entry.fingerprint for entry in entries]), cache.get_many(RELEASES, opened), {}
    )
    lacking = set(opened) - made.packed.keys()
    missing = [one for one in entries if one.fingerprint in lacking or one.fingerprint not in made.outlines]
    done = len(entries) - len(missing)
    for batch, answers in _derived(missing, workers, columns):
        outlines: dict[str, bytes] = {}
        packed: dict[str, bytes] = {}
        for entry, answer in zip(batch, answers, strict=True):
            if answer.failed is None and answer.replies:
                outlines[entry.fingerprint], packed[entry.fingerprint] = answer.replies
            else:
                made.failed[entry.id] = answer.failed or "it changed while it was read"
        cache.put_many(OUTLINES, outlines)
        cache.put_many(RELEASES, packed)
        made.outlines.update(outlines)
        made.packed.update((one, data) for one, data in packed.items() if one in lacking)
        done += len(batch)
        report(Progress("reading", done, len(entries)))
    return made


def _headers(
    entries: Sequence[_Entry], made: _Made, known: Known, cache: Cache
) -> tuple[tuple[Header, ...], list[Skip]]:
    """The releases' headers with their families, and the entries that came to nothing."""
    headers: dict[str, Header] = {}
    skipped: list[Skip] = []
    signatures: dict[str, bytes] = {}
    for entry in entries:
        if entry.id in made.failed:
            skipped.append(Skip(entry.place, made.failed[entry.id]))
            continue
        outline = derive.outlined(made.outlines[entry.fingerprint], entry.id, entry.fingerprint)
        if outline is None:
            skipped.append(Skip(entry.place, "there is no text in it but page chrome"))
        else:
            headers[entry.id], signatures[entry.id] = outline
    found = related(signatures, headers, lambda one: _opened(one, headers[one].fingerprint, made.packed, known), cache)
    headers |= {name: replace(headers[name], family=family) for name, family in found.items()}
    return tuple(headers.values()), skipped


def _opened(release_id: str, fingerprint: str, packed: Mapping[str, bytes], known: Known) -> Release:
    """A release that was read now, else a known one."""
    return derive.unpacked(packed[fingerprint]) if fingerprint in packed else known.release(release_id)


def _derived(
    entries: Sequence[_Entry], workers: Workers, columns: Mapping[str, str] | None
) -> Iterator[tuple[list[_Entry], list[Answer]]]:
    """The workers' answers for the entries, batch by batch; files whose parse came from the cache are parsed again."""
    again = {entry.parse.file.where: entry.parse.file for entry in entries if not entry.parse.whole}
    whole = {parse.file.where: parse.whole for parse in parsed(list(again.values()), workers, columns)}
    batches = [list(entries[at : at + _BATCH]) for at in range(0, len(entries), _BATCH)]

    def tasks() -> Iterator[list[bytes]]:
        for batch in batches:
            yield [
                task_derive(texts.get(entry.about.digest, b"null"), entry.parse.file.path, entry.learned)
                for entry in batch
                for texts in [entry.parse.whole or whole[entry.parse.file.where]]
            ]

    yield from zip(batches, workers.map(tasks()), strict=True)


class _Memory:
    """A cache that lasts for one reading."""

    def get_many(self, shelf: str, keys: Iterable[str]) -> dict[str, bytes]:
        return {}

    def put_many(self, shelf: str, values: Mapping[str, bytes]) -> None:
        pass
