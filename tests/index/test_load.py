"""Each format gives the text and the facts that its file holds, and each bad file one clear line."""

import gzip
import json
import os
import zipfile
from pathlib import Path

import docx
import pytest

from index.load import Document, discover, load_file
from index.load.document import DateHint, from_json, to_json
from index.records import Skip

PARAGRAPH = "The bridge over the Osk was opened on Monday by Minister Ilse Marrend in front of two hundred guests."
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>A bridge is opened | Ministry</title>
<meta property="article:published_time" content="2021-03-04T10:00:00Z">
<meta property="og:site_name" content="The Ministry">
<link rel="canonical" href="https://ministry.example/2021/03/04/bridge">
<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "2021-03-04"}}</script>
<style>p {{ color: red }}</style></head><body><nav><ul><li>Home</li><li>News</li></ul></nav>
<main><article><h1>A bridge is opened</h1><p>{PARAGRAPH}</p><p>It is 190&nbsp;metres long &amp; carries two tracks, and
it was built in <b>three</b> years by a group of firms from the region.</p></article></main>
<footer><p>Imprint</p></footer></body></html>"""


def only(path: Path) -> Document:
    documents, skipped = load_file(path, path.parent)
    assert skipped == []
    assert len(documents) == 1
    return documents[0]


def refused(path: Path) -> str:
    documents, skipped = load_file(path, path.parent)
    assert documents == []
    assert [skip.path for skip in skipped] == [path.name]
    return skipped[0].reason


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def a_pdf(*lines: str, trailer: str = "") -> bytes:
    """A PDF of one page with one line of text each 20 points, as small as the format allows."""
    shown = " ".join(f"BT /F 12 Tf 50 {700 - 20 * n} Td ({line}) Tj ET" for n, line in enumerate(lines))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(shown)}>>stream\n{shown}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"trailer<</Size 6/Root 1 0 R{trailer}>>\nstartxref\n{len(body)}\n%%EOF"
    return (body + f"xref\n0 6\n0000000000 65535 f \n{table}" + end).encode("latin-1")


def test_a_text_file_is_its_decoded_text(tmp_path: Path) -> None:
    document = only(written(tmp_path, "2021-03-04 bridge.txt", "One line.\r\nAnother.\r\n"))
    assert document.source_text == "One line.\nAnother.\n"
    assert document.id == document.path == "2021-03-04 bridge.txt"
    assert document.hints == (DateHint("2021-03-04 bridge", "file name"),)


@pytest.mark.parametrize(
    "encoding, text",
    [
        ("utf-8-sig", "Łódź – “quoted”"),
        ("utf-16", "Łódź – “quoted”"),
        ("utf-16-be", "\ufeffŁódź – “quoted”"),
        ("cp1252", "The minister’s “first” visit to Málaga – naïve, as Françoise said, cost 5 € a person."),
        ("cp1250", "Ministr obrany řekl, že žádné jednotky nebudou vyslány a že účast zůstává omezená."),
        ("cp1251", "Министр обороны заявил, что учения пройдут в марте следующего года."),
    ],
)
def test_encodings_are_found(tmp_path: Path, encoding: str, text: str) -> None:
    long = " ".join([text] * 6)
    path = written(tmp_path, "a.txt", ("\n".join([long] * 3)).encode(encoding))
    assert only(path).source_text.lstrip("\ufeff").startswith(text.lstrip("\ufeff"))


def test_one_bad_byte_does_not_change_the_encoding(tmp_path: Path) -> None:
    text = "Zoltán Ferić thanked the crew. " * 30
    document = only(written(tmp_path, "a.txt", text.encode() + b"\xff" + text.encode()))
    assert document.source_text == text + "\ufffd" + text


def test_front_matter_is_about_the_release_and_no_part_of_it(tmp_path: Path) -> None:
    text = f'---\ntitle: "A bridge"\ndate: 4 March 2021\nissuer: The Ministry\nid: mw-7\n---\n\n{PARAGRAPH}\n'
    document = only(written(tmp_path, "a.md", text))
    assert (document.id, document.title, document.issuer) == ("mw-7", "A bridge", "The Ministry")
    assert document.hints[0] == DateHint("4 March 2021", "front matter")
    assert document.kept is not None
    assert document.source_text[document.kept[0][0] :].strip() == PARAGRAPH


def test_a_rule_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    text = f"---\nNote: the date is not final\n---\n{PARAGRAPH}\n"
    assert only(written(tmp_path, "a.md", text)).kept is None


def test_a_page_gives_its_visible_text_and_which_part_is_the_release(tmp_path: Path) -> None:
    document = only(written(tmp_path, "a.html", PAGE))
    assert document.source_text == (
        f"Home\n\nNews\n\nA bridge is opened\n\n{PARAGRAPH}\n\n"
        "It is 190 metres long & carries two tracks, and it was built in three years by a group of firms "
        "from the region.\n\nImprint"
    )
    assert document.title == "A bridge is opened"
    assert document.issuer == "The Ministry"
    assert document.language == "en"
    assert document.url == "https://ministry.example/2021/03/04/bridge"
    assert document.hints[:3] == (
        DateHint("2021-03-04", "json-ld"),
        DateHint("2021-03-04T10:00:00Z", "meta"),
        DateHint("https://ministry.example/2021/03/04/bridge", "url"),
    )
    kept = [document.source_text[start:end] for start, end in document.kept or ()]
    assert PARAGRAPH in kept
    assert "Home" not in kept
    assert "Imprint" not in kept


def test_a_page_nested_three_thousand_deep_keeps_its_words(tmp_path: Path) -> None:
    page = "<html><body>" + "<div>" * 3000 + PARAGRAPH + "</div>" * 3000 + "</body></html>"
    assert PARAGRAPH in only(written(tmp_path, "a.html", page)).source_text


def test_records_keep_their_ids_and_a_bad_one_is_one_skip(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "one", "headline": "First", "published": "2020-01-02", "source": "A", "body": PARAGRAPH}),
        "{broken",
        json.dumps({"id": "three", "text": "  "}),
        json.dumps({"Title": "Fourth", "Link": "https://a.example/4", "Content": "<p>One.</p><p>Two &amp; three.</p>"}),
        json.dumps([1]),
        json.dumps({"text": "a lone \ud800 surrogate and a NUL \x00 here"}),
    ]
    path = written(tmp_path, "a.jsonl", "\n".join(lines) + "\n\n")
    documents, skipped = load_file(path, tmp_path)
    assert [document.id for document in documents] == ["one", "a.jsonl#4", "a.jsonl#6"]
    assert [skip.path for skip in skipped] == ["a.jsonl#2", "a.jsonl#3", "a.jsonl#5"]
    assert (documents[0].title, documents[0].issuer, documents[0].source_text) == ("First", "A", PARAGRAPH)
    assert documents[0].hints[0] == DateHint("2020-01-02", "field")
    assert (documents[1].title, documents[1].source_text) == ("Fourth", "One.\n\nTwo & three.")
    assert documents[2].source_text == "a lone \ufffd surrogate and a NUL \x00 here"


def test_a_table_is_read_by_its_column_names(tmp_path: Path) -> None:
    table = 'Title;Date;Text\n"One, two";1 May 2020;"First line\nsecond line"\nThree;soon;Body\n'
    documents, skipped = load_file(written(tmp_path, "a.csv", table), tmp_path)
    assert skipped == []
    assert [(d.title, d.source_text, d.id) for d in documents] == [
        ("One, two", "First line\nsecond line", "a.csv#1"),
        ("Three", "Body", "a.csv#2"),
    ]


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "kop,inhoud,text\nEen,De brug is open.,x\n")
    documents, _ = load_file(path, tmp_path, {"title": "kop", "text": "Inhoud"})
    assert [(d.title, d.source_text) for d in documents] == [("Een", "De brug is open.")]


def test_gzip_and_zip_are_looked_into(tmp_path: Path) -> None:
    written(tmp_path, "a.txt.gz", gzip.compress(PARAGRAPH.encode()))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("2020/one.txt", PARAGRAPH)
        archive.writestr("../two.jsonl", json.dumps({"text": PARAGRAPH}))
        archive.writestr("three.exe", b"MZ")
        archive.writestr("four.txt", b"")
        archive.writestr("five.zip", b"PK")
    assert only(tmp_path / "a.txt.gz").source_text == PARAGRAPH
    documents, skipped = load_file(tmp_path / "b.zip", tmp_path)
    assert [document.id for document in documents] == ["b.zip/two.jsonl#1", "b.zip/2020/one.txt"]
    assert [skip.path for skip in skipped] == ["b.zip/five.zip", "b.zip/four.txt", "b.zip/three.exe"]


def test_a_word_file_gives_paragraphs_and_tables_in_order_and_no_template_date(tmp_path: Path) -> None:
    file = docx.Document()
    file.add_paragraph("Before")
    table = file.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Length", "190 metres"
    file.add_paragraph("After")
    file.save(str(tmp_path / "a.docx"))
    document = only(tmp_path / "a.docx")
    assert document.source_text == "Before\n\nLength 190 metres\n\nAfter"
    assert [hint.found_in for hint in document.hints] == ["file name"]


def test_an_email_has_its_sender_subject_and_date(tmp_path: Path) -> None:
    mail = (
        'From: "The Ministry" <press@ministry.example>\nSubject: =?utf-8?q?A_bridge_in_=C5=81=C3=B3d=C5=BA?=\n'
        "Date: Thu, 04 Mar 2021 08:15:00 +0200\nContent-Type: text/plain; charset=iso-8859-2\n"
        f"Content-Transfer-Encoding: quoted-printable\n\n{PARAGRAPH} =A3=F3d=BC.\n"
    )
    document = only(written(tmp_path, "a.eml", mail))
    assert (document.title, document.issuer) == ("A bridge in Łódź", "The Ministry")
    assert document.hints[0] == DateHint("Thu, 04 Mar 2021 08:15:00 +0200", "header")
    assert document.source_text == f"{PARAGRAPH} Łódź.\n"


def test_rich_text_and_pdf_give_their_words(tmp_path: Path) -> None:
    rtf = r"{\rtf1\ansi{\info{\title A bridge}{\creatim\yr2021\mo3\dy4}}\pard A bridge\par\pard It is open.\par}"
    document = only(written(tmp_path, "a.rtf", rtf))
    assert (document.title, document.source_text.split("\n")) == ("A bridge", ["A bridge", "It is open.", ""])
    assert document.hints[0] == DateHint("2021-03-04", "properties")
    assert only(written(tmp_path, "a.pdf", a_pdf("A bridge", "It is open."))).source_text == "A bridge\nIt is open."


@pytest.mark.parametrize(
    "name, content, reason",
    [
        ("a.pdf", b"", "the file is empty (0 bytes)"),
        ("a.txt", b"", "the file is empty (0 bytes)"),
        ("a.txt", b" \n\t\n", "there is no text in it."),
        ("a.txt", bytes(range(32)) * 9, "this is not text"),
        ("a.html", b"<html><script>x()</script></html>", "the page shows no text."),
        ("a.pdf", b"%PDF-1.4 nothing", "the PDF is damaged"),
        ("a.pdf", a_pdf(), "no text layer"),
        (
            "a.pdf",
            a_pdf("x", trailer=f"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'41' * 32}>/U<{'42' * 32}>>>"),
            "the PDF is encrypted",
        ),
        ("a.docx", b"PK\x03\x04 no zip", "damaged"),
        ("a.docx", b"\xd0\xcf\x11\xe0 encrypted", "encrypted"),
        ("a.odt", b"no zip either", "damaged"),
        ("a.rtf", b"plain", "this is no rich text file."),
        ("a.eml", b"Subject: only a header\n\n", "there is no text in it."),
        ("a.jsonl", b"\n\n", "there is no record in it."),
        ("a.csv", b"title,text\n", "there is no row below the column names."),
        ("a.txt.gz", b"\x1f\x8b broken", "it cannot be read"),
        ("a.zip", b"PK no zip", "the archive is damaged"),
        ("a.png", b"\x89PNG", "no reader for .png"),
        ("README.md", b"About these files", "it describes its folder"),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    assert reason in refused(written(tmp_path, name, content))


def test_only_regular_files_are_opened_and_no_folder_twice(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    (tmp_path / "device.txt").symlink_to("/dev/zero")
    (tmp_path / ".hidden.txt").write_text("x")
    with (tmp_path / "sparse.txt").open("wb") as giant:
        giant.truncate(1 << 40)
    written(tmp_path, "odd\nname\udcff.txt", PARAGRAPH)
    written(tmp_path / "sub", "good.txt", PARAGRAPH)
    files, skipped = discover([tmp_path, tmp_path / "sub", tmp_path / "missing"])
    assert [file.path for file in files] == ["odd\\nname\\xff.txt", "sub/good.txt"]
    reasons = {skip.path: skip.reason for skip in skipped}
    assert reasons["fifo.txt"] == reasons["device.txt"] == "not a regular file"
    assert "a link to nothing" in reasons["gone.txt"]
    assert "a link to nothing" in reasons["self.txt"]
    assert "read already" in reasons["sub/loop"]
    assert "at most 8 GB" in reasons["sparse.txt"]
    assert "hidden" in reasons[".hidden.txt"]
    assert reasons["missing"] == "there is no such file or folder"


def test_an_index_is_not_read_as_releases(tmp_path: Path) -> None:
    (tmp_path / "index" / "gen-1").mkdir(parents=True)
    written(tmp_path / "index", "CURRENT", "gen-1")
    assert discover([tmp_path]) == ([], [Skip("index", "this is an index, not releases")])


def test_a_document_survives_json() -> None:
    hints = (DateHint("1", "url"),)
    document = Document("a", "b.txt", ".txt", "x\x00\u2028", hints=hints, kept=((0, 1), (2, 3)), number=4)
    assert from_json(to_json(document)) == document
