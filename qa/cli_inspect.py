"""The command that shows how a file is read: inspect.

Invariant: on a terminal what was removed or mended is coloured; in a pipe it stands in marks, ``[-removed: kind-]`` and
``[+as it was => as it is: kind+]``, so that nothing is told by colour alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa.cli import A_FILE, ANSWERED, NOTHING_FOUND, app, as_record

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from index.records import Dated
    from qa.inspect import Inspection, Piece

_SHOWN = 12


@app.command()
@click.argument("file", type=A_FILE, help="A file of one or more releases.")
@click.option("--within", type=A_FILE, metavar="FOLDER", help="Read beside all releases of FOLDER.")
@as_record
def inspect(file: Path, within: Path | None, as_json: bool) -> int:
    """Show how a file is read: what is removed and mended and why, its dates, speakers and versions."""
    from qa.cli_ask import print_json
    from qa.inspect import inspect as inspected
    from qa.show import clean, console

    found, skipped = inspected(file, within=within)
    if as_json:
        print_json({"releases": found, "skipped": skipped})
        return ANSWERED if found else NOTHING_FOUND
    out = console()
    for one in found:
        _print(out, one)
    for skip in skipped:
        print(clean(f"skipped {skip.path}: {skip.reason}"))
    return ANSWERED if found else NOTHING_FOUND


def _print(out: Console, one: Inspection) -> None:
    from rich.text import Text

    from qa.show import print_facts

    out.print(Text(one.title or one.id, style="bold"))
    print_facts(out, _facts(one))
    out.print()
    out.print(_marked(one.pieces, coloured=out.is_terminal))
    out.print()


def _facts(one: Inspection) -> list[tuple[str, str]]:
    """What was read off a release, by name; what is not known is said."""
    from qa.wording import counted

    facts = [
        ("id", one.id),
        ("issuer", one.issuer or "not given"),
        ("place", one.place or "not given"),
        ("language", one.language or "not known"),
        ("url", one.url or "not given"),
        *(("date" if not number else "or", _dated(dated)) for number, dated in enumerate(one.issued)),
    ]
    if not one.issued:
        facts.append(("date", "undated: nothing in it says when it was issued"))
    if one.disagree:
        facts.append(("note", "its dates of issue do not agree; the first one is used"))
    if one.notice:
        facts.append(("notice", one.notice))
    if one.versions:
        counts = f"{len(one.versions)} versions, {counted(one.changes, 'change')}"
        facts.append(("family", f"{counts}: {', '.join(one.versions)}"))
    told = sorted(one.told, key=lambda pair: -pair[0].confidence)[:_SHOWN]
    facts += [("tells of", f"{_dated(dated)}: {sentence}") for dated, sentence in told]
    for said in one.speakers[:_SHOWN]:
        how = "in their own words" if said.direct else "reported"
        role = f", {said.role}" if said.role else ""
        facts.append(("says", f"{said.name}{role} ({how}, characters {said.start}–{said.end})"))
    return facts


def _dated(dated: Dated) -> str:
    precision = "" if dated.precision == "day" else f" ({dated.precision})"
    return f"{dated.day.isoformat()}{precision}, {dated.found_in}, confidence {dated.confidence:.2f}"


def _marked(pieces: tuple[Piece, ...], *, coloured: bool) -> Text:
    """The source text with what was done to it: in colours, or in marks."""
    from rich.text import Text

    shown = Text()
    for piece in pieces:
        what = f"{piece.what}: {piece.why}" if piece.why else piece.what
        if piece.kind == "kept" or piece.what == "white space":
            shown.append(_lines(piece.source.replace("\f", "\n")))
        elif piece.kind == "removed":
            put = piece.text.strip()
            source, end = _lines(piece.source), f" => {put}" if put else ""
            if coloured:
                shown.append(source, style="red strike").append(end, style="bold yellow").append(f" ({what}) ", "dim")
            else:
                shown.append(f"[-{source}{end}: {what}-]{' ' if put else ''}")
        else:
            source, text = _lines(piece.source), _lines(piece.text)
            if coloured:
                shown.append(text, style="yellow").append(f" ({what}; it was {source!r}) ", "dim")
            else:
                shown.append(f"[+{source} => {text}: {what}+]")
    return shown


def _lines(text: str) -> str:
    """Lines stay lines; whatever else a terminal would obey is written as its code."""
    from qa.show import printable

    return "\n".join(printable(line) for line in text.split("\n"))
