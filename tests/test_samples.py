"""The sample releases are what their README says: formats, issuers, sources, dates, and no borrowed words."""

import csv
import gzip
import io
import json
import re
from email import message_from_bytes, policy
from pathlib import Path
from zipfile import ZipFile

import pytest

from index.read import read
from index.records import HOLE, Release

SAMPLES = Path(__file__).parents[1] / "samples"
NATO_ISSUER = "NATO (sample paraphrase)"
NATO_SOURCE = "NATO website, own summary of public facts"
MINISTRY_ISSUER = "Ministry of Waterways of Valdoria (fictional)"
QUOTATION_MARKS = set('"“”„«»')

# Written by hand: the day of every release, by its file (and record); None for the one that carries no date.
DATES = {
    "nato/2010-11-20-lisbon-summit.txt": "2010-11-20",
    "nato/2011-03-23-arms-embargo.md": "2011-03-23",
    "nato/2011-03-27-all-operations.txt": "2011-03-27",
    "nato/2011-03-31-sole-command.html": "2011-03-31",
    "nato/2011-10-31-libya-ends.pdf": "2011-10-31",
    "nato/2012-05-21-chicago-summit.md": "2012-05-21",
    "nato/2013-10-21-libya-advice.docx": "2013-10-21",
    "nato/2014-04-01-russia-cooperation-suspended.txt": "2014-04-01",
    "nato/2014-09-05-wales-summit.md": "2014-09-05",
    "nato/2014-12-28-isaf-ends.html": "2014-12-28",
    "nato/2016-07-09-warsaw-summit.txt": "2016-07-09",
    "nato/2018-07-11-brussels-summit.md": "2018-07-11",
    "nato/2020-05-14-call-with-president-erdogan.html": "2020-05-14",
    "nato/2021-04-14-afghanistan-withdrawal.md": "2021-04-14",
    "nato/2022-02-25-response-to-invasion.html": "2022-02-25",
    "nato/2022-06-29-madrid-summit.md": "2022-06-29",
    "nato/2023-04-04-finland.html": "2023-04-04",
    "nato/2023-07-12-vilnius-summit.docx": "2023-07-12",
    "nato/2024-02-14-defence-spending.rtf": "2024-02-14",
    "nato/2024-07-10-washington-summit.pdf": "2024-07-10",
    "nato/feed.jsonl#1": "2017-06-05",
    "nato/feed.jsonl#2": "2020-03-27",
    "nato/feed.jsonl#3": "2021-06-14",
    "nato/feed.jsonl#4": "2024-03-07",
    "nato/operations.csv#1": "2011-04-14",
    "nato/operations.csv#2": "2011-09-21",
    "nato/operations.csv#3": "2016-12-15",
    "nato/operations.csv#4": "2023-05-30",
    "ministry/2015-03-12-night-navigation.html": "2015-03-12",
    "ministry/2016-07-21-lock-fees.rtf": "2016-07-21",
    "ministry/2018-05-03-harnow-lock.txt": "2018-05-03",
    "ministry/2018-05-04-harnow-lock-updated.txt": "2018-05-04",
    "ministry/2018-05-08-harnow-lock-updated-again.docx": "2018-05-08",
    "ministry/2019-02-08-dredging.md": "2019-02-08",
    "ministry/2019-02-11-dredging-correction.md": "2019-02-11",
    "ministry/2019-10-14-schleusen-winterpause.md": "2019-10-14",
    "ministry/2020-06-18-ferry-fares-withdrawn.txt": "2020-06-18",
    "ministry/2020-11-24-flood-warning-scraped.txt": "2020-11-24",
    "ministry/2021-09-07-night-navigation.html": "2021-09-07",
    "ministry/2022-03-15-state-of-the-rivers.pdf": "2022-03-15",
    "ministry/2023-04-20-barge-aground.eml": "2023-04-20",
    "ministry/feed-2022-2024.jsonl.gz#1": "2022-11-08",
    "ministry/feed-2022-2024.jsonl.gz#2": "2024-02-01",
    "ministry/notices-2017.csv#1": "2017-01-19",
    "ministry/notices-2017.csv#2": "2017-08-30",
    "ministry/notices-2017.csv#3": "2017-09-22",
    "ministry/water-bailiffs.odt": None,
}
# The parts of a .docx and an .odt that hold words.
PARTS = {".docx": ("word/document.xml", "docProps/core.xml"), ".odt": ("content.xml", "meta.xml")}


