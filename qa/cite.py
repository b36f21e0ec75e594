"""Citations that can be pasted: plain for a text, Markdown for a page, BibTeX for a paper.

Invariant: a citation holds what is recorded and nothing else (a date that is not known is said to be undated), and
nothing in a release's words can act as Markdown or as BibTeX.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, cast, get_args

from index.errors import UsageError
from index.sentences import sentences
from qa.records import Quote, ReleaseCard

if TYPE_CHECKING:
    from index.records import Release

Style = Literal["plain", "markdown", "bibtex"]

_PARAGRAPHS = (re.compile(r"\n\s*\n\s*"), re.compile(r"\s*\n\s*"))
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&$])|(?<=^)([#+-])|(?<=^\d)([.)])|(?<=^\d\d)([.)])")
"""What Markdown acts on: some characters anywhere, a heading's or a list's sign only where a line begins."""

_BIBTEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def cited(source: Quote | ReleaseCard, style: str = "plain") -> str:
    """The citation of a quote, with its words, or of a release as a whole. Raises UsageError for another style."""
    if style_of(style) == "bibtex":
        return _bibtex(source)
    card = source.release if isinstance(source, Quote) else source
    if style == "markdown":
        words = f"> {escaped(source.text)}\n>\n> — " if isinstance(source, Quote) else ""
        title = f"[{escaped(card.title or card.id)}](<{web_address(card)}>)" if web_address(card) else None
        where = [] if title else [escaped(card.path)]
        return words + ", ".join([*source_parts(source, title or escaped(card.title or card.id), escaped), *where])
    words = f"“{source.text}” — " if isinstance(source, Quote) else ""
    return words + ", ".join([*source_parts(source, f"“{card.title or card.id}”"), card.url or card.path])


def style_of(name: str) -> Style:
    """The style of that name. Raises UsageError where there is none."""
    if name not in get_args(Style):
        raise UsageError(f"a citation is plain, markdown or bibtex, not {name!r}.")
    return cast("Style", name)


def place_of(release: Release, start: int, end: int) -> str:
    """Where ``release.text[start:end]`` stands: "paragraph 3 of 9", by sentences if it has but one paragraph."""
    # Where there are blank lines, a single line break is only where the page was narrow.
    ends = next((found for pattern in _PARAGRAPHS if (found := [m.end() for m in pattern.finditer(release.text)])), [])
    kind, borders = "paragraph", [0, *ends]
    if not ends:
        kind, borders = "sentence", [first for first, _ in sentences(release.text, release.language or "en")]
    first, last = (max(1, bisect_right(borders, at)) for at in (start, max(start, end - 1)))
    which = f"{kind} {first}" if first == last else f"{kind}s {first}–{last}"
    return f"{which} of {max(1, len(borders))}"


def written_day(day: date | None) -> str:
    """ "14 May 2020", or "undated"."""
    return f"{day.day} {day:%B} {day.year}" if day else "undated"


def source_parts(source: Quote | ReleaseCard, title: str, say: Callable[[str], str] = str) -> list[str]:
    """Speaker with role, issuer, title, date, place in the release, whom a pronoun means; ``say`` escapes."""
    card = source.release if isinstance(source, Quote) else source
    quote = source if isinstance(source, Quote) else None
    found: Sequence[str | None] = (
        say(", ".join(part for part in (quote.speaker, quote.role) if part)) if quote and quote.speaker else None,
        say(card.issuer) if card.issuer else None,
        title,
        card.notice,
        written_day(card.date),
        quote.place if quote else None,
        say(meant(quote)) if quote and quote.refers_to else None,
    )
    return [part for part in found if part]


def meant(quote: Quote) -> str:
    """Whom the quote's pronouns mean, in brackets, to stand outside the quotation: "[He: Jens Stoltenberg]"."""
    return "; ".join(f"[{word}: {name}]" for word, name in quote.refers_to)


def _bibtex(source: Quote | ReleaseCard) -> str:
    card = source.release if isinstance(source, Quote) else source
    quote = source if isinstance(source, Quote) else None
    said = f"{quote.speaker}{f', {quote.role}' if quote.role else ''}" if quote and quote.speaker else ""
    note = "; ".join(part for part in ("Press release", quote.place if quote else "", said) if part)
    fields = {
        "author": f"{{{_tex(card.issuer)}}}" if card.issuer else None,
        "title": f"{{{_tex(card.title or card.id)}}}",
        "year": str(card.date.year) if card.date else None,
        "month": f"{card.date:%b}".lower() if card.date else None,
        "day": str(card.date.day) if card.date else None,
        "howpublished": None if web_address(card) else _tex(card.path),
        "url": web_address(card),
        "note": _tex(note),
        "annote": _tex(f"“{quote.text}”{' ' + meant(quote) if quote.refers_to else ''}") if quote else None,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{_key(card)},", *lines, "}"])


def _key(card: ReleaseCard) -> str:
    """A key of plain letters that names the release: issuer, day, the title's first words; its id where it has none."""
    words = f"{card.issuer or ''} {card.date or ''} {card.title or card.id}"
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:8]) or "release"


def web_address(card: ReleaseCard) -> str | None:
    """The address, if it is one that a link may carry."""
    url = card.url or ""
    return url if re.fullmatch(r"https?://[^\s<>{}\\\"]+", url) else None


def escaped(text: str) -> str:
    """One line of Markdown that shows ``text`` as it is."""
    return _MARKDOWN.sub(r"\\\g<0>", " ".join(text.split()))


def _tex(text: str) -> str:
    return "".join(_BIBTEX.get(character, character) for character in " ".join(text.split()))
