"""The kinds of noise that can be told from a single file, by what they are and not by whose page it was.

Lines (date stamps, page numbers, menus) are known as a whole; banners (cookie notices and their buttons) also where
they stand in the middle of a sentence. Invariant: a sentence *about* cookies, sharing or printing is no banner:
a banner speaks to the reader of the page ("this website uses", "by continuing you agree").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Noise = tuple[str, str]
"""A kind of noise, and the reason why a piece of text is of it."""

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?)"
DATE_WORDS = (
    rf"(?:\d{{1,4}}\s?[-./]\s?(?:\d{{1,2}}|{_MONTH})\s?[-./]\s?\d{{1,4}}|\d{{1,2}}(?:st|nd|rd|th)?[-.\s]+{_MONTH},?[-\s]+\d{{4}}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
)
_TIME = (
    r"(?:(?:at\s+)?\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*"
    r"(?:\(?(?:[A-Z]{2,4}T|GMT|UTC|local time)\)?)?)"
)
_LABEL = (
    r"(?:date|posted|posted on|published|published on|publication date|last updated(?: on)?|last modified(?: on)?"
    r"|updated|updated on|released|release date|issued|printed(?: on)?|retrieved|accessed|created)"
)
_STAMP = re.compile(
    rf"^(?:{_LABEL}\s*[:\-–—]?\s*|{_WEEKDAY},?\s*|{DATE_WORDS}|{_TIME}|[\s|,;:()\[\]/·•–—-])+$", re.IGNORECASE
)
_HAS_DATE = re.compile(DATE_WORDS, re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"^[\s|·•–—-]*(?:(?:page|p\.|pg\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|\d{1,4}\s*(?:of|/)\s*\d{1,4}|[–—-]\s*\d{1,4}\s*[–—-]|\d{1,3})"
    r"[\s|·•–—-]*$",
    re.IGNORECASE,
)
_END_MARK = re.compile(r"^\W*(?:#\s*#\s*#+|-\s*30\s*-|-\s*ends?\s*-|\(?ends?\)?)\W*$", re.IGNORECASE)
_IMMEDIATE = re.compile(
    r"^\W*(?:for\s+(?:immediate|general)\s+(?:release|distribution)|(?:press|news|media)\s+release"
    r"|press\s+statement|embargoed\s+until\b.{0,60})\W*$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"^\W*(?:(?:press\s+release|release|reference|ref|document|statement)\s*(?:no|number|nr|#|:)?[.:#]?\s*)?"
    r"(?=(?:[^\s\d]*\d){3})(?:\(?\d{4}\)?|[A-Z]{1,6})(?:[-/.]?[A-Z0-9()]{1,6}){1,5}\W*$"
)
_ADDRESS_OF_PAGE = re.compile(r"^\W*(?:https?://|www\.)\S+\s+(?:page\s+)?\d+\s*(?:/|of)\s*\d+\W*$", re.IGNORECASE)
_MENU = """
    home|menu|main menu|search|search this site|skip to content|skip to main content|skip to navigation|back|back to top
    top|top of page|return to top|print|print this page|printer friendly version|print friendly|pdf|download|share|tweet
    download pdf|download this page|email|e-mail|email this page|share this|share this page|share on facebook|facebook
    share on twitter|share on linkedin|share on x|share via email|twitter|linkedin|instagram|youtube|flickr|whatsapp
    telegram|reddit|pinterest|rss|rss feed|subscribe|sign up|log in|login|sign in|register|contact us|contact|about us
    sitemap|site map|privacy|privacy policy|privacy notice|terms of use|terms and conditions|terms of service
    accessibility|cookie policy|cookie settings|cookies|legal notice|disclaimer|copyright|all rights reserved|follow us
    follow us on|connect with us|stay connected|newsletter|read more|more|more news|related news|related links|see also
    next|previous|next page|previous page|next article|previous article|view all|view more|show more|show less|close
    open menu|close menu|toggle navigation|newsroom|news|press room|media centre|media center|languages|select language
    choose language|leave this field blank|get email updates|advertisement|advertising|loading|accept|decline|reject
    accept all|reject all|manage cookies|manage preferences|ok|got it|dismiss|x
