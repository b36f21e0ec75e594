"""Issuer and speaker are told from topic by their place in the question, and found under any form of their name."""

from __future__ import annotations

import pytest

from bench.labelled import labels
from bench.small_corpus import WHO, SmallCorpus
from qa.understand import understand
from qa.understand.directory import Directory, without_titles

PHRASES = labels("who-phrases")


@pytest.mark.parametrize("row", PHRASES, ids=[row["question"] for row in PHRASES])
def test_phrases_written_before_the_code(row: dict[str, str]) -> None:
    query = understand(row["question"], corpus=WHO)
    read = {"issuer": query.issuer, "speaker": query.speaker, "-": None}
    assert read[row["part"]] == (None if row["name"] == "-" else row["name"])
    assert sum(value is not None for value in read.values()) == (row["name"] != "-")


def test_without_a_corpus_nobody_is_read() -> None:
    query = understand("What did Stoltenberg say about Libya?")
    assert (query.issuer, query.speaker, query.names) == (None, None, ("Stoltenberg", "Libya"))


def test_all_names_of_an_issuer_and_of_a_speaker() -> None:
    assert understand("What did NATO say?", corpus=WHO).issuers == (
        "NATO",
        "North Atlantic Treaty Organization (NATO)",
    )
    people = SmallCorpus(speaker_names=("Loretta E. Lynch", "Lynch", "Loretta Lynch", "Tom Lynch"))
    assert understand("What did Lynch say?", corpus=people).speakers == ("Loretta E. Lynch", "Lynch", "Loretta Lynch")
    assert understand("What did Tom Lynch say?", corpus=people).speakers == ("Tom Lynch",)
    given = understand("bridges", speaker="loretta lynch", issuer="Nobody", corpus=people)
    assert (given.speaker, given.speakers[0], given.issuers) == ("loretta lynch", "Loretta E. Lynch", ("Nobody",))


def test_a_bare_surname_is_mostly_the_one_who_speaks_most() -> None:
    people = SmallCorpus(speaker_names=("Eric Holder", "Holder"))
    assert understand("What did Tony Holder say?", corpus=people).speaker is None
    only = SmallCorpus(speaker_names=("Baer", "William J. Baer"))
    assert understand("What did Bill Baer say?", corpus=only).speaker == "Baer"


def test_who_is_read_is_a_preference_and_can_be_switched_off() -> None:
    query = understand("What did NATO say about Libya?", corpus=WHO)
    assert (query.describe(), query.given) == ("NATO · Libya", ())
    assert query.terms == ("NATO", "say", "Libya")
    off = understand("What did NATO say about Libya?", corpus=WHO, ignore=("issuer",))
    assert (off.issuer, off.issuers, off.describe(), off.terms) == (None, (), "Libya", query.terms)


def test_names_of_issuers() -> None:
    issuers = Directory((), SmallCorpus(issuer_names=("ISAF/NATO", "Ministry of Health")).issuers)
    found = {phrase: issuers.issuer(phrase) for phrase in ("ISAF", "nato", "the Health Ministry", "health", "ministry")}
    assert {phrase: one and one.name for phrase, one in found.items()} == {
        "ISAF": "ISAF/NATO",
        "nato": "ISAF/NATO",
        "the Health Ministry": "Ministry of Health",
        "health": "Ministry of Health",
        "ministry": None,
    }


def test_titles_are_no_names() -> None:
    assert without_titles("Acting Assistant Attorney General Ana Ruíz Jr.") == ("ana", "ruiz")
    assert without_titles("the Attorney General") == ()


def test_a_language_is_read_only_where_the_corpus_has_it() -> None:
    both = SmallCorpus(language_codes=("en", "de"))
    query = understand("What did they say in German about the dam?", corpus=both)
    assert (query.language, query.describe(), query.terms) == ("de", "German", ("say", "dam"))
    assert understand("What did they say in German?", corpus=WHO).language is None
    assert understand("What was decided in German courts?", corpus=both).language is None
