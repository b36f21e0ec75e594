"""Where noise stood in the middle of a sentence: are its two sides all of it, or are words missing?

A banner printed over a page swallows what lies beneath it. The two sides are joined only on evidence: both end in
whole words, and they fit. Invariant: in doubt there is a HOLE; nothing is ever guessed.
"""

from __future__ import annotations

import re

from index.lexicon import SMALL_WORDS, Lexicon
from index.records import HOLE

_LAST = re.compile(r"(?:([^\W\d_]+(?:['’-][^\W\d_]+)*)[^\w\n]+)?([^\W_]+(?:['’-][^\W_]+)*)(,?)$")
_FIRST = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_FINISHED = re.compile(r"[.!?:;…][\"'”’»)\]*_]*$")
_DETERMINERS = frozenset(
    ("a", "an", "the", "this", "these", "its", "their", "his", "her", "our", "my", "your", "each", "every", "some")
)
_BEFORE_VERB = frozenset(("to", "will", "would", "can", "could", "may", "might", "must", "shall", "should", "not"))
_VERB = re.compile(r"(?:ed|ing|ate|i[sz]e|ify|en)$|ly$")
_PLURAL = re.compile(r"[^su]s$")


def seam(before: str, after: str, words: Lexicon) -> str:
    """What stands between two pieces of text that noise parted: nothing, a space, a line end, or a HOLE.

    ``before`` and ``after`` are the text around the noise without the spaces next to it.
    """
    if not before or not after:
        return ""
    if before.endswith("\n") or after.startswith("\n"):
        return ""
    if _FINISHED.search(before):
        return " "
    return " " if _is_whole(before, after, words) else f" {HOLE} "


def _is_whole(before: str, after: str, words: Lexicon) -> bool:
    """Whether both sides end in whole words that may stand next to each other."""
    last, first = _LAST.search(before), _FIRST.match(after)
    if not last:
        return bool(first) and before[-1] in ",–—-("
    if not first:
        return after[0] in ",;.:!?)”’\"–—"
    earlier, word, comma = (last[1] or "").lower(), last[2], last[3]
    if not (_known(word, words) and _known(first[0], words)):
        return False
    if comma or word.lower() in SMALL_WORDS or first[0].lower() not in _DETERMINERS:
        return True
    return (earlier in _BEFORE_VERB and not _PLURAL.search(word)) or bool(_VERB.search(word))


def _known(word: str, words: Lexicon) -> bool:
    return word.isdigit() or words.knows(word)
