"""Where sentences begin and end, as exact offsets into the text.

sentencex finds the borders; this module adds what releases need: blank lines and lines broken on purpose are
borders, a title before a name is not, a long quotation is split inside, and what still has no border for
hundreds of characters (a table, a list of names) is cut between clauses or words.
Invariant: the sentences are sorted, none is empty or overlaps another, none begins or ends with white space,
and what lies between them is white space only.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

LONGEST = 700
"""No sentence is longer than this, in characters: about 150 to 180 pieces of English."""

_LONG_QUOTATION = 300  # a short quotation reads best whole, with who said it
_PARAGRAPH = re.compile(r"\s*(?:\n[^\S\n]*\n|[\f\u2029])\s*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_QUOTE = re.compile('["“”„«»]')
_OPENING_QUOTE_AT_END = re.compile(r"(?:(?<=\s)|^)[\"“„«‘(\[]+\s*$")
_ITEM = re.compile(r"(?:[-*•–—▪◦·]|\(?(?:\d{1,2}|[A-Za-z])[.)])\s+\S")
_OPEN_ENDED = (",", ";", "-", "–", "—", "(", "&", "/")
_TITLE_AT_END = re.compile(
    r"(?:^|[\s(“\"])(?:Ms|Mx|Spc|Spec|Amb|Ambs|Lts|Gens|Cols|Dirs?|Dep|Asst|Secs|Ste|Ft|Mt|Mgr|Msgr|Herr|Br|Fr|"
    r"approx|Arts?|Figs|Vols?|paras?|Paras?|Chap|ex rel|Tel|[Ee]sp|[Ii]ncl|[Rr]esp)\.\s*$"
)
_WEEKDAY_AT_END = re.compile(r"\b(?:Mon|Tues?|Wed|Thur?s?|Fri|Sat|Sun)\.\s*$")
_HOUR_AT_END = re.compile(r"\b[ap]\.m\.\s*$", re.IGNORECASE)
_AFTER_HOUR = re.compile(r"(?:[A-Z]{2,4}T|GMT|UTC|CET|local|Eastern|Central|Mountain|Pacific|[A-Z][a-z]+day)\b")
_LOST_BORDER = re.compile(r"\s*\n\s*|\s{3,}(?=[\W_]*[A-Z])")
_CLAUSES = (re.compile(r"[;:|–—]\s+|\s{2,}"), re.compile(r"[,)\]]\s+"), re.compile(r"\s+"))


def sentences(text: str, language: str = "en") -> tuple[tuple[int, int], ...]:
    """The (start, end) of every sentence of ``text``, end exclusive; together they hold all but white space.

    ``language`` is an ISO 639-1 code; one that sentencex does not know is split as English is. A hole may lie inside
    a sentence. Any string is accepted: NUL, lone surrogates, the empty one.
    """
    plain = _SURROGATE.sub("\ufffd", text)
    found: list[tuple[int, int]] = []
    for start, end in _strip(plain, sorted(_cuts(plain, language))):
        if found and _belongs_to_last(plain, found[-1], start, end):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(piece for start, end in found for piece in _short_enough(plain, start, end, language))


def cut(text: str, start: int, end: int, longest: int) -> int:
    """Where best to cut ``text[start:end]`` so that the first part has at most ``longest`` characters.

    After a clause if one ends in the second half of the room, else between words, else in the middle of one.
    """
    room = min(end, start + longest)
    for pattern in _CLAUSES:
        places = [m.end() for m in pattern.finditer(text, start + longest // 2, room) if m.end() < end]
        if places:
            return places[-1]
    return room


def _cuts(text: str, language: str) -> set[int]:
    """Every offset at which a sentence begins or the text ends, white space not yet looked at."""
    paragraphs = [0, *(m.end() for m in _PARAGRAPH.finditer(text)), len(text)]
    ends = [end for end in _boundaries(text, language) if not _is_false(text, end)]
    return {*paragraphs, *ends, *_deliberate_line_ends(text, paragraphs)}


def _boundaries(text: str, language: str) -> list[int]:
    from sentencex import get_sentence_boundaries

    return [found["end_index"] for found in get_sentence_boundaries(language, text)]


def _is_false(text: str, at: int) -> bool:
    """Whether the border that sentencex sees at ``at`` stands inside a sentence."""
    before, after = text[max(0, at - 24) : at], text[at : at + 12].lstrip()
    if "\n" in before[len(before.rstrip()) :] or not after:
        return False
    if after[0].islower() or after[0] in "-–/,;" or _TITLE_AT_END.search(before):
        return True
    if after[0].isdigit() and _WEEKDAY_AT_END.search(before):
        return True
    return bool(_HOUR_AT_END.search(before) and _AFTER_HOUR.match(after))


def _deliberate_line_ends(text: str, paragraphs: list[int]) -> Iterator[int]:
    """Where a line within a paragraph begins on purpose: a list item, or after a line that had room for one more word.

    A line that text wrapping ended is nearly as long as the longest of its paragraph; a heading, a dateline
    or a signature is shorter. A line that begins in lower case or follows a comma goes on.
    """
    if "\n" not in text:
        return
    for first, last in itertools.pairwise(paragraphs):
        lines = text[first:last].split("\n")
        widest = max(len(line.rstrip()) for line in lines)
        begin = first
        for line, following in itertools.pairwise(lines):
            begin += len(line) + 1
            line, following = line.rstrip(), following.strip()
            if not following or not line:
                continue
            word = following.split(maxsplit=1)[0]
            roomy = len(line) + 1 + len(word) <= 0.75 * widest
            if _ITEM.match(following) or (roomy and not following[0].islower() and not line.endswith(_OPEN_ENDED)):
                yield begin


def _strip(text: str, cuts: list[int]) -> Iterator[tuple[int, int]]:
    """The stretches between the cuts without the white space around them; empty ones are left out."""
    for start, end in itertools.pairwise(cuts):
        slice_ = text[start:end]
        left, right = len(slice_) - len(slice_.lstrip()), len(slice_.rstrip())
        if left < right:
            yield start + left, start + right


def _belongs_to_last(text: str, last: tuple[int, int], start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is only a mark, such as a closing quotation mark gone astray, on the same line."""
    return not any(map(str.isalnum, text[start:end])) and "\n" not in text[last[1] : start]


