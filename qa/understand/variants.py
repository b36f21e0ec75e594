"""Other forms of the question's words that the corpus knows: spellings, typing errors, acronyms and their meanings.

Nothing comes from a list: a spelling is a word of the corpus's own vocabulary that sounds alike or is one slip away, an
acronym is one that some release spells out ("Islamic Movement of Uzbekistan (IMU)"). Invariant: a variant stands in the
corpus, and never counts more than the word itself would: its weight makes up for its being rarer.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from index.engine import Word
from index.lexicon import common_words
from qa.records import Variant
from qa.understand.corpus import Corpus
from qa.understand.names import is_acronym
from qa.understand.words import words

_SHORTEST = 4
_LONG = 6
_MOST = 3
_LOOKED_AT = 30
_OFTENER = 5
"""A spelling that another is more than so many times as frequent as is not the one meant."""
_ALIKE, _SLIP, _SPELT_OUT = 0.8, 0.6, 0.3
_RARE = 0.02
"""A name in more of the passages than this share is spelt as the corpus spells it."""
_SOUND_RULES = (
    ("ph", "f"), ("[ck]h", "k"), ("gh", "g"), ("dh", "d"), ("ck|q", "k"), ("(?<=[aeiou])w", ""), ("w", "v"),
    ("tz|ts", "z"), ("dj|zh", "j"), ("[aeiouy]", ""), (r"(.)\1+", r"\1"),
)  # fmt: skip
_SOUNDS = tuple((re.compile(pattern), simple) for pattern, simple in _SOUND_RULES)
_SIBILANTS = frozenset("szc")
_LITTLE = frozenset(("of", "the", "for", "and", "on", "in", "to"))
_SEEN = 12
"""So many passages are looked into for what an acronym stands for."""


def variants_of(names: Sequence[str], terms: Sequence[str], corpus: Corpus) -> tuple[Variant, ...]:
    """The variants of the words of ``names`` and of ``terms``, each once, in their order."""
    in_names = dict.fromkeys(word for name in names for word in words(name))
    found: dict[tuple[str, str], Variant] = {}
    for word in dict.fromkeys((*in_names, *terms)):
        for variant in _spellings(word, word in in_names, corpus):
            found.setdefault((variant.word.casefold(), variant.instead_of), variant)
    for name in names:
        for variant in _acronyms(name, corpus):
            found.setdefault((variant.word.casefold(), variant.instead_of), variant)
    return tuple(found.values())


def sound(word: str) -> str:
    """What a name sounds like in any transliteration, roughly: its consonants, with one letter for each of a kind."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if c.isalpha() and c.isascii())
    rest = plain[1:]
    for pattern, simple in _SOUNDS:
        rest = pattern.sub(simple, rest)
    first = plain[:1]
    return ("a" if first in "aeiouy" else {"q": "k", "c": "k", "g": "k", "w": "v"}.get(first, first)) + rest


def _spellings(word: str, is_name: bool, corpus: Corpus) -> Iterator[Variant]:
    """Words of the vocabulary that this one may be: an absent word's by one slip, a rare name's by the same sound."""
    letters = word.casefold()
    if len(letters) < _SHORTEST or not letters.isalpha() or is_acronym(word):
        return
    vocabulary, passages = corpus.vocabulary, max(1, corpus.extent.passages)
    held = vocabulary.document_frequency(word, exact=is_name)
    if held and (not is_name or len(letters) <= _SHORTEST or held > _RARE * passages or letters in common_words()):
        return
    alike = _alike(word, corpus) if is_name else ()
    slips = vocabulary.near(word, distance=1) if not held and len(letters) > _SHORTEST else ()
    others = [
        other
        for other in dict.fromkeys((*alike, *slips))
        if _may_mean(letters, other.word, is_name, held > 0, slip=other in slips)
    ]
    most = max((other.passages for other in others), default=0)
    for other in [other for other in others if other.passages * _OFTENER >= most][:_MOST]:
        weight = _ALIKE if other in alike else _SLIP
        yield Variant(other.word, word, round(weight * _evened(held, other.passages, passages), 3))


