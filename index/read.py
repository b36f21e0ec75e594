"""Folders to releases: discovered, parsed, cleaned, dated, with every file that was not read as one line.

Parsing and reading off happen in worker processes; what did not change since the last build is taken from the cache,
a parse by the hash of its file, a release by its fingerprint. Invariant: the result depends on the bytes and names of
the files alone, in the order of their names; every file ends as releases, as ``Skip`` lines, or as both.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from index import derive
from index.boilerplate import learned
from index.families import families_from
from index.files import digest
from index.load import discover
from index.load.document import path_of
from index.parse import About, Cache, Parse, parsed, parses
from index.records import Progress, Release, Skip
from index.work import task_derive
from index.workers import Answer, Workers

_BATCH = 16
_SITE = re.compile(r"https?://([^/?#\s]+)", re.IGNORECASE)
Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the releases in order, what was skipped, and each source file's sha256 by its absolute path.

    ``fingerprints`` has one for each release id: it changes exactly when the release's document changes, or which of
    its lines the corpus has learned to be page chrome, or how this program reads.
    """

    releases: tuple[Release, ...]
    skipped: tuple[Skip, ...]
    sources: Mapping[str, str] = field(default_factory=dict)
    fingerprints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One document on its way to a release: where it was found, and which of its lines are learned chrome."""

    id: str
    path: str
    parse: Parse
    about: About
    learned: tuple[int, ...] = ()

    @property
    def place(self) -> str:
        """Where a reader finds it: the path, and which record of the file it is."""
        return path_of(self.path, self.about.number)

    @property
    def fingerprint(self) -> str:
        facts = (derive.DERIVE_VERSION, self.about.digest, self.id, self.path, self.learned)
        return digest((json.dumps(facts).encode(),))


def read(
    paths: Sequence[str | os.PathLike[str]],
    *,
    cache: Cache | None = None,
    columns: Mapping[str, str] | None = None,
    progress: Report | None = None,
) -> Reading:
    """Every release below ``paths`` (folders or files). ``columns`` names a table's columns: {"text": "inhoud"}.

    A release whose id was seen before, and a file or record that cannot be read, is a ``Skip``; nothing is raised.
    """
    report = progress or (lambda _: None)
    store = cache if cache is not None else _Memory()
    files, skipped = discover(paths)
    with Workers() as workers:
        found = parses(files, workers, store, columns, lambda done: report(Progress("parsing", done, len(files))))
        entries, missed = _entries(found)
        entries = _with_learned(entries)
        made, failed = _made(entries, workers, store, columns, report)
    releases, empty = _releases(entries, made, failed)
    sources = {str(parse.file.where): parse.sha256 for parse in found if parse.sha256}
    fingerprints = {entry.id: entry.fingerprint for entry in entries}
    return Reading(tuple(releases), (*skipped, *missed, *empty), sources, fingerprints)


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
    """The entries with those of their lines that one of their groups of releases shares."""
    groups = {entry.id: _groups(entry) for entry in entries}
    chrome = learned({entry.id: entry.about.units for entry in entries}, groups)
    return [
        _Entry(entry.id, entry.path, entry.parse, entry.about, tuple(sorted(known)))
        for entry in entries
        for shared in [[chrome[group] for group in groups[entry.id]]]
        for known in [{key for key, _ in entry.about.units.lines if any(key in keys for keys in shared)}]
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
    report: Report,
) -> tuple[dict[str, bytes], dict[str, str]]:
    """What was read off each entry, by fingerprint, from the cache or made now; and why some failed, by id."""
    kept = cache.get_many("release", [entry.fingerprint for entry in entries])
    missing = [entry for entry in entries if entry.fingerprint not in kept]
    failed: dict[str, str] = {}
    done = len(entries) - len(missing)
    for batch, answers in _derived(missing, workers, columns):
        fresh: dict[str, bytes] = {}
        for entry, answer in zip(batch, answers, strict=True):
            if answer.failed is None and answer.replies:
                fresh[entry.fingerprint] = answer.replies[0]
            else:
                failed[entry.id] = answer.failed or "it changed while it was read"
        cache.put_many("release", fresh)
        kept |= fresh
        done += len(batch)
        report(Progress("reading", done, len(entries)))
    return kept, failed


def _releases(
    entries: Sequence[_Entry], made: dict[str, bytes], failed: Mapping[str, str]
) -> tuple[list[Release], list[Skip]]:
    """The releases with their families, and those that came to nothing; ``made`` is emptied on the way."""
    releases: dict[str, Release] = {}
    skipped: list[Skip] = []
    signatures: dict[str, bytes] = {}
    for entry in entries:
        if entry.id in failed:
            skipped.append(Skip(entry.place, failed[entry.id]))
            continue
        release, signature = derive.unpacked(made.pop(entry.fingerprint))  # not both forms of all at once
        if release.text:
            releases[entry.id], signatures[entry.id] = release, signature
        else:
            skipped.append(Skip(entry.place, "there is no text in it but page chrome"))
    for identifier, family in families_from(signatures, releases.__getitem__).items():
        releases[identifier] = replace(releases[identifier], family=family)
    return list(releases.values()), skipped


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