def words_of(path: Path) -> str:
    """Everything a file says, metadata included, as one rough text: enough to look words up in."""
    suffix = path.suffix.lower()
    data = path.read_bytes()
    if suffix == ".gz":
        data = gzip.decompress(data)
    if suffix in PARTS:
        with ZipFile(io.BytesIO(data)) as archive:
            return re.sub("<[^>]+>", " ", " ".join(archive.read(part).decode() for part in PARTS[suffix]))
    if suffix == ".pdf":
        import pypdfium2

        document = pypdfium2.PdfDocument(data)
        pages = [page.get_textpage().get_text_range() for page in document]
        return " ".join([*document.get_metadata_dict().values(), *pages])
    if suffix == ".eml":
        message = message_from_bytes(data, policy=policy.default)
        return f"{message['From']} {message['Date']} {message['Subject']} {message.get_content()}"
    return data.decode("utf-8")


def files(folder: str) -> list[Path]:
    return sorted(path for path in (SAMPLES / folder).rglob("*") if path.is_file())


def listed(file: str) -> list[str | None]:
    return [day for name, day in DATES.items() if name.partition("#")[0] == file]


def test_every_file_is_in_the_table_and_the_table_in_the_folders():
    found = {path.relative_to(SAMPLES).as_posix() for path in files("nato") + files("ministry")}
    assert found == {name.partition("#")[0] for name in DATES}
    assert len(DATES) == 47


def test_the_tables_hold_as_many_records_as_listed():
    with (SAMPLES / "nato/operations.csv").open(encoding="utf-8", newline="") as table:
        operations = [row["date"] for row in csv.DictReader(table)]
    with (SAMPLES / "ministry/notices-2017.csv").open(encoding="utf-8", newline="") as table:
        notices = [row["date"] for row in csv.DictReader(table, delimiter=";")]
    feed = (SAMPLES / "nato/feed.jsonl").read_text(encoding="utf-8").splitlines()
    packed = gzip.decompress((SAMPLES / "ministry/feed-2022-2024.jsonl.gz").read_bytes()).splitlines()
    assert operations == listed("nato/operations.csv")
    assert notices == listed("ministry/notices-2017.csv")
    assert [json.loads(line)["date"] for line in feed] == listed("nato/feed.jsonl")
    assert [json.loads(line)["date"] for line in packed] == listed("ministry/feed-2022-2024.jsonl.gz")


def test_all_formats_are_there():
    formats = {"".join(path.suffixes) for path in files("nato") + files("ministry")}
    assert formats == {".txt", ".md", ".html", ".pdf", ".docx", ".odt", ".rtf", ".eml", ".jsonl", ".jsonl.gz", ".csv"}


@pytest.mark.parametrize("path", files("nato"), ids=lambda path: path.name)
def test_nato_samples_name_their_source_and_quote_nobody(path: Path):
    words = words_of(path)
    assert NATO_ISSUER in words
    assert NATO_SOURCE in words
    if path.suffix == ".jsonl":
        bodies = [json.loads(line)["text"] for line in words.splitlines()]
    elif path.suffix == ".csv":
        bodies = [row["text"] for row in csv.DictReader(io.StringIO(words))]
    elif path.suffix == ".html":
        bodies = [re.sub("<[^>]+>", " ", words.partition("<article>")[2])]
    elif path.suffix in (".md", ".txt"):
        bodies = [words.partition("\n---\n")[2]]
    else:
        bodies = [words]
    for body in bodies:
        assert len(body) > 300
        assert not QUOTATION_MARKS & set(body)


@pytest.mark.parametrize("path", files("ministry"), ids=lambda path: path.name)
def test_ministry_samples_say_that_they_are_invented(path: Path):
    words = words_of(path)
    if path.name == "2020-11-24-flood-warning-scraped.txt":
        assert "VALDORIA MINISTRY OF WATERWAYS" in words  # a scraped page has no field to say it in
    else:
        assert MINISTRY_ISSUER in words


