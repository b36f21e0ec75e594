"""The commands about wording: cite, compare, wording, standing.

Invariant: each prints what one call of Python's own interface gives, as text or, with ``--json``, as that very record.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from qa.cli import ANSWERED, NOTHING_FOUND, app, as_record, the_index
from qa.cli_ask import limits, print_json


@app.group("standing", no_args_is_help=True)
def saved() -> None:
    """Questions that are asked again at each build."""


@app.command()
@click.argument("release_id", metavar="ID", help="A release's id.")
@the_index
@click.option("--start", type=int, metavar="N", help="Cite the words from this character on.")
@click.option("--end", type=int, metavar="N", help="Cite the words up to this character.")
@click.option("--format", "style", default="plain", show_default=True, help="plain, markdown or bibtex.")
def cite(release_id: str, index: Path, start: int | None, end: int | None, style: str) -> int:
    """Print a release as a citation, or some words of it with their source."""
    from qa.archive import open_index
    from qa.show import printable

    with open_index(index) as archive:
        print(printable(archive.cite(release_id, start, end, style=style)))
    return ANSWERED


@app.command()
@click.argument("older", metavar="A", help="A release's id.")
@click.argument("newer", metavar="[B]", required=False, help="Another; else A's version before it.")
@the_index
@as_record
def compare(older: str, newer: str | None, index: Path, as_json: bool) -> int:
    """Set two releases side by side, sentence by sentence, and mark the words that changed."""
    from qa.archive import open_index
    from qa.show_words import print_comparison

    with open_index(index) as archive:
        comparison = archive.compare(older, newer)
    if as_json:
        print_json(comparison)
    else:
        print_comparison(comparison)
    return ANSWERED


@app.command()
@click.argument("phrase", help="A phrase, or a topic.")
@the_index
@as_record
def wording(phrase: str, index: Path, as_json: bool) -> int:
    """Show how something was worded over time: its first and last use, and what changed in between."""
    from qa.archive import open_index
    from qa.show_words import print_wording

    with open_index(index) as archive:
        found = archive.wording(phrase)
    if as_json:
        print_json(found)
    else:
        print_wording(found)
    return ANSWERED if found.uses else NOTHING_FOUND


@saved.command("add")
@click.argument("question", help="The question, in quotation marks.")
@the_index
@limits
def standing_add(question: str, index: Path, **settings: Any) -> int:
    """Save a question; each build says which new releases change its answer."""
    from qa.archive import open_index
    from qa.show import console, print_answer
    from qa.standing import save

    with open_index(index) as archive:
        print_answer(console(), save(archive, question, settings))
    return ANSWERED


@saved.command("list")
@the_index
@as_record
def standing_list(index: Path, as_json: bool) -> int:
    """List the saved questions with their numbers."""
    from qa.show import clean
    from qa.standing import standing

    questions = standing(index)
    if as_json:
        print_json(questions)
        return ANSWERED
    for number, one in enumerate(questions, 1):
        limits = " ".join(f"--{name} {value}" for name, value in one.settings.items())
        print(clean(f"{number}. {one.question} {limits}"))
    return ANSWERED if questions else NOTHING_FOUND


@saved.command("remove")
@click.argument("question", help="A saved question, or its number.")
@the_index
def standing_remove(question: str, index: Path) -> int:
    """Forget a saved question."""
    from qa.standing import forget

    forget(index, question)
    return ANSWERED


def standing_notes(index: Path) -> tuple[str, ...]:
    """After a build: a line for each standing question whose answer changed; none, and no model loaded, without any."""
    from qa.archive import open_index
    from qa.standing import ask_again, standing

    if not standing(index):
        return ()
    with open_index(index) as archive:
        return tuple(changed.describe() for changed in ask_again(archive))
