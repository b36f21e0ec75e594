"""Who said what: sentences attributed by hand, with and without quotation marks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentences
from index.speakers.attribution import speakers

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "attributions.jsonl").read_text(encoding="utf-8").splitlines()
]
"""By hand: ``said`` names the speaker of each sentence of ``text``, "-" where nobody can be told to speak."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["form"])
def test_every_sentence_has_its_speaker_or_none(case: dict[str, Any]) -> None:
    text = case["text"]
    borders = sentences(text)
    found = speakers(text, borders)
    of_sentence = [[one for one in found if one.start <= start < one.end] for start, _ in borders]
    assert ["|".join(one.name for one in those) or "-" for those in of_sentence] == case["said"]
    if "direct" in case:
        assert [those[0].direct if those else None for those in of_sentence] == case["direct"]
    assert {one.name: one.role for one in found if one.name in case.get("roles", {})} == case.get("roles", {})


def said(text: str) -> list[tuple[str, str | None, str, bool]]:
    return [(a.name, a.role, text[a.start : a.end], a.direct) for a in speakers(text, sentences(text))]


@pytest.mark.parametrize(
    ("text", "name", "role", "direct"),
    [
        ('"We act," said Assistant Attorney General Jo B. Doe.', "Jo B. Doe", "Assistant Attorney General", True),
        ('"We act," said Jo Doe, mayor of Ulm.', "Jo Doe", "mayor of Ulm", True),
        ("Ursula von der Leyen said that aid would come.", "Ursula von der Leyen", None, False),
        ("Jo Doe, the chief economist, warned that prices rise.", "Jo Doe", "the chief economist", False),
        ("Prices rise, according to Dr. Jo Doe.", "Jo Doe", "Dr.", False),
        ("We act, said FBI Special Agent in Charge Jo A. Doe.", "Jo A. Doe", "FBI Special Agent in Charge", True),
        ("We act, said U.S. Fish and Game Director Jo Doe.", "Jo Doe", "U.S. Fish and Game Director", True),
        ("We act, City Council Chair Jo Doe said.", "Jo Doe", "City Council Chair", True),
        ("We act, said Chief of Staff, Jo A. Doe, in Ulm.", "Jo A. Doe", "Chief of Staff", True),
        ('"We act now," said the mayor of Ulm, Jo Doe.', "Jo Doe", "the mayor of Ulm", True),
        ('"We act now," said the biologist Dr. Jo Doe, who led it.', "Jo Doe", "the biologist", True),
        ("The chief engineer of the port, Dr. Jo Doe, added that work ends.", "Jo Doe",
         "The chief engineer of the port", False),
        ("According to the chief engineer, Dr. Jo Doe, work ends.", "Jo Doe", "the chief engineer", False),
        ("Mr. Jo Doe of the Guild of Bakers warned that prices rise.", "Jo Doe", "Mr.", False),
        ("„Wir bauen“, sagte Ministerin Jo Doe am Montag.", "Jo Doe", "Ministerin", True),
        ("Mr. Jens Stoltenberg stressed that unity matters.", "Jens Stoltenberg", "Mr.", False),
    ],
)  # fmt: skip
def test_forms_of_attribution(text: str, name: str, role: str | None, direct: bool) -> None:
    assert said(text) == [(name, role, text, direct)]


@pytest.mark.parametrize(
    "text",
    [
        "According to the indictment, Smith took bribes.",
        "According to the letter of the mayor, Jo Doe took bribes.",
        "The Justice Department announced a settlement.",
        "Officials said that the road is closed.",
        "The court fined Jo Doe, of Ulm, for selling shoes, the Trade Ministry announced.",
        "Jo Doe, 40, a baker, pleaded guilty today, announced Judge Anna Roe.",
        "Companies in Maine said that prices rise.",
        "The study, which was printed on Monday, says nothing of it.",
    ],
)
def test_documents_and_organisations_are_no_speakers(text: str) -> None:
    assert said(text) == []


