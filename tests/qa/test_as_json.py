from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Passage
from qa import Archive, to_json
from qa.as_json import to_plain
from qa.records import Answer, Counts, Coverage, Hit, Query, Quote, ReleaseCard, Results

SCHEMA = {
    Answer: "status message quotes results query confidence",
    Results: "hits query confidence coverage counts",
    Hit: "rank release passage cosine bm25 fused",
    ReleaseCard: "id title date date_found_in issuer url path place language notice family versions",
    Passage: "key release_id start end source_start source_end text sentences",
    Quote: "text start end source_start source_end speaker role release hit",
    Query: "text standalone terms names since until order as_of issuer speaker language shape carried ignored "
    "not_honoured parts",
    Coverage: "releases first last undated",
    Counts: "hits releases passages tokens tokens_by",
}
"""What programs rely on: names may be added, and none is renamed or goes."""


def test_the_names_that_programs_rely_on_are_there() -> None:
    for kind, names in SCHEMA.items():
        missing = set(names.split()) - {field.name for field in fields(kind)}
        assert not missing, kind


def test_an_answer_as_json(small: Archive, small_index: Path) -> None:
    answer = small.ask("What did the Secretary General say about Libya?", since="2011-03-01", until="2011-12-31")
    plain = json.loads(to_json(answer))
    assert plain["status"] == "answered"
    assert plain["query"]["since"] == "2011-03-01"
    assert plain["query"] == plain["results"]["query"]
    quote = plain["quotes"][0]
    assert (quote["text"], quote["start"], quote["end"], quote["hit"]) == (
        "The Secretary General spoke about Libya at noon.", 38, 86, 1,
    )  # fmt: skip
    assert quote["release"]["date"] == "2011-03-24"
    hit = plain["results"]["hits"][0]
    assert hit["passage"]["sentences"] == [[0, 37], [38, 86]]
    assert plain["results"]["coverage"] == {"releases": 4, "first": "2011-03-24", "last": "2013-01-01", "undated": 1}


@given(st.text())
def test_any_text_survives_and_is_valid_utf_8(text: str) -> None:
    written = to_json({"text": text})
    assert json.loads(written.encode("utf-8")) == {"text": text}


def test_tuples_dates_and_paths() -> None:
    plain = to_plain({1: (date(2011, 3, 1), Path("a/b"), None, 1.5, True)})
    assert plain == {"1": ["2011-03-01", "a/b", None, 1.5, True]}


def test_what_is_no_number_is_no_json() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json({"score": float("nan")})