def _alike(word: str, corpus: Corpus) -> tuple[Word, ...]:
    """Words of the vocabulary that sound like this name and are spelt much like it."""
    near = corpus.vocabulary.near(word, distance=2 if len(word) >= _LONG else 1, limit=_LOOKED_AT)
    ours = sound(word)
    return tuple(other for other in near if sound(other.word) == ours)


def _may_mean(word: str, other: str, is_name: bool, held: bool, *, slip: bool) -> bool:
    """Whether ``other`` may be what ``word`` means: a short or a known name is hardly a common word misspelt."""
    if other[0] != word[0] and (held or not is_name):
        return False  # the first letter is seldom another
    if not held and word in common_words():
        return _other_spelling(word, other)
    common = len(other) < _SHORTEST or other in common_words()
    if common and is_name and (held or len(word) <= _LONG or not slip):
        return False
    return not (held and _inflected(word, other))


def _other_spelling(word: str, other: str) -> bool:
    """Whether a word spelt right has ``other`` as its other spelling: a mute letter more or less, or an s for a z or c.

    "Harbour" has "harbor", and "organise" "organize", but "petrol" has no "patrol" and "recipe" no "recep".
    """
    short, long = sorted((word, other), key=len)
    if len(short) == len(long):
        return all(one == another or {one, another} <= _SIBILANTS for one, another in zip(word, other, strict=True))
    dropped = any(short == long[:at] + long[at + 1 :] for at in range(len(long)))
    return dropped and sound(word) == sound(other) and not _inflected(word, other)


def _inflected(one: str, other: str) -> bool:
    """Whether one word is the other with an ending: no other spelling of the name."""
    short, long = sorted((one, other), key=len)
    return long in (f"{short}s", f"{short}es", f"{short}n", f"{short}an")


def _evened(held: int, other: int, passages: int) -> float:
    """At most 1: what makes a rarer spelling count no more than the word that was asked for (by their idf in BM25)."""
    if not held:
        return 1.0
    ours, theirs = (math.log(1 + (passages - n + 0.5) / (n + 0.5)) for n in (held, other))
    return min(1.0, ours / theirs) if theirs > 0 else 1.0


def _acronyms(name: str, corpus: Corpus) -> Iterator[Variant]:
    """What an acronym stands for, or the acronym of a name spelt out, where a passage of the corpus says so."""
    if is_acronym(name):
        meaning = _spelt_out(name, corpus)
        for word in words(meaning) if meaning else ():
            yield Variant(word, name, _SPELT_OUT)
        return
    acronym = "".join(word[0] for word in name.split() if word.lower() not in _LITTLE)
    if len(acronym) > 1 and acronym.isupper() and corpus.vocabulary.document_frequency(acronym, exact=True):
        meaning = _spelt_out(acronym, corpus)
        if meaning and {word.casefold() for word in words(meaning)} == {word.casefold() for word in words(name)}:
            yield Variant(acronym, name, _ALIKE)


def _spelt_out(acronym: str, corpus: Corpus) -> str | None:
    """What stands before "(IMU)" in a passage and has its initials; remembered, since a corpus never changes."""
    known = _meanings.setdefault(corpus, {})
    if acronym not in known:
        if len(known) >= _REMEMBERED:
            known.clear()
        passages = corpus.holding([acronym], _SEEN)
        known[acronym] = next((m for passage in passages if (m := _before(passage.text, acronym))), None)
    return known[acronym]


_REMEMBERED = 10_000
_meanings: WeakKeyDictionary[Corpus, dict[str, str | None]] = WeakKeyDictionary()


def _before(text: str, acronym: str) -> str | None:
    """The words before the bracketed acronym that its letters are the initials of, little words not counted."""
    for found in re.finditer(rf"\(\s*(?:the\s+|or\s+)?[\"“]?{re.escape(acronym)}[\"”]?\s*\)", text):
        spelt: list[str] = []
        letters = list(acronym.rstrip("s"))
        for word in reversed(text[max(0, found.start() - 120) : found.start()].split()):
            if not letters:
                break
            if word[0].upper() == letters[-1] and (word[0].isupper() or word.lower() not in _LITTLE):
                letters.pop()
            elif word.lower() not in _LITTLE:
                break
            spelt.insert(0, word)
        if not letters and spelt:
            return " ".join(spelt)
    return None
