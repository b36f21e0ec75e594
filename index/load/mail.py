"""E-mails: the body as it was written, and what the header says of subject, sender and date.

Invariant: the plain text part is preferred, attachments are not read, and a broken header loses nothing but itself.
"""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr

from index.errors import ReadError
from index.load.decoding import decode, storable
from index.load.document import DateHint, Document
from index.load.html import html_document
from index.load.text import text_document


def load_mail(data: bytes) -> Iterator[Document]:
    """The one release of an e-mail. Raises ReadError when it has no text."""
    try:
        message = email.message_from_bytes(data, policy=policy.default)
        assert isinstance(message, EmailMessage)
        part = message.get_body(("plain", "html"))
        body = decode(part.get_payload(decode=True) or b"") if part else ""  # type: ignore[arg-type]
        subtype = part.get_content_subtype() if part else "plain"
        charset = part.get_content_charset() if part else None
    except RecursionError as cause:
        raise ReadError("its parts are nested too deeply.") from cause
    except (MessageError, LookupError, ValueError, AttributeError, KeyError) as cause:
        raise ReadError(f"the e-mail is damaged ({cause}).") from cause
    if part and charset and charset.lower() not in ("utf-8", "us-ascii"):
        body = _in_charset(part, charset) or body
    document = html_document(body) if subtype == "html" else text_document(body, ".eml")
    sent = _header(message, "Date")
    yield replace(
        document,
        suffix=".eml",
        title=_header(message, "Subject") or document.title,
        issuer=parseaddr(_header(message, "From") or "")[0] or document.issuer,
        hints=((DateHint(sent, "header"),) if sent else ()) + document.hints,
    )


def _in_charset(part: MIMEPart, charset: str) -> str | None:
    """The body by the charset that the part declares, if Python knows it."""
    try:
        return bytes(part.get_payload(decode=True) or b"").decode(charset, "replace")
    except (LookupError, TypeError):
        return None


def _header(message: EmailMessage, name: str) -> str | None:
    """A header on one line, or None where there is none or it cannot be parsed."""
    try:
        value = message.get(name)
    except (MessageError, ValueError, IndexError, AttributeError, TypeError):
        return None
    return " ".join(storable(str(value)).split())[:1000] or None if value else None