def test_three_versions_of_the_harnow_release_differ_in_two_places():
    first, second, third = (words_of(path) for path in files("ministry") if "harnow-lock" in path.name)
    assert ("84 million" in first, "86 million" in second, "86 million" in third) == (True, True, True)
    assert "84 million" not in second
    openings = [re.search(r"open\s+in\s+the\s+(\w+)\s+of\s+2021", words)[1] for words in (first, second, third)]
    assert openings == ["spring", "spring", "autumn"]


def test_the_scraped_page_has_its_banner_in_the_middle_of_a_word():
    words = words_of(SAMPLES / "ministry/2020-11-24-flood-warning-scraped.txt")
    assert re.search(r"the forecast is re \*\*This website uses cookies", words)
    assert words.count("This website uses cookies") == 2
    assert "## 11/25/2020" in words


def test_libya_is_told_in_nine_releases_of_ten_years():
    told = [path.name for path in files("nato") if re.search(r"\bLibya\b", words_of(path))]
    assert [name[:10] for name in told if name[0] == "2"] == [
        "2011-03-23",
        "2011-03-27",
        "2011-03-31",
        "2011-10-31",
        "2013-10-21",
        "2018-07-11",
        "2020-05-14",
    ]
    assert "operations.csv" in told  # two of its records: Berlin in April 2011, the extension in September 2011


def test_the_undated_release_names_no_day():
    words = words_of(SAMPLES / "ministry/water-bailiffs.odt")
    assert "The water bailiffs of the Lesser Tamme" in words
    assert not re.search(r"\b(?:19|20)\d\d-\d\d|\b\d{1,2} [A-Z][a-z]+ \d{4}", words)


@pytest.fixture(scope="module")
def releases() -> dict[str, list[Release]]:
    """The releases of each file, in its order, as the reader makes them of both folders together."""
    reading = read([SAMPLES / "nato", SAMPLES / "ministry"])
    assert reading.skipped == ()
    of_file: dict[str, list[Release]] = {}
    for release in reading.releases:
        of_file.setdefault(release.path, []).append(release)
    return of_file


def one(releases: dict[str, list[Release]], name: str) -> Release:
    file, _, number = name.rpartition("/")[2].partition("#")
    return releases[file][int(number or 1) - 1]


def test_every_release_is_read_with_its_date(releases: dict[str, list[Release]]):
    days = {name: one(releases, name).date for name in DATES}
    assert {name: day and day.isoformat() for name, day in days.items()} == DATES
    assert sum(map(len, releases.values())) == 47


@pytest.mark.parametrize(
    ("name", "issuer"),
    [
        ("nato/2010-11-20-lisbon-summit.txt", NATO_ISSUER),
        ("nato/2011-03-23-arms-embargo.md", NATO_ISSUER),
        ("nato/2011-03-31-sole-command.html", NATO_ISSUER),
        ("nato/2011-10-31-libya-ends.pdf", NATO_ISSUER),
        ("nato/2013-10-21-libya-advice.docx", NATO_ISSUER),
        ("nato/2024-02-14-defence-spending.rtf", NATO_ISSUER),
        ("nato/feed.jsonl#4", NATO_ISSUER),
        ("nato/operations.csv#2", NATO_ISSUER),
        ("ministry/2015-03-12-night-navigation.html", MINISTRY_ISSUER),
        ("ministry/2016-07-21-lock-fees.rtf", MINISTRY_ISSUER),
        ("ministry/2018-05-03-harnow-lock.txt", MINISTRY_ISSUER),
        ("ministry/2018-05-08-harnow-lock-updated-again.docx", MINISTRY_ISSUER),
        ("ministry/2022-03-15-state-of-the-rivers.pdf", MINISTRY_ISSUER),
        ("ministry/2023-04-20-barge-aground.eml", MINISTRY_ISSUER),
        ("ministry/notices-2017.csv#1", MINISTRY_ISSUER),
        ("ministry/water-bailiffs.odt", MINISTRY_ISSUER),
    ],
)
def test_the_issuer_is_found_wherever_it_stands(releases: dict[str, list[Release]], name: str, issuer: str):
    assert one(releases, name).issuer == issuer


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("nato/2011-10-31-libya-ends.pdf", "NATO ends Operation Unified Protector in Libya"),
        ("nato/2023-04-04-finland.html", "Finland joins NATO as its 31st member"),
        ("ministry/2018-05-03-harnow-lock.txt", "Contract for the new lock at Harnow is signed"),
        ("ministry/2018-05-04-harnow-lock-updated.txt", "Contract for the new lock at Harnow is signed"),
        ("ministry/2018-05-08-harnow-lock-updated-again.docx", "Contract for the new lock at Harnow is signed"),
        ("ministry/2020-06-18-ferry-fares-withdrawn.txt", "WITHDRAWN: Ferry fares to be abolished in July"),
        ("ministry/2020-11-24-flood-warning-scraped.txt", "New flood warning system for the upper Osk"),
        ("ministry/2021-09-07-night-navigation.html", "Osk opens for night navigation in October"),
        ("ministry/2022-03-15-state-of-the-rivers.pdf", "State of the rivers 2021: cleaner water, fewer fish"),
        ("ministry/2023-04-20-barge-aground.eml", "Barge aground near Sel is afloat again"),
        ("ministry/water-bailiffs.odt", "The water bailiffs of the Lesser Tamme"),
    ],
)
def test_the_title_is_found(releases: dict[str, list[Release]], name: str, title: str):
    assert one(releases, name).title == title


