"""Which words of a text name a part of the calendar: days, months, quarters, seasons, years, decades.

One pass finds every spelling, English or European, and says which fields it gives; nothing is guessed here. A
mention may lack its year ("Nov. 28") or its day ("May 2018"); ``index.dates.events`` fills them in.
Invariant: mentions are sorted and do not overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.dates.figures import figures
from index.dates.mention import DAY, YEAR, Mention, calendar_day, full_year, months
from index.dates.periods import periods

_VERBS = ("may", "march", "mar")
_ORDINAL = r"(?:st|nd|rd|th|er|\.?º|ª)?"
_TO = r"\s*(?:-|–|—|/|,|to|and|through|until|&)\s*"
_ENGLISH_MONTH = re.compile(
    "[JFMASOND](?:an|eb|ar|pr|ay|un|ul|ug|ep|ct|ov|ec|AN|EB|AR|PR|AY|UN|UL|UG|EP|CT|OV|EC)[A-Za-z]*"
)
_ANY_WORD = re.compile(r"[^\W\d_]{3,12}")
_DAY_BEFORE = re.compile(
    rf"(?<![\d.,:$£€])(?:(?P<first>{DAY}){_ORDINAL}{_TO})?(?P<day>{DAY}){_ORDINAL}[.]?"
    r"(?:\s+day)?(?:\s+of|\s+de|\s+d['’])?[\s-]*$",
    re.IGNORECASE,
)
_DAY_AFTER = re.compile(
    rf"\.?[\s-]{{0,3}}(?P<day>{DAY})(?:st|nd|rd|th)?(?!\d|:\d|%)"
    rf"(?:{_TO}(?P<last>{DAY})(?:st|nd|rd|th)?(?!\d|:\d|%))?(?!\s*(?:percent|million|billion|a\.m|p\.m)\b)"
)
_YEAR_AFTER = re.compile(
    rf"(?:\s*[.,]\s*|\s+of\s+|\s+de\s+|[\s.-]+|)(?P<year>{YEAR})(?:(?=\d?\d:\d\d)|(?!\d|[-–]?\w))", re.IGNORECASE
)
_SHORT_YEAR_AFTER = re.compile(r"[,\s-]+['’](?P<year>\d\d)(?!\d)")
_MONTH_BEFORE = re.compile(
    r"\b(?:in|during|since|until|of|from|by|last|next|this|early|late|mid|through|between|before|after|every|and|to)[\s-]+$",
    re.IGNORECASE,
)


def mentions(text: str, language: str = "en", *, day_first: bool | None = None) -> list[Mention]:
    """All mentions in ``text``, in order; the longest wins where two overlap.

    ``day_first`` decides "03/04/2020"; None lets the text decide by its other dates, then by its language (English
    means the month first), and marks the mention ambiguous.
    """
    found = [*_by_month_name(text, language), *periods(text)]
    found += figures(text, found, language, day_first)
    chosen: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if not chosen or mention.start >= chosen[-1].end:
            chosen.append(mention)
        elif mention.end - mention.start > chosen[-1].end - chosen[-1].start:
            chosen[-1] = mention
    return chosen


def _by_month_name(text: str, language: str) -> Iterator[Mention]:
    """Mentions around the name of a month: "Nov. 28, 2010", "1st of March 2024", "14MAY2020", "in May"."""
    names = months(language)
    taken = 0
    for word in (_ENGLISH_MONTH if language == "en" else _ANY_WORD).finditer(text):
        month = names.get(word[0].lower())
        if month is None or word.start() < taken or text[word.start() - 1 : word.start()].isalpha():
            continue
        mention = _around_month(text, word, month, taken)
        if mention is not None:
            taken = mention.end
            yield mention


def _around_month(text: str, word: re.Match[str], month: int, taken: int) -> Mention | None:
    """What the words before and after the name of a month add to it; None when the word is no month there."""
    before = _DAY_BEFORE.search(text, max(taken, word.start() - 24), word.start())
    after = None if before else _DAY_AFTER.match(text, word.end())
    start, end = before.start() if before else word.start(), after.end() if after else word.end()
    if not before and not after and text.startswith(".", end) and len(word[0]) <= 4:
        end += 1
    year_match = _YEAR_AFTER.match(text, end) or _SHORT_YEAR_AFTER.match(text, end)
    year = None
    if year_match:
        year, end = full_year(year_match["year"]), year_match.end()
    first, last, day = None, None, None
    if before:
        first, day = before["first"], int(before["day"])
        if first:
            day, last = int(first), day
    elif after:
        day, last = int(after["day"]), int(after["last"]) if after["last"] else None
    if day is None:
        return _month_alone(text, word, month, year, start, end)
    if word[0][0].islower() and year is None and (after or word[0] in _VERBS):
        return None
    if calendar_day(year or 2000, month, day) is None:
        return None
    if last is not None and (last <= day or calendar_day(year or 2000, month, last) is None):
        last = None
    return Mention(start, end, "day", year, month, day, last_day=last)


def _month_alone(text: str, word: re.Match[str], month: int, year: int | None, start: int, end: int) -> Mention | None:
    """A month without a day: with its year always, without it only where a preposition shows that it is a month."""
    if year is None:
        if word[0][0].islower() or (_is_short(word[0]) and not text.startswith(".", word.end())):
            return None
        if not _MONTH_BEFORE.search(text, max(0, word.start() - 12), word.start()):
            return None
        end = word.end()
    elif word[0][0].islower() and word[0].lower() in _VERBS:
        return None
    return Mention(start, end, "month", year, month)


def _is_short(word: str) -> bool:
    return len(word) <= 4 and word.lower() not in ("may", "june", "july")
