"""Bytes to text: a byte order mark, strict UTF-8, what the page declares, then a detector.

Invariant: every byte string decodes; what no encoding explains becomes U+FFFD, and so do lone surrogates,
so that a text can always be written again.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_SURROGATE = re.compile("[\ud800-\udfff]")
_SAMPLE = 200_000


def decode(data: bytes, *, markup: bool = False) -> str:
    """The text of ``data``; ``markup`` lets a declared charset (HTML's or XML's) speak before the detector."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return storable(data[len(mark) :].decode(encoding, "replace"))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _declared(data) if markup else None
    if declared:
        return storable(data.decode(declared, "replace"))
    return storable(data.decode(_detected(data), "replace"))


def storable(text: str) -> str:
    """The same text with U+FFFD for each lone surrogate, which no file could hold."""
    return _SURROGATE.sub("\ufffd", text)


def _declared(data: bytes) -> str | None:
    """The encoding that the first 4 kB declare, if Python knows it; a page that is not UTF-8 cannot be declared so."""
    found = _DECLARED.search(data, 0, 4096)
    if not found:
        return None
    name = found[1].decode("ascii").lower()
    try:
        known = codecs.lookup("cp1252" if name in ("iso-8859-1", "latin1", "ascii", "us-ascii") else name)
    except LookupError:
        return None
    return None if known.name.startswith("utf-8") or not _is_text_encoding(known) else known.name


def _is_text_encoding(codec: codecs.CodecInfo) -> bool:
    """Whether a codec turns bytes into text ("rot13", "zip" and the like do not)."""
    return getattr(codec, "_is_text_encoding", True)


def _detected(data: bytes) -> str:
    """The most likely encoding of bytes that do not all make UTF-8."""
    sample = data[:_SAMPLE]
    if mostly_utf8(sample):
        return "utf-8"
    import chardet

    eras = chardet.EncodingEra.MODERN_WEB | chardet.EncodingEra.LEGACY_ISO | chardet.EncodingEra.LEGACY_MAC
    found = chardet.detect(sample, encoding_era=eras)
    if found["language"] != "en" and _western(sample):
        return "cp1252"
    try:
        return codecs.lookup(found["encoding"] or "cp1252").name
    except LookupError:
        return "cp1252"


def _western(sample: bytes) -> bool:
    """Whether a text is English by its ASCII letters alone: then its few other characters are those of cp1252.

    A detector goes by the rare characters, and in English text these are quotation marks and foreign names.
    """
    import py3langid

    high = sum(byte >= 0x80 for byte in sample)
    letters = sample.decode("ascii", "ignore")
    return high < 0.15 * len(sample) and py3langid.classify(letters[:4000])[0] == "en"


def mostly_utf8(sample: bytes) -> bool:
    """Whether bytes beyond ASCII are UTF-8 but for a few: a file cut in mid-character, or one damaged byte."""
    wrong = sample.decode("utf-8", "replace").count("\ufffd") - sample.count(b"\xef\xbf\xbd")
    high = sum(byte >= 0x80 for byte in sample)
    return wrong <= 0.05 * high
