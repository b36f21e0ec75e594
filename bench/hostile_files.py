"""Files made to harm whoever reads them: bombs, depths, loops, odd names; and good files damaged at random.

Invariant: everything is made from a fixed seed and without help from outside; nothing larger than 32 MB is written
(giants are sparse), and every entry is alone in the folder under its own name.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import io
import os
import random
import socket
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

_WORDS = "The port of Ulm reopened on 3 May 2012, said Mayor Jo Doe. "
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_DOCTYPE = f'<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
_CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def hostile(folder: Path) -> None:
    """Write the hostile files into an empty folder."""
    for name in MAKERS:
        (folder / name).write_bytes(content_of(name))
    on_disk(folder)


def content_of(name: str) -> bytes:
    """The bytes of one hostile file of MAKERS."""
    content = MAKERS[name]()
    return content.encode() if isinstance(content, str) else content


def mutated(originals: Mapping[str, bytes], count: int, seed: int = 1500) -> Iterator[tuple[str, bytes]]:
    """``count`` damaged copies of the originals, each a new file name of the same suffix and its bytes."""
    chance = random.Random(seed)
    names = sorted(originals)
    for number in range(count):
        name = names[number % len(names)]
        data = bytearray(originals[name])
        for _ in range(chance.choice((1, 1, 3, 20))):
            _damage(data, chance)
        yield f"{number:04}-{name}", bytes(data)


def _damage(data: bytearray, chance: random.Random) -> None:
    """One change: bits turned over, a stretch gone, doubled, zeroed, or made of noise."""
    at = chance.randrange(len(data) + 1)
    length = chance.choice((1, 4, 64, 4096))
    kind = chance.randrange(6)
    if kind == 0:
        for place in range(at, min(at + length, len(data))):
            data[place] ^= 1 << chance.randrange(8)
    elif kind == 1:
        del data[at : at + length]
    elif kind == 2:
        data[at:at] = data[at : at + length] * chance.choice((1, 50))
    elif kind == 3:
        data[at : at + length] = bytes(len(data[at : at + length]))
    elif kind == 4:
        data[at:at] = chance.randbytes(length)
    else:
        del data[at:]


def _package(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of the parts, which may be large and must pack well."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return whole.getvalue()


def _docx(body: str, doctype: str = "") -> bytes:
    document = f'<?xml version="1.0"?>{doctype}<w:document {_NS}><w:body>{body}</w:body></w:document>'
    return _package({"[Content_Types].xml": _CONTENT_TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": document})


def _odt(body: str, doctype: str = "") -> bytes:
    content = (
        f'<?xml version="1.0"?>{doctype}<office:document-content xmlns:office="{_ODF}:office:1.0" '
        f'xmlns:text="{_ODF}:text:1.0">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    entries = "".join(
        f'<m:file-entry m:full-path="{path}" m:media-type="{media}"/>'
        for path, media in (("/", kind), ("content.xml", "text/xml"))
    )
    manifest = f'<m:manifest xmlns:m="{_ODF}:manifest:1.0">{entries}</m:manifest>'
    return _package({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def _zeros(megabytes: int) -> bytes:
    """Gzip that unpacks to so many megabytes of "a"."""
    return gzip.compress(b"a" * (1 << 20)) * megabytes


def _many_members() -> bytes:
    """An archive whose directory names one packed stretch of 20 MB a thousand times."""
    name, plain = b"m0000.txt", _WORDS.encode() * 350_000
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(plain) + packer.flush()
    local = struct.pack(
        "<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0, zlib.crc32(plain), len(packed), len(plain), len(name), 0
    )
    body = local + name + packed
    entries = b"".join(
        struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, zlib.crc32(plain), len(packed),
                    len(plain), len(name), 0, 0, 0, 0, 0, 0) + b"m%04d.txt" % number
        for number in range(1000)
    )  # fmt: skip
    return body + entries + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1000, 1000, len(entries), len(body), 0)


def _pdf(objects: list[bytes]) -> bytes:
    """A PDF of numbered objects, the first one its catalogue."""
    whole, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(whole))
    return whole + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def _page_of(stream: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> "
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    content = b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(stream), filters, stream)
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return _pdf([b"<< /Type /Catalog /Pages 2 0 R >>", pages, page + b">>", content, font])


_PAGES: dict[str, Callable[[], str | bytes]] = {
    "deep.html": lambda: "<div>" * 200_000 + _WORDS + "</div>" * 200_000,
    "deep-lists.html": lambda: "<ul><li>" * 100_000 + _WORDS,
    "deep-tables.html": lambda: "<table><tr><td>" * 50_000 + _WORDS,
    "deep-bold.html": lambda: "<p>" + "<b><i>" * 100_000 + _WORDS,
    "unclosed-tags.html": lambda: "<a href='" * 500_000 + _WORDS,
    "angle-brackets.html": lambda: "<" * 5_000_000,
    "attribute.html": lambda: f"<p title='{'x' * 15_000_000}'>{_WORDS}</p>",
    "entities.html": lambda: "<p>" + "&amp;&lt;&#65;" * 1_000_000,
    "laughs.html": lambda: f"{_DOCTYPE}<html><body><p>&l9;&f;{_WORDS}</p></body></html>",
    "script.html": lambda: "<html><script>" + "x=1;" * 1_000_000,
    "comment.html": lambda: f"<p>{_WORDS}</p><!-- " + "-" * 5_000_000,
    "cells.html": lambda: "<table>" + f"<tr>{'<td>1</td>' * 1000}</tr>" * 1000 + "</table>",
    "spans.html": lambda: "<table><tr>" + "<td colspan=1000 rowspan=65534>x</td>" * 10_000 + "</table>",
    "megabytes.html": lambda: "<p>" + _WORDS * 400_000,
}
_TEXTS: dict[str, Callable[[], str | bytes]] = {
    "one-line.txt": lambda: "x" * 30_000_000,
    "one-letter-words.txt": lambda: "a " * 5_000_000,
    "line-ends.txt": lambda: "\n" * 20_000_000 + _WORDS,
    "full-stops.txt": lambda: "A. " * 3_000_000,
    "brackets.txt": lambda: "([{" * 3_000_000,
    "marks.txt": lambda: '"“' * 2_000_000,
    "dates.txt": lambda: "Jan. 1, 2012 yesterday on Tuesday " * 200_000,
    "numbers.txt": lambda: "1.1.2012-" * 1_000_000,
    "hyphens.txt": lambda: "a-\n" * 2_000_000,
    "capitals.txt": lambda: "Ulm " * 2_000_000,
    "names.txt": lambda: "The Mayor Of Ulm, Jo Doe, said Ann Roe, " * 200_000,
    "cookies.txt": lambda: "this website uses cookies by continuing you " * 200_000,
    "mojibake.txt": lambda: "Ã¢â‚¬â„¢" * 500_000,
    "binary.txt": lambda: random.Random(1).randbytes(5_000_000),
    "markdown.md": lambda: "[" * 1_000_000 + "](" * 1_000_000,
    "front-matter.md": lambda: "---\n" + "title: x\n" * 1_000_000,
    "packed.txt.gz": lambda: _zeros(6000),
    "one-record.jsonl.gz": lambda: _zeros(6000),
    "nested.jsonl": lambda: "[" * 10_000_000,
    "digits.jsonl": lambda: '{"text": "x", "id": ' + "1" * 5_000_000 + "}",
    "surrogates.jsonl": lambda: '{"id": "\\ud800", "title": "\\udfff\\u0000", "text": "\\ud800 ' + _WORDS + '"}',
    "quoted.csv": lambda: 'text\n"' + "x" * 30_000_000,
    "columns.csv": lambda: ",".join(["text"] * 1_000_000) + "\n" + "x," * 1_000_000,
    "braces.rtf": lambda: "{\\rtf1 " + "{" * 3_000_000 + _WORDS,
    "numbers.rtf": lambda: "{\\rtf1 " + "\\u99999999?\\bin999999999 " * 200_000 + _WORDS + "}",
    "parts.eml": lambda: "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(5000)
    ) + _WORDS,
    "headers.eml": lambda: "Subject: " + "=?utf-8?q?x?= " * 500_000 + "\n\n" + _WORDS,
    "attached.eml": lambda: "Content-Type: text/plain; charset=x-none\nContent-Transfer-Encoding: base64\n\n"
    + base64.encodebytes(b"\x00" * 10_000_000).decode(),
}  # fmt: skip
_PACKAGES: dict[str, Callable[[], str | bytes]] = {
    "columns.docx": lambda: _docx(
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="10000000"/></w:tcPr><w:p><w:r><w:t>' + _WORDS
        + "</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    ),
    "bomb.docx": lambda: _docx("<w:p/>" * 20_000_000),
    "outside.docx": lambda: _docx(f"<w:p><w:r><w:t>&f;&l9;{_WORDS}</w:t></w:r></w:p>", _DOCTYPE),
    "deep.docx": lambda: _docx("<w:tbl><w:tr><w:tc>" * 100_000 + "</w:tc></w:tr></w:tbl>" * 100_000),
    "paragraphs.docx": lambda: _docx("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 1_000_000),
    "no-document.docx": lambda: _package({"[Content_Types].xml": _CONTENT_TYPES, "_rels/.rels": _RELATIONS}),
    "encrypted.docx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096),
    "outside.odt": lambda: _odt(f"<text:p>&f;&l9;{_WORDS}</text:p>", _DOCTYPE),
    "deep.odt": lambda: _odt("<text:section>" * 100_000 + "</text:section>" * 100_000),
    "spaces.odt": lambda: _odt(f'<text:p>{_WORDS}<text:s text:c="999999999999"/></text:p>'),
    "bomb.odt": lambda: _odt("<text:p>a</text:p>" * 6_000_000),
    "bomb.zip": lambda: _package({f"{n}.txt": b"a" * 140_000_000 for n in range(2)}),
    "overlapping.zip": _many_members,
    "members.zip": lambda: _package({f"{n}.txt": "x" for n in range(25_000)}),
    "outside.zip": lambda: _package({"../../outside.txt": _WORDS, "/etc/outside.txt": _WORDS, "a\x01b.txt": _WORDS}),
    "within.zip": lambda: _package({"inner.zip": _package({"a.txt": _WORDS})}),
}  # fmt: skip
_PDFS: dict[str, Callable[[], str | bytes]] = {
    "bomb.pdf": lambda: _page_of(zlib.compress(zlib.compress(b" " * 500_000_000)), b"[/FlateDecode /FlateDecode]"),
    "strings.pdf": lambda: _page_of(zlib.compress(b"BT /F 9 Tf " + b"1 0 0 1 9 9 Tm (The port) Tj " * 1_000_000)),
    "pages-in-circle.pdf": lambda: _pdf(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R] /Count 999999999 >>"]
    ),
    "pages.pdf": lambda: _pdf(
        [b"<< /Type /Catalog /Pages 2 0 R >>",
         b"<< /Type /Pages /Kids [%s] /Count 100000 >>" % (b"3 0 R " * 100_000),
         b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"]
    ),
    "circle.pdf": lambda: _pdf([b"<< /Type /Catalog /Pages 1 0 R /Kids [1 0 R] >>"]),
    "deep.pdf": lambda: _pdf([b"<< /Type /Catalog /Pages " + b"[" * 500_000]),
    "no-objects.pdf": lambda: b"%PDF-1.7\n" + random.Random(2).randbytes(1_000_000),
}  # fmt: skip


MAKERS = {**_PAGES, **_TEXTS, **_PACKAGES, **_PDFS}
"""What makes each hostile file, by its name."""


def on_disk(folder: Path) -> None:
    """What is hostile by its place: pipes, devices, links, giants, names."""
    os.mkfifo(folder / "pipe.txt")
    (folder / "device.txt").symlink_to("/dev/zero")
    (folder / "itself.txt").symlink_to("itself.txt")
    (folder / "nowhere.txt").symlink_to("there-is-nothing")
    (folder / "loop").mkdir()
    (folder / "loop" / "again").symlink_to(folder, target_is_directory=True)
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as one:
        one.bind(os.path.relpath(folder / "socket.txt"))
    for name, size in (("giant.txt", 1 << 40), ("giant.pdf", 200 << 20), ("giant.jsonl", 100 << 20)):
        with (folder / name).open("wb") as sparse:
            sparse.truncate(size)
    (folder / "empty.txt").touch()
    for odd in (b"line\nend.txt", b"not-utf-8-\xff\xfe.txt", b"-rf.txt", "right‮txt.txt".encode(), b"n" * 251 + b".txt"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + odd)).write_text(_WORDS)
