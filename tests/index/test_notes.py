from hand_made import header, release, told

from index.notes import notes_on


def test_what_is_undated_or_disagrees_is_counted_and_some_are_named() -> None:
    dated = release("a", "x", "2011-03-24")
    other = release("b", "It was 2012.", "2011-03-24", dates=(told("It was 2012.", "2012", "2012-01-01", "year"),))
    assert notes_on([header(dated), header(other)]) == []
    undated = [header(release(name, "x")) for name in "cdef"]
    assert notes_on([header(dated), undated[0]]) == ["1 release without a date of issue (c)"]
    assert notes_on(undated) == ["4 releases without a date of issue (c, d, e, …)"]
