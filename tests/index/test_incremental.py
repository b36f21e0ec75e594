"""However an index came about, build by build, it answers exactly as one built from nothing."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hand_made import CORPUS, Kept, PieceEmbedder, Shelf, WordEmbedder, made, release, told
from hypothesis import given, settings
from hypothesis import strategies as st

from index.build import Request, build
from index.engine import Filter, Term
from index.errors import UsageError
from index.generation import Generation, open_generation
from index.manifest import encoded, load
from index.read import read
from index.records import Attribution, Release
from index.store import current
from index.upkeep import compact, rollback

WORDS = st.sampled_from(["libya", "Libya", "budget", "bridge", "the", "said.", "2011.", "minister", "\n\n"])
TEXTS = st.lists(WORDS, min_size=1, max_size=90).map(" ".join).filter(str.strip)
NAMES = st.sampled_from(["a", "b", "c", "d", "e"])
DAYS = st.sampled_from([None, "2011-03-24", "2012-01-01"])
ISSUERS = st.sampled_from([None, "NATO", "nato", "Ministry"])
SPEAKERS = st.lists(st.sampled_from(["Ana Ruiz", "Ana Ruíz", "Jo Doe"]), max_size=3)


@st.composite
def corpora(draw: st.DrawFn) -> list[Release]:
    """Up to five releases with names of their own."""
    found = {}
    for name in draw(st.lists(NAMES, min_size=1, max_size=5, unique=True)):
        text = draw(TEXTS)
        dates = (told(text, text.split()[0], "2011-01-01", "year"),)
        said = [Attribution(who, None, 0, draw(st.integers(1, len(text))), False) for who in draw(SPEAKERS)]
        family = draw(st.sampled_from([None, "a"]))
        found[name] = release(
            name, text, draw(DAYS), issuer=draw(ISSUERS), dates=dates, speakers=tuple(said), family=family
        )
    return list(found.values())


def cache_lost(index_dir: Path) -> None:
    shutil.rmtree(index_dir / "cache")


def damaged(index_dir: Path) -> None:
    (index_dir / current(index_dir) / "columns.npz").write_bytes(b"")


BETWEEN = st.sampled_from([None, compact, rollback, cache_lost, damaged])


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(corpora(), BETWEEN), min_size=1, max_size=3), corpora())
def test_build_by_build_or_at_once(versions: list[tuple[list[Release], Any]], last: list[Release]) -> None:
    with tempfile.TemporaryDirectory() as where:
        for corpus, afterwards in versions:
            made(Path(where) / "steps", corpus, PieceEmbedder())
            with suppress(UsageError):  # there may be nothing to roll back to
                if afterwards:
                    afterwards(Path(where) / "steps")
        made(Path(where) / "steps", last, PieceEmbedder())
        made(Path(where) / "once", last, PieceEmbedder())
        steps, once = (open_generation(Path(where) / name) for name in ("steps", "once"))
        assert everything(steps) == everything(once)
        for part in ("vectors.faiss", "states/first.bin", "states/words.bin", "columns.npz", "records.db"):
            assert (steps.folder / part).read_bytes() == (once.folder / part).read_bytes()


def everything(index: Generation) -> list[object]:
    """All that an index can be asked, to the last bit."""
    wheres = [Filter(), Filter(issuers=frozenset({"nato"})), Filter(without=frozenset({"a", "c"}))]
    questions = [
        index.source.candidates(vector, terms, where, n)
        for vector in np.eye(4, dtype=np.float32)[:2]
        for terms in ([], [Term("libya")], [Term("bridge", 2.0), Term("the"), Term("said", 0.1, exact=True)])
        for where in wheres
        for n in (1, 50)
    ]
    releases = [(index.release(name), index.passages_of(name)) for name in index.ids()]
    cards = index.cards(index.ids())
    return [questions, releases, cards, index.extent, index.issuers, index.vocabulary.starting("", 99)]


def test_only_new_releases_are_opened_even_where_the_cache_is_lost(tmp_path: Path) -> None:
    opened = []

    class Watched(Shelf):
        def open(self, release: Release) -> Release:
            opened.append(release.id)
            return release

    (tmp_path / "releases").mkdir()
    for corpus in (CORPUS[:3], CORPUS):
        request = Request((tmp_path / "releases",))
        embedder = PieceEmbedder()
        report = build(request, tmp_path / "index", lambda _, one=embedder: one, Watched(corpus))
        cache_lost(tmp_path / "index")
    assert opened == ["c/c.txt", "b.txt", "a.txt", "d.txt"]
    assert (report.unchanged, report.embedded) == (3, 1)
    made(tmp_path / "once", CORPUS, PieceEmbedder())
    assert everything(open_generation(tmp_path / "index")) == everything(open_generation(tmp_path / "once"))


def test_nothing_is_taken_from_what_another_program_read_or_was_asked_to_make_anew(tmp_path: Path) -> None:
    made(tmp_path / "index", CORPUS)
    assert made(tmp_path / "index", CORPUS[:3]).unchanged == 3
    assert made(tmp_path / "index", CORPUS[:2], re_embed=True).unchanged == 0
    assert made(tmp_path / "index", CORPUS[:3], embed_titles=False).unchanged == 0
    folder = tmp_path / "index" / current(tmp_path / "index")
    (folder / "manifest.json").write_bytes(encoded(replace(load(folder), program="release-qa 0.1.0, reading 0.0.0")))
    assert made(tmp_path / "index", CORPUS[:2]).unchanged == 0


def test_an_interrupted_build_goes_on_where_it_was(tmp_path: Path) -> None:
    class Interrupted(WordEmbedder):
        def embed(self, texts, kind):  # type: ignore[no-untyped-def]
            if len(self.texts) > 500:
                raise KeyboardInterrupt
            return super().embed(texts, kind)

    many = [release(f"{n}.txt", f"Item {n} says libya {'budget ' * (n % 9)}") for n in range(1000)]
    with pytest.raises(KeyboardInterrupt):
        made(tmp_path / "index", many, Interrupted())
    report = made(tmp_path / "index", many)
    assert 0 < report.embedded <= 1000 - 500
    made(tmp_path / "once", many)
    assert everything(open_generation(tmp_path / "index"))[0] == everything(open_generation(tmp_path / "once"))[0]


def test_words_that_did_not_change_are_linked_not_written(tmp_path: Path) -> None:
    made(tmp_path / "index", CORPUS)
    moved = [*CORPUS[:3], release("d.txt", CORPUS[3].text, "2013-01-01", issuer="nato", place="Paris", family="a.txt")]
    made(tmp_path / "index", moved)
    first, second = tmp_path / "index" / "gen-1", tmp_path / "index" / "gen-2"
    shared = [p.relative_to(second) for p in second.rglob("*") if p.is_file() and p.stat().st_nlink == 2]
    assert {path.parts[0] for path in shared} == {"terms", "states", "vectors.faiss", "columns.npz"}
    assert all((first / path).samefile(second / path) for path in shared)
    assert open_generation(tmp_path / "index").release("d.txt").place == "Paris"


def test_of_a_file_that_grew_only_what_was_appended_is_looked_at_anew(tmp_path: Path) -> None:
    def lines(count: int) -> str:
        told = (json.dumps({"id": f"{n}", "text": f"{file(n, 'plain').decode()}\n\n{FOOT}"}) for n in range(count))
        return "\n".join(told) + "\n"

    archive = tmp_path / "archive.jsonl"
    archive.write_text(lines(4))
    cache = Kept()
    read([archive], cache=cache)
    assert {shelf: len(keys) for shelf, keys in cache.put.items() if shelf in ("units", "release")} == {
        "units": 4, "release": 4
    }  # fmt: skip
    archive.write_text(lines(6))
    cache.put.clear()
    grown = read([archive], cache=cache)
    assert {shelf: len(keys) for shelf, keys in cache.put.items() if shelf in ("units", "release")} == {
        "units": 2, "release": 2
    }  # fmt: skip
    once = read([archive])
    assert grown.headers == once.headers
    assert grown.releases == once.releases
    assert FOOT not in once.releases[0].text


MENU = "<ul><li><a href='/'>Home</a></li><li><a href='/news'>News</a></li></ul>"
FOOT = "Harbour Board of Sel - Quay Street"
QUAYS = ("Old", "East", "Fish", "Mill", "Salt", "Long")


def file(number: int, variant: str) -> bytes:
    """A release as it comes: plain, above a foot that others share, corrected, of another day, a copy, a page."""
    told = (
        f"The harbour master said on Tuesday that {7 * number + 3} ships had reached {QUAYS[number]} quay by noon. "
        f"The minister added that basin {number} opens again for libya, and that all were well."
    )
    day = f"SEL, {number + 1} March 2019 – "
    shapes = {
        "plain": f"{day}{told}",
        "footed": f"{day}{told}\n\n{FOOT}",
        "corrected": f"CORRECTION\n\n{day}{told.replace('noon', 'dusk')}",
        "later": f"SEL, {number + 1} April 2020 – {told}",
        "copy": file(0, "plain").decode() if number else f"{day}{told}",
        "page": f"<html><body>{MENU}<article><h1>Ships {number}</h1><p>{day}{told}</p></article></body></html>",
    }
    return shapes[variant].encode()


FOLDERS = st.dictionaries(
    st.integers(0, 5), st.sampled_from(["plain", "footed", "corrected", "later", "copy", "page"]), min_size=1
)


def built(folder: Path, index_dir: Path) -> Generation:
    build(Request((folder,)), index_dir, lambda _: PieceEmbedder(), read)
    return open_generation(index_dir)


def laid_out(folder: Path, files: dict[int, str]) -> None:
    """``folder`` with these files and no others; each keeps its name whatever becomes of it."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for number, variant in files.items():
        (folder / f"{number}.{'html' if variant == 'page' else 'txt'}").write_bytes(file(number, variant))


