"""Files to parses: read by the workers, or taken from the cache by the hash of their bytes.

A file whose size and time of modification are those of the last build is not even read again; any other is known by
its sha256. Invariant: a parse is kept under the hash that the worker took of the very bytes it parsed.
"""

from __future__ import annotations

import json
import os
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from index.boilerplate import LEARNING_VERSION, Units
from index.errors import ReadError
from index.files import digest
from index.load import PARSER_VERSION, File
from index.load.files import open_regular, sha256_of_stream
from index.records import Skip
from index.work import task_load
from index.workers import Answer, Workers

_SETTLED = 3_000_000_000
"""A file changed less than so many nanoseconds ago may change again within the same time stamp."""
_BATCH = 16


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
    units: Units


@dataclass(slots=True)
class Parse:
    """One file's documents, what was skipped in it, and the sha256 of its bytes (None when it could not be read).

    A skip of the whole file has the path "". ``whole`` has the documents as JSON by their digest, where they were
    parsed just now; ``died`` says that the file ended its worker.
    """

    file: File
    sha256: str | None
    abouts: list[About]
    skipped: list[Skip]
    whole: dict[str, bytes]
    died: bool = False


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
    kept = cache.get_many("parse", keys.values())
    missing = [file for file in files if keys.get(file.where) not in kept]
    fresh: dict[Path, Parse] = {}
    for parse in parsed(missing, workers, columns):
        fresh[parse.file.where] = parse
        if parse.sha256 and not parse.died:
            cache.put_many("parse", {_key(parse.file, parse.sha256, columns): _to_json(parse)})
        report(len(files) - len(missing) + len(fresh))
    return [
        fresh.get(file.where) or _from_json(file, hashes[file.where], kept[keys[file.where]]) for file in files
    ]


def parsed(files: Sequence[File], workers: Workers, columns: Mapping[str, str] | None) -> Iterator[Parse]:
    """The parse of each file by the workers, in order, whatever the cache has."""
    batches = [files[at : at + _BATCH] for at in range(0, len(files), _BATCH)]
    tasks = ([task_load(file, columns) for file in batch] for batch in batches)
    for batch, answers in zip(batches, workers.map(tasks), strict=True):
        for file, answer in zip(batch, answers, strict=True):
            yield _parse(file, answer)


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
            parse.abouts.append(_about(fields))
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
    return zlib.compress(json.dumps({"abouts": abouts, "skipped": skipped}).encode(), 1)


def _from_json(file: File, sha256: str, data: bytes) -> Parse:
    fields = json.loads(zlib.decompress(data))
    skipped = [Skip(*skip) for skip in fields["skipped"]]
    return Parse(file, sha256, [_about(about) for about in fields["abouts"]], skipped, {})


def _about(fields: dict[str, Any]) -> About:
    units = fields["units"]
    lines = tuple((key, where) for key, where in units["lines"])
    return About(**{**fields, "units": Units(lines, units["body"])})
