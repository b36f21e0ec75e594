"""Sentence borders: hand-written cases, and what must hold for any string."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sentences import LONGEST, sentences

CASES = {
    "abbreviations": [
        "The U.S. Army said so.",
        "It was Gen. Anna Reyes who met Mr. Smith on Jan. 5, 2011.",
        "Ms. Ito and Lt. Col. Braun left at 5 p.m. EST on Wed. 5 May.",
        "He cited No. 5 of the list.",
        "J. R. Okafor agreed.",
        "The pier, Inc. v. Harbour Corp., was closed, et al.",
    ],
    "quotations": [
        "“We stand ready.”",
        "The Minister said so (see Annex A.).",
        '"We stay," he said.',
        '"Will you go?" asked the mayor.',
        "Then he left… And it cost $1.5 million, or 3.4 percent.",
    ],
    "dates": ["NATO met on 14 May 2020.", "On Sept. 11, 2001 it met, too.", "See the list of 14-May.-2020 for more."],
    "hole": ["It is vital to […] the common defence.", "Allies agree."],
}


@pytest.mark.parametrize("name", CASES)
def test_sentences_are_told_apart(name: str) -> None:
    assert split(" ".join(CASES[name])) == CASES[name]


def test_headings_lists_and_blank_lines_are_borders() -> None:
    text = "# Heading\n\nText here\nwith a break. More.\n\n- item one\n- item two\n\n1. First\n2. Second\n"
    assert split(text) == [
        "# Heading", "Text here\nwith a break.", "More.", "- item one", "- item two", "1. First", "2. Second",
    ]  # fmt: skip


def test_a_line_with_room_for_the_next_word_was_ended_on_purpose() -> None:
    text = (
        "Bridge opens\nThe Ministry of Rivers opened the new bridge over the Sava at noon, and the\n"
        "Mayor of Brod walked across it with two hundred children from the schools of\nboth banks"
    )
    assert split(text) == ["Bridge opens", text[13:]]


def test_a_long_quotation_is_split_and_a_short_one_is_not() -> None:
    short = '"We came. We saw. We left," she said.'
    assert split(short) == [short]
    first = '"We came to this town in the spring of the year when the river rose above the old quay and the mill stood'
    second = 'We saw the people of both banks carry sand, in the dark and in the rain, until the water fell again'
    third = 'We left when the last house was dry, and not a day before that," she said on the steps of the town hall'
    assert split(f"{first}. {second}. {third}. He nodded.") == [f"{first}.", f"{second}.", f"{third}.", "He nodded."]


def test_a_table_without_borders_is_cut_between_words() -> None:
    text = " ".join(f"Item{n} 12 345" for n in range(400))
    pieces = split(text)
    assert " ".join(pieces) == text
    assert max(map(len, pieces)) <= LONGEST
    assert min(map(len, pieces)) > LONGEST // 3


def test_lost_punctuation_leaves_borders_in_wide_spaces() -> None:
    part = "The Senator spoke about the bridge and about the ferry that it replaced   "
    assert split(part * 12) == [part.strip()] * 12


@pytest.mark.parametrize("text", ["", "   ", "\n\n\t\n", "\x0c"])
def test_white_space_has_no_sentence(text: str) -> None:
    assert sentences(text) == ()


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=40),
            st.text(alphabet='aZ.?!"“”’ \n-,;1(…[]', max_size=60),
            st.sampled_from(["Mr. ", "U.S. ", "\n\n", "\x00", "\ud800", "Hello you. ", "x" * 900, "a b " * 300, "[…]"]),
        ),
        max_size=12,
    ).map("".join)
)
def test_any_string_is_covered_without_overlap(text: str) -> None:
    at = 0
    for start, end in sentences(text):
        assert at <= start < end <= start + LONGEST
        assert text[at:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        at = end
    assert text[at:].strip() == ""


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]
