"""Who publishes and who speaks in a corpus, found under any form of their names.

A person is found by surname and whatever given names or initials go with it; an issuer by its name, its acronym (in
brackets or made of its initials) or its name without "Department of", "US" and the like.
Invariant: every name returned is one that the corpus holds; of several, the one with the most releases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

from index.columns import Named, folded
from index.speakers.names import TITLES
from qa.understand.corpus import Corpus

_TITLES = TITLES | frozenset(("ag", "dag", "sg", "pm", "fm", "vp", "us"))
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_LITTLE_WORDS = "the of for and in on at a an de la le du des der die das und et"
_LITTLE = frozenset(_LITTLE_WORDS.split())
_JOINING = frozenset(("of", "the", "for", "and", "in", "on", "at"))
_KINDS = (
    "us usa united states government department dept ministry office agency bureau commission committee administration "
    "authority service services press"
)
_GENERIC = frozenset(_KINDS.split())
"""Words that do not tell one issuer from others of its kind."""
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_BRACKETED = re.compile(r"\(([A-Z][A-Z&.-]{1,9})\)")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_STATES = re.compile(r"\bU\.\s?S\.(?:\s?A\.)?|\bU\.\s?K\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """The name that was meant, and all forms under which the corpus holds it, that name first."""

    name: str
    forms: tuple[str, ...]


class Directory:
    """The names of one corpus."""

    def __init__(self, speakers: Sequence[Named], issuers: Sequence[Named]) -> None:
        self._by_surname: dict[str, list[tuple[tuple[str, ...], Named]]] = {}
        for one in speakers:
            tokens = _tokens(one.name)
            if tokens:
                self._by_surname.setdefault(tokens[-1], []).append((tokens[:-1], one))
        self._issuers: dict[object, list[Named]] = {}
        for one in issuers:
            for key in _issuer_keys(one.name):
                self._issuers.setdefault(key, []).append(one)

    def speaker(self, phrase: str) -> Found | None:
        """The person meant by a name with or without titles: "AG Holder", "Eric H. Holder Jr.", "Holder"."""
        tokens = without_titles(phrase)
        if not tokens or any(word in _JOINING for word in tokens):
            return None
        known = self._by_surname.get(tokens[-1], ())
        fitting = [(own, one) for own, one in known if _fits(tokens[:-1], own)]
        full = [(own, one) for own, one in fitting if own]
        if not full and len(tokens) > 1:  # a bare surname may be this person's, unless it is mostly another's
            others = max((one.releases for own, one in known if own), default=0)
            fitting = [(own, one) for own, one in fitting if one.releases > others]
        if not fitting:
            return None
        own, first = max(full or fitting, key=lambda pair: (pair[1].releases, pair[1].name))
        rivals = [one for other, one in known if other and not _fits(other, own)]
        alone = all(one.releases < first.releases for one in rivals)
        return _found(first, (one for other, one in known if _fits(other, own) and (other or alone)))

    def issuer(self, phrase: str) -> Found | None:
        """The issuer meant by a name or acronym: "NATO", "the Treasury", "U.S. Department of the Treasury"."""
        for key in _issuer_keys(phrase):
            named = self._issuers.get(key)
            if named:
                same = {name.name for name in named}
                linked = {one for name in same for other in _issuer_keys(name) for one in self._issuers.get(other, ())}
                return _found(max(linked, key=lambda one: (one.releases, one.name)), sorted(linked, key=_most))
        return None


def directory_of(corpus: Corpus) -> Directory:
    """The directory of a corpus, made once: a corpus never changes."""
    found = _directories.get(corpus)
    if found is None:
        found = _directories[corpus] = Directory(corpus.speakers, corpus.issuers)
    return found


_directories: WeakKeyDictionary[Corpus, Directory] = WeakKeyDictionary()


def without_titles(phrase: str) -> tuple[str, ...]:
    """The words of a name as they are compared, without the titles before it; none when it is only titles."""
    tokens = _tokens(phrase)
    first = 0
    while first < len(tokens) and (tokens[first] in _TITLES or tokens[first] == "the"):
        first += 1
    return tokens[first:]


@lru_cache(maxsize=1024)
def _tokens(name: str) -> tuple[str, ...]:
    """The words of a name, folded, without suffixes such as "Jr."."""
    words = [found[0].removesuffix("'s").removesuffix("’s") for found in _TOKEN.finditer(folded(name))]
    return tuple(word for word in words if word not in _SUFFIXES)


def _fits(given: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Whether given names and initials may be those of one person; where one side has none, they may."""
    short, long = sorted((given, own), key=len)
    return all(any(_same(one, other) for other in long) for one in short)


def _same(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def _issuer_keys(name: str) -> Iterable[object]:
    """What an issuer is found by: its folded name, its acronyms, and the words that tell it from others of its kind."""
    name = _STATES.sub(lambda found: re.sub(r"[.\s]", "", found[0]), name)
    bracketed = _BRACKETED.search(name)
    plain = _IN_BRACKETS.sub(" ", name)
    parts = [part for part in plain.split("/") if part.strip()]
    keys: dict[object, None] = {}
    for part in [plain, *(parts if len(parts) > 1 else ())]:
        tokens = [word for word in _tokens(part) if word not in _LITTLE]
        telling = frozenset(word for word in tokens if word not in _GENERIC)
        keys[" ".join(tokens)] = None
        if telling and len(tokens) > 1:
            keys[telling] = None
            initials = "".join(word[0] for word in _TOKEN.findall(part) if word[0].isupper()).lower()
            if len(initials) > 1:
                keys[initials] = None
        elif telling:
            keys[telling] = None
    if bracketed:
        keys[folded(bracketed[1])] = None
    keys.pop("", None)
    return keys


def _found(best: Named, forms: Iterable[Named]) -> Found:
    names = dict.fromkeys([best.name, *(one.name for one in sorted(forms, key=_most))])
    return Found(best.name, tuple(names))


def _most(one: Named) -> tuple[int, str]:
    return -one.releases, one.name
