"""What a follow-up question takes over from the chat before it, decided by its own words.

A question that only puts something new in the place of something old is the old one asked again (``slots``); a pronoun
is the one who was named (``subjects``). Otherwise the question before it, the first one on the subject and the meaning
of the last answer are mixed into the search, the more, the less the question says by itself: how rare its words are
in the corpus, whether it opens with "and", holds a pronoun before it has said much, or shares words with those asked.
Invariant: a question that stands by itself takes nothing over; nothing is taken but what was said in the chat.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.terms import stems
from qa.records import Context, Order, Turn
from qa.understand.corpus import Corpus
from qa.understand.reading import Reading
from qa.understand.slots import Asked, asked_again, time_from
from qa.understand.subjects import with_person, with_speaker
from qa.understand.words import telling, without, words

_INTERJECTION = re.compile(
    r"^(?:(?:really|wow|okay|ok|hmm+|interesting|cool|great|thanks|thank you|no|yes|i see|who knew|that[’']s great|"
    r"got it|oh|well|sorry|right|nice|fine)\b[^.!?,]{0,25}[.!?,]+\s*)+",
    re.IGNORECASE,
)
_NEW_SUBJECT = re.compile(
    r"^(?:new (?:topic|question|subject)|(?:something|one thing) else|different (?:topic|question))\b", re.IGNORECASE
)
_PRONOUN = re.compile(
    r"\b(?:it|its|he|him|his|she|her|hers|they|them|theirs?|this|these|those|that|ones?|others?|both|then|"
    r"there(?!\s+(?:is|are|was|were|has|have)\b)|so(?!\s+(?:far|much|many|long|often)\b))\b",
    re.IGNORECASE,
)
_VERBS = "is|are|was|were|did|does|do|has|have|had|will|would|can|could"
_CLAUSE = re.compile(rf"\b(?:{_VERBS})\b", re.IGNORECASE)
_OPENER = re.compile(
    r"^(?:and|but|or|also|what about|how about|what else|who else|where else|tell me more|how so|"
    rf"why(?!\s+(?:(?:{_VERBS}|should)(?:n[’']t)?)\b))\b",
    re.IGNORECASE,
)
_ON_SOMETHING = re.compile(r"\b(?:about|on|regarding|of|to|against|for)\s+\w", re.IGNORECASE)
_SHARED = (
    "say said tell told know like mean meant make made use used get give want need help work works good best way kind "
    "type types thing things people other find announce announced report reported happen happened decide decided"
)
_SPOKEN = frozenset(_SHARED.split())
"""Words that two questions share without sharing a subject."""

_TURNS = 12
_ANSWER = 1_500
_LITTLE, _SOME = 1.3, 2.05
"""How much a question says: the sum of its words' idf, counted in words that only one passage holds."""
_USUAL = 0.6
"""What a word tells on average, on that scale; a name tells 1."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a question takes over: itself in full, the turns mixed in, the words carried, the limits that still hold."""

    reading: Reading
    context: tuple[Context, ...] = ()
    words: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class _Chat:
    """The chat up to a question: the question before, the first one on the subject, the last answer.

    ``said`` are the stems of all questions on the subject.
    """

    last: Asked
    first: Asked
    answer: str
    said: frozenset[str]


Reader = Callable[[str, "tuple[date, date] | None"], Reading]
"""Reads a text; its phrases of time lie within the given range where they leave it open."""


def carried_over(question: Reading, history: Sequence[Turn], read: Reader, corpus: Corpus | None) -> Carried | None:
    """What ``question`` takes over from ``history``; None when it stands by itself."""
    chat = _chat(history[-2 * _TURNS :], read, corpus)
    return _follow(question, chat, read, corpus) if chat else None


def _chat(history: Sequence[Turn], read: Reader, corpus: Corpus | None) -> _Chat | None:
    """The chat so far, each question understood with what it carried over itself."""
    chat: _Chat | None = None
    for turn in history:
        text = " ".join(turn.text.split())
        if turn.role == "assistant":
            chat = replace(chat, answer=text[:_ANSWER]) if chat else None
        elif words(text):
            reading = _without_ignored(read(_spoken(text), None), turn.ignore, read)
            carried = _follow(reading, chat, read, corpus) if chat and "carried" not in turn.ignore else None
            asked = _asked(carried, reading)
            stemmed = frozenset(stems(asked.text))
            goes_on = chat if chat and (carried or not _names_anew(reading, chat)) else None
            first, said = (goes_on.first, goes_on.said) if goes_on else (asked, frozenset())
            chat = _Chat(asked, first, "", said | stemmed)
    return chat


