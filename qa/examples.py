"""Questions to start from, made from the index and tried on it: only what is answered is offered.

Invariant: nothing is made up; the names asked about stand in several releases, the issuers are theirs.
"""

from __future__ import annotations

import re
from calendar import day_name, month_name
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from index.errors import ReleaseQAError
from qa.records import Answer, ReleaseCard

if TYPE_CHECKING:
    from qa.archive import Archive

_SAMPLE = 200
"""Releases looked into, spread evenly over the archive: enough to find its topics, quick at any size."""

_TRIED = 12
"""Candidates asked at most, so that an archive that answers none is not asked for ever."""
_NAME = re.compile(
    r"\b(?:in|on|of|with|against|to|for)\s+((?:[A-Z][a-z]{3,}|[A-Z]{3,})(?:\s[A-Z][a-z]{3,})?)\b(?![\w'’])"
)
_CALENDAR = {*month_name, *day_name}


def example_questions(archive: Archive, cards: Sequence[ReleaseCard], wanted: int = 4) -> tuple[str, ...]:
    """Up to ``wanted`` questions about different names, each of which ``archive`` answers."""
    answered: list[str] = []
    for question in islice(_candidates(archive, cards), _TRIED):
        if len(answered) == wanted:
            break
        try:
            if archive.ask(question).quotes:
                answered.append(question)
        except ReleaseQAError:
            continue
    return tuple(answered)


def next_questions(answer: Answer, wanted: int = 3) -> tuple[str, ...]:
    """Where to go on from ``answer``: who else spoke, and what else the quoted passages name."""
    if not answer.quotes:
        return ()
    asked = answer.query.text.casefold()
    cited = {quote.hit for quote in answer.quotes}
    speakers = Counter(quote.speaker for quote in answer.quotes if quote.speaker)
    questions = [f"What else did {speaker} say?" for speaker, _ in speakers.most_common(1)]
    issuers = {
        word for hit in answer.results for word in re.findall(r"\w+", f"{hit.release.issuer} {hit.release.place}")
    }
    names: Counter[tuple[str, str | None]] = Counter()
    for hit in answer.results:
        if hit.rank in cited:
            told = {name for name in _NAME.findall(hit.passage.text) if not (issuers | _CALENDAR) & set(name.split())}
            names.update((name, hit.release.issuer) for name in told if name.casefold() not in asked)
    questions += [_about(name, issuer) for (name, issuer), _ in names.most_common()]
    return tuple(dict.fromkeys(questions))[:wanted]


def _candidates(archive: Archive, cards: Sequence[ReleaseCard]) -> Iterator[str]:
    """ "What did NATO say about Libya?": the issuers in turn, each with the names it speaks of most often.

    Left out are issuers' own names, months, and the places that releases are merely sent from.
    """
    sample = cards[:: max(1, len(cards) // _SAMPLE)]
    ours = {word for card in cards for word in re.findall(r"\w+", f"{card.issuer} {card.place}")} | _CALENDAR
    names_of: dict[str | None, Counter[str]] = defaultdict(Counter)
    for card in sample:
        names = {name for name in _NAME.findall(archive.release(card.id).text) if not ours & set(name.split())}
        names_of[card.issuer].update(names)
    issuers = sorted(names_of, key=lambda issuer: (issuer is None, -names_of[issuer].total(), str(issuer)))
    ranked = [[(issuer, name) for name, _ in names_of[issuer].most_common(_TRIED)] for issuer in issuers]
    asked: set[str] = set()
    for issuer, name in (pair for place in zip_longest(*ranked) for pair in place if pair):
        if name not in asked:
            asked.add(name)
            yield _about(name, issuer)


def _about(name: str, issuer: str | None) -> str:
    return f"What did {spoken(issuer)} say about {name}?" if issuer else f"What was said about {name}?"


def spoken(issuer: str) -> str:
    """An issuer as one speaks of it: "NATO" for "NATO (sample paraphrase)", "the Ministry of Rivers"."""
    name = re.sub(r"\s*\(.*?\)\s*$", "", issuer)
    described = any(word[0].islower() for word in name.split()) and not name.lower().startswith("the ")
    return f"the {name}" if described else name
