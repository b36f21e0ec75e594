"""What changed between two versions of a release, word by word, and the releases before and after on its topic.

Invariant: the older text is all that is not inserted, the newer all that is not deleted; nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from index.errors import ReleaseQAError
from index.records import Release
from qa.pages.compare import compare_address
from qa.pages.markup import marked, release_address, sendable, time_tag, title_of
from qa.records import ReleaseCard

if TYPE_CHECKING:
    from qa.archive import Archive

_WORDS = re.compile(r"\S+\s*|\s+")
_LINES = re.compile(r"[^\n]*\n+|[^\n]+")
_MANY = 4_000
"""From so many words on, whole lines are compared: word by word would take seconds."""

_LOOKED_AT = 30
ON_TOPIC = 0.45
"""From which cosine on another release counts as on the topic of this one."""


_VERSION = Markup("""<li><a href="{}"><bdi>{}</bdi></a>
<span class="byline">{}{} · <a class="changed" href="{}">What changed</a> · \
<a class="changed" href="{}">Side by side</a></span></li>""")

_NEIGHBOUR = Markup("""<p><a rel="{}" href="{}"><span class="kicker">{}</span><bdi>{}</bdi> {}</a>
<a class="changed" href="{}">Side by side with this</a></p>""")


def differences(older: str, newer: str) -> Markup:
    """``newer`` with what is new in ``<ins>`` and what is gone from ``older`` in ``<del>``."""
    pattern = _WORDS if max(len(older), len(newer)) < 7 * _MANY else _LINES
    before, after = pattern.findall(older), pattern.findall(newer)
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, new = "".join(before[a:b]), "".join(after[c:d])
        if kind == "equal":
            pieces.append(marked(new))
            continue
        if gone:
            pieces.append(Markup("<del>{}</del>").format(marked(gone)))
        if new:
            pieces.append(Markup("<ins>{}</ins>").format(marked(new)))
    return Markup("").join(pieces)


def on_topic(archive: Archive, release: Release) -> tuple[ReleaseCard | None, ReleaseCard | None]:
    """The nearest dated releases before and after ``release`` that are on its topic, other versions of it aside."""
    if not release.date:
        return (None, None)
    try:
        related = archive.retrieve((release.title or release.text)[:300], k=_LOOKED_AT)
    except ReleaseQAError:
        return (None, None)
    cards = [hit.release for hit in related if hit.cosine >= ON_TOPIC]
    cards = [card for card in cards if card.date and (card.family or card.id) != (release.family or release.id)]
    before = max((c for c in cards if c.date and c.date < release.date), key=lambda c: str(c.date), default=None)
    after = min((c for c in cards if c.date and c.date > release.date), key=lambda c: str(c.date), default=None)
    return (before, after)


def neighbours(release: Release, before: ReleaseCard | None, after: ReleaseCard | None) -> Markup:
    """Links to the releases before and after on the topic, and to each beside this one; nothing without any."""
    links = []
    for rel, label, card in (("prev", "Before, on this topic", before), ("next", "After", after)):
        if card:
            beside = compare_address(*((card.id, release.id) if rel == "prev" else (release.id, card.id)))
            address = release_address(card.id)
            links.append(_NEIGHBOUR.format(rel, address, label, title_of(card), time_tag(card.date), beside))
    if not links:
        return Markup("")
    return Markup('<nav class="neighbours" aria-label="On this topic">{}</nav>').format(Markup("").join(links))


def versions_list(release: Release, versions: Sequence[ReleaseCard]) -> Markup:
    """The other versions of a release, each with a way to see what differs."""
    others = [card for card in versions if card.id != release.id]
    if not others:
        return Markup("")
    here = release_address(release.id)
    against = "&against=" if "?" in here else "?against="
    rows = [
        _VERSION.format(
            release_address(card.id),
            title_of(card),
            time_tag(card.date),
            f" · {card.notice}" if card.notice else "",
            here + against + quote(sendable(card.id), safe=""),
            compare_address(card.id, release.id),
        )
        for card in others
    ]
    return Markup('<h2 class="kicker">Other versions</h2><ul class="versions">{}</ul>\n').format(Markup("").join(rows))
