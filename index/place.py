"""Where a release was issued and by whom, as its dateline and letterhead say it.

Invariant: both come from the first lines of the text, the document's fields or its folder; None when those are silent.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from index.load.document import Document
from index.load.fields import names_organisation

_HEAD = 1500
_WORD = r"[A-ZÀ-ÞĀ-Ž][\w.'’-]*"
_DATELINE = re.compile(
    rf"^[\s*_]*(?P<place>{_WORD}(?:[ ](?:{_WORD}|of|the|de|la|le|am|upon|al))*?(?:,[ ]?{_WORD}(?:[ ]{_WORD})*?){{0,2}})"
    r"(?:,?\s*\(?\s*(?:\w+day,?\s+)?(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|"
    r"\d{1,2}(?:st|nd|rd|th|\.)?\s+[A-Z][a-zé]{2,8})\b[^\n–—-]{0,14}\)?)?"
    r"\s*(?:\([A-Z][\w .]{1,20}\)\s*)?(?P<mark>\s[–—-]{1,3}\s|[–—]|--|\)\s|\)?\s*$)",
    re.MULTILINE,
)
_DATED = re.compile(r"\d{1,2}\b")
_CITY_CAPITALS = re.compile(r"[A-ZÀ-Þ]{3}")
_NOT_A_NAME = re.compile(
    r"[.!?;:]\s|\b(?:says?|said|announces?|will|has|have|is|are|was|were|to|for immediate|contact)\b|\d", re.IGNORECASE
)
_SITE = r"[A-ZÀ-Þ][\w.'’&-]*(?:\s(?:[A-ZÀ-Þ][\w.'’&-]*|of|the|for|and|de)){0,6}"
_MARKS = " #*_|\t"
_NOTE = re.compile(r"\s*\([^()]{1,40}\)$")
_ABBREVIATION = re.compile(r"(?!(?:PRESS|NEWS|MEDIA|DRAFT|UPDATE|URGENT|NOTE)\b)[A-Z]{3,8}(?:\s*\([^()]{1,40}\))?")
_GENERIC = re.compile(
    r"(?:press|news)?[-_ ]?releases?|press|news|data|te?xts?|html?|pdfs?|docs?|documents|files|corp(?:us|ora)|"
    r"archives?|downloads?|samples?|input|inbox|te?mp|exports?|[\W\d_]*",
    re.IGNORECASE,
)


def place_of(text: str) -> str | None:
    """The place in the dateline ("KABUL, Afghanistan (Jan. 25, 2013)" gives "Kabul, Afghanistan"), or None.

    A line counts as a dateline when a date, or a dash after a place in capitals or with its country, follows the place.
    """
    for found in _DATELINE.finditer(text, 0, _HEAD):
        place, rest = found["place"], found[0][found.end("place") - found.start() :]
        if len(place) > 60 or names_organisation(place):
            continue
        dated = bool(_DATED.search(rest))
        dashed = found["mark"].strip() not in ("", ")")
        shouted = bool(_CITY_CAPITALS.match(place)) and len(place) > 4
        if dated or (dashed and (shouted or "," in place) and text[found.end() : found.end() + 20].strip()):
            return _written(place)
    return None


def _written(place: str) -> str:
    """Capitals turned into a name: "NEW YORK, N.Y." is New York, N.Y."""
    city, comma, country = place.partition(",")
    words = [_lowered(word, 2) for word in city.split(" ")]
    words += [_lowered(word, 3) for word in (comma + country).split(" ")]
    return " ".join(words).replace(" ,", ",").strip(" ,")


def _lowered(word: str, longest: int) -> str:
    """A word in capitals written as a name; up to ``longest`` letters it may be an abbreviation and stays."""
    return word.capitalize() if len(word) > longest and word.isupper() and "." not in word else word


def issuer_of(document: Document, text: str, title: str | None = None) -> str | None:
    """Who issued the release: its field, the name of the site beside its title in a page header, the letterhead in its
    first lines, or the name of its folder.

    A letterhead is a short line without a verb, a figure or a sentence in which an organisation names itself, or, as
    the very first line, an abbreviation in capitals; a note in brackets may follow either.
    """
    if document.issuer:
        return document.issuer
    if title and (site := _site_of(document.source_text, title)):
        return site
    first = next((line for line in document.source_text[:_HEAD].splitlines() if line.strip()), "")
    if _ABBREVIATION.fullmatch(first.strip(_MARKS)):
        return " ".join(first.strip(_MARKS).split())
    for line in (text[:_HEAD] + "\n" + document.source_text[:_HEAD]).splitlines():
        name = line.strip(_MARKS)
        bare = _NOTE.sub("", name)
        if 4 <= len(name) <= 80 and names_organisation(bare) and not _NOT_A_NAME.search(bare) and _titled(bare):
            return " ".join(name.split())
    folder = PurePosixPath(document.path).parent.name
    if not _GENERIC.fullmatch(folder):
        return folder.replace("_", " ").strip()
    return None


def _site_of(source: str, title: str) -> str | None:
    """Whose page a header that repeats the title names: "Ports Board - News: Port reopens, 3 May 2012"."""
    beside = rf"^[\s#*_]*({_SITE})\s(?:[-–—|:]|::)\s(?:[\w ]{{1,20}}:\s*)?"
    found = re.search(beside + re.escape(title), source, re.MULTILINE)
    return found[1] if found and not _NOT_A_NAME.search(found[1]) else None


def _titled(name: str) -> bool:
    """Whether every longer word is capitalised, as names are."""
    return all(word[0].isupper() or len(word) <= 3 for word in re.findall(r"[^\W\d_]+", name))
