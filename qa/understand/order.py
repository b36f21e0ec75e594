"""Whether a question asks for the newest or the oldest release on its topic, and which words say so.

"Latest" nearly always does; "last" and "first" only beside what a release can be or tell (a statement, a step), beside
a verb ("when did NATO first say") or where the question asks which was the first. Invariant: words in quotation
marks and in names ("The Last Emperor", "First Amendment") say no order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.records import Order


@dataclass(frozen=True, slots=True)
class OrderRead:
    """The order asked for, and the (start, end) of the words that say it."""

    order: Order | None = None
    spans: tuple[tuple[int, int], ...] = ()


_TOLD = (
    r"(?:(?:press |news |public |official )?(?:statements?|releases?|words?|remarks?|comments?|speech(?:es)?|reports?|"
    r"announcements?|reactions?|responses?|mentions?|news|updates?|moves?|actions?|decisions?|positions?|versions?|"
    r"warnings?|calls?|visits?|pledges?|promises?|developments?|figures?|charges?|convictions?|penalt(?:y|ies)|fines?|"
    r"sentences?|settlements?|steps?(?= (?:against|in|on|taken|was|were|that))|cases?|rulings?|raids?|strikes?))"
)
"""What a release is or tells."""
_NO_VERB = "in|on|for|at|from|to|the|an?|of|longer|more|until|under|during|over|by|with|night|week|month|year|name"
_VERB = rf"(?!(?:{_NO_VERB})\b)[a-z]+"
_SAID = "(?:said|say|stated?|told|announced?|promised?|reported?|warned?|declared?|claimed?|spoken|written)"
_DONE = (
    "(?:[a-z]+ed|put|set|made|told|held|sent|met|built|found|brought|heard|seen|shown|known|given|taken|written|spoken|"
    "chosen|sworn|sold|paid|caught|sought)"
)
_ASKED = r"(?:who|which|what|whose)\b[^?.]{0,40}? (?:is|was|are|were) the (?:very )?"
_NOT_AFTER = ("the", "a", "an", "of", "on", "in", "at", "her", "his", "its", "their", "come")
_ADVERB = r"(?:did|has|have|had|does)\b[^?.]{1,60}? (?<!'s )(?<!’s )" + "".join(f"(?<! {word} )" for word in _NOT_AFTER)
_NEWEST = (
    r"(?<!at the )(?P<newest>latest|newest|most recent(?:ly)?)",
    rf"(?P<newest>last)(?= {_TOLD}\b)",
    rf"{_ADVERB}(?P<newest>last)(?= {_VERB})",
    rf"{_ASKED}(?P<newest>last)(?= (?:(?:\w+ )?to|of)\b)",
    r"(?<=the )(?P<newest>last)(?= time\b)",
    r"(?:is|was|were) the (?:very )?(?P<newest>last)(?= ?[?.]?$)",
    r"(?P<newest>current(?:ly)?)(?= (?:position|stance|policy|status|view|state|line|say|says|saying))",
    r"(?P<newest>as of now)",
)
_OLDEST = (
    r"(?<!at the )(?<!one of the )(?<!some of the )(?P<oldest>earliest)(?! (?:possible|convenience|stages?|date)\b)",
    rf"(?P<oldest>first|initial|oldest)(?= {_TOLD}\b)",
    r"(?:the|was|were|is|are|be|been) (?P<oldest>first)(?= to [a-z]+)",
    rf"{_ASKED}(?P<oldest>first)(?= (?!based\b|of\b|one\b|two\b)[a-z])",
    rf"{_ADVERB}(?P<oldest>first)(?= {_VERB})",
    rf"(?:was|were|been|who)\b (?:[\w'’-]+ ){{0,9}}?(?<!the )(?<!come )(?<!came )(?P<oldest>first)(?= {_DONE}\b)",
    r"(?<!for the )(?<=the )(?P<oldest>first)(?= time\b)",
    r"(?:is|was|were) the (?:very )?(?P<oldest>first)(?= ?[?.]?$)",
    rf"(?P<oldest>previously)(?= {_SAID}\b|\s*[?.]?$)",
    r"(?P<oldest>(?:what )?(?:came|comes|happened|was said) before(?= ?(?:that|it|this)?[?.]?$))",
)
_COMPOUND = re.compile(
    r"\s(?:lad(?:y|ies)|responders?|amendment|degree|aid|class|grade|base|born|hand|name|half|quarter|place|floor|"
    r"steps? towards?|glance|sight|thing|instance|cousins?|nations?|minister|vice|deputy|black|woman|homeland)\b",
    re.IGNORECASE,
)
"""What "first" and "last" make one word with, or stand before in a title of office."""
_QUOTED = re.compile(r"[\"“„«][^\"”“»]*[\"”“»]")
_NAME = re.compile(r"[ -][A-ZÀ-Þ][a-zà-ÿ]+")
_NAME_OF_THREE = re.compile(r"(?:[ -][A-ZÀ-Þ][a-zà-ÿ]+){2}")
_ON_IT = re.compile(r" (?:on|about|in|from|with|regarding)\b", re.IGNORECASE)
_PATTERNS = tuple(re.compile(rf"(?<![\w-]){pattern}(?![\w-])", re.IGNORECASE) for pattern in (*_NEWEST, *_OLDEST))


def read_order(text: str) -> OrderRead:
    """The order that ``text`` asks for; where its words say both, the one said first."""
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    found = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            word = match.lastgroup or ""
            start, end = match.span(word)
            if not _is_named(text, start, end) and not any(a <= start < b for a, b in quoted):
                found.append((start, end, word))
    if not found:
        return OrderRead()
    order: Order = "newest" if min(found)[2] == "newest" else "oldest"
    return OrderRead(order, tuple(sorted({_widened(text, a, b) for a, b, word in found if word == order})))


def _is_named(text: str, start: int, end: int) -> bool:
    """Whether the word is part of a name or of a set phrase ("First National Bank", "first lady")."""
    if text[start].isupper() and (_NAME if start else _NAME_OF_THREE).match(text, end):
        return True
    return text[start:end].lower() in ("first", "last") and bool(_COMPOUND.match(text, end))


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """The words to leave out: of "the latest on the dam" all but the dam."""
    on_it = _ON_IT.match(text, end)
    article = text[:start].lower().endswith("the ")
    return (start - 4 if article else start, on_it.end()) if on_it else (start, end)