def _short_enough(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """``(start, end)`` as it is, or split: inside a long quotation, at lost borders, then wherever is best."""
    if end - start <= _LONG_QUOTATION:
        yield start, end
        return
    for quoted in _strip(text, _inside_quotation(text, start, end, language)):
        if quoted[1] - quoted[0] <= LONGEST:
            yield quoted
            continue
        lost = [quoted[0], *(m.end() for m in _LOST_BORDER.finditer(text, *quoted)), quoted[1]]
        for first, last in _strip(text, lost):
            yield from _strip(text, _equal_cuts(text, first, last))


def _inside_quotation(text: str, start: int, end: int, language: str) -> list[int]:
    """Cuts between the sentences of a quotation, which sentencex keeps in one; marks stay with their words."""
    slice_ = text[start:end]
    unquoted = _QUOTE.sub(" ", slice_)
    if unquoted == slice_:
        return [start, end]
    cuts = {0, len(slice_)}
    for at in _boundaries(unquoted, language):
        opening = _OPENING_QUOTE_AT_END.search(slice_, 0, at)
        if at < len(slice_) and not _is_false(unquoted, at):
            cuts.add(opening.start() if opening else at)
    return [start + at for at in sorted(cuts)]


def _equal_cuts(text: str, start: int, end: int) -> list[int]:
    """Cuts of ``text[start:end]`` into parts of at most LONGEST characters, about equally long."""
    cuts = [start]
    while end - cuts[-1] > LONGEST:
        left = end - cuts[-1]
        share = -(-left // -(-left // LONGEST))
        cuts.append(cut(text, cuts[-1], end, min(LONGEST, share + share // 4)))
    return [*cuts, end]
