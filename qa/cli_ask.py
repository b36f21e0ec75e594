"""The commands that ask an index: ask, search, info, eval.

Invariant: what ``--json`` prints is the record that Python gets, and nothing else is on standard output.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.errors import UsageError
from qa.cli import A_FILE, ANSWERED, NOTHING_FOUND, app, as_record, the_index

if TYPE_CHECKING:
    from qa.archive import Archive
    from qa.records import ReleaseCard

Command = Callable[..., int]

_LIMITS = (
    click.option("--since", metavar="DAY", help="Only from this day on: 2011-03-19, 2011-03 or 2011."),
    click.option("--until", metavar="DAY", help="Only up to this day, inclusive."),
    click.option("--issuer", metavar="NAME", help="Only releases of this issuer."),
    click.option("--speaker", metavar="NAME", help="Only what this person said."),
    click.option("--language", metavar="TAG", help="Only releases in this language: en, de, fr."),
    click.option("--order", help="newest or oldest first; else the best match first."),
)
_READING = (
    click.option("-k", type=int, default=10, show_default=True, help="How many hits."),
    click.option("--group", default="release", show_default=True, help="What counts as a hit: release or passage."),
    *_LIMITS,
    click.option("--as-of", metavar="DAY", help="Ask as if it were this day."),
    click.option("--ignore", multiple=True, metavar="PART", help="Switch off a part of the reading; repeatable."),
    click.option("--history", type=A_FILE, metavar="FILE", help="Turns before: a JSON list."),
    click.option(
        "--rerank", metavar="MODEL", envvar="RELEASE_QA_RERANK", help="A cross-encoder that reads the first hits again."
    ),
)


def limits(command: Command) -> Command:
    """Add the options that limit what is asked of; the command gets them by name."""
    return _with(_LIMITS, command)


def reading(command: Command) -> Command:
    """Add every option of ``Archive.retrieve``, and the archive's cross-encoder; the command gets them by name."""
    return _with(_READING, command)


def _with(options: Sequence[Callable[[Command], Command]], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


@app.command()
@click.argument("question", help="The question, in quotation marks.")
@the_index
@reading
@click.option("--cite", metavar="STYLE", help="The quotes as citations: plain, markdown or bibtex.")
@click.option("--export", type=A_FILE, metavar="FILE", help="Also write the answer to FILE.md or FILE.html.")
@click.option(
    "--llm", metavar="URL", envvar="RELEASE_QA_LLM", help="An OpenAI-compatible language model, to tell it too."
)
@click.option("--llm-model", metavar="NAME", envvar="RELEASE_QA_LLM_MODEL", help="That model's name.")
@as_record
def ask(
    question: str,
    index: Path,
    cite: str | None,
    export: Path | None,
    llm: str | None,
    llm_model: str | None,
    rerank: str | None,
    as_json: bool,
    **settings: Any,
) -> int:
    """Answer a question with exact quotes, or say that no release does."""
    from qa.archive import open_index
    from qa.cite import cited, style_of
    from qa.endpoint import endpoint
    from qa.export import export_answer, writer_of
    from qa.show import console, print_answer, print_written, printable

    settings["history"] = _history(settings["history"])
    style = style_of(cite) if cite is not None else None
    if export is not None:
        writer_of(export)
    out = console()
    heard = None if as_json or style else partial(print_written, out)
    with open_index(index, reranker=rerank) as archive:
        answer = archive.ask(question, **settings, llm=endpoint(llm, llm_model), heard=heard)
    if export is not None:
        export_answer(answer, export)
    if as_json:
        print_json(answer)
    elif style and answer.quotes:
        print(printable("\n\n".join(cited(quote, style) for quote in answer.quotes)))
    else:
        print_answer(out, answer)
    return ANSWERED if answer.status == "answered" else NOTHING_FOUND


@app.command()
@click.argument("question", required=False, help="What to look for.")
@the_index
@reading
@click.option("--batch", type=A_FILE, metavar="FILE.jsonl", help="A question a line; JSON lines out.")
@click.option("--csv", "table", type=A_FILE, metavar="FILE", help="Write all matches to a table.")
@as_record
def search(
    question: str | None,
    index: Path,
    batch: Path | None,
    table: Path | None,
    rerank: str | None,
    as_json: bool,
    **settings: Any,
) -> int:
    """List the passages that match best, without an answer."""
    from qa.archive import open_index

    if (question is None) == (batch is None):
        raise UsageError("give a question or --batch FILE.jsonl, one of them.", next_command="release-qa search --help")
    settings["history"] = _history(settings["history"])
    with open_index(index, reranker=rerank) as archive:
        if batch is not None:
            return _batch(archive, batch, settings)
        if table is not None:
            of_all = {name: value for name, value in settings.items() if name not in ("k", "group")}
            return _table(archive.matches(question or "", **of_all).releases, table)
        results = archive.retrieve(question or "", **settings)
    if as_json:
        print_json(results)
    else:
        from qa.show import console, print_results

        print_results(console(), results)
    return ANSWERED if results else NOTHING_FOUND


def _table(cards: Sequence[ReleaseCard], path: Path) -> int:
    """Write the table, and say how many releases stand in it."""
    from qa.export import as_csv

    path.write_text(as_csv(cards), encoding="utf-8", newline="")
    print(f"{path}: {len(cards)} releases")
    return ANSWERED if cards else NOTHING_FOUND


@app.command()
@the_index
@as_record
def info(index: Path, as_json: bool) -> int:
    """Say what an index holds and what it was built with."""
    from qa.archive import open_index

    with open_index(index) as archive:
        facts = archive.info()
    if as_json:
        print_json(facts)
    else:
        from qa.show import console, print_info

        print_info(console(), facts)
    return ANSWERED


def print_json(record: object, *, indent: int | None = 2) -> None:
    """One record on standard output."""
    from qa.as_json import to_json

    sys.stdout.write(to_json(record, indent=indent) + "\n")


@dataclass(frozen=True, slots=True)
class _Asked:
    """One line of a batch: the ``id`` is given back with the results."""

    id: str
    question: str
    settings: dict[str, Any]


def _batch(archive: Archive, path: Path, settings: dict[str, Any]) -> int:
    """Search for every line of the file; one JSON object a line, in the same order."""
    for asked in list(_asked(path)):
        results = archive.retrieve(asked.question, **{**settings, **asked.settings})
        print_json({"id": asked.id, "results": results}, indent=None)
    return ANSWERED


def _asked(path: Path) -> Iterator[_Asked]:
    """The questions of a batch: objects with ``question`` (or ``text``), and perhaps ``id`` and ``history``."""
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            question = row["question"] if "question" in row else row["text"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            cause = f'line {number} is no object like {{"id": "1", "question": "..."}}.'
            raise UsageError(cause, path=path, next_command="release-qa search --help") from error
        history = {"history": row["history"]} if row.get("history") else {}
        yield _Asked(str(row.get("id", number)), question, history)


def _history(path: Path | None) -> Any:
    if path is None:
        return ()
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the history is no JSON ({error}).", path=path) from error


def read_text(path: Path) -> str:
    """The text of a file of the user's, plain or gzip-compressed. Raises UsageError where it cannot be read."""
    import gzip
    import zlib

    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as error:
        cause = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(f"this file cannot be read ({cause}).", path=path) from error
    except UnicodeDecodeError as error:
        raise UsageError("this file is not UTF-8.", path=path) from error
