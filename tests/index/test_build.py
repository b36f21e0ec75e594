"""A build: what goes in can be found again, whole; what did not change is not made again."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hand_made import BRIDGE, BUDGET, CORPUS, LIBYA, WordEmbedder, made, release

from index.build import PROGRAM, Request, build
from index.columns import Told
from index.cut import CHUNKER
from index.engine import Extent, Filter, Term
from index.errors import BuildError, NoIndex, UsageError, WrongEmbedder
from index.generation import Generation, open_generation
from index.manifest import encoded, load
from index.read import read
from index.store import generations

ALONG_LIBYA = np.array([1, 0, 0, 0], np.float32)


EVERYTHING = Filter()


def found(index: Generation, where: Filter = EVERYTHING, n: int = 10) -> list[tuple[str, float, float]]:
    candidates = index.source.candidates(ALONG_LIBYA, [Term("libya")], where, n)
    passages = index.passages([c.key for c in candidates])
    return [(p.release_id, round(c.cosine, 3), round(c.bm25, 4)) for p, c in zip(passages, candidates, strict=True)]


@pytest.fixture
def index(tmp_path: Path) -> Generation:
    made(tmp_path / "index", CORPUS)
    return open_generation(tmp_path / "index")


def test_every_release_comes_back_whole(index: Generation) -> None:
    assert [index.release(r.id) for r in CORPUS] == CORPUS
    assert index.ids() == ["c/c.txt", "b.txt", "a.txt", "d.txt"]
    with pytest.raises(UsageError, match=r"no release 'e\.txt'"):
        index.release("e.txt")


def test_the_report_counts(tmp_path: Path) -> None:
    report = made(tmp_path / "index", CORPUS)
    assert (report.read, report.unchanged, report.passages, report.embedded) == (4, 0, 4, 4)
    assert report.index_dir == str(tmp_path / "index")
    assert report.seconds > 0


def test_passages_are_slices_of_their_releases(index: Generation) -> None:
    (passage,) = index.passages_of("d.txt")
    assert passage.text == LIBYA
    assert (passage.start, passage.end, passage.source_start, passage.source_end) == (0, 86, 7, 93)
    assert passage.sentences == ((0, 37), (38, 86))
    assert index.passages([passage.key]) == [passage]
    with pytest.raises(KeyError):
        index.passages([1])


def test_scores_are_those_worked_out_by_hand(index: Generation) -> None:
    # "libya" stands twice as a word of its own in each of two passages: 2 / √(2² + 1²) = .894; the others 0.
    # BM25 for df 2 of 4: idf = ln(1 + (4 - 2 + .5) / (2 + .5)) = ln 2 = .6931. Words: a 17 with its title, d 15, b 13,
    # c 12: mean 14.25. tf 2: 2.2 · 2 / (2 + 1.2 (.25 + .75 · 17 / 14.25)) = 1.3042 and, for 15 words, 1.3549.
    scores = {name: (cosine, bm25) for name, cosine, bm25 in found(index)}
    assert scores["b.txt"] == scores["c/c.txt"] == (0.0, 0.0)
    assert scores["a.txt"] == pytest.approx((0.894, 0.9040), abs=2e-3)
    assert scores["d.txt"] == pytest.approx((0.894, 0.9391), abs=2e-3)


@pytest.mark.parametrize(
    ("where", "names"),
    [
        (Filter(released_from=date(2012, 1, 1)), {"b.txt", "d.txt"}),
        (Filter(released_until=date(2011, 3, 24)), {"a.txt"}),
        (Filter(released_until=date(2011, 3, 23)), set()),
        (Filter(told_from=date(2011, 3, 23), told_until=date(2011, 3, 23)), {"a.txt"}),
        (Filter(told_from=date(2012, 12, 31), told_until=date(2013, 1, 1)), {"b.txt", "d.txt"}),
        (Filter(told_from=date(2012, 12, 31)), {"b.txt", "d.txt"}),
        (Filter(issuers=frozenset({"NATO"})), {"a.txt", "d.txt"}),
        (Filter(issuers=frozenset({"nobody"})), set()),
        (Filter(issuers=frozenset({"NATO", "ministry of rivers"}), languages=frozenset({"ES"})), {"c/c.txt"}),
        (Filter(speakers=frozenset({"ana ruiz"})), {"c/c.txt"}),
        (Filter(releases=frozenset({"a.txt", "b.txt", "unknown"})), {"a.txt", "b.txt"}),
        (Filter(releases=frozenset()), set()),
        (Filter(without=frozenset({"a.txt", "b.txt"})), {"c/c.txt", "d.txt"}),
        (Filter(releases=frozenset({"a.txt", "b.txt"}), without=frozenset({"b.txt"})), {"a.txt"}),
    ],
)
def test_filters(index: Generation, where: Filter, names: set[str]) -> None:
    assert {name for name, _, _ in found(index, where)} == names
    assert {name for name, _, _ in found(index, where, n=1)} <= names
    assert bool(found(index, where, n=1)) == bool(names)


def test_the_index_can_say_what_it_holds(index: Generation) -> None:
    assert index.extent == Extent(releases=4, passages=4, first=date(2011, 3, 24), last=date(2013, 1, 1), undated=1)
    assert [(n.name, n.releases) for n in index.issuers] == [("Ministry of Rivers", 2), ("NATO", 2)]
    assert [(n.name, n.releases) for n in index.speakers] == [("Ana Ruíz", 1), ("The Secretary General", 1)]
    assert [(n.name, n.releases) for n in index.languages] == [("en", 3), ("es", 1)]
    assert index.family("a.txt") == ["a.txt", "d.txt"]
    card = index.cards(["a.txt", "unknown"])["a.txt"]
    assert (card.title, card.date, card.found_in, card.versions) == ("Operation begins", date(2011, 3, 24), "field", 2)
    assert index.cards(["b.txt"])["b.txt"].versions == 1
    (passage,) = index.passages_of("a.txt")
    (facts,) = index.facts([passage.key])
    assert facts.events == (Told(date(2011, 3, 23), date(2011, 3, 23), 0.9),)
    assert (facts.day, facts.issuer, facts.speakers) == (date(2011, 3, 24), "NATO", ("The Secretary General",))
    assert index.vectors([passage.key])[0] == pytest.approx([0.8944, 0, 0, 0.4472], abs=1e-3)


def test_nothing_changed_makes_no_new_generation(tmp_path: Path) -> None:
    made(tmp_path / "index", CORPUS)
    embedder = WordEmbedder()
    report = made(tmp_path / "index", CORPUS, embedder)
    assert (report.read, report.unchanged, report.passages, report.embedded) == (4, 4, 4, 0)
    assert generations(tmp_path / "index") == ["gen-1"]
    assert embedder.texts == []


def test_an_index_that_another_program_read_is_made_again(tmp_path: Path) -> None:
    made(tmp_path / "index", CORPUS)
    folder = tmp_path / "index" / "gen-1"
    older = replace(load(folder), program="release-qa 0.1.0, reading 0.0.0")
    (folder / "manifest.json").write_bytes(encoded(older))
    report = made(tmp_path / "index", CORPUS)
    assert (report.read, report.embedded) == (4, 0)
    assert generations(tmp_path / "index") == ["gen-1", "gen-2"]
    assert open_generation(tmp_path / "index").manifest.program == PROGRAM


def test_only_what_changed_is_embedded(tmp_path: Path) -> None:
    made(tmp_path / "index", CORPUS)
    changed = release("b.txt", BUDGET + " A new budget.", "2012-07-01")
    embedder = WordEmbedder()
    report = made(tmp_path / "index", [CORPUS[0], changed, CORPUS[3], release("new", BRIDGE)], embedder)
    assert (report.read, report.unchanged, report.embedded) == (4, 2, 1)
    assert [text for text in embedder.texts if "A new budget." in text] == [embedder.texts[-1]]
    index = open_generation(tmp_path / "index")
    assert set(index.ids()) == {"a.txt", "b.txt", "d.txt", "new"}
    assert index.release("b.txt") == changed


def test_recorded_folders_are_read_again_and_a_vanished_one_stops_the_build(tmp_path: Path) -> None:
    made(tmp_path / "index", CORPUS)
    made(tmp_path / "index", CORPUS[:3], paths=())
    assert open_generation(tmp_path / "index").extent.releases == 3
    (tmp_path / "more").mkdir()
    made(tmp_path / "index", CORPUS, paths=(tmp_path / "more",), add=True)
    manifest = open_generation(tmp_path / "index").manifest
    assert manifest.folders == [str(tmp_path / "releases"), str(tmp_path / "more")]
    (tmp_path / "more").rmdir()
    with pytest.raises(BuildError, match=r"more: this folder is recorded in the index and has vanished.*Next: "):
        made(tmp_path / "index", [], paths=())
    assert open_generation(tmp_path / "index").extent.releases == 4


def test_a_folder_without_releases_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no release was found"):
        made(tmp_path / "index", [])
    with pytest.raises(NoIndex):
        open_generation(tmp_path / "index")
    made(tmp_path / "index", CORPUS)
    with pytest.raises(BuildError, match="no release was found"):
        made(tmp_path / "index", [])
    assert open_generation(tmp_path / "index").extent.releases == 4


@pytest.mark.parametrize("damage", [False, True])
def test_a_recorded_folder_that_is_suddenly_empty_stops_the_build(tmp_path: Path, damage: bool) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        (folder / "a.txt").write_text(f"The bridge {folder.name} was opened by the minister.")

    def build_again() -> None:
        build(Request(folders), tmp_path / "index", lambda _: WordEmbedder(), read)

    build_again()
    (tmp_path / "two" / "a.txt").unlink()
    if damage:
        (tmp_path / "index" / "gen-1" / "records.db").write_bytes(b"")
    with pytest.raises(BuildError, match=r"two: every release in this recorded folder has vanished.*Next: "):
        build_again()
    assert generations(tmp_path / "index") == ["gen-1"]


def test_an_index_cut_by_other_rules_is_refused_until_asked_for(tmp_path: Path) -> None:
    made(tmp_path / "index", CORPUS)
    folder = tmp_path / "index" / "gen-1"
    (folder / "manifest.json").write_bytes(encoded(replace(load(folder), chunker={"limit": 99})))
    with pytest.raises(WrongEmbedder, match=r"other rules.*Next: release-qa build --re-embed"):
        made(tmp_path / "index", CORPUS)
    made(tmp_path / "index", CORPUS, re_embed=True)
    assert open_generation(tmp_path / "index").manifest.chunker == CHUNKER


CHANGES = {
    **dict.fromkeys(("weights", "config", "tokenizer", "pooling", "query_prompt", "document_prompt"), "other"),
    "dimension": 5, "normalised": False, "max_pieces": 30,
}


@pytest.mark.parametrize("change", CHANGES)
def test_another_embedder_is_refused_until_asked_for(tmp_path: Path, change: str) -> None:
    made(tmp_path / "index", CORPUS)
    other = WordEmbedder(**{change: CHANGES[change]})
    with pytest.raises(WrongEmbedder, match=f"{change}.*Next: release-qa build --re-embed"):
        open_generation(tmp_path / "index").require(other)
    with pytest.raises(WrongEmbedder, match=change):
        made(tmp_path / "index", CORPUS, other, model="words")
    if change != "dimension":  # that of this embedder's vectors is 4, whatever it says
        assert made(tmp_path / "index", CORPUS, other, model="words", re_embed=True).embedded == 4
        open_generation(tmp_path / "index").require(other)


def test_an_embedder_that_lies_about_itself_is_refused(tmp_path: Path) -> None:
    class Drifted(WordEmbedder):
        def embed(self, texts, kind):  # type: ignore[no-untyped-def]
            return super().embed(texts, kind)[:, ::-1]

    made(tmp_path / "index", CORPUS)
    with pytest.raises(WrongEmbedder, match="does not give the vectors"):
        made(tmp_path / "index", [*CORPUS, release("new", "Something new.")], Drifted())


def test_titles_can_be_left_out_and_that_is_recorded(tmp_path: Path) -> None:
    made(tmp_path / "index", CORPUS, embed_titles=False)
    made(tmp_path / "index", CORPUS[:3])
    index = open_generation(tmp_path / "index")
    assert not index.manifest.embed_titles
    assert index.vocabulary.document_frequency("Operation") == 0
    made(tmp_path / "index", CORPUS, embed_titles=True)
    assert open_generation(tmp_path / "index").vocabulary.document_frequency("Operation") == 1


def test_two_releases_with_the_same_text_are_both_found(index: Generation) -> None:
    assert {name for name, _, _ in found(index, n=2)} == {"a.txt", "d.txt"}


def test_a_release_without_words_is_kept(tmp_path: Path) -> None:
    made(tmp_path / "index", [*CORPUS, release("blank", " \n ")])
    index = open_generation(tmp_path / "index")
    assert index.release("blank").text == " \n "
    assert index.passages_of("blank") == []
    assert len(found(index)) == 4
