"""Files to parses: read by the workers, or taken from the cache by the hash of their bytes.

A file whose size and time of modification are those of the last build is not even read again; any other is known by
its sha256. What may be page chrome in a document takes longest to find, so it is kept by the document too: a file to
which lines were appended costs what was appended, and of one large file all workers do a part. Invariant: a parse is
kept under the hash that the worker took of the very bytes it parsed.
"""

from __future__ import annotations

import json
import os
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from index.boilerplate import LEARNING_VERSION, Units
from index.errors import ReadError
from index.files import digest
from index.load import PARSER_VERSION, File
from index.load.document import path_of
from index.load.files import open_regular, sha256_of_stream
from index.records import Skip
from index.work import task_load, task_units
from index.workers import Answer, Workers

_SETTLED = 3_000_000_000
"""A file changed less than so many nanoseconds ago may change again within the same time stamp."""
_BATCH = 16
_AT_ONCE = 256
_PARSES, _UNITS = "parses", "units"


class Cache(Protocol):
    """Bytes by shelf and key that outlast a build; see ``index.cache``."""

    def get_many(self, shelf: str, keys: Iterable[str]) -> dict[str, bytes]: ...

    def put_many(self, shelf: str, values: Mapping[str, bytes]) -> None: ...


@dataclass(frozen=True, slots=True)
class About:
    """What is known of one parsed document without its text; ``digest`` is the sha256 of the parse.

    ``member`` is its path in the archive it came from, or "".
    """

    digest: str
    id: str
    member: str
    number: int | None
    issuer: str | None
    url: str | None


@dataclass(slots=True)
class Parse:
    """One file's documents, what was skipped in it, and the sha256 of its bytes (None when it could not be read).

    A skip of the whole file has the path "". ``units`` has what may be page chrome in the documents by their digest,
    ``whole`` the documents as JSON, where they were parsed just now; ``died`` says that the file ended its worker.
    """

    file: File
    sha256: str | None
    abouts: list[About]
    skipped: list[Skip]
    whole: dict[str, bytes]
    died: bool = False
    units: dict[str, Units] = field(default_factory=dict)


def parses(
    files: Sequence[File],
    workers: Workers,
    cache: Cache,
    columns: Mapping[str, str] | None,
    report: Callable[[int], None],
) -> list[Parse]:
    """The parse of each file, in order. ``report`` is told how many files are done."""
    hashes = _hashes(files, cache)
    keys = {where: _key(file, hashes[where], columns) for file in files if (where := file.where) in hashes}
    kept = cache.get_many(_PARSES, keys.values())
    missing = [file for file in files if keys.get(file.where) not in kept]
    if missing:
        workers.begin()
    known = [file for file in files if keys.get(file.where) in kept]
    found = {file.where: _from_json(file, hashes[file.where], kept[keys[file.where]]) for file in known}
    for parse in _with_units(parsed(missing, workers, columns), workers, cache):
        found[parse.file.where] = parse
        if parse.sha256 and not parse.died:
            cache.put_many(_PARSES, {_key(parse.file, parse.sha256, columns): _to_json(parse)})
        report(len(found))
    return [found[file.where] for file in files]


def parsed(files: Sequence[File], workers: Workers, columns: Mapping[str, str] | None) -> Iterator[Parse]:
    """The parse of each file by the workers, in order, whatever the cache has; units are not looked for."""
    batches = [files[at : at + _BATCH] for at in range(0, len(files), _BATCH)]
    tasks = ([task_load(file, columns) for file in batch] for batch in batches)
    for batch, answers in zip(batches, workers.map(tasks), strict=True):
        for file, answer in zip(batch, answers, strict=True):
            yield _parse(file, answer)


def _with_units(parses: Iterable[Parse], workers: Workers, cache: Cache) -> Iterator[Parse]:
    """Each parse with its units; those of a few hundred documents, or of one file with more, are looked for at once."""
    waiting: list[Parse] = []
    for parse in parses:
        waiting.append(parse)
        if sum(len(one.abouts) for one in waiting) >= _AT_ONCE:
            yield from _counted(waiting, workers, cache)
            waiting = []
    yield from _counted(waiting, workers, cache)


