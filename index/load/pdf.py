"""PDF: the text of its pages in reading order, parted by form feeds.

Invariant: nothing is rendered and no script is run; pages are read one by one, so that a long file is slow but
never large. Running heads, page numbers and hyphens stay: the text is the pages' own, cleaning comes later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from index.errors import ReadError
from index.load.decoding import storable
from index.load.document import DateHint, Document
from index.load.fields import organisation

MOST_PAGES = 2000
_MOST_CHARACTERS = 20_000_000
_MOST_LOOKED_AT = 6000
_HEADLINE = 1.15
_LINE_END = re.compile(r"\r\n?|\x00")


def load_pdf(data: bytes) -> Iterator[Document]:
    """The one release of a PDF. Raises ReadError when it is damaged, encrypted, or shows pictures only."""
    import pypdfium2 as pdfium

    if not data:
        raise ReadError("the file is empty (0 bytes).")
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as cause:
        raise ReadError(_why(str(cause))) from cause
    try:
        if len(pdf) > MOST_PAGES:
            raise ReadError(f"it has {len(pdf)} pages; at most {MOST_PAGES} are read.")
        pages, headline = _pages(pdf), _headline(pdf[0])
        about = pdf.get_metadata_dict(skip_empty=True)
    except pdfium.PdfiumError as cause:
        raise ReadError(f"the PDF is damaged ({cause}).") from cause
    finally:
        pdf.close()
    text = "\f".join(pages)
    if not any(character.isalnum() for character in text):
        raise ReadError("the PDF has no text layer: it shows pictures only. Recognise its text (OCR) first.")
    created = about.get("CreationDate", "")
    yield Document(
        id="",
        path="",
        suffix=".pdf",
        source_text=text,
        title=_title(about.get("Title", ""), text) or headline,
        hints=(DateHint(created[:60], "properties"),) if created else (),
        issuer=organisation(about.get("Author")),
    )


def _pages(pdf: Any) -> list[str]:
    """The text of each page as PDFium orders it; a word it found parted at a line's end has its hyphen there again."""
    texts: list[str] = []
    room = _MOST_CHARACTERS
    for page in pdf:
        textpage = page.get_textpage()
        text = storable(_LINE_END.sub("\n", textpage.get_text_bounded()).replace("\x02", "-\n"))
        textpage.close()
        page.close()
        room -= len(text)
        if room < 0:
            raise ReadError(f"it has more than {_MOST_CHARACTERS // 1_000_000} million characters.")
        texts.append(text.replace("\f", "\n"))
    return texts


def _headline(page: Any) -> str | None:
    """The words set in the largest type on a page, if there are four or more and the type is larger than the text's."""
    from pypdfium2 import raw

    textpage = page.get_textpage()
    count = min(textpage.count_chars(), _MOST_LOOKED_AT)
    words: dict[float, list[str]] = {}
    for place in range(count):
        size = round(raw.FPDFText_GetFontSize(textpage.raw, place), 1)
        words.setdefault(size, []).append(chr(raw.FPDFText_GetUnicode(textpage.raw, place)))
    textpage.close()
    page.close()
    if len(words) < 2:
        return None
    usual = max(words, key=lambda size: len(words[size]))
    for size in sorted(words, reverse=True):
        line = " ".join(storable("".join(words[size])).replace("\x02", "-").split())
        if size < _HEADLINE * usual:
            return None
        if 4 <= len(line.split()) <= 40:
            return line
    return None


def _why(cause: str) -> str:
    """PDFium's reason in the user's words."""
    if "assword" in cause or "ecurity" in cause:
        return "the PDF is encrypted. Save a copy without the password first."
    return f"the PDF is damaged ({cause.rstrip('.')})."


def _title(named: str, text: str) -> str | None:
    """The title in the properties if the text has it: most others are file names and templates."""
    spaced = " ".join(storable(named).split())[:1000]
    return spaced if len(spaced) > 8 and spaced.casefold() in " ".join(text.split()).casefold() else None
