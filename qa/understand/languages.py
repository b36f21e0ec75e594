"""The language in which releases are asked for: "the statement in German".

Invariant: a language is read only where the corpus has releases in it, and never from a name ("in German courts").
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_CODES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt",
    "dutch": "nl", "russian": "ru", "ukrainian": "uk", "polish": "pl", "czech": "cs", "danish": "da",
    "swedish": "sv", "norwegian": "no", "finnish": "fi", "greek": "el", "turkish": "tr", "arabic": "ar",
    "hebrew": "he", "persian": "fa", "chinese": "zh", "japanese": "ja", "korean": "ko", "hindi": "hi",
    "hungarian": "hu", "romanian": "ro", "bulgarian": "bg", "croatian": "hr", "serbian": "sr", "slovak": "sk",
    "slovenian": "sl", "estonian": "et", "latvian": "lv", "lithuanian": "lt", "indonesian": "id",
    "vietnamese": "vi", "catalan": "ca", "irish": "ga",
}  # fmt: skip
"""English names of languages, with their ISO 639-1 codes."""
LANGUAGE_NAMES = {code: name.capitalize() for name, code in _CODES.items()}

_ASKED = re.compile(
    rf"\bin\s+(?P<language>{'|'.join(_CODES)})(?=\s*(?:[?!.,;:]|$)|\s+(?:about|on|from|by|regarding|since|in)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LanguageRead:
    """The language asked for (ISO 639-1), and the words that say so."""

    language: str | None = None
    spans: tuple[tuple[int, int], ...] = ()


def read_language(text: str, known: Collection[str]) -> LanguageRead:
    """The language that ``text`` asks for, if it is one of ``known`` (ISO 639-1)."""
    found = _ASKED.search(text)
    code = _CODES[found["language"].lower()] if found else None
    return LanguageRead(code, (found.span(),)) if found and code in known else LanguageRead()
