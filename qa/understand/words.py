"""The words of a question: what is read at all, and which of its words are worth matching.

Invariant: nothing with a word in it is left without words to match, and nothing that cannot be printed is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.errors import UsageError

LONGEST_QUESTION = 4_000

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ud800-\udfff]")
_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)

_LEFT_OVER = re.compile(r"\s*,(?:\s*,)+|\s+(?=[,?!;:.)])|,\s*(?=[?!.]|$)")

_STOP_WORDS = (
    "a about above after again against all am an and any are aren't as at be because been before being below "
    "between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each "
    "else ever few for from further get give given had hadn't has hasn't have haven't having he her here hers "
    "herself him himself his how i i'd i'll i'm i've if in into is isn't it its itself just let me more most much "
    "mustn't my myself no nor not now of off on once one only or other our ours ourselves out over own please "
    "same shall she should shouldn't so some such tell than that the their theirs them themselves then there "
    "these they this those through to too under until up upon us very was wasn't we were weren't what when where "
    "which while who whom whose why will with within without won't would wouldn't you your yours yourself "
    "yourselves "
)
STOP_WORDS = frozenset(_STOP_WORDS.split())


def cleaned(question: str) -> str:
    """The question in one line, without what cannot be printed; UsageError when nothing or far too much is left."""
    text = " ".join(_UNPRINTABLE.sub(" ", question).split())
    if not text:
        raise UsageError("the question is empty.", next_command='release-qa ask "What did NATO say about Libya?"')
    if len(text) > LONGEST_QUESTION:
        raise UsageError(
            f"the question has {len(text):,} characters, and at most {LONGEST_QUESTION:,} are read.",
            next_command="ask in a few sentences",
        )
    return text


def words(text: str) -> tuple[str, ...]:
    """The words of ``text`` to match, in order, each once, without stop words; all of them if it has no others."""
    found = dict.fromkeys(_POSSESSIVE.sub("", match.group()) for match in _WORD.finditer(text))
    return telling(found) or tuple(found)


def telling(found: Iterable[str]) -> tuple[str, ...]:
    """Those of the words that are no stop words."""
    return tuple(word for word in found if word.casefold().replace("’", "'") not in STOP_WORDS)


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """``text`` without these (start, end), and without the commas and spaces that they leave behind."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at:start])
        at = max(at, end)
    left = " ".join(" ".join([*kept, text[at:]]).split())
    left = _LEFT_OVER.sub(lambda found: "," if found[0].count(",") > 1 else "", left).strip(" ,;:–—-")
    return left if _WORD.search(left) else ""


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """``text`` with spaces in place of these (start, end): everything else stands where it stood."""
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text
