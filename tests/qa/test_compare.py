"""Comparisons and wordings, checked word by word on texts short enough to read."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UsageError
from index.records import Release
from qa import Archive
from qa.compare import compare, pair
from qa.compared import Words
from qa.records import ReleaseCard


def made(name: str, text: str) -> Release:
    return Release(name, name, None, None, None, "en", None, text, text)


def card(name: str, day: date | None = None) -> ReleaseCard:
    return ReleaseCard(name, None, day, None, None, None, name)


def whole(name: str, text: str) -> Words:
    return Words(card(name), text, 0, len(text))


def marks(words: Words | None) -> list[str]:
    assert words is not None
    return [words.text[start:end] for start, end in words.marked]


def test_a_changed_word_is_marked_on_both_sides_and_nothing_else() -> None:
    found = pair(whole("a", "Night sailing is not safe."), whole("b", "Night sailing is now safe."))
    assert (marks(found.older), marks(found.newer)) == (["not"], ["now"])
    assert found.kept == pytest.approx(10 / 12)  # five of the six tokens on each side stay, 2 * 5 / (6 + 6)


def test_sentences_are_paired_wherever_they_moved_and_what_has_no_partner_stands_alone() -> None:
    older = made("a", "The lock is closed. Barges wait for ten hours. The mayor was angry.")
    newer = made("b", "Barges wait for two hours. The lock is closed. A new lock opens in May.")
    found = compare(older, newer, [card("a"), card("b")])
    sides = [(p.older and p.older.text, p.newer and p.newer.text, p.kept == 1) for p in found.pairs]
    assert sides == [
        ("Barges wait for ten hours.", "Barges wait for two hours.", False),
        ("The mayor was angry.", None, False),
        ("The lock is closed.", "The lock is closed.", True),
        (None, "A new lock opens in May.", False),
    ]
    assert len(found.changed) == 3


WORD = st.sampled_from(["lock", "barge", "mayor", "river", "opens", "closes", "not"])
SENTENCE = st.lists(WORD, min_size=1, max_size=6).map(lambda words: f"The {' '.join(words)}.")


@given(st.lists(SENTENCE, max_size=6), st.lists(SENTENCE, max_size=6))
def test_every_sentence_of_both_is_in_exactly_one_pair_to_the_letter(older: list[str], newer: list[str]) -> None:
    one, two = made("a", " ".join(older)), made("b", " ".join(newer))
    found = compare(one, two, [card("a"), card("b")])
    before = sorted((p.older.start, p.older.text) for p in found.pairs if p.older)
    after = [(p.newer.start, p.newer.text) for p in found.pairs if p.newer]
    assert [text for _, text in before] == older
    assert [text for _, text in after] == newer
    assert all(one.text[start : start + len(text)] == text for start, text in before)
    assert all(two.text[start : start + len(text)] == text for start, text in after)


def test_two_versions_in_the_samples_differ_in_what_was_changed(samples: Archive) -> None:
    versions = [c.id for c in samples.releases() if "harnow-lock" in c.id]
    assert len(versions) == 3
    with pytest.raises(UsageError, match="no earlier version"):
        samples.compare(min(versions, key=lambda i: str(samples.release(i).date)))
    newest = samples.compare(max(versions, key=lambda i: (str(samples.release(i).date), i)))
    assert newest.older.id in versions
    assert 1 <= len(newest.changed) < len(newest.pairs)


def test_a_comparison_goes_from_the_older_to_the_newer_however_it_is_asked(samples: Archive) -> None:
    ids = "ministry/2021-09-07-night-navigation.html", "ministry/2015-03-12-night-navigation.html"
    for one, two in (ids, ids[::-1]):
        found = samples.compare(one, two)
        assert (found.older.id, found.newer.id) == (ids[1], ids[0])
        safe = next(p for p in found.changed if p.older and "not safe" in p.older.text)
        assert marks(safe.older)[0] == "not"
        assert marks(safe.newer)[0] == "today"


def test_a_phrase_has_its_first_and_last_use_and_every_use_is_exact(samples: Archive) -> None:
    found = samples.wording("NIGHT   navigation")
    assert found.verbatim
    assert (found.first and found.first.date, found.last and found.last.date) == (date(2015, 3, 12), date(2021, 9, 7))
    for use in found.uses:
        assert samples.release(use.release.id).text[use.start : use.end] == use.text
        assert [m.lower() for m in marks(use)] == ["night navigation"]
    everywhere = {c.id for c in samples.releases() if "night navigation" in samples.release(c.id).text.lower()}
    assert {use.release.id for use in found.uses} == everywhere
    assert [marks(p.newer)[0] for p in found.pairs] == ["today"]


def test_a_topic_without_the_words_gives_the_nearest_sentences_and_says_so(samples: Archive) -> None:
    found = samples.wording("sailing after dark on the Osk")
    assert not found.verbatim
    assert (found.first, found.last) == (None, None)
    days = [use.release.date for use in found.uses if use.release.date]
    assert days == sorted(days)
    with pytest.raises(UsageError, match="no word"):
        samples.wording("?!")
