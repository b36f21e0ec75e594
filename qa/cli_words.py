"""The commands about wording: cite, compare, wording, standing.

Invariant: each prints what one call of Python's own interface gives, as text or, with ``--json``, as that very record.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from qa.cli import ANSWERED, HERE, NOTHING_FOUND, Index, Json, app
from qa.cli_ask import Issuer, Order, Since, Speaker, Until, print_json

saved = typer.Typer(help="Questions that are asked again at each build.", no_args_is_help=True)
app.add_typer(saved, name="standing")

Start = Annotated[int | None, typer.Option(metavar="N", help="Cite the words from this character on.")]
End = Annotated[int | None, typer.Option(metavar="N", help="Cite the words up to this character.")]


@app.command()
def cite(
    release_id: Annotated[str, typer.Argument(metavar="ID", help="A release's id.")],
    index: Index = HERE,
    start: Start = None,
    end: End = None,
    style: Annotated[str, typer.Option("--format", help="plain, markdown or bibtex.")] = "plain",
) -> int:
    """Print a release as a citation, or some words of it with their source."""
    from qa.archive import open_index
    from qa.show import printable

    with open_index(index) as archive:
        print(printable(archive.cite(release_id, start, end, style=style)))
    return ANSWERED


@app.command()
def compare(
    older: Annotated[str, typer.Argument(metavar="A", help="A release's id.")],
    newer: Annotated[str | None, typer.Argument(metavar="[B]", help="Another; else A's version before it.")] = None,
    index: Index = HERE,
    as_json: Json = False,
) -> int:
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
def wording(
    phrase: Annotated[str, typer.Argument(help="A phrase, or a topic.")], index: Index = HERE, as_json: Json = False
) -> int:
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
def standing_add(
    question: Annotated[str, typer.Argument(help="The question, in quotation marks.")],
    index: Index = HERE,
    since: Since = None,
    until: Until = None,
    issuer: Issuer = None,
    speaker: Speaker = None,
    order: Order = None,
) -> int:
    """Save a question; each build says which new releases change its answer."""
    from qa.archive import open_index
    from qa.show import console, print_answer
    from qa.standing import save

    settings: dict[str, Any] = {
        "since": since, "until": until, "issuer": issuer, "speaker": speaker, "order": order,
    }  # fmt: skip
    with open_index(index) as archive:
        print_answer(console(), save(archive, question, settings))
    return ANSWERED


@saved.command("list")
def standing_list(index: Index = HERE, as_json: Json = False) -> int:
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
def standing_remove(
    question: Annotated[str, typer.Argument(help="A saved question, or its number.")], index: Index = HERE
) -> int:
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
