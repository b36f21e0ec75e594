"""The release page: the whole release, the quote marked, what was mended and left out, its other versions.

Invariant: the text shown is ``release.text`` whole and unchanged; the original is ``release.source_text`` whole, with
what was removed and what was mended marked in it. What is said about the release says where it was found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from markupsafe import Markup

from index.records import Release
from qa.pages.markup import issuer_tag, marked, outside_link, release_address, time_tag
from qa.pages.versions import differences, neighbours, versions_list
from qa.records import ReleaseCard
from qa.understand import describe_time
from qa.wording import counted

_PAGE = Markup("""<article class="release">
<p class="byline">{issuer}{time}{place}</p>
<h1><bdi>{title}</bdi></h1>
<p class="badges">{badges}</p>
<div class="text" dir="auto">{text}</div>
{mended}{near}</article>
<aside class="about" aria-label="About this release">
{facts}{cites}{versions}{removed}{original}
</aside>""")

_MENDED = Markup("""<details class="mended"><summary>Mended in {count}: the original beside it</summary>
<table><thead><tr><th scope="col">As it came</th><th scope="col">As it is read</th></tr></thead>
<tbody>{rows}</tbody></table></details>
""")
_CITES = Markup("""<div class="cites"><h2 class="kicker">Cite {what}</h2><p class="citation">{plain}</p>
<p class="does">{buttons}<button class="plain" data-copy="{address}" data-link>Copy link</button></p></div>
""")
_ORIGINAL = Markup("""<details><summary>The original, as it came</summary>
<div class="source" dir="auto" tabindex="0" role="region" aria-label="The original, as it came">{}</div></details>
""")
_STYLES = {"plain": "Copy", "markdown": "Markdown", "bibtex": "BibTeX"}
_EVENTS_SHOWN = 12
_PARAGRAPH = re.compile(r"\S(?:.*\S)?")


_ORIGINS = {
    "field": "the record’s own date field",
    "meta": "the page’s metadata",
    "url": "the web address",
    "file name": "the file’s name",
    "text": "the text itself",
    "dateline": "the dateline",
}


def release_main(
    release: Release,
    quote: tuple[int, int] | None = None,
    versions: Sequence[ReleaseCard] = (),
    *,
    older: Release | None = None,
    near: tuple[ReleaseCard | None, ReleaseCard | None] = (None, None),
    cites: Mapping[str, str] = MappingProxyType({}),
) -> Markup:
    """The main part of the page of ``release``, ``quote`` marked and named ``#quote``; ``versions`` include itself.

    With ``older``, what changed since that version is marked instead; ``near`` are the releases before and after,
    ``cites`` the citations of the release, or of the quote, by style.
    """
    text = marked(release.text, [quote] if quote else (), anchor="quote")
    return _PAGE.format(
        issuer=issuer_tag(release.issuer),
        time=time_tag(release.date),
        place=Markup(" · <bdi>{}</bdi>").format(release.place) if release.place else "",
        title=release.title or release.id,
        badges=_notice(release, older),
        text=differences(older.text, release.text) if older else text,
        mended=_mended(release),
        near=neighbours(release, *near),
        facts=_facts(release),
        cites=_cites(release, quote, cites),
        versions=versions_list(release, versions),
        removed=_removed(release),
        original=_original(release),
    )


def _notice(release: Release, older: Release | None) -> Markup:
    """What the release says of itself (a correction, ...), and which version it is compared with."""
    said = Markup('<span class="badge notice">{}</span> ').format(release.notice.capitalize()) if release.notice else ""
    if not older:
        return Markup(said)
    what = Markup('<span class="byline">Changes since the version of {} (<a href="{}">{}</a>)</span>')
    return said + what.format(time_tag(older.date), release_address(older.id), older.id)


def _cites(release: Release, quote: tuple[int, int] | None, cites: Mapping[str, str]) -> Markup:
    """The citation, to read and to copy in each style, and the address to send to a colleague."""
    if not cites:
        return Markup("")
    button = Markup('<button class="plain" data-copy="{}">{}</button>')
    return _CITES.format(
        what="this quote" if quote else "this release",
        plain=cites["plain"],
        buttons=Markup("").join(button.format(cites[style], label) for style, label in _STYLES.items()),
        address=release_address(release.id, *(quote or ())),
    )


def _mended(release: Release) -> Markup:
    """Each paragraph whose words differ from the original's, the original beside it; folded."""
    rows = []
    for found in _PARAGRAPH.finditer(release.text):
        start, end = release.source_range(*found.span())
        original = release.source_text[start:end]
        if original.split() != found.group().split():
            rows.append(Markup("<tr><td>{}</td><td>{}</td></tr>").format(original, marked(found.group())))
    if not rows:
        return Markup("")
    return _MENDED.format(count=counted(len(rows), "paragraph"), rows=Markup("").join(rows))


