"""Comparisons and wordings on a terminal: sentences one below the other, what differs between braces and in colour.

Invariant: as in ``qa.show``: the text of documents is data, and a pipe gets plain lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.show import clean, console, marked
from qa.wording import counted, sourced

if TYPE_CHECKING:
    from rich.text import Text

    from qa.compared import Comparison, Pair, Wording, Words
    from qa.records import ReleaseCard


def print_comparison(comparison: Comparison) -> None:
    """The sentences that differ, the older one's after "-", the newer one's after "+", then how many do not."""
    from rich.text import Text

    out = console()
    out.print(Text(f"- {_named(comparison.older)}", style="red"))
    out.print(Text(f"+ {_named(comparison.newer)}", style="green"))
    for pair in comparison.changed:
        out.print()
        _print_pair(pair)
    same = len(comparison.pairs) - len(comparison.changed)
    out.print(Text(f"\n{len(comparison.changed)} changed, {counted(same, 'sentence')} the same.", style="bold"))


def print_wording(wording: Wording) -> None:
    """The uses in time with their sources, then what changed from each dated one to the next."""
    from rich.text import Text

    out = console()
    if wording.verbatim:
        span = f", first {wording.first.date}, last {wording.last.date}" if wording.first and wording.last else ""
        line = f"“{clean(wording.phrase)}” stands in {counted(len(wording.uses), 'release')}{span}."
    else:
        line = f"“{clean(wording.phrase)}” stands nowhere word for word; the nearest sentences, oldest first:"
    out.print(Text(line, style="bold"))
    for use in wording.uses:
        out.print()
        out.print(Text.assemble((f"{use.release.date or 'undated'} ", "cyan"), "“", _shown(use), "”"))
        out.print(Text(f"    {_named(use.release)} · characters {use.start}–{use.end}", style="green"))
    changed = [pair for pair in wording.pairs if pair.kept < 1]
    if changed:
        out.print(Text("\nFrom each to the next, what changed:", style="bold"))
    for pair in changed:
        out.print()
        _print_pair(pair)


def _print_pair(pair: Pair) -> None:
    from rich.text import Text

    for sign, colour, side in (("-", "red", pair.older), ("+", "green", pair.newer)):
        if side is not None:
            console().print(Text.assemble((f"{sign} ", f"bold {colour}"), _shown(side)))


def _shown(words: Words) -> Text:
    return marked(words.text, words.marked)


def _named(card: ReleaseCard) -> str:
    return " · ".join(clean(part) for part in (card.id, *sourced(card)))
