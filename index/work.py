"""What a worker process does: it parses files and derives releases, within limits, until its input ends.

A request is a number of tasks, each a line of JSON; a task is answered by frames: replies, then the end or a failure.
Invariant: a foreseen fault (``ReadError``) is a failure of its task; any other ends the process, and ``index.workers``
says so. What a parser prints or leaves behind never reaches the caller.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import resource
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from index import derive
from index.boilerplate import units_of
from index.errors import ReadError
from index.load import File, load
from index.load import document as documents
from index.load.files import open_regular, sha256_of_stream
from index.records import Skip
from index.signatures import signature
from index.workers import END, FAILED, FRAME, REPLY

CPU_SECONDS = 8
MOST_MEMORY = 1 << 30
_CHUNK = 1 << 20


def serve() -> None:
    """Answer requests on standard input until it ends. Standard output is the channel; nothing else may print there."""
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit(resource.RLIMIT_AS, MOST_MEMORY)
    _limit(resource.RLIMIT_CORE, 0)
    _send(channel, REPLY, b"ready")
    source = sys.stdin.buffer
    while header := source.read(FRAME.size):
        count = FRAME.unpack(header)[1]
        tasks = [source.read(FRAME.unpack(source.read(FRAME.size))[1]) for _ in range(count)]
        for task in tasks:
            _answer(channel, json.loads(task))


def task_load(file: File, columns: Mapping[str, str] | None) -> bytes:
    """The request to parse a file. Replies: see ``replies_to_load``."""
    fields = {**asdict(file), "where": os.fsencode(file.where).hex()}
    return json.dumps({"load": fields, "columns": dict(columns) if columns else None}).encode()


def task_units(document: bytes) -> bytes:
    """The request to find what may be page chrome in a document (as JSON)."""
    return b'{"units":' + document + b"}"


def task_derive(document: bytes, path: str, learned: Sequence[int]) -> bytes:
    """The request to make the release of a document (as JSON, its path still to be set); "null" has no answer."""
    about = json.dumps({"path": path, "learned": list(learned)}).encode()
    return b'{"derive":' + about + b',"document":' + document + b"}"


def _answer(channel: BinaryIO, task: dict[str, Any]) -> None:
    try:
        replies = _loaded if "load" in task else _counted if "units" in task else _derived
        for reply in replies(task):
            _more_time()
            _send(channel, REPLY, reply)
    except ReadError as fault:
        _send(channel, FAILED, fault.cause.encode("utf-8", "backslashreplace"))
    else:
        _send(channel, END, b"")


def _loaded(task: dict[str, Any]) -> Iterator[bytes]:
    """The sha256 of the file, then one reply for each document or skipped record."""
    _more_time()
    fields = task["load"]
    file = File(**{**fields, "where": Path(os.fsdecode(bytes.fromhex(fields["where"])))})
    with open_regular(file.where) as stream:
        yield json.dumps({"sha256": sha256_of_stream(stream)}).encode()
    for item in load(file, task["columns"]):
        if isinstance(item, Skip):
            yield json.dumps({"skip": [item.path, item.reason]}).encode()
            continue
        whole = documents.to_json(item).encode()
        about = {
            "digest": hashlib.sha256(whole).hexdigest(),
            "id": item.id,
            "member": item.path,
            "number": item.number,
            "issuer": item.issuer,
            "url": item.url,
        }
        yield json.dumps(about).encode() + b"\n" + whole


def _counted(task: dict[str, Any]) -> Iterator[bytes]:
    """What may be page chrome in a document."""
    _more_time()
    units = units_of(documents.of_fields(task["units"]))
    yield json.dumps([units.lines, units.body]).encode()


def _derived(task: dict[str, Any]) -> Iterator[bytes]:
    """The outline of a document's release, then the release itself, packed."""
    _more_time()
    if task["document"] is None:
        return
    document = documents.placed(documents.of_fields(task["document"]), task["derive"]["path"])
    release = derive.derive(document, frozenset(task["derive"]["learned"]))
    yield derive.outline(release, signature(release.text))
    yield derive.packed(release)


def _send(channel: BinaryIO, kind: bytes, data: bytes) -> None:
    channel.write(FRAME.pack(kind, len(data)) + data)
    channel.flush()


def _more_time() -> None:
    """Allow this process CPU_SECONDS more from now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS)


def _limit(what: int, most: int) -> None:
    """Lower a soft limit; a hard limit below it stays."""
    _, hard = resource.getrlimit(what)
    # macOS maps more than any such limit from the start, and refuses; time still bounds a worker there.
    with contextlib.suppress(ValueError):
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
