"""Retrieval over hand-made releases: scores, limits and preferences, families, order, and what k counts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hand_made import BUDGET, CORPUS, LIBYA, PieceEmbedder, WordEmbedder, made, release

from index.engine import Candidate, Filter, Term
from index.errors import ModelError, UsageError
from index.generation import Generation, open_generation
from qa.cards import cards_of
from qa.records import Coverage, Results
from qa.search import matches, retrieve
from qa.search.asked import asked_of, inverse_frequency
from qa.search.baselines import by_reciprocal_rank, by_terms, by_vectors
from qa.search.fuse import Scored, Weights, fused
from qa.search.order import by_day
from qa.search.pool import candidates
from qa.understand import understand


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    index_dir = tmp_path_factory.mktemp("search") / "index"
    long = release("long.txt", "\n\n".join([LIBYA, BUDGET] * 6), "2014-05-01", issuer="NATO")
    made(index_dir, [*CORPUS, long])
    generation = open_generation(index_dir)
    yield generation
    generation.close()


def found(generation: Generation, question: str, *, k: int = 10, group: Any = "release", **settings: Any) -> Results:
    return retrieve(generation, WordEmbedder(), understand(question, **settings), k=k, group=group)


def test_reciprocal_rank_by_hand() -> None:
    a, b, c = Candidate(1, 0.9, 0.0), Candidate(2, 0.5, 7.0), Candidate(3, 0.1, 8.0)
    # By cosine a b c, by terms c b; a has no rank by terms: 1/61, 1/62 + 1/62, 1/63 + 1/61.
    assert [one.key for one in by_reciprocal_rank([a, b, c])] == [3, 2, 1]
    assert [one.key for one in by_terms([a, b, c])] == [3, 2]
    assert [one.key for one in by_vectors([c, b, a])] == [1, 2, 3]


def test_a_score_is_the_mean_of_what_was_measured(generation: Generation) -> None:
    alone = Weights(neighbours=0)
    hit = retrieve(generation, WordEmbedder(), understand("bridge"), k=1, weights=alone)[0]
    assert generation.vocabulary.document_frequency("bridge") == 1
    idf = math.log(1 + (generation.extent.passages - 1 + 0.5) / 1.5)
    # This embedder tells nothing of pieces: one part terms, three parts how near the release is, here its one passage.
    assert len(generation.passages_of(hit.release.id)) == 1
    own = (hit.bm25 / idf + 3 * hit.cosine) / 4
    assert hit.fused == pytest.approx(own, rel=1e-3)  # vectors are stored in half precision
    # And one part what the releases nearest to it score, which hold nothing of a bridge.
    assert 0.8 * own < found(generation, "bridge", k=1)[0].fused < 0.9 * own


def test_the_centre_of_a_release_is_the_mean_of_its_passages(generation: Generation) -> None:
    long = [passage.key for passage in generation.passages_of("long.txt")]
    (short,) = [passage.key for passage in generation.passages_of("b.txt")]
    assert len(long) > 3
    mean = generation.vectors(long).mean(axis=0)
    expected = [*generation.vectors([short]), mean / np.linalg.norm(mean), mean / np.linalg.norm(mean)]
    assert generation.centres([short, long[2], long[0]]) == pytest.approx(np.array(expected), abs=1e-3)
    assert generation.centres([]).shape == (0, mean.shape[0])


def test_one_family_is_one_hit(generation: Generation) -> None:
    results = found(generation, "what was said of Libya?")
    ids = [hit.release.id for hit in results]
    assert len({"a.txt", "d.txt"} & set(ids)) == 1
    assert sorted({*ids} - {"a.txt", "d.txt"}) == ["b.txt", "c/c.txt", "long.txt"]
    assert results[0].release.versions == 2 or results[1].release.versions == 2
    assert [hit.rank for hit in results] == [1, 2, 3, 4]


def test_k_counts_releases_or_passages(generation: Generation) -> None:
    assert [len(found(generation, "Libya", k=k)) for k in (1, 2, 100)] == [1, 2, 4]
    passages = found(generation, "Libya", k=3, group="passage")
    assert len(passages) == 3
    assert len({hit.passage.key for hit in passages}) == 3
    everything = found(generation, "Libya", k=100, group="passage")
    assert everything.counts.passages > everything.counts.releases == 4


@pytest.mark.parametrize(
    ("k", "group", "said"),
    [(0, "release", "k must be 1"), (-1, "passage", "k must be 1"), (1, "page", "group must be")],
)
def test_wrong_use(generation: Generation, k: int, group: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        found(generation, "Libya", k=k, group=group)


def test_filters_act_inside_the_search(generation: Generation) -> None:
    assert {hit.release.id for hit in found(generation, "bridge", since="2011", until="2012")} == {"a.txt", "b.txt"}
    assert {hit.release.id for hit in found(generation, "Libya", issuer="ministry of rivers")} == {"b.txt", "c/c.txt"}
    assert {hit.release.id for hit in found(generation, "Libya", speaker="ana ruiz")} == {"c/c.txt"}


def test_a_time_without_releases_is_silence(generation: Generation) -> None:
    results = found(generation, "Libya", since="1999", until="2001")
    assert (len(results), results.confidence, results.counts.tokens) == (0, 0.0, 0)


def test_coverage_counts_and_scores(generation: Generation) -> None:
    results = found(generation, "bridge", k=1)
    assert results.coverage == Coverage(5, date(2011, 3, 24), date(2014, 5, 1), undated=1)
    hit = results[0]
    assert (hit.release.id, hit.release.date) == ("c/c.txt", None)
    # "bridge" twice among the passage's words: (0, 0, 1 of "bridge" as a whole word, 1) against (0, 0, 1, 1).
    assert hit.cosine == pytest.approx(1.0, abs=2e-3)
    assert hit.bm25 > 0
    assert results.counts.tokens > 10


def test_confidence_is_higher_where_the_words_stand(generation: Generation) -> None:
    assert found(generation, "bridge").confidence > found(generation, "zebra crossings").confidence
    assert 0.0 <= found(generation, "zebra crossings").confidence <= 1.0


@pytest.mark.parametrize("question", ['"Libya" AND', "IN (", "field:x", "*", "a OR", "+-~^", "[a TO b]", "\\", "北约"])
def test_query_syntax_is_harmless(generation: Generation, question: str) -> None:
    assert len(found(generation, question)) == 4


def test_what_the_words_state_is_preferred_and_nothing_is_kept_out(generation: Generation) -> None:
    question = "What was said about Libya in 2013?"
    results = retrieve(generation, WordEmbedder(), understand(question, corpus=generation), k=10)
    assert results[0].release.id == "d.txt"
    assert results.query.given == ()
    assert {hit.release.id for hit in results} >= {"d.txt", "long.txt", "b.txt"}
    limited = found(generation, "What was said about Libya?", since="2013", until="2013")
    assert {hit.release.id for hit in limited} == {"d.txt"}


def test_newest_and_oldest_are_sought_among_what_is_on_topic(generation: Generation) -> None:
    for order, first in (("newest", "long.txt"), ("oldest", "a.txt")):
        results = found(generation, "Libya", order=order)
        assert results[0].release.id == first
        assert results[-1].release.id in ("b.txt", "c/c.txt")  # off topic, however new or old


def test_what_is_near_a_release_on_topic_is_on_it_too(generation: Generation) -> None:
    (sure,) = [p.key for p in generation.passages_of("a.txt")]
    (same,), (far,) = ([p.key for p in generation.passages_of(one)] for one in ("d.txt", "b.txt"))
    near = generation.passages_of("long.txt")[2].key
    cosines = (generation.vectors([same, near, far]) @ generation.vectors([sure])[0]).tolist()
    assert cosines[0] > 0.82 > cosines[1] > 0.65 > cosines[2]

    def order(*topics: tuple[int, float]) -> list[str]:
        scored = [Scored(Candidate(key, 0.0, 0.0), topic, topic) for key, topic in topics]
        pairs = list(zip(scored, generation.passages([key for key, _ in topics]), strict=True))
        cards = cards_of(generation, [passage.release_id for _, passage in pairs])
        return [passage.release_id for _, passage in by_day(pairs, cards, "newest", generation)]

    assert order((sure, 1.0), (near, 0.84), (far, 0.84)) == ["long.txt", "a.txt", "b.txt"]
    # With less of the topic it has to be nearer.
    assert order((sure, 1.0), (near, 0.82), (same, 0.73)) == ["d.txt", "a.txt", "long.txt"]
    assert order((sure, 1.0), (same, 0.71)) == ["a.txt", "d.txt"]


def test_every_release_that_matches_is_counted(generation: Generation) -> None:
    every = matches(generation, understand("Libya", corpus=generation))
    assert [card.id for card in every.releases] == ["long.txt", "d.txt", "a.txt"]
    assert every.months == ((date(2011, 3, 1), 1), (date(2013, 1, 1), 1), (date(2014, 5, 1), 1))
    assert (every.issuers, every.undated) == ((("NATO", 2), ("nato", 1)), 0)
    bridge = matches(generation, understand("the bridge", corpus=generation))
    assert ([card.id for card in bridge.releases], bridge.months, bridge.undated) == (["c/c.txt"], (), 1)
    assert matches(generation, understand("Libya", since="1999", until="2001")).releases == ()
    assert len(matches(generation, understand("Libya", issuer="Ministry of Rivers")).releases) == 0


class LastWord:
    """A cross-encoder that likes the passage best that ends latest in the alphabet."""

    def predict(self, pairs: list[tuple[str, str]]) -> list[float]:
        return [float(ord(text.rstrip(".")[-1])) for _, text in pairs]


def test_a_cross_encoder_reads_the_first_hits_again(generation: Generation) -> None:
    query = understand("Libya bridge budget")
    plain = retrieve(generation, WordEmbedder(), query, k=10)
    again = retrieve(generation, WordEmbedder(), query, k=10, reranker=LastWord())
    assert {hit.release.id for hit in plain} == {hit.release.id for hit in again}
    last = [hit.passage.text.rstrip(".")[-1] for hit in again]
    assert last == sorted(last, reverse=True)


def test_a_cross_encoder_by_name_is_loaded_when_it_is_asked_for(generation: Generation, tmp_path: Path) -> None:
    query = understand("Libya bridge budget")
    with pytest.raises(ModelError, match="cross-encoder cannot be loaded"):
        retrieve(generation, WordEmbedder(), query, reranker=str(tmp_path / "no-such-model"))
    tiny_cross_encoder(tmp_path / "tiny")
    results = retrieve(generation, WordEmbedder(), query, k=10, reranker=str(tmp_path / "tiny"))
    assert len(results) == 4


def tiny_cross_encoder(folder: Path) -> None:
    """A BERT of one layer and eight numbers, random weights: it reads, whatever it makes of it."""
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "libya", "bridge", "budget"]
    (folder / "vocab.txt").write_text("\n".join(words))
    config = BertConfig(
        vocab_size=len(words), hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8
    )
    config.num_labels = 1
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)


YEARLESS = (
    ("dated.txt", "LYON, 27 January 2012. The bridge was opened.", "2012-01-27"),
    ("named.txt", "LYON (Jan. 27) The bridge was closed.", None),
    ("after.txt", "LYON (Jan. 28) The bridge was closed yesterday.", None),
    ("other.txt", "LYON (March 3) The bridge was closed.", None),
    ("sure.txt", "LYON, 27 January 2009. The bridge was closed.", None),
)


@pytest.fixture(scope="module")
def yearless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    index_dir = tmp_path_factory.mktemp("yearless") / "index"
    made(index_dir, [release(name, text, day) for name, text, day in YEARLESS])
    generation = open_generation(index_dir)
    yield generation
    generation.close()


@pytest.mark.parametrize(
    ("question", "strengths"),
    [
        ("the bridge on 27 January 2012", {"dated.txt": 0.9, "named.txt": 0.6, "after.txt": 0.4}),
        ("the bridge in March 2010", {"other.txt": 0.6}),
        ("the bridge in January 2012", {"dated.txt": 0.9, "named.txt": 0.6, "after.txt": 0.6}),
        ("the bridge in 2012", {"dated.txt": 0.9}),  # every day is of that year: naming one says nothing
        ("the bridge", dict.fromkeys((name for name, *_ in YEARLESS), 1.0)),
    ],
)
def test_a_release_without_a_date_may_name_the_day(
    yearless: Generation, question: str, strengths: dict[str, float]
) -> None:
    query = understand(question)
    asked = asked_of(query, yearless, WordEmbedder())
    ranked = fused(yearless, query, asked, candidates(yearless, query, asked, Filter(), 10), Weights())
    ids = [passage.release_id for passage in yearless.passages([one.candidate.key for one in ranked])]
    found = {name: one.strength for name, one in zip(ids, ranked, strict=True) if one.strength > 0.15}
    assert found == strengths


def test_only_releases_without_a_day(yearless: Generation) -> None:
    vector = WordEmbedder().embed(["bridge"], "query")[0]
    found = yearless.source.candidates(vector, [Term("bridge")], Filter(undated=True), 10)
    ids = {passage.release_id for passage in yearless.passages([one.key for one in found])}
    assert ids == {"named.txt", "after.txt", "other.txt", "sure.txt"}


def test_pieces_count_by_how_rare_their_word_is(generation: Generation) -> None:
    asked = asked_of(understand("the bridge, Libya?"), generation, PieceEmbedder())
    passages = generation.extent.passages

    def idf(word: str) -> float:
        held = generation.vocabulary.document_frequency(word)
        return math.log(1 + (passages - held + 0.5) / (held + 0.5))

    each = [idf("the"), idf("bridge"), 0.0, idf("Libya"), 0.0]  # the comma and the question mark are of no word
    assert asked.shares.tolist() == pytest.approx([one / sum(each) for one in each])
    assert (asked.lacking, asked_of(understand("bridge zebra"), generation, PieceEmbedder()).lacking) == (
        0.0,
        pytest.approx(idf("zebra") / (idf("zebra") + idf("bridge"))),
    )


@pytest.mark.parametrize(
    ("question", "limits", "terms"),
    [
        ("What did Anna Ruíz say of the bridge?", {}, ("bridge",)),
        ("What did Anna Ruíz say of the bridge?", {"given": ("speaker",)}, ("Anna", "Ruíz", "bridge")),
        ("What did Anna Ruíz say of the bridge of Ruíz?", {}, ("bridge",)),
        ("What did Anna Ruíz say?", {}, ("Anna", "Ruíz")),  # nothing else is asked about
        ("What is Anna Ruíz’s view of the bridge?", {}, ("bridge",)),
        ("What did the Secretary of Libya say of the bridge?", {"issuer": "Secretary of Libya"}, ("bridge",)),
        ("What did the Anna say of the bridge?", {"speaker": None, "speakers": ()}, ("Anna", "bridge")),
    ],
)
def test_the_name_of_who_is_to_speak_is_no_word_of_the_topic(
    generation: Generation, question: str, limits: dict[str, Any], terms: tuple[str, ...]
) -> None:
    who: dict[str, Any] = {"speaker": "Anna Ruíz", "speakers": ("Anna Ruíz", "A. Ruíz")}
    query = replace(understand(question), **{**who, **limits})
    asked = asked_of(query, generation, PieceEmbedder())
    assert tuple(term.word for term in asked.terms) == terms
    assert asked.weight == pytest.approx(sum(inverse_frequency(generation, word) for word in terms))