def _facts(release: Release) -> Markup:
    dated = release.dated
    rows: list[tuple[str, Markup | str]] = []
    if dated:
        origin = _ORIGINS.get(dated.found_in, dated.found_in)
        precision = "" if dated.precision == "day" else f" (only the {dated.precision} is known)"
        rows.append(("Date", Markup("{}{}, from {}").format(time_tag(dated.day), precision, origin)))
    else:
        rows.append(("Date", "undated: none was found, and none is guessed"))
    if release.speakers:
        first = {speaker.name: speaker for speaker in reversed(release.speakers)}
        names = [_place(release, one.start, one.end, name) for name, one in reversed(first.items())]
        rows.append(("Speakers", Markup(", ").join(names)))
    events = [dated for dated in release.dates if dated.kind == "event" and dated.start >= 0]
    if events:
        told = {describe_time(one.day, one.last): one for one in reversed(events)}
        days = [_place(release, one.start, one.end, label) for label, one in reversed(told.items())]
        more = f" and {len(days) - _EVENTS_SHOWN} more" if len(days) > _EVENTS_SHOWN else ""
        rows.append(("Tells of", Markup(", ").join(days[:_EVENTS_SHOWN]) + more))
    rows.append(("File", release.path))
    address = outside_link(release.url)
    if address:
        link = Markup('<a href="{0}" target="_blank" rel="noopener noreferrer nofollow">{0}</a>').format(address)
        rows.append(("Issuer’s page", link))
    listed = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(name, value) for name, value in rows)
    return Markup("<dl>{}</dl>\n").format(listed)


def _place(release: Release, start: int, end: int, label: str) -> Markup:
    """``label`` as a link to where it stands in the text."""
    return Markup('<a href="{}"><bdi>{}</bdi></a>').format(release_address(release.id, start, end), label)


def _removed(release: Release) -> Markup:
    """What was left out of the search, each piece with its kind and reason, folded."""
    if not release.removed:
        return Markup("")
    pieces = [
        Markup('<li><p class="byline"><b>{}</b>: {}</p><q>{}</q></li>').format(
            piece.kind, piece.reason, release.source_text[piece.source_start : piece.source_end].strip()
        )
        for piece in release.removed
    ]
    return Markup(
        '<details><summary>Left out of the text ({})</summary><ul class="removed">{}</ul></details>\n'
    ).format(len(pieces), Markup("").join(pieces))


def _original(release: Release) -> Markup:
    """The source text, what was removed struck and what was mended marked, folded; nothing when it is the text."""
    if release.source_text == release.text:
        return Markup("")
    pieces, position = [], 0
    for span in sorted(release.spans, key=lambda span: span.source_start):
        if span.source_start < position:
            continue
        pieces.append(_struck(release.source_text[position : span.source_start]))
        original = release.source_text[span.source_start : span.source_end]
        mended = original != release.text[span.start : span.end]
        template = '<ins title="Mended in the text above">{}</ins>' if mended and original.strip() else "{}"
        pieces.append(Markup(template).format(original))
        position = span.source_end
    pieces.append(_struck(release.source_text[position:]))
    return _ORIGINAL.format(Markup("").join(pieces))


def _struck(text: str) -> Markup:
    return Markup("<del>{}</del>").format(text) if text.strip() else Markup("{}").format(text)
