"""Versions and neighbours: what changed is marked word by word, nothing is lost, before and after are on the topic."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from qa import Archive
from qa.pages.versions import differences, on_topic


def test_changes_are_marked_word_by_word() -> None:
    html = differences("The lock opens in spring 2021. It is free.", "The lock opens in autumn 2021. It is free. Come!")
    assert (
        html
        == "The lock opens in <del>spring </del><ins>autumn </ins>2021. It is <del>free.</del><ins>free. Come!</ins>"
    )


@given(st.text("ab \n<&", max_size=60), st.text("ab \n<&", max_size=60))
def test_both_versions_can_be_read_off(older: str, newer: str) -> None:
    html = str(differences(older, newer))
    assert unescape(re.sub(r"<del>.*?</del>|</?ins>", "", html, flags=re.DOTALL)) == newer
    assert unescape(re.sub(r"<ins>.*?</ins>|</?del>", "", html, flags=re.DOTALL)) == older


def test_a_very_long_release_is_compared_line_by_line() -> None:
    lines = [f"Line {number} stays as it is.\n" for number in range(3_000)]
    html = differences("".join(lines), "".join([*lines[:1_500], "A new line.\n", *lines[1_500:]]))
    assert re.findall(r"<(?:ins|del)>.*?</", str(html), flags=re.DOTALL) == ["<ins>A new line.\n</"]


def test_before_and_after_lie_on_either_side_and_are_other_releases(archive: Archive) -> None:
    seen = 0
    for card in archive.releases():
        release = archive.release(card.id)
        before, after = on_topic(archive, release)
        for other in (before, after):
            assert other is None or (other.family or other.id) != (release.family or release.id)
        assert before is None or before.date < release.date
        assert after is None or after.date > release.date
        seen += before is not None
    assert seen >= 10
