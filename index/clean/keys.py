"""How lines are compared across releases: what is counted under one key, and which lines may be counted at all.

Invariant: two lines that differ only in digits, dates, marks or capitals have the same key; a sentence has none.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from index.clean.kinds import without_dates
from index.clean.lines import is_prose

_MONTHS = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|(?:mon|tues?|wednes|thurs?|fri|satur|sun)day)\b\.?"
)
_DIGITS = re.compile(r"\d+")
_MARKS = re.compile(r"[\s#*_|>]+")
_LONGEST = 400
_SENTENCE = re.compile(r"[\"“]?[A-ZÀ-Þ][^|•·©@/]*(?: [^|•·©@/\s]+){3,}[.!?][\"”)]?$")


def key_of(line: str) -> int:
    """The hash (below 2**63) under which a line is counted: without digits, dates, marks and capitals."""
    plain = _DIGITS.sub("0", _MONTHS.sub("m", without_dates(line.casefold())))
    plain = _MARKS.sub(" ", plain).strip()
    return int.from_bytes(blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1


def may_be_chrome(line: str) -> bool:
    """Whether a line may be learned to be page chrome: it is short, and no sentence, not even one of few words."""
    return len(line) <= _LONGEST and not is_prose(line) and not _SENTENCE.match(line)