def _counted(parses: Sequence[Parse], workers: Workers, cache: Cache) -> Sequence[Parse]:
    """The parses with their units, out of the cache or from the workers; a document that ends its worker is skipped."""
    whole = {mark: data for parse in parses for mark, data in parse.whole.items()}
    keys = {mark: f"{mark} {LEARNING_VERSION}" for mark in whole}
    kept = cache.get_many(_UNITS, keys.values())
    missing = [mark for mark, key in keys.items() if key not in kept]
    batches = [missing[at : at + _BATCH] for at in range(0, len(missing), _BATCH)]
    answers = workers.map([task_units(whole[mark]) for mark in batch] for batch in batches)
    found = dict(zip(missing, chain.from_iterable(answers), strict=True))
    fresh = {keys[mark]: answer.replies[0] for mark, answer in found.items() if answer.failed is None}
    cache.put_many(_UNITS, fresh)
    kept |= fresh
    for parse in parses:
        parse.units = {one.digest: _units(kept[keys[one.digest]]) for one in parse.abouts if keys[one.digest] in kept}
        for about in [one for one in parse.abouts if one.digest not in parse.units]:
            answer = found[about.digest]
            place = path_of(f"/{about.member}" if about.member else "", about.number)
            parse.skipped.append(Skip(place, answer.failed or ""))
            parse.abouts.remove(about)
            parse.died |= answer.died
    return parses


def _parse(file: File, answer: Answer) -> Parse:
    """What a worker answered about one file."""
    parse = Parse(file, None, [], [], {}, answer.died)
    for reply in answer.replies:
        head, _, whole = reply.partition(b"\n")
        fields = json.loads(head)
        if "sha256" in fields:
            parse.sha256 = fields["sha256"]
        elif "skip" in fields:
            parse.skipped.append(Skip(*fields["skip"]))
        else:
            parse.abouts.append(About(**fields))
            parse.whole[fields["digest"]] = whole
    if answer.failed is not None:
        parse.skipped.append(Skip("", answer.failed))
    return parse


def _hashes(files: Sequence[File], cache: Cache) -> dict[Path, str]:
    """The sha256 of each file that can be read, taken from the last build where the file looks the same."""
    marks = {file.where: digest((os.fsencode(file.where), b"%d %d" % (file.size, file.modified))) for file in files}
    seen = cache.get_many("seen", marks.values())
    hashes: dict[Path, str] = {}
    fresh: dict[str, bytes] = {}
    now = time.time_ns()
    for file in files:
        mark = marks[file.where]
        if mark in seen:
            hashes[file.where] = seen[mark].decode()
            continue
        try:
            with open_regular(file.where) as stream:
                hashes[file.where] = sha256_of_stream(stream)
        except (OSError, ReadError):
            continue  # the worker meets the same fault, and says so
        if now - file.modified > _SETTLED:
            fresh[mark] = hashes[file.where].encode()
    cache.put_many("seen", fresh)
    return hashes


def _key(file: File, sha256: str, columns: Mapping[str, str] | None) -> str:
    """Under what the parse of a file is kept: its bytes and all that decides how they are read."""
    how = json.dumps([PARSER_VERSION, LEARNING_VERSION, file.suffix, file.packed, sorted((columns or {}).items())])
    return f"{sha256} {how}"


def _to_json(parse: Parse) -> bytes:
    skipped = [[skip.path, skip.reason] for skip in parse.skipped]
    abouts = [asdict(about) for about in parse.abouts]
    units = {mark: [one.lines, one.body] for mark, one in parse.units.items()}
    return zlib.compress(json.dumps({"abouts": abouts, "skipped": skipped, "units": units}).encode(), 1)


def _from_json(file: File, sha256: str, data: bytes) -> Parse:
    fields = json.loads(zlib.decompress(data))
    skipped = [Skip(*skip) for skip in fields["skipped"]]
    units = {mark: _units_of(one) for mark, one in fields["units"].items()}
    return Parse(file, sha256, [About(**about) for about in fields["abouts"]], skipped, {}, units=units)


def _units(data: bytes) -> Units:
    return _units_of(json.loads(data))


def _units_of(fields: list[Any]) -> Units:
    lines, body = fields
    return Units(tuple((key, where) for key, where in lines), body)