def test_versions_and_corrections_are_families_and_nothing_else_is(releases: dict[str, list[Release]]):
    families: dict[str, set[str]] = {}
    for release in (release for file in releases.values() for release in file):
        families.setdefault(release.family or release.id, set()).add(release.path)
    assert sorted((paths for paths in families.values() if len(paths) > 1), key=min) == [
        {
            "2018-05-03-harnow-lock.txt",
            "2018-05-04-harnow-lock-updated.txt",
            "2018-05-08-harnow-lock-updated-again.docx",
        },
        {"2019-02-08-dredging.md", "2019-02-11-dredging-correction.md"},
    ]


def test_notices_and_the_language_are_told(releases: dict[str, list[Release]]):
    notices = {release.path: release.notice for file in releases.values() for release in file if release.notice}
    assert notices == {
        "2018-05-04-harnow-lock-updated.txt": "updated",
        "2018-05-08-harnow-lock-updated-again.docx": "updated",
        "2019-02-11-dredging-correction.md": "correction",
        "2020-06-18-ferry-fares-withdrawn.txt": "withdrawn",
    }
    assert {release.language for file in releases.values() for release in file} == {"en", "de"}
    assert one(releases, "2019-10-14-schleusen-winterpause.md").language == "de"


@pytest.mark.parametrize(
    ("name", "noise"),
    [
        ("2020-11-24-flood-warning-scraped.txt", "cookie"),
        ("2020-11-24-flood-warning-scraped.txt", "11/25/2020"),
        ("2020-11-24-flood-warning-scraped.txt", "Page 1 of 1"),
        ("2015-03-12-night-navigation.html", "cookie"),
        ("2015-03-12-night-navigation.html", "Lock fees from A to Z"),
        ("2015-03-12-night-navigation.html", "Imprint"),
        ("2022-03-15-state-of-the-rivers.pdf", "Page 2"),
        ("2022-03-15-state-of-the-rivers.pdf", "State of the rivers 2021 Mr."),
        ("2023-04-04-finland.html", "Share this page"),
    ],
)
def test_noise_is_gone_from_the_text_and_kept_in_the_source(releases: dict[str, list[Release]], name: str, noise: str):
    release = one(releases, name)
    assert noise not in release.text
    assert noise.partition(" Mr.")[0] in release.source_text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2020-11-24-flood-warning-scraped.txt", f"the forecast is re{HOLE} for the next twelve hours."),
        ("2020-11-24-flood-warning-scraped.txt", "Zoltán Ferić of the Inland Navigation Safety Board said"),
        ("2020-11-24-flood-warning-scraped.txt", "of which the Minister of Finance pays a half."),
        ("2022-03-15-state-of-the-rivers.pdf", "an improvement of a fifth within ten years."),
        ("2022-03-15-state-of-the-rivers.pdf", "The average concentration of nitrate fell"),
        ("2022-03-15-state-of-the-rivers.pdf", "was seen twice between Sel and the sea; nevertheless the report"),
        ("2022-03-15-state-of-the-rivers.pdf", "Its chairman, Mr. Jonas Tarrow, said that shipping"),
    ],
)
def test_broken_text_is_mended_and_swallowed_words_leave_a_hole(
    releases: dict[str, list[Release]], name: str, words: str
):
    assert words in " ".join(one(releases, name).text.split()).replace(f" {HOLE}", HOLE)


