"""What leaves the program as a file: an answer as Markdown or HTML, all matches as a table.

Invariant: the file says what the screen says, every quote with its source; and nothing in it acts: text is escaped,
HTML carries no script and asks for nothing, and a cell that a spreadsheet would compute is marked as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path

from markupsafe import Markup, escape

from index.errors import UsageError
from qa.cite import cited, escaped, source_parts, web_address
from qa.records import Answer, Quote, ReleaseCard
from qa.wording import covered

_COLUMNS = "id date issuer title notice place language versions url path".split()  # noqa: SIM905
_COMPUTED = ("=", "+", "-", "@", "\t", "\r")

_PAGE = Markup("""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{question}</title>
<style>body{{font:1.05rem/1.6 Georgia,serif;max-width:42rem;margin:3rem auto;padding:0 1rem}}
blockquote{{margin:1.5rem 0 .2rem;border-left:3px solid #888;padding-left:1rem}}
cite,footer,.note{{font:normal .85rem/1.5 system-ui,sans-serif;color:#555}}mark{{background:#fe9}}</style></head>
<body><main><h1>{question}</h1>
<p>{message}</p>
{written}{quotes}{notes}</main>
<footer><p>{coverage}</p></footer></body></html>
""")


def export_answer(answer: Answer, path: Path) -> None:
    """Write ``answer`` to ``path``: Markdown for .md, HTML for .html. Raises UsageError for another ending."""
    path.write_text(sendable(writer_of(path)(answer)), encoding="utf-8")


def writer_of(path: Path) -> Callable[[Answer], str]:
    """What writes a file of that ending. Raises UsageError where nothing does."""
    writers = {".md": as_markdown, ".markdown": as_markdown, ".html": as_html, ".htm": as_html}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise UsageError("an answer is exported as .md or .html.", path=path, next_command="--export answer.md")
    return writer


def sendable(text: str) -> str:
    """``text`` without lone surrogates, which no file in UTF-8 holds."""
    return text.encode("utf-8", "replace").decode("utf-8")


def as_markdown(answer: Answer) -> str:
    """The answer with its question, its quotes with their sources, what a model wrote, and what was looked at."""
    parts = [f"# {escaped(answer.query.text)}", escaped(answer.message)]
    if borne_out := _borne_out(answer):
        parts += ["\n".join(escaped(line) for line in borne_out), f"*Written by {escaped(answer.written_by or '')}*"]
    for row in answer.rows:
        parts.append(f"**{escaped(row.label)}** {' '.join(f'[{number}]' for number in row.quotes)}")
    parts += [f"**[{number}]**\n\n{cited(quote, 'markdown')}" for number, quote in enumerate(answer.quotes, 1)]
    parts += [f"*{escaped(note)}*" for note in answer.notes]
    return "\n\n".join([*parts, f"Looked at {escaped(covered(answer.results.coverage))}."]) + "\n"


def as_html(answer: Answer) -> str:
    """The same as a page of its own, which loads nothing."""
    borne_out = _borne_out(answer)
    written = Markup("<p>{}</p>\n<p class='note'>Written by {}; the exact quotes follow.</p>\n")
    return str(
        _PAGE.format(
            question=answer.query.text,
            message=answer.message,
            written=written.format(" ".join(borne_out), answer.written_by) if borne_out else "",
            quotes=Markup("\n").join(_quote(number, quote) for number, quote in enumerate(answer.quotes, 1)),
            notes=Markup("").join(Markup("<p class='note'>{}</p>\n").format(note) for note in answer.notes),
            coverage=f"Looked at {covered(answer.results.coverage)}.",
        )
    )


def as_csv(cards: Iterable[ReleaseCard]) -> str:
    """One line a release, with a header: RFC 4180, for spreadsheets and pandas alike."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_COLUMNS)
    for card in cards:
        table.writerow([_cell(getattr(card, name)) for name in _COLUMNS])
    return sendable(out.getvalue())


def _cell(value: object) -> str:
    """A value as a cell; an apostrophe keeps a spreadsheet from computing it (OWASP, "CSV Injection")."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_COMPUTED) else text


def _borne_out(answer: Answer) -> list[str]:
    """What a language model wrote and its passages bear out, with the numbers of their hits."""
    return [one.text for one in answer.written if one.status == "supported"]


def _quote(number: int, quote: Quote) -> Markup:
    """The quote with what was marked in it, and its source as a link where it has an address."""
    pieces, at = [], 0
    for start, end in quote.marked:
        pieces += [Markup("{}<mark>{}</mark>").format(quote.text[at:start], quote.text[start:end])]
        at = end
    address = web_address(quote.release)
    title = quote.release.title or quote.release.id
    link = Markup('<a href="{}" rel="noopener">{}</a>').format(address, title) if address else escape(title)
    source = Markup(", ").join([*source_parts(quote, link), *(() if address else (quote.release.path,))])
    return Markup("<blockquote>“{}{}”</blockquote>\n<cite>[{}] {}</cite>").format(
        Markup("").join(pieces), quote.text[at:], number, source
    )