def test_a_quotation_keeps_its_speaker_over_sentences_and_paragraphs() -> None:
    speech = '"We act now," said Jo Doe. "It is late. It is not too late."'
    text = speech + "\n\nThe mayor left. She added that work begins soon."
    assert said(text) == [
        ("Jo Doe", None, speech, True),
        ("Jo Doe", None, "She added that work begins soon.", False),
    ]


def test_short_names_become_the_full_ones() -> None:
    text = "Jens Stoltenberg came to Rome. Stoltenberg said that unity matters."
    assert said(text) == [("Jens Stoltenberg", None, "Stoltenberg said that unity matters.", False)]


def test_he_is_the_subject_of_the_sentence_before_and_not_the_last_speaker() -> None:
    first = '"It is late," said Minister Ann Roe.\n\n'
    found = said(first + 'The mayor of Ulm, Mr. Jo Doe, spoke of luck. "We expect work," he said.')
    assert [(name, role) for name, role, _, _ in found] == [("Ann Roe", "Minister"), ("Jo Doe", "The mayor of Ulm")]


def test_she_passes_over_a_man() -> None:
    text = "Ms. Ann Roe said that it was late. Mr. Jo Doe said that it was early. She added that both were right."
    assert [name for name, _, _, _ in said(text)] == ["Ann Roe", "Jo Doe", "Ann Roe"]


def test_lost_quotation_marks_are_carried_by_the_first_person() -> None:
    text = "This is a start, said Senator Jo Doe. We will do more.\nThe vote was held in May."
    assert said(text) == [("Jo Doe", "Senator", "This is a start, said Senator Jo Doe. We will do more.", True)]


def test_those_who_speak_together_get_an_attribution_each() -> None:
    text = "This is a start, said Senators Susan Doe and Olaf Roe."
    assert [(name, part) for name, _, part, _ in said(text)] == [("Susan Doe", text), ("Olaf Roe", text)]


def test_a_statement_belongs_to_the_person_in_its_heading() -> None:
    text = "Statement of Senator Jo Doe on Ports\n\nI am glad. The port is open.\n\nContact: Ann Roe, 555-0100"
    assert said(text) == [("Jo Doe", "Senator", "I am glad. The port is open.", True)]


def test_a_statement_that_is_announced_is_the_subjects() -> None:
    text = "ULM - Mayor Jo Doe (X-Ulm), a member of the Council, issued the following statement:\n\nWe act. It is late."
    assert said(text)[-1] == ("Jo Doe", "Mayor", "We act. It is late.", True)


def test_turns_of_a_transcript() -> None:
    text = "HOST: Good morning. DOE: We act now. It is late. HOST: Thank you. DOE: I thank you."
    assert [(name, part) for name, _, part, _ in said(text) if name == "Doe"] == [
        ("Doe", "DOE: We act now. It is late."),
        ("Doe", "DOE: I thank you."),
    ]


def test_a_quotation_is_given_to_the_anchor_that_follows_as_a_sentence() -> None:
    text = 'The mayor came. "We act now and here." Jo Doe, the mayor of Ulm, said.'
    assert said(text) == [("Jo Doe", "the mayor of Ulm", text.removeprefix("The mayor came. "), True)]


@given(st.text(alphabet='He said Jo Doe, "we." Mr. A\n', max_size=60))
def test_any_text_gives_whole_sentences(text: str) -> None:
    borders = sentences(text)
    for attribution in speakers(text, borders):
        assert attribution.start in [start for start, _ in borders]
        assert attribution.end in [end for _, end in borders]
        assert attribution.name


def test_a_quoted_word_is_no_speech() -> None:
    assert said('Doe Corp. paid a "tax" and Jo Doe said that it was wrong.')[0][3] is False


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("On Libya, the leaders stated that the alliance remained ready to help.", set()),
        ("About Syria, the chairman said nothing new on that day.", set()),
        ("In Ulm, Jo Doe, the mayor, said that all was well in the town.", {"Jo Doe"}),
        ("On Tuesday, Jo Doe, the minister, said that peace holds.", {"Jo Doe"}),
    ],
)
def test_a_topic_or_a_place_that_opens_a_sentence_does_not_speak(text: str, names: set[str]) -> None:
    assert {said.name for said in speakers(text, sentences(text))} == names
