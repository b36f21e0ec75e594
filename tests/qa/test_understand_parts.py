"""For any question: nothing but UsageError is raised, and switching a part off takes that part alone away."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.small_corpus import WHO, SmallCorpus
from index.errors import UsageError
from qa.records import Turn
from qa.understand import understand
from qa.understand.parts import PARTS

CORPUS = SmallCorpus(
    issuer_names=WHO.issuer_names,
    speaker_names=WHO.speaker_names,
    language_codes=("en", "de"),
    words={"helmand": 5, "libya": 9},
    texts=("A bridge in Libya.",) * 3,
)
PIECES = st.sampled_from(
    [
        "What did NATO say", "according to Stoltenberg", "the latest on", "about Libya", "in Helmund", "in March 2011",
        "since 2014", "first", "in German", "Robert Smith's statement", "the Treasury", "?", "“quoted words”",
        "until May",
    ]
)  # fmt: skip
QUESTIONS = st.lists(PIECES, min_size=1, max_size=5).map(" ".join)


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from([None, CORPUS]))
def test_any_string_is_read_or_refused_in_one_line(question: str, corpus: SmallCorpus | None) -> None:
    try:
        query = understand(question, corpus=corpus)
    except UsageError as error:
        assert "\n" not in str(error)
    else:
        assert query.terms or not any(letter.isalnum() for letter in query.text)
        assert all(name in query.text for name in query.names)


@settings(deadline=None)
@given(QUESTIONS, st.sampled_from(PARTS))
def test_switching_a_part_off_takes_that_part_alone_away(question: str, name: str) -> None:
    whole = understand(question, corpus=CORPUS)
    less = understand(question, corpus=CORPUS, ignore=(name,))
    assert less.parts == tuple(part for part in whole.parts if part.name != name)
    if whole.topic != whole.text:  # a question that is parts alone is matched by all its words
        assert set(whole.terms) <= set(less.terms)
    if name not in {part.name for part in whole.parts}:
        assert less == replace(whole, ignored=(name,))


@settings(deadline=None)
@given(QUESTIONS)
def test_all_parts_switched_off_leave_a_plain_search(question: str) -> None:
    bare = understand(question, corpus=CORPUS, ignore=PARTS)
    assert bare.parts == ()
    assert (bare.since, bare.until, bare.order, bare.issuer, bare.speaker, bare.language) == (None,) * 6


def test_what_was_given_is_switched_off_too() -> None:
    query = understand("bridges", since="2011", order="newest", issuer="NATO", ignore=("time", "issuer"))
    assert (query.since, query.issuer, query.issuers) == (None, None, ())
    assert (query.order, query.given) == ("newest", ("order",))


@pytest.mark.parametrize("name", PARTS)
def test_each_part_can_be_read(name: str) -> None:
    question = {
        "issuer": "What did NATO say?",
        "speaker": "What did Stoltenberg say?",
        "names": "bridges in Libya",
        "variants": "bridges in Helmund",
        "time": "bridges in 2011",
        "order": "the latest on bridges",
        "language": "a statement in German",
        "carried": "Why?",
    }[name]
    history = (Turn("user", "Which bridges were built?"),) if name == "carried" else ()
    assert name in {part.name for part in understand(question, history=history, corpus=CORPUS).parts}
