"""The place in which a date stands, by what is beside it in its line: a dateline, a header, a title, an update.

Invariant: a place is told by the form of the line alone; a date in the running text has no place.
"""

from __future__ import annotations

import re

from index.dates.mention import Mention

_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s*)?"
_UPDATE = re.compile(
    r"(?:updat|modif|revis|review|print|access|copyright|retriev|archiv)\w*\W*(?:on|at)?\W*$|©\W*$", re.IGNORECASE
)
_LABEL = re.compile(
    rf"^[\W_]*(?:(?:for\s+(?:immediate\s+)?(?:release|publication)|(?:press|news|media)\s+(?:release|advisory|statement)|"
    rf"statement|released?|date|dated|issued|published|posted|release\s+date|embargo(?:ed)?(?:\s+until)?|contact|on|"
    rf"no\.?\s*[\w/-]+|immediate)[\W_]*)*{_WEEKDAY}[\W_]*$",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"^[\W_]*[A-ZÀ-Þ][\w.'’-]*(?:[\s,/]+(?:[A-ZÀ-Þ][\w.'’&-]*|of|the|and|de|du|la|am|an|der))*[\s,;:./–—-]*\(?[\s–—-]*"
    + _WEEKDAY.replace("mon", "[Mm]on").replace("tue", "[Tt]ue").replace("wed", "[Ww]ed").replace("thu", "[Tt]hu")
    .replace("|fri", "|[Ff]ri").replace("|sat", "|[Ss]at").replace("|sun", "|[Ss]un")
    + r"$"
)
_AFTER_DATELINE = re.compile(r"^\.?\s?[)\]]?\s*(?:\([A-Z][\w .]*\)\s*)?(?:[-–—:/|]|\.?\s*$)")
_AFTER_HEADER = re.compile(
    r"^[\s,.)\]*_|–—-]*(?:(?:at\s+)?\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{2,4})?[\W_]*)?(?:\||$)|^\s*[-–—]\s*\|",
    re.IGNORECASE,
)
_TODAY = re.compile(
    r"\b(?:today|this (?:morning|afternoon|evening)|released|issued|announced)\W*(?:on\W*)?(?:\w+day\W*)?$",
    re.IGNORECASE,
)


def place_of_mention(text: str, mention: Mention) -> str | None:
    """The place in which a mention stands, by what is beside it in its line; None for a date in the running text."""
    begin = text.rfind("\n", 0, mention.start) + 1
    stop = text.find("\n", mention.end)
    before, after = text[begin : mention.start], text[mention.end : stop if stop >= 0 else len(text)]
    if _UPDATE.search(before):
        return "update line"
    opens = mention.start < 60 and mention.year is not None and _starts_anew(after)
    if _LABEL.match(before) and (opens or _AFTER_HEADER.match(after)):
        return "header line"
    if len(before) < 120 and _PLACE.match(before) and _AFTER_DATELINE.match(after):
        return "dateline" if mention.day else None
    line = before + after
    if begin < 600 and len(line) < 160 and not line.rstrip().endswith((".", "”", '"')) and mention.day:
        return "title line"
    if mention.day and mention.year and _TODAY.search(before.rstrip(" (,–-")):
        return "sentence"
    return None


def _starts_anew(after: str) -> bool:
    """Whether something new begins right after a date that opens the text: a dash, a capital, an hour."""
    return bool(re.match(r"\s*(?:[-–—:|]|\d{1,2}:\d\d|[A-Z]{2}|\s[A-Z])", after))
