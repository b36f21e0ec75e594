"""Names are slices of the question, variants are words of the corpus."""

from __future__ import annotations

import pytest

from bench.small_corpus import SmallCorpus
from qa.records import Variant
from qa.understand import understand
from qa.understand.names import named_in
from qa.understand.variants import sound


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What did NATO say about Libya and the Black Sea?", ("NATO", "Libya", "Black Sea")),
        ("Which members of the Islamic Movement of Uzbekistan were held in Sar-e Pul?",
         ("Islamic Movement of Uzbekistan", "Sar-e Pul")),
        ("How did Senator Akaka's staff respond?", ("Akaka",)),
        ("Who reviewed “the golden dam” for the Foreign Corrupt Practices Act?",
         ("the golden dam", "Foreign Corrupt Practices Act")),
        ("where are the bridges of libya", ()),
        ("Two Former Executives Plead Guilty to a Price Fixing Scheme of NORDAM", ("NORDAM",)),
        ("WHERE IS THE BRIDGE?", ()),
        ("And Turkey?", ("Turkey",)),
        ("What did the Secretary General say about Libya?", ("Libya",)),
    ],
)  # fmt: skip
def test_names(question: str, names: tuple[str, ...]) -> None:
    assert named_in(question) == names


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Paktya", "Paktiya", True),
        ("Helmund", "Helmand", True),
        ("Khost", "Khowst", True),
        ("Gaddafi", "Qadhafi", True),
        ("Uruzgan", "Oruzgan", True),
        ("Paktya", "Paktika", False),
        ("Kunar", "Kunduz", False),
        ("Iran", "Iraq", False),
    ],
)
def test_names_that_sound_alike(one: str, other: str, alike: bool) -> None:
    assert (sound(one) == sound(other)) is alike


CORPUS = SmallCorpus(
    words={"paktiya": 9, "paktya": 1, "paktika": 9, "helmand": 7, "imu": 4, "contracts": 30, "contacts": 40,
           "village": 60, "movement": 5, "islamic": 5, "uzbekistan": 5},
    texts=[
        *["A village."] * 90,
        "An Islamic Movement of Uzbekistan (IMU) leader was held.",
        "The Indiana Model Unit (IMU) is another thing; it comes later.",
    ],
)  # fmt: skip


def variants(question: str) -> tuple[Variant, ...]:
    return understand(question, corpus=CORPUS).variants


def test_spellings_come_from_the_vocabulary() -> None:
    assert variants("What happened in Helmund?") == (Variant("helmand", "Helmund", 0.8),)
    assert variants("Which contrakts were signed?") == (Variant("contracts", "contrakts", 0.6),)
    assert variants("Which contracts concern the village?") == ()  # known words are spelt as they are
    assert variants("What happened in Farah?") == ()
    assert variants("What did Imus say of the vilage?") == (Variant("village", "vilage", 0.6),)


def test_a_rare_name_is_sought_as_the_corpus_mostly_spells_it() -> None:
    assert variants("What happened in Paktya?") == (Variant("paktiya", "Paktya", 0.8),)
    (back,) = variants("What happened in Paktiya?") or (None,)
    assert back is None  # it is frequent here: spelt as the corpus spells it


@pytest.mark.parametrize(
    ("question", "forms"),
    [
        ("A recipe with petrol", ()),  # right as they stand: another word is not meant
        ("Recipe", ()),
        ("The harbour was organised", ("harbor", "organized")),
        ("The harborr", ("harbor",)),  # no word at all: a slip
    ],
)
def test_a_word_that_is_spelt_right_has_only_its_other_spelling(question: str, forms: tuple[str, ...]) -> None:
    corpus = SmallCorpus(words={"recep": 3, "patrol": 9, "harbor": 5, "organized": 8}, texts=["A dam."] * 90)
    assert tuple(variant.word for variant in understand(question, corpus=corpus).variants) == forms


def test_an_acronym_and_what_a_release_says_it_stands_for() -> None:
    spelt = variants("Who leads the IMU?")
    assert [(v.word, v.instead_of, v.weight) for v in spelt] == [
        ("Islamic", "IMU", 0.3),
        ("Movement", "IMU", 0.3),
        ("Uzbekistan", "IMU", 0.3),
    ]
    assert understand("Who leads the IMU?", corpus=CORPUS).describe() == "IMU · also Islamic Movement Uzbekistan"
    assert variants("Who leads the Islamic Movement of Uzbekistan?") == (
        Variant("IMU", "Islamic Movement of Uzbekistan", 0.8),
    )


def test_variants_are_a_part() -> None:
    query = understand("What happened in Helmund in 2011?", corpus=CORPUS)
    assert query.describe() == "Helmund · also helmand · 2011"
    off = understand("What happened in Helmund in 2011?", corpus=CORPUS, ignore=("variants", "time"))
    assert (off.variants, off.describe(), off.names) == ((), "Helmund", ("Helmund",))
