"""Broken text is mended, each repair one edit of the offset map.

Mojibake is decoded again, ligatures become letters, words parted at a line's end or spaced out by OCR are joined, line
ends that were lost are put back. Invariant: a repair needs evidence that what it makes is a word; it changes no
letter that a reader would read, adds nothing but white space, and the map leads back to every character it came from.
"""

from __future__ import annotations

import re

from index.lexicon import SMALL_WORDS, Lexicon, lexicon_of
from index.textmap import Edit, MappedText, edit

_MARKDOWN = re.compile(
    r"(?P<heading>^#{1,6}[ \t]+)|(?P<quote>^>[ \t]?)|(?P<strong>\*\*|__(?=\w)|(?<=\w)__)"
    r"|(?P<image>!\[[^\]\n]{0,300}\]\([^)\s]{0,500}\))|\[(?P<label>[^\]\n]{1,300})\]\((?P<link>[^)\s]{1,500})\)",
    re.M,
)
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200d\u2060\ufeff\ufffe]+")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]{2,}|[\t\u00a0\u2000-\u200a\u202f\u3000]")
_SPACE_AT_LINE_END = re.compile(r"[ \t]+(?=\n|\Z)|(?<=\n)[ \t]+|\A\s+|\s+\Z")
_BLANK_LINES = re.compile(r"\n{3,}")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile("[ﬀ-ﬆ]")
# The bytes of UTF-8 read as cp1252 or latin-1: a lead (Â to ô), then what 0x80 to 0xbf look like.
_MOJIBAKE = re.compile("(?:[Â-ô](?:[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,3}))+")
_SPACED_OUT = re.compile(r"(?<!\w)(?:[^\W\d_]{1,2} ){3,14}[^\W\d_]{1,2}(?!\w)|(?<!\w)(?:[^\W\d_] ){3,30}[^\W\d_](?!\w)")
_FEWEST_PIECES = 4
_OPENER = "(?:By|The|In|On|For|We|It|This|That|He|She|As|At|To|And|But|With)"
_GLUED_SENTENCE = re.compile(
    r"(?<=[a-z0-9)]{2}[.!?])(?=[A-Z][a-z]+[ ,'’])|(?<=[a-z0-9)]{2}[.!?][\"”’])(?=[A-Z“\"][A-Za-z])"
)
_GLUED = re.compile(
    rf"\b(?:([A-Z]?[a-z]{{3,}})([A-Z]{{3,}})|([a-z]{{3,}})([A-Z][a-z]{{3,}})|([A-Z]?[a-z]{{3,}})({_OPENER}(?=\s)))\b"
)


def mended(text: MappedText, *, markdown: bool = False) -> MappedText:
    """The text as a reader would read it."""
    if markdown:
        text = edit(text, _markdown_edits(text.text))
    text = edit(text, [Edit(*found.span()) for found in _UNSEEN.finditer(text.text)])
    text = edit(text, _mojibake(text.text))
    text = edit(text, [Edit(*found.span(), " ") for found in _SPACES.finditer(text.text)])
    text = edit(text, [Edit(*found.span(), _LIGATURES[found[0]]) for found in _LIGATURE.finditer(text.text)])
    words = lexicon_of(text.text)
    text = edit(text, _spaced_out(text.text, words))
    text = edit(text, _glued(text.text, words))
    text = edit(text, [Edit(*found.span()) for found in _SPACE_AT_LINE_END.finditer(text.text)])
    return edit(text, [Edit(*found.span(), "\n\n") for found in _BLANK_LINES.finditer(text.text)])


def hyphen_at_line_end(before: str, after: str, words: Lexicon) -> str | None:
    """What a hyphen between two lines stands for: "" if it parted a word, "-" if it stays, None if it is a dash.

    The document's own use of either form decides, then whether the joined form is a word.
    """
    first = re.search(r"([^\W_]+)[-\u2010\xad]$", before)
    second = re.match(r"[^\W_]+", after)
    if not first or not second:
        return None
    if before[-1] == "\xad":
        return ""
    joined, parted = first[1] + second[0], f"{first[1]}-{second[0]}"
    if not second[0][0].islower() or first[1].isdigit():
        return "-"
    if words.uses(joined) or words.uses(parted):
        return "" if words.uses(joined) >= words.uses(parted) else "-"
    return "-" if words.knows(first[1]) and words.knows(second[0], 0) and not words.knows(joined, 0) else ""


def _mojibake(text: str) -> list[Edit]:
    """Letters that were UTF-8 and were decoded as something else; ftfy says what they were."""
    if not _MOJIBAKE.search(text):
        return []
    import ftfy

    edits = []
    for found in _MOJIBAKE.finditer(text):
        fixed = ftfy.fix_encoding(found[0])
        if fixed == found[0]:
            start = text.rfind(" ", 0, found.start()) + 1
            fixed_word = ftfy.fix_encoding(text[start : found.end()])
            lead = text[start : found.start()]
            fixed = fixed_word.removeprefix(lead) if fixed_word.startswith(lead) else found[0]
        if fixed != found[0]:
            edits.append(Edit(*found.span(), fixed))
    return edits


def _spaced_out(text: str, words: Lexicon) -> list[Edit]:
    """Words of which OCR made rows of one and two letters, joined where the result is a word."""
    edits = []
    for found in _SPACED_OUT.finditer(text):
        pieces = found[0].split(" ")
        at = 0
        while at + _FEWEST_PIECES <= len(pieces):
            ends = range(len(pieces), at + _FEWEST_PIECES - 1, -1)
            last = next((end for end in ends if _is_word(pieces[at:end], words)), 0)
            if last:
                start = found.start() + sum(len(piece) + 1 for piece in pieces[:at])
                joined = "".join(pieces[at:last])
                edits.append(Edit(start, start + len(joined) + last - at - 1, joined))
            at = last or at + 1
    return edits


def _is_word(pieces: list[str], words: Lexicon) -> bool:
    """Whether pieces of a word spaced out make one: they are not words by themselves, and what they make is known."""
    if all(piece.lower() in SMALL_WORDS for piece in pieces):
        return False
    joined = "".join(pieces)
    return words.knows(joined, 0) or (joined.isupper() and all(len(piece) == 1 for piece in pieces))


def _glued(text: str, words: Lexicon) -> list[Edit]:
    """Where a line end was lost: after a full stop a space, elsewhere a line end, if both sides are words."""
    places = {found.start(): " " for found in _GLUED_SENTENCE.finditer(text)}
    for found in _GLUED.finditer(text):
        left, right = (part for part in found.groups() if part)
        if words.uses(found[0]) == 1 and words.knows(left, 0) and words.knows(right, 0):
            places[found.start() + len(left)] = "\n"
    return [Edit(at, at, mark) for at, mark in sorted(places.items())]


def _markdown_edits(text: str) -> list[Edit]:
    """The edits that leave a Markdown text's words without its marks."""
    edits = []
    for found in _MARKDOWN.finditer(text):
        if found["label"] is None:
            edits.append(Edit(*found.span()))
        else:
            edits += [Edit(found.start(), found.start("label")), Edit(found.end("label"), found.end())]
    return edits
