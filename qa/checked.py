"""What a language model wrote, checked sentence by sentence against the passages that it cites.

A claim stands only when what can be looked up stands in what it cites: its quotations to the letter, its names, its
numbers and the words of its dates, its web addresses, and most of its other words; and when it denies only what they
deny. Invariant: nothing without a citation is supported, and nothing is ever mended to make it so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from index.sentences import sentences
from index.terms import stems
from qa.cite import written_day
from qa.records import Hit, Written
from qa.understand import STOP_WORDS

_CITES = re.compile(r"\s*[\[【(]\s*(\d{1,3}(?:\s*[,;&]\s*\d{1,3})*)\s*[\]】)]")
_AFTER_STOP = re.compile(r"([.!?][\"”’»]?)((?:\s*[\[【]\s*\d{1,3}(?:\s*[,;&]\s*\d{1,3})*\s*[\]】])+)")
_QUOTATION = re.compile(r"[“\"„«]([^“”\"„«»]*)[”\"“»]")
_MARKS = re.compile(r"[“”\"„«»]")
_NAME = re.compile(r"\b[^\W\d_a-zß-öø-ÿ][\w’'&-]*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_COUNT = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|"
    r"dozen|half|percent|doubled?|tripled?)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://|www\.|mailto:)[^\s)\]>\"”]+|!?\[[^\]]*\]\([^)]*\)|<[a-zA-Z/!][^>]*>")
_DENIAL = re.compile(r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot)\b|n[’']t\b", re.IGNORECASE)
_SHARE = 0.6
"""So much of a claim's other words stand in what it cites: a paraphrase keeps them, an invention does not."""


def checked_sentences(text: str, hits: Mapping[int, Hit]) -> Iterator[Written]:
    """Each sentence of a model's ``text`` with its verdict; ``hits`` are the passages it was given, by number."""
    moved = _AFTER_STOP.sub(lambda found: found.group(2) + found.group(1), text)
    for start, end in sentences(moved):
        sentence = moved[start:end].lstrip("-*•# ").strip()
        if re.search(r"\w", _CITES.sub("", sentence)):
            yield checked(sentence, hits)


def checked(sentence: str, hits: Mapping[int, Hit]) -> Written:
    """One sentence with its citations in brackets ("... in March [1, 3].") and its verdict."""
    numbers = [int(number) for found in _CITES.finditer(sentence) for number in re.findall(r"\d+", found.group(1))]
    cites = tuple(dict.fromkeys(numbers))
    claim = " ".join(_CITES.sub("", sentence).split())
    if not cites:
        return Written(claim, (), "uncited", "no passage is cited")
    if unknown := [number for number in cites if number not in hits]:
        return Written(claim, cites, "unsupported", f"there is no passage {unknown[0]}")
    reason = _fault(claim, [hits[number] for number in cites])
    return Written(claim, cites, "unsupported" if reason else "supported", reason)


def _fault(claim: str, cited: list[Hit]) -> str:
    """What of ``claim`` the passages do not bear out, in a few words; "" where they bear out all of it."""
    words = "\n".join(f"{heading(hit)}\n{hit.passage.text}" for hit in cited)
    verbatim = _plain("\n".join(hit.passage.text for hit in cited))
    if _ADDRESS.search(claim):
        return "it holds a link or a tag"
    quotations = _QUOTATION.findall(claim)
    if len(_MARKS.findall(claim)) != 2 * len(quotations):
        return "a quotation does not end"
    for quotation in quotations:
        if _plain(quotation).strip(" .,;:") not in verbatim:
            return "a quotation is not verbatim"
    there = {word.strip("’'-").casefold() for word in re.findall(r"[\w’'&-]+", words)}
    there |= {re.sub(r"[’']s$", "", word) for word in there}
    held = set(stems(words))
    for name in _NAME.findall(claim):
        word = re.sub(r"[’']s$", "", name).strip("’'-")
        begins = claim.startswith(name) and (word.casefold() in STOP_WORDS or held.issuperset(stems(word)))
        if word and word.casefold() not in there and not begins:
            return f"“{word}” is not in what it cites"
    figures = {_figure(number) for number in _NUMBER.findall(words)}
    for number in _NUMBER.findall(claim):
        if _figure(number) not in figures:
            return f"{number} is not in what it cites"
    for count in _COUNT.findall(claim):
        if count.casefold() not in there:
            return f"“{count}” is not in what it cites"
    if _DENIAL.search(claim) and not _DENIAL.search(words):
        return "it denies what the passage does not"
    told = [stem for stem in stems(claim) if stem not in STOP_WORDS]
    if told and sum(stem in held for stem in told) < _SHARE * len(told):
        return "it says more than it cites"
    return ""


def heading(hit: Hit) -> str:
    """What a model is told of a passage besides its text: issuer, title, place and day."""
    card = hit.release
    return " · ".join(part for part in (card.issuer, card.title, card.place, written_day(card.date)) if part)


def _plain(text: str) -> str:
    """``text`` in one line with straight quotation marks and apostrophes: how words look is not what they are."""
    return " ".join(re.sub(r"[’‘]", "'", text).split())


def _figure(number: str) -> str:
    """A number without the marks between its thousands: "1,000" is "1000"."""
    return re.sub(r"[.,](?=\d{3}\b)", "", number)
