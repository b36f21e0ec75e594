"""What a corpus teaches: letterheads and closings go once enough releases share them; sentences and dates stay."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from index.boilerplate import LEAST_RELEASES, learned, units_of
from index.clean import clean
from index.load.document import Document
from index.read import read

HEAD = "Harbour Board of Ulm - Quay 4\nULM, Valdoria (May {n}, 2012)\n\n"
BODY = (
    "Basin {n} reopened to ships of every size, and the pilots of pier {n} were glad.\n\n"
    "The presumption holds for all.\n\n"
)
ABOUT = "About the Board: The Harbour Board of Ulm digs and keeps\nthe basins. It was founded in 1921.\n\n"
CONTACT = "Media contact: Press office, 4 Quay Street, Ulm"
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven")


def release(n: int, head: str = HEAD, tail: str = ABOUT + CONTACT) -> str:
    return (head + BODY).format(n=n).replace(f"Basin {n}", f"Basin {NUMBERS[n]}") + tail


def documents(texts: Sequence[str]) -> list[Document]:
    return [Document(str(number), "x", ".txt", text) for number, text in enumerate(texts)]


def taught(texts: Sequence[str]) -> frozenset[int]:
    found = documents(texts)
    return learned({d.id: units_of(d) for d in found}, {d.id: ("x",) for d in found})["x"]


def test_letterheads_and_closings_are_learned_and_news_is_not() -> None:
    texts = [release(n) for n in range(LEAST_RELEASES)]
    found = clean(documents(texts)[2], taught(texts))
    assert found.text == (
        "ULM, Valdoria (May 2, 2012)\n\n"
        "Basin three reopened to ships of every size, and the pilots of pier 2 were glad.\n\n"
        "The presumption holds for all."
    )
    assert [piece.kind for piece in found.removed] == ["repeated line", "closing", "repeated line"]


def test_a_closing_is_lifted_out_of_the_line_in_which_it_begins() -> None:
    about = " ".join(ABOUT.split())
    texts = [f"Basin {NUMBERS[n]} reopened to ships of every size on its pier. {about}" for n in range(4)]
    found = clean(documents(texts)[0], taught(texts))
    assert found.text == "Basin one reopened to ships of every size on its pier."
    start = found.removed[0].source_start
    assert texts[0][start:].startswith("About the Board: The Harbour Board")


def test_too_few_releases_and_copies_of_one_teach_nothing() -> None:
    few = [release(n) for n in range(LEAST_RELEASES - 1)]
    assert taught(few) == frozenset()
    assert taught(few + few) == frozenset()


def test_what_is_about_something_else_is_no_closing() -> None:
    tail = "About 300 people came to the pier to see the ships come in, and they stayed."
    texts = [release(n, tail=tail) for n in range(6)]
    assert tail in clean(documents(texts)[0], taught(texts)).text


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(6)))
def test_what_is_learned_does_not_depend_on_order(order: list[int]) -> None:
    texts = [release(n) for n in range(6)]
    assert taught([texts[n] for n in order]) == taught(texts)


def test_only_releases_whose_lines_changed_status_are_read_off_again(tmp_path: Path) -> None:
    for n in range(LEAST_RELEASES - 1):
        (tmp_path / f"{n}.txt").write_text(release(n))
    (tmp_path / "apart.txt").write_text("The lighthouse is lit again, the harbour master said on Monday.")
    before = read([tmp_path])
    (tmp_path / "new.txt").write_text(release(LEAST_RELEASES))
    after = read([tmp_path])
    marks = {header.id: header.fingerprint for header in after.headers}
    changed = {header.id for header in before.headers if marks[header.id] != header.fingerprint}
    assert changed == {f"{n}.txt" for n in range(LEAST_RELEASES - 1)}
    assert all("About the Board" in r.text for r in before.releases if r.id != "apart.txt")
    assert not any("About the Board" in r.text for r in after.releases)
