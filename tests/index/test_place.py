"""Place and issuer: from datelines, letterheads, fields and folders."""

from __future__ import annotations

import pytest

from index.load.document import Document
from index.place import issuer_of, place_of


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("KABUL, Afghanistan (Jan. 25, 2013)\nA patrol.", "Kabul, Afghanistan"),
        ("BRUSSELS, 14 May 2020 – The council met.", "Brussels"),
        ("WASHINGTON – The agency acted.", "Washington"),
        ("Wailuku, Maui - The clinic reopened.", "Wailuku, Maui"),
        ("For Immediate Release\n\nNEW YORK, N.Y., December 3, 2019 -- Acme grew.", "New York, N.Y."),
        ("The council met in Brussels.", None),
        ("A well-known company grew.", None),
    ],
)
def test_place_is_the_datelines(text: str, place: str | None) -> None:
    assert place_of(text) == place


def test_issuer_comes_from_field_then_letterhead_then_folder() -> None:
    text = "Ministry of Ports\nFor Immediate Release\n\nThe port reopened."
    assert issuer_of(Document("a", "x/a.txt", ".txt", text, issuer="Acme"), text) == "Acme"
    assert issuer_of(Document("a", "x/a.txt", ".txt", text), text) == "Ministry of Ports"
    assert issuer_of(Document("a", "Ulm_City/a.txt", ".txt", "It rains."), "It rains.") == "Ulm City"
    assert issuer_of(Document("a", "releases/a.txt", ".txt", "It rains."), "It rains.") is None


def test_a_note_in_brackets_and_an_abbreviation_alone_are_letterheads() -> None:
    for letterhead in ("Ministry of Ports (draft)", "OPCW", "OPCW (translation)"):
        text = f"{letterhead}\n\nPorts reopen\n\nThe port reopened."
        assert issuer_of(Document("a", "x/a.txt", ".txt", text), text) == letterhead
    text = "URGENT\n\nThe port reopened."
    assert issuer_of(Document("a", "releases/a.txt", ".txt", text), text) is None
