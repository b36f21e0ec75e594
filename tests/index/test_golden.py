"""Indexes that earlier versions wrote: they open, and give the values that were worked out when they were written."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hand_made import CORPUS

from index.columns import Told
from index.engine import Extent, Filter, Term
from index.generation import Generation, open_generation
from index.upkeep import check, remove

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(params=sorted(path.name for path in DATA.glob("golden-v*")))
def golden(request: pytest.FixtureRequest) -> Generation:
    return open_generation(DATA / request.param)


def test_there_is_one_for_the_first_format() -> None:
    assert check(DATA / "golden-v1") == ()


def test_releases_are_whole(golden: Generation) -> None:
    assert [golden.release(r.id) for r in CORPUS] == CORPUS
    assert golden.extent == Extent(releases=4, passages=4, first=date(2011, 3, 24), last=date(2013, 1, 1), undated=1)
    assert [named.name for named in golden.issuers] == ["Ministry of Rivers", "NATO"]


def test_candidates_have_their_scores(golden: Generation) -> None:
    vector = np.array([1, 0, 0, 0], np.float32)
    found = golden.source.candidates(vector, [Term("Libya")], Filter(told_until=date(2013, 1, 1)), 9)
    names = [passage.release_id for passage in golden.passages([c.key for c in found])]
    scores = {name: (c.cosine, c.bm25) for name, c in zip(names, found, strict=True)}
    assert scores == {
        "a.txt": (pytest.approx(0.8944, abs=2e-3), pytest.approx(0.9040, abs=1e-3)),
        "d.txt": (pytest.approx(0.8944, abs=2e-3), pytest.approx(0.9391, abs=1e-3)),
        "b.txt": (0.0, 0.0),
    }


def test_words_and_events_are_there(golden: Generation) -> None:
    assert golden.vocabulary.document_frequency("bridges") == 1
    (passage,) = golden.passages_of("a.txt")
    (facts,) = golden.facts([passage.key])
    assert facts.events == (Told(date(2011, 3, 23), date(2011, 3, 23), 0.9),)
    assert (facts.day, facts.issuer, facts.speakers) == (date(2011, 3, 24), "NATO", ("The Secretary General",))
    assert passage.sentences == ((0, 37), (38, 86))


@pytest.mark.parametrize("name", ["golden-v1", "golden-v2", "golden-v3"])
def test_a_release_can_be_removed_and_the_rest_is_as_it_was(tmp_path: Path, name: str) -> None:
    shutil.copytree(DATA / name, tmp_path / "index")
    before = open_generation(tmp_path / "index")
    remove(tmp_path / "index", ["b.txt"])
    index = open_generation(tmp_path / "index")
    assert index.ids() == ["c/c.txt", "a.txt", "d.txt"]
    assert [index.release(one) for one in index.ids()] == [before.release(one) for one in index.ids()]
    assert [(n.name, n.releases) for n in index.speakers] == [("Ana Ruíz", 1), ("The Secretary General", 1)]
    assert [(n.name, n.releases) for n in index.issuers] == [("NATO", 2), ("Ministry of Rivers", 1)]
    keys = [passage.key for one in index.ids() for passage in index.passages_of(one)]
    assert index.facts(keys)[1].events == (Told(date(2011, 3, 23), date(2011, 3, 23), 0.9),)
    assert [one.tolist() for one in index.states(keys)] == [one.tolist() for one in before.states(keys)]
    assert (index.vectors(keys) == before.vectors(keys)).all()


def test_states_are_there_since_the_second_format() -> None:
    lengths = {}
    for name in ("golden-v1", "golden-v2"):
        index = open_generation(DATA / name)
        (states,) = index.states([index.passages_of("b.txt")[0].key])
        lengths[name] = len(states)
    # The first format had none. Budget 2012 agreed June | small budget, each after its sentence.
    assert lengths == {"golden-v1": 0, "golden-v2": 8}
