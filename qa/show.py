"""Answers, results and reports on a terminal: the same records as everywhere, in rich's colours or in none.

Invariant: text of documents is data: it is never read as markup, and control characters (which a terminal
would obey) are shown as their code. In a pipe nothing is coloured, cut or wrapped.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from qa.records import Coverage
from qa.wording import counted, covered, sourced

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from index.records import BuildReport
    from qa.info import Info
    from qa.records import Answer, Hit, Quote, ReleaseCard, Results, Written


def console() -> Console:
    """Standard output: coloured and wrapped on a terminal (unless NO_COLOR is set), plain lines elsewhere."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False, soft_wrap=not sys.stdout.isatty())


def clean(text: str) -> str:
    """``text`` without line breaks and tabs in a row, and with what a terminal would obey written as its code."""
    return _flat(text).strip()


def printable(text: str) -> str:
    """``text`` line by line as it is, but for what a terminal would obey, which is written as its code."""
    return "\n".join(map(_coded, text.splitlines()))


def _flat(text: str) -> str:
    return _coded(re.sub(r"\s+", " ", text))


def _coded(line: str) -> str:
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs") else f"\\u{ord(c):04x}" for c in line)


def print_answer(out: Console, answer: Answer) -> None:
    """The statement, the quotes with their sources, and the nearest passages where nothing answers."""
    from rich.text import Text

    out.print(Text(clean(answer.message), style="bold" if answer.status == "answered" else "bold yellow"))
    if reading := answer.query.describe():
        out.print(Text(f"Read as: {clean(reading)}", style="dim"))
    for note in answer.notes:
        out.print(Text(clean(note), style="yellow"))
    for row in answer.rows:
        numbers = " ".join(f"[{number}]" for number in row.quotes)
        out.print(Text.assemble((f"{clean(row.label)} ", "bold"), (numbers, "cyan")))
    for number, quote in enumerate(answer.quotes, 1):
        out.print()
        out.print(_quote(number, quote))
    if answer.status == "nothing_found" and answer.results:
        out.print()
        out.print(Text("Nearest passages, which may not answer:", style="bold"))
        for hit in answer.results[:3]:
            out.print()
            out.print(_hit(hit, near=True))


def print_written(out: Console, written: Written) -> None:
    """One sentence of a language model, if what it cites bears it out; its numbers are those of the hits."""
    from rich.text import Text

    if written.status == "supported":
        numbers = "".join(f" [{number}]" for number in written.cites)
        out.print(Text.assemble((clean(written.text), "italic"), (f"{numbers}", "dim")))


def print_results(out: Console, results: Results) -> None:
    """The hits of a search with their passages, then what they count up to."""
    from rich.text import Text

    if reading := results.query.describe():
        out.print(Text(f"Read as: {clean(reading)}", style="dim"))
    for hit in results:
        out.print(_hit(hit))
        out.print()
    counts = results.counts
    out.print(
        Text(
            f"{counted(counts.hits, 'hit')} in {counted(counts.releases, 'release')}; {counts.tokens:,} tokens "
            f"by {counts.tokens_by}; looked at {covered(results.coverage)}",
            style="dim",
        )
    )


def print_report(out: Console, report: BuildReport) -> None:
    """What a build did, with one line for each thing it left out."""
    from rich.text import Text

    for skip in report.skipped:
        out.print(Text(f"skipped {clean(skip.path)}: {clean(skip.reason)}", style="yellow"))
    for note in report.notes:
        out.print(Text(f"note: {clean(note)}", style="yellow"))
    out.print(
        Text(
            f"{report.index_dir}: {report.read} releases read ({report.unchanged} unchanged), "
            f"{report.passages} passages ({report.embedded} embedded), {len(report.skipped)} skipped, "
            f"{report.seconds:.1f} s",
            style="bold",
        )
    )


def _source(card: ReleaseCard, *, speaker: str | None = None, role: str | None = None) -> str:
    return " · ".join(clean(part) for part in sourced(card, speaker=speaker, role=role))


def _quote(number: int, quote: Quote) -> Text:
    from rich.text import Text

    meant = "; ".join(f"[{word}: {name}]" for word, name in quote.refers_to)
    return Text.assemble(
        (f"[{number}] ", "bold cyan"),
        ("“", "bold"),
        marked(quote.text, quote.marked, "bold"),
        ("”", "bold"),
        (f" {clean(meant)}" if meant else "", "dim"),
        "\n    ",
        (_source(quote.release, speaker=quote.speaker, role=quote.role), "green"),
        (f" · {quote.place} · characters {quote.start}–{quote.end}", "dim"),
    )


def marked(text: str, ranges: Sequence[tuple[int, int]], style: str = "") -> Text:
    """``text`` with ``ranges`` of it between braces, and in colour on a terminal."""
    from rich.text import Text

    shown, at = Text(), 0
    for start, end in ranges:
        shown.append(_flat(text[at:start]), style)
        shown.append(f"{{{_flat(text[start:end])}}}", f"{style} yellow")
        at = end
    return shown.append(_flat(text[at:]), style)


def _hit(hit: Hit, *, near: bool = False) -> Text:
    from rich.text import Text

    return Text.assemble(
        (f"{'~' if near else ''}{hit.rank}. ", "bold cyan"),
        (_source(hit.release), "green"),
        "\n   ",
        clean(hit.passage.text),
        ("" if near else f"\n   cosine {hit.cosine:.3f} · bm25 {hit.bm25:.2f} · fused {hit.fused:.3f}", "dim"),
    )


def print_facts(out: Console, facts: Iterable[tuple[str, str]]) -> None:
    """Named facts, one to a line."""
    from rich.text import Text

    for name, value in facts:
        out.print(Text.assemble((f"{name:<12} ", "dim"), clean(value)))


def print_info(out: Console, info: Info) -> None:
    """The facts of an index: what it holds, from when, by whom, and how it was built."""
    coverage = Coverage(info.releases, info.first, info.last, info.undated)
    print_facts(
        out,
        [
            ("index", f"{info.index_dir} ({info.generation}, built {info.created}, {info.bytes / 1e6:.1f} MB)"),
            ("releases", covered(coverage)),
            ("passages", f"{info.passages:,}, about {info.tokens:,} tokens by {info.tokens_by}"),
            ("model", info.model),
            ("folders", ", ".join(info.folders)),
            ("issuers", ", ".join(f"{name} ({count:,})" for name, count in info.issuers[:10])),
            ("languages", ", ".join(f"{name} ({count:,})" for name, count in info.languages[:10])),
            *(("skipped", f"{path}: {reason}") for path, reason in info.skipped),
        ],
    )