@pytest.mark.parametrize(
    ("name", "told", "day"),
    [
        ("2023-04-20-barge-aground.eml", "Tuesday", "2023-04-18"),
        ("2023-04-20-barge-aground.eml", "yesterday", "2023-04-19"),
        ("2023-04-20-barge-aground.eml", "next month", "2023-05-01"),
        ("2021-09-07-night-navigation.html", "Monday", "2021-09-06"),
        ("2015-03-12-night-navigation.html", "Thursday", "2015-03-12"),
        ("notices-2017.csv#1", "Saturday", "2017-01-21"),
        ("notices-2017.csv#2", "Friday", "2017-09-01"),
        ("notices-2017.csv#2", "yesterday", "2017-08-29"),
        ("notices-2017.csv#3", "Wednesday", "2017-09-20"),
    ],
)
def test_days_told_in_words_are_resolved(releases: dict[str, list[Release]], name: str, told: str, day: str):
    release = one(releases, name)
    days = [d.day.isoformat() for d in release.dates if d.kind == "event" and told in release.text[d.start : d.end]]
    assert days == [day]


@pytest.mark.parametrize(
    ("name", "words", "speaker"),
    [
        ("2015-03-12-night-navigation.html", "Between Harnow and Sel there is not one lit buoy", "Ilse Marrend"),
        ("2015-03-12-night-navigation.html", "We would need four years for the work", "Petra Okonjo-Lind"),
        ("2015-03-12-night-navigation.html", "Our crews wait at closed locks", "Jonas Tarrow"),
        ("2018-05-03-harnow-lock.txt", "Harnow is the needle’s eye", "Ilse Marrend"),
        ("2018-05-03-harnow-lock.txt", "We expect 120 jobs", "Edvin Solke"),
        ("2021-09-07-night-navigation.html", "Six years ago I said no", "Ilse Marrend"),
        ("2021-09-07-night-navigation.html", "Speed limits at night", "Zoltán Ferić"),
        ("2021-09-07-night-navigation.html", "the lights cost 11 million crowns", "Petra Okonjo-Lind"),
        ("2022-03-15-state-of-the-rivers.pdf", "Warm water holds little oxygen", "Noemi Castellane"),
        ("2022-03-15-state-of-the-rivers.pdf", "A river needs shade", "Noemi Castellane"),
        ("2023-04-20-barge-aground.eml", "She came off at high water", "Rolf J. Sorn"),
        ("2023-04-20-barge-aground.eml", "Forty ships waited", "Tomas Verhall"),
        ("2023-04-20-barge-aground.eml", "We will look at the charts", "Zoltan Feric"),
        ("feed-2022-2024.jsonl.gz#2", "I promised 2024", "Tomas Verhall"),
        ("feed-2022-2024.jsonl.gz#2", "The price remains at 14 million", "Tomas Verhall"),
        ("2019-10-14-schleusen-winterpause.md", "Wir bauen im Winter", "Ilse Marrend"),
        ("water-bailiffs.odt", "We are the ones who get up", "Henrike Aldous"),
        ("2011-03-31-sole-command.html", "NATO was in Libya to protect", "Anders Fogh Rasmussen"),
        ("2020-05-14-call-with-president-erdogan.html", "He added that NATO fully", "Jens Stoltenberg"),
    ],
)
def test_speakers_are_told(releases: dict[str, list[Release]], name: str, words: str, speaker: str):
    release = one(releases, name)
    at = release.text.index(words)
    assert {said.name for said in release.speakers if said.start <= at < said.end} == {speaker}