"""
_MENU_WORDS = frozenset(words.strip() for words in re.split(r"[|\n]", _MENU) if words.strip())
_LANGUAGE_NAMES = (
    "english|français|francais|french|deutsch|german|español|espanol|spanish|italiano|italian|português|portuguese|"
    "русский|russian|українська|ukrainian|العربية|arabic|中文|chinese|日本語|polski|polish|türkçe|turkish|nederlands|dutch|"
    "en|fr|de|es|it|pt|ru|uk|ar|zh|dari|pashto|ελληνικά|română|čeština|magyar|dansk|svenska|norsk|suomi"
)
_LANGUAGES = frozenset(_LANGUAGE_NAMES.split("|"))
_BUTTON = (
    r"(?:x|×|✕|✖|ok|okay|got it!?|close|dismiss|accept(?: all)?(?: cookies)?|i (?:accept|agree|understand)|agree|"
    r"reject(?: all)?|decline|(?:learn|find out|read) more|more information|cookie (?:settings|policy|preferences))"
)
_BANNER_STARTS = (
    r"(?:this|our) (?:web ?site|site|page|portal) (?:uses|use|is using|makes use of|stores) "
    r"(?:[\w-]+,? ){0,3}cookies?\b",
    r"(?:this|our) (?:web ?site|site|page|portal) (?:requires|works best with) cookies\b",
    r"we (?:use|are using|and our partners use|also use|store) (?:[\w-]+,? ){0,3}cookies?\b"
    r"(?= (?:to|on|for|and|in order)\b|[.!*]|$)",
    r"by (?:continuing|clicking|using|browsing|visiting|accessing|closing)\b[^.!?\n]{0,120}?\b(?:you|your) "
    r"(?:agree|consent|accept|acceptance|are (?:agreeing|giving|consenting))\b",
    r"if you continue (?:to (?:use|browse)|using|browsing|without)\b[^.!?\n]{0,100}?\b(?:you|we|cookies)\b",
    r"(?:please )?(?:accept|enable|allow) cookies\b(?= (?:to|in)\b|[.!*]|$)",
    r"(?:please )?enable javascript\b",
    r"your browser (?:does not support|is out of date|is not supported)\b",
)
_MARKS = r"[\s.!?*_|\"'”’)\]]"
_BANNER = re.compile(
    rf"(?<![\w-])[*_]{{0,3}}(?:{'|'.join(_BANNER_STARTS)})[^.!?\n*]{{0,220}}(?:[.!?]+(?=\s|\*|$))?"
    rf"(?:{_MARKS}*(?<=[\s*.]){_BUTTON}(?=[\s.!*_]|$)(?:[.!]?[*_]{{1,3}})?|{_MARKS}*\*\*(?=\s|\.))*",
    re.IGNORECASE,
)
_MAY_BE_BANNER = re.compile(r"cookie|javascript|your browser|you (?:agree|consent|accept)", re.IGNORECASE)
_MARKUP = re.compile(r"^(?:#{1,6}\s+|[>*_\s-]+)|[#*_\s]+$")


def noise_of_line(line: str) -> Noise | None:
    """What kind of noise a whole line is, without looking at its neighbours; None for a line that may say something."""
    plain = _MARKUP.sub("", line)
    if not plain:
        return ("rule", "a line of marks") if line.strip() else None
    if len(plain) > 160:
        return None
    if _HAS_DATE.search(plain) and _STAMP.match(plain):
        return ("date stamp", "a date on a line of its own")
    if _PAGE_NUMBER.match(plain):
        return ("page number", "a number on a line of its own")
    words = plain.casefold().strip(" .:»«›‹<>|[]()+-–…!")
    if words in _MENU_WORDS:
        return ("menu", "a word of menus and share buttons on a line of its own")
    if _is_list_of(words, _LANGUAGES) or _is_list_of(words, _MENU_WORDS):
        return ("menu", "a list of languages or menu words")
    if _IMMEDIATE.match(plain):
        return ("letterhead", "says only that this is a release")
    if _END_MARK.match(line.strip()):
        return ("end mark", "marks the end of a release")
    if _REFERENCE.match(plain):
        return ("reference number", "a reference number on a line of its own")
    if _ADDRESS_OF_PAGE.match(plain):
        return ("page address", "the address of the page on a line of its own")
    return None


def banners(text: str) -> Iterator[tuple[int, int]]:
    """The (start, end) of each notice to the page's visitor in ``text``, its buttons with it."""
    if not _MAY_BE_BANNER.search(text):
        return
    for found in _BANNER.finditer(text):
        yield found.span()


def has_date(line: str) -> bool:
    """Whether a line holds a whole date (day, month and year)."""
    return bool(_HAS_DATE.search(line))


def without_dates(line: str) -> str:
    """The line without whole dates."""
    return _HAS_DATE.sub(" ", line)


def _is_list_of(words: str, known: frozenset[str]) -> bool:
    """Whether a line is two or more of the known words, parted by bars, dots, commas or slashes."""
    parts = [part.strip() for part in re.split(r"\s*[|•·,/»›]\s*|\s{2,}", words)]
    return len(parts) > 1 and all(part in known for part in parts)
