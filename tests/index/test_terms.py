"""The words of an index: what matches, what is counted, what was misspelt."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.engine import Term, Word
from index.errors import BrokenIndex
from index.spelling import edit_distances
from index.terms import Terms, write_terms

TEXTS = [
    "Libya's rebels IN Benghazi AND Misrata",
    "NATO strikes Libya; the Libyan army",
    "Café in Łódź: the ﬁre brigade",
    "",
    "libyan rebel, libyan rebel",
]


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Terms:
    folder = tmp_path_factory.mktemp("words") / "terms"
    write_terms(folder, TEXTS)
    return Terms(folder)


@pytest.mark.parametrize(
    ("term", "rows"),
    [
        ("libya", {0, 1}),
        ("Libya’s", {0, 1}),
        ("rebels", {0, 4}),
        ("AND", {0}),
        ("IN", {0, 2}),
        ("LODZ", {2}),
        ("fire", {2}),
        ("cafés", {2}),
        ("NATO Benghazi", {0, 1}),
        ('libya" OR (*:*) NOT [', {0, 1}),
        ("absent", set()),
        ("\0", set()),
        ("", set()),
        ("-*/", set()),
    ],
)
def test_what_a_term_matches(words: Terms, term: str, rows: set[int]) -> None:
    assert set(words.best([Term(term)], 9).tolist()) == rows
    assert set(np.flatnonzero(words.scores([Term(term)], np.arange(5))).tolist()) == rows


def test_exact_terms_are_not_stemmed(words: Terms) -> None:
    assert words.best([Term("rebels", exact=True)], 9).tolist() == [0]
    assert words.document_frequency("rebels") == 2
    assert words.document_frequency("rebels", exact=True) == 1
    assert words.document_frequency("absent") == 0


def test_a_weight_multiplies_and_terms_add_up(words: Terms) -> None:
    def score(*terms: Term) -> float:
        return float(words.scores(terms, np.array([1]))[0])

    libya, nato = score(Term("libya")), score(Term("nato"))
    assert score(Term("libya", 2.0), Term("nato", 0.5)) == pytest.approx(2 * libya + 0.5 * nato)
    assert score(Term("libya"), Term("libya")) == pytest.approx(2 * libya)


def test_a_mask_acts_within_the_search(words: Terms) -> None:
    mask = np.array([False, True, True, False, True])
    assert words.best([Term("libya")], 1, mask).tolist() == [1]
    assert words.best([Term("rebel")], 9, mask).tolist() == [4]
    assert words.best([Term("benghazi")], 9, mask).tolist() == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.booleans(), min_size=300, max_size=300))
def test_any_mask_gives_what_filtering_everything_gives(many: Terms, bits: list[bool]) -> None:
    mask = np.array(bits)
    everything = many.best([Term("common"), Term("third")], 300)
    assert many.best([Term("common"), Term("third")], 300, mask).tolist() == [r for r in everything if mask[r]]
    mask[20:280] = True
    assert many.best([Term("common"), Term("third")], 300, mask).tolist() == [r for r in everything if mask[r]]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Terms:
    folder = tmp_path_factory.mktemp("many") / "terms"
    write_terms(folder, [f"common {'third' if n % 3 == 0 else 'other'} {'word ' * (n % 7)}" for n in range(300)])
    return Terms(folder)


def test_words_by_their_beginning_and_by_likeness(words: Terms) -> None:
    assert words.starting("LIB") == (Word("libya", 2), Word("libyan", 2))
    assert words.starting("lib", limit=1) == (Word("libya", 2),)
    assert words.starting("two words") == ()
    assert words.near("Lybia") == ()
    assert words.near("libia") == (Word("libya", 2),)
    assert words.near("Lybia", distance=2) == (Word("libya", 2),)
    assert words.near("libya") == (Word("libyan", 2),)
    assert words.near("misrtaa") == (Word("misrata", 1),)
    assert words.near("") == ()


@given(st.text("abc", max_size=6), st.lists(st.text("abc", min_size=4, max_size=4), min_size=1, max_size=8))
def test_edit_distances_are_those_of_the_textbook(word: str, others: list[str]) -> None:
    letters = np.array([[ord(c) for c in other] for other in others], np.uint32).T
    assert edit_distances(word, letters).tolist() == [_distance(word, other) for other in others]


def _distance(a: str, b: str) -> int:
    """Optimal string alignment, straight from its definition."""
    if not a or not b:
        return len(a) + len(b)
    swap = [_distance(a[:-2], b[:-2]) + 1] if a[-2:] == b[-2:][::-1] and len(a) > 1 < len(b) else []
    replaced = _distance(a[:-1], b[:-1]) + (a[-1] != b[-1])
    return min(_distance(a[:-1], b) + 1, _distance(a, b[:-1]) + 1, replaced, *swap)


def test_a_folder_that_is_no_index_is_a_typed_error(tmp_path: Path) -> None:
    with pytest.raises(BrokenIndex, match="the words cannot be read"):
        Terms(tmp_path)