def check_files(versions: list[dict[int, str]]) -> list[str]:
    """Whatever the folder went through, its index is the one that its last state gives from nothing; its texts."""
    with tempfile.TemporaryDirectory() as where:
        for files in versions:
            laid_out(Path(where) / "releases", files)
            steps = built(Path(where) / "releases", Path(where) / "steps")
        once = built(Path(where) / "releases", Path(where) / "once")
        assert everything(steps) == everything(once)
        for part in ("vectors.faiss", "states/first.bin", "states/words.bin", "columns.npz", "records.db"):
            assert (steps.folder / part).read_bytes() == (once.folder / part).read_bytes()
        return [once.release(name).text for name in once.ids()]


@settings(max_examples=2, deadline=None)
@given(st.lists(FOLDERS, min_size=2, max_size=3))
def test_files_build_by_build_or_at_once(versions: list[dict[int, str]]) -> None:
    check_files(versions)


def test_a_line_that_becomes_page_chrome_and_ceases_to_be() -> None:
    many, few = dict.fromkeys(range(6), "footed"), {0: "footed", 1: "plain"}
    assert FOOT in "".join(check_files([few, many, few]))
    assert FOOT not in "".join(check_files([many, few, many]))


@pytest.mark.soak
@settings(max_examples=150, deadline=None)
@given(st.lists(FOLDERS, min_size=2, max_size=4))
def test_files_build_by_build_or_at_once_many_times(versions: list[dict[int, str]]) -> None:
    check_files(versions)
