"""A document to a release: cleaned, then everything that is read off its cleaned text.

Invariant: a release depends on its document and on which of its lines the corpus has learned to be chrome, on
nothing else; so that it can be kept under a fingerprint of both. ``family`` needs the other releases and is left None.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Container
from dataclasses import asdict
from datetime import date
from typing import Any

from index.clean import clean
from index.dates.events import event_dates
from index.dates.release import disagree, release_dates
from index.families import notice_of
from index.headers import Header
from index.load.document import Document
from index.place import issuer_of, place_of
from index.records import Attribution, Dated, Release, Removed
from index.sentences import sentences
from index.spans import Spans, rows_of
from index.speakers.attribution import speakers

DERIVE_VERSION = 10
"""Counts up with every change of what is read off a document, so that releases kept from before are made anew."""

_LEAST_LETTERS = 40
_SAMPLE = 1000
_SIGNATURE = 256


def derive(document: Document, learned: Container[int] = frozenset()) -> Release:
    """The release that a document is. Its text is empty when all of the document is page chrome."""
    cleaned = clean(document, learned)
    text = cleaned.text
    language = document.language or language_of(text)
    borders = sentences(text, language or "en")
    issued = release_dates(document, text, language=language)
    best = max(issued, key=lambda dated: dated.confidence, default=None)
    exact = best is None or best.precision == "day"
    told = event_dates(text, borders, best.day if best else None, exact=exact, language=language or "en")
    return Release(
        id=document.id,
        path=document.path,
        title=cleaned.title,
        issuer=issuer_of(document, text, cleaned.title),
        url=document.url,
        language=language,
        place=document.place or place_of(text),
        text=text,
        source_text=document.source_text,
        dates=(*issued, *told),
        speakers=speakers(text, borders),
        spans=cleaned.spans,
        removed=cleaned.removed,
        notice=notice_of(cleaned.title, text),
    )


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language a text is most likely in; None when there is too little of it."""
    import py3langid

    sample = text[:_SAMPLE]
    letters = sum(character.isalpha() for character in sample)
    return str(py3langid.classify(sample)[0]) if letters >= _LEAST_LETTERS else None


def packed(release: Release) -> bytes:
    """A release as it is kept from one build to the next."""
    fields = asdict(release)
    for dated in fields["dates"]:
        dated["day"] = dated["day"].isoformat()
    fields["spans"] = rows_of(release.spans)
    return zlib.compress(json.dumps(fields).encode(), 1)


def unpacked(data: bytes) -> Release:
    """The release that ``packed`` packed. Raises ValueError, KeyError, TypeError or zlib.error."""
    fields: dict[str, Any] = json.loads(zlib.decompress(data))
    fields["dates"] = tuple(map(_dated, fields["dates"]))
    fields["speakers"] = tuple(Attribution(**said) for said in fields["speakers"])
    fields["spans"] = Spans(fields["spans"])
    fields["removed"] = tuple(Removed(**piece) for piece in fields["removed"])
    return Release(**fields)


def outline(release: Release, signature: bytes) -> bytes:
    """What every build asks of a release, kept beside it: the ``signature`` its family is found by, and its header."""
    day = release.date.isoformat() if release.date else None
    facts = (release.issuer, day, disagree(release.dates), bool(release.text))
    return signature.ljust(_SIGNATURE, b"\0") + json.dumps(facts).encode()


def outlined(data: bytes, release_id: str, fingerprint: str) -> tuple[Header, bytes] | None:
    """The header and signature in an ``outline``; None of a release that has no text."""
    issuer, day, disagrees, has_text = json.loads(data[_SIGNATURE:])
    when = date.fromisoformat(day) if day else None
    return (Header(release_id, fingerprint, issuer, when, disagrees), data[:_SIGNATURE]) if has_text else None


def _dated(fields: dict[str, Any]) -> Dated:
    """One date; the few words that say of what and from where are the same objects in every release."""
    words = {name: sys.intern(fields[name]) for name in ("kind", "precision", "found_in")}
    return Dated(**{**fields, **words, "day": date.fromisoformat(fields["day"])})