def _without_ignored(reading: Reading, ignore: Sequence[str], read: Reader) -> Reading:
    """A turn as its reader left it: without the words of time, order or language that were switched off."""
    parts = {"time": reading.time.spans, "order": reading.order.spans, "language": reading.language.spans}
    off = [span for name in ignore for span in parts.get(name, ())]
    return read(without(reading.text, off), None) if off else reading


def _asked(carried: Carried | None, reading: Reading) -> Asked:
    if carried is None:
        return Asked(reading, reading.time.since, reading.time.until)
    return Asked(carried.reading, carried.since, carried.until)


def _follow(question: Reading, chat: _Chat, read: Reader, corpus: Corpus | None) -> Carried | None:
    """What the question takes over from the chat before it; None when it stands by itself."""
    last = chat.last
    text = _spoken(question.text)
    if _NEW_SUBJECT.search(text):
        return None
    within = (last.since, last.until) if last.since and last.until else None
    question = read(text, within)
    when = time_from(text, last, chat.answer)
    again = None if when else asked_again(question, last, chat.answer, lambda other: read(other, within))
    named = (last.text, chat.answer, chat.first.text)
    speaking = None if again else with_speaker(text, named)
    told = again or speaking or with_person(text, named)
    full = read(told, within) if told else question
    complete = again or (speaking and _ON_SOMETHING.search(text))
    context = () if complete else _context(question, chat, corpus)
    if not told and not context and not when:
        return None
    keeps = bool(complete) or _is_elliptic(text)
    since, until = when or (question.time.since, question.time.until)
    if keeps and not when and not since and not until:
        since, until = last.since, last.until
    taken = [word for part in (full.text, *(one.text for one in context if one.words)) for word in words(part)]
    own = set(stems(text))
    order = question.order.order or (last.reading.order.order if keeps else None)
    if until and not since and when:
        order = "newest"  # what came before is the newest of what is older
    return Carried(full, context, _new(taken, own), since, until, order)


def _context(question: Reading, chat: _Chat, corpus: Corpus | None) -> tuple[Context, ...]:
    """The turns to mix in, with their weights; none for a question on a new subject."""
    says = _information(words(question.topic), question.names, corpus)
    shared = any(set(stems(word)) & chat.said for word in words(question.topic) if word.casefold() not in _SPOKEN)
    opens = bool(_OPENER.search(question.text))
    leans = _points_back(question, corpus) or (shared and not _names_anew(question, chat))
    if says < _LITTLE or opens:
        weights = (0.4, 0.4, 0.5)
    elif says < _SOME or leans:
        weights = (0.2, 0.25, 0.5)
    else:
        return ()
    answer = (Context(chat.answer, weights[2], words=False),) if words(chat.answer) else ()
    if chat.last == chat.first:
        return (Context(chat.last.text, weights[0] + weights[1]), *answer)
    return (Context(chat.last.text, weights[0]), Context(chat.first.text, weights[1]), *answer)


def _points_back(question: Reading, corpus: Corpus | None) -> bool:
    """Whether a pronoun of the question has to mean something said before it: little is said in its own words first."""
    found = _PRONOUN.search(question.text)
    before = telling(words(question.text[: found.start()])) if found else ()
    return found is not None and _information(before, question.names, corpus) < _LITTLE


def _information(told: Sequence[str], names: Sequence[str], corpus: Corpus | None) -> float:
    """How much words tell: their idf (as in BM25) over that of a word of one passage; ``names`` are the question's."""
    if corpus is None or not corpus.extent.passages:
        in_names = {word for name in names for word in words(name)}
        return sum(1 if word in in_names else _USUAL for word in told if word.casefold() not in _SPOKEN)
    passages = corpus.extent.passages
    held = (corpus.vocabulary.document_frequency(word) for word in told)
    rarest = math.log(1 + (passages - 0.5) / 1.5)
    return sum(math.log(1 + (passages - n + 0.5) / (n + 0.5)) for n in held) / rarest


def _names_anew(question: Reading, chat: _Chat) -> bool:
    """Whether a question names something of which no question on the subject spoke."""
    return any(not set(stems(name)) & chat.said for name in question.names)


def _is_elliptic(text: str) -> bool:
    """Whether a question has no clause of its own: "Why?", "And the others?", "Tell me more."."""
    return not _CLAUSE.search(text) and (bool(_OPENER.search(text)) or len(text.split()) <= 2)


def _spoken(text: str) -> str:
    """A question without what only reacts to the answer before: "Wow, really?"."""
    rest = _INTERJECTION.sub("", text)
    return rest if words(rest) else text


def _new(taken: Sequence[str], own: set[str]) -> tuple[str, ...]:
    """The words taken over that the question does not hold itself, each once."""
    found: dict[str, str] = {}
    for word in taken:
        stem = " ".join(stems(word))
        if stem and stem not in own:
            found.setdefault(stem, word)
    return tuple(found.values())
