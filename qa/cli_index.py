"""The commands that make and keep an index: build, add, check, rollback, compact, remove.

Invariant: a command that fails leaves the index as it was, and says so in one line.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.errors import UsageError
from qa.cli import A_FILE, ANSWERED, WRONG, app, as_record, the_index

if TYPE_CHECKING:
    from index.records import Progress

_STAGES = {"reading": "Reading releases", "embedding": "Embedding passages", "writing": "Writing the index"}


@app.command()
@click.argument("folders", type=A_FILE, nargs=-1, metavar="[FOLDER]...", help="Folders (or files) of releases.")
@the_index
@click.option("--model", metavar="NAME", help="Another sentence-transformers model, or its folder.")
@click.option("--re-embed", is_flag=True, help="Take another model, and embed everything again.")
@click.option(
    "--column",
    multiple=True,
    metavar="OURS=THEIRS",
    help="A table's column by its own name, such as text=inhoud; repeatable.",
)
@as_record
def build(
    folders: tuple[Path, ...], index: Path, model: str | None, re_embed: bool, column: tuple[str, ...], as_json: bool
) -> int:
    """Make the index mirror FOLDERs, and record them; without any, the folders it has recorded."""
    columns = _columns(column)
    return _build(folders, index, model, re_embed=re_embed, add=False, columns=columns, as_json=as_json)


@app.command()
@click.argument("folder", type=A_FILE, help="A folder (or file) of releases.")
@the_index
@as_record
def add(folder: Path, index: Path, as_json: bool) -> int:
    """Add one more folder to those that the index mirrors."""
    return _build([folder], index, None, re_embed=False, add=True, columns=None, as_json=as_json)


@app.command()
@the_index
@as_record
def check(index: Path, as_json: bool) -> int:
    """Verify every byte of the index, and name each damaged file."""
    from index.upkeep import check as check_index
    from qa.cli_ask import print_json

    damages = check_index(index)
    if as_json:
        print_json(damages)
    else:
        for damage in damages:
            _say(f"damaged: {damage.path}: {damage.cause}")
        _say(f"{index}: {len(damages)} damaged files." if damages else f"{index}: every file is whole.")
    return WRONG if damages else ANSWERED


@app.command()
@the_index
def rollback(index: Path) -> int:
    """Go back to the build before this one."""
    from index.upkeep import rollback as rollback_index

    _say(f"{index}: {rollback_index(index)} is the current index again.")
    return ANSWERED


@app.command()
@the_index
def compact(index: Path) -> int:
    """Remove old builds, and the models and cache entries that are no longer needed."""
    from index.upkeep import compact as compact_index

    cleared = compact_index(index)
    _say(
        f"{index}: removed {len(cleared.generations)} old builds, {len(cleared.models)} exported models and "
        f"{cleared.cache_entries} entries of the cache, {cleared.bytes:,} bytes."
    )
    return ANSWERED


@app.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...", help="Ids of releases.")
@the_index
@click.option("--purge", is_flag=True, help="Also from every older build and every cache.")
def remove(ids: tuple[str, ...], index: Path, purge: bool) -> int:
    """Take releases out of the answers, for good; the files themselves stay where they are."""
    from index.upkeep import remove as remove_releases

    name = remove_releases(index, ids, purge=purge)
    _say(f"{index}: {', '.join(ids)} {'is' if len(ids) == 1 else 'are'} gone from {'every build' if purge else name}.")
    return ANSWERED


def _build(
    folders: Sequence[Path],
    index: Path,
    model: str | None,
    *,
    re_embed: bool,
    add: bool,
    columns: Mapping[str, str] | None,
    as_json: bool,
) -> int:
    from index import build_index
    from qa.cli_ask import print_json
    from qa.cli_words import standing_notes
    from qa.show import console, print_report

    with _bar() as progress:
        report = build_index(
            folders, index, model=model, re_embed=re_embed, add=add, columns=columns, progress=progress
        )
    report = replace(report, notes=(*report.notes, *standing_notes(index)))
    if as_json:
        print_json(report)
    else:
        print_report(console(), report)
    return ANSWERED


def _columns(pairs: Sequence[str]) -> Mapping[str, str] | None:
    """Our name of a column to the table's; None without any, so that the recorded ones stay."""
    from index.load.fields import NAMES

    columns = {ours.strip(): theirs.strip() for ours, _, theirs in (pair.partition("=") for pair in pairs)}
    wrong = next((ours for ours, theirs in columns.items() if ours not in NAMES or not theirs), None)
    if wrong is not None:
        raise UsageError(
            f"--column takes one of {', '.join(NAMES)}, and the table's own name for it, not {wrong!r}.",
            next_command="release-qa build FOLDER --column text=inhoud",
        )
    return columns or None


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    """A progress bar on a terminal's standard error: what is done of what total, and the time left."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def show(progress: Progress) -> None:
            if progress.stage not in tasks:
                tasks[progress.stage] = bar.add_task(_STAGES.get(progress.stage, progress.stage))
            bar.update(tasks[progress.stage], completed=progress.done, total=progress.total)

        yield show


def _say(line: str) -> None:
    from qa.show import clean

    print(clean(line))
