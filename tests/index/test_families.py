"""Families: versions are one, twins by template are not; order does not matter; what differs is said by sentence."""

from __future__ import annotations

from datetime import date, timedelta

from hand_made import Kept
from hypothesis import given, settings
from hypothesis import strategies as st

from index.families import changes, differences, families, notice_of
from index.headers import Header
from index.records import Dated, Release
from index.related import related
from index.signatures import candidates, signature

STORY = (
    "The port of Ravenna reopened its northern basin to cargo ships after two years of dredging by Marini Works. "
    "Mayor Carla Bruni thanked the crews and the 1,200 residents of Porto Corsini who lived beside the noise. "
    "The basin is now 14 metres deep, and the first vessel, the Aurelia, unloaded grain from Constanta on its pier. "
    "Fees stay at 320 euros a day until the council meets with the shipping lines of Trieste and Ancona."
)
TWIN = (
    "The port of Gdansk reopened its southern basin to cargo ships after three years of dredging by Baltyk Works. "
    "Mayor Ewa Kowalska thanked the crews and the 3,400 residents of Nowy Port who lived beside the noise. "
    "The basin is now 17 metres deep, and the first vessel, the Wisla, unloaded grain from Malmo on its pier. "
    "Fees stay at 450 euros a day until the council meets with the shipping lines of Gdynia and Kiel."
)


def release(identifier: str, text: str, day: int = 0) -> Release:
    when = Dated("release", date(2020, 1, 1) + timedelta(day), "day", -1, -1, "field", 0.9)
    return Release(identifier, identifier, None, None, None, None, None, text, text, dates=(when,))


def test_copies_and_corrections_are_one_family_named_after_the_earliest() -> None:
    corrected = "CORRECTION: " + STORY.replace("14 metres", "15 metres")
    found = families([release("c", corrected, 2), release("b", STORY, 1), release("a", STORY, 3), release("t", TWIN)])
    assert found == {"a": "b", "b": "b", "c": "b"}


def test_a_template_with_other_names_is_no_family() -> None:
    assert families([release("a", STORY), release("b", TWIN)]) == {}


def test_the_same_matter_weeks_later_is_another_release_and_a_copy_is_not() -> None:
    later = STORY.replace("two years of dredging", "two years of work, the minister said").replace("1,200", "the")
    assert families([release("a", STORY), release("b", later, 3)]) == {"a": "a", "b": "a"}
    assert families([release("a", STORY), release("b", later, 40)]) == {}
    assert families([release("a", STORY), release("b", STORY, 400)]) == {"a": "a", "b": "a"}


@settings(max_examples=20, deadline=None)
@given(st.permutations(["a", "b", "c", "d", "e"]))
def test_order_does_not_matter(order: list[str]) -> None:
    texts = {"a": STORY, "b": STORY + " The band played.", "c": TWIN, "d": TWIN, "e": "Quite another text."}
    assert families([release(i, texts[i]) for i in order]) == {"a": "a", "b": "a", "c": "c", "d": "c"}


def test_differences_are_whole_sentences() -> None:
    a, b = release("a", STORY), release("b", STORY.replace("14 metres", "15 metres") + " The band played.")
    first, second = differences(a, b)
    assert a.text[first.a_start : first.a_end].startswith("The basin is now 14 metres")
    assert b.text[first.b_start : first.b_end].startswith("The basin is now 15 metres")
    assert a.text[second.a_start : second.a_end] == ""
    assert b.text[second.b_start : second.b_end] == "The band played."


def test_signature_has_its_size_and_any_text_has_one() -> None:
    assert len(signature(STORY)) == 256
    assert len(signature("")) == 256
    assert signature(STORY) == signature(STORY.upper())


def test_notices() -> None:
    assert notice_of("CORRECTION: Port reopens", "x") == "correction"
    assert notice_of("Port reopens (Updated)", "x") == "updated"
    assert notice_of(None, "WITHDRAWN\nThe port does not reopen.") == "withdrawn"
    assert notice_of(None, "This release has been corrected: the depth is 15 metres.") == "correction"
    assert notice_of(None, "REFILED: Port reopens") == "refiled"
    assert notice_of("Department of Correction opens a school", "It is the third.") is None
    assert notice_of("Morning Operational Update, Jan. 10", "Last updated: 3 May") is None


def test_changes_count_from_version_to_version_and_a_notice_is_none() -> None:
    first, second = release("a", STORY, 0), release("b", "UPDATED: a depth was wrong.\n\n" + STORY, 1)
    third = release("c", "UPDATED: a depth was wrong.\n\n" + STORY.replace("14 metres", "15 metres"), 2)
    assert (changes([first]), changes([second, first]), changes([third, first, second])) == (0, 0, 1)


@given(st.lists(st.lists(st.integers(0, 2), min_size=16, max_size=16), max_size=9))
def test_candidates_agree_in_a_band_and_in_enough_hashes(drawn: list[list[int]]) -> None:
    # One number for each band of four hashes: nought is common to all, others may differ within the band.
    rows = {
        f"r{n}": [
            4 * band + at if kind == 0 or at < kind else 1000 * (n + 1) + at
            for band, kind in enumerate(kinds)
            for at in range(4)
        ]
        for n, kinds in enumerate(drawn)
    }
    expected = [
        (one, two)
        for one in sorted(rows)
        for two in sorted(rows)
        if one < two
        and any(rows[one][at : at + 4] == rows[two][at : at + 4] for at in range(0, 64, 4))
        and sum(a == b for a, b in zip(rows[one], rows[two], strict=True)) >= 26
    ]
    packed = {name: b"".join(number.to_bytes(4, "little") for number in row) for name, row in rows.items()}
    assert candidates(packed) == expected


def test_a_pair_is_compared_once_as_long_as_neither_changes() -> None:
    cache = Kept()
    asked: list[str] = []
    texts = {"a": STORY, "b": STORY + " More followed.", "c": TWIN}
    releases = {name: release(name, text) for name, text in texts.items()}

    def opened(name: str) -> Release:
        asked.append(name)
        return releases[name]

    def found(marks: dict[str, str]) -> dict[str, str]:
        asked.clear()
        headers = {one: Header(one, marks[one], None, None) for one in releases}
        signatures = {one: signature(release.text) for one, release in releases.items()}
        return related(signatures, headers, opened, cache)

    assert found({"a": "1", "b": "2", "c": "3"}) == {"a": "a", "b": "a"}
    assert {"a", "b"} <= set(asked)
    assert found({"a": "1", "b": "2", "c": "3"}) == {"a": "a", "b": "a"}
    assert asked == []
    found({"a": "1", "b": "4", "c": "3"})
    assert "b" in asked
