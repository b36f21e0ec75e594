from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Release, Span
from index.spans import Spans, rows_of

ROWS = st.lists(st.tuples(*[st.integers(0, 2**31 - 1)] * 4), max_size=6)


@given(ROWS, st.slices(6))
def test_it_reads_like_the_tuple_that_it_was_made_from(rows: list[tuple[int, ...]], part: slice) -> None:
    spans, expected = Spans(rows), tuple(Span(*row) for row in rows)
    assert len(spans) == len(expected)
    assert tuple(spans) == expected
    assert spans[part] == expected[part]
    assert [spans[-1 - at] for at in range(len(rows))] == list(reversed(expected))
    assert spans == expected
    assert expected == spans
    assert hash(spans) == hash(expected)
    assert rows_of(spans) == rows_of(expected) == rows
    with pytest.raises(IndexError):
        spans[len(rows)]


def test_a_release_leads_back_to_its_source_by_it() -> None:
    rows = [(0, 4, 10, 14), (4, 6, 14, 20), (6, 9, 30, 33)]
    release = Release("a", "a.txt", None, None, None, None, None, "x" * 9, "y" * 40, spans=Spans(rows))
    assert release.source_range(1, 3) == (11, 13)
    assert release.source_range(3, 7) == (13, 31)
    assert asdict(release)["spans"] == release.spans
