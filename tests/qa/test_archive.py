from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

from index.errors import BrokenIndex, NoIndex, UsageError, WrongEmbedder
from qa import Archive, open_index, retrieve
from qa.records import Turn


def ids(results: object) -> list[str]:
    return [hit.release.id for hit in results]


def test_a_question_finds_its_release_with_the_passage_and_three_scores(small: Archive) -> None:
    results = small.retrieve("budget", k=1)
    (hit,) = results
    assert (hit.rank, hit.release.id, hit.release.issuer, hit.release.date) == (
        1, "b.txt", "Ministry of Rivers", date(2012, 7, 1),
    )  # fmt: skip
    release = small.release("b.txt")
    assert release.text[hit.passage.start : hit.passage.end] == hit.passage.text
    # Question and passage hold "budget" once between blanks ("budget." is another word): both (0, 1, 0, 1) / sqrt 2.
    assert hit.cosine == pytest.approx(1.0, abs=1e-3)
    assert hit.bm25 > 0


def test_an_answer_quotes_the_release_to_the_letter_with_its_speaker(small: Archive) -> None:
    answer = small.ask("What did the Secretary General say about Libya?", until="2011-12")
    assert answer.status == "answered"
    quote = answer.quotes[0]
    assert quote.text == "The Secretary General spoke about Libya at noon."
    assert (quote.start, quote.end, quote.speaker) == (38, 86, "The Secretary General")
    assert small.release(quote.release.id).text[38:86] == quote.text
    assert answer.results[quote.hit - 1].release == quote.release


def test_an_answer_leads_back_to_the_source_text(small: Archive) -> None:
    # d.txt has the same text seven characters further on in its source; only it is of 2013.
    answer = small.ask("Libya ships", since="2012-06", until=date(2013, 12, 31))
    (quote,) = answer.quotes
    assert quote.release.id == "d.txt"
    assert (quote.source_start, quote.source_end) == (quote.start + 7, quote.end + 7)
    assert small.release("d.txt").source_text[quote.source_start : quote.source_end] == quote.text


def test_silence_is_said_and_the_results_are_there_all_the_same(small: Archive) -> None:
    answer = small.ask("Who won the chess championship?")
    assert (answer.status, answer.quotes) == ("nothing_found", ())
    assert answer.message.startswith("No release says")
    assert "4 releases, 24 March 2011 – 1 January 2013 (1 undated)" in answer.message
    assert len(answer.results) == 3  # the two versions of one release are one hit


def test_cards_of_all_releases_newest_first(small: Archive) -> None:
    assert [card.id for card in small.releases()] == ["d.txt", "b.txt", "a.txt", "c/c.txt"]
    assert small.releases()[0].versions == 2


def test_info_counts(small: Archive, small_index: Path) -> None:
    info = small.info()
    assert (info.releases, info.passages, info.undated) == (4, 4, 1)
    assert (info.first, info.last) == (date(2011, 3, 24), date(2013, 1, 1))
    assert dict(info.issuers)["Ministry of Rivers"] == 2
    assert info.folders == (str(small_index.parent / "releases"),)
    assert 40 < info.tokens < 120
    assert info.bytes > 1000


def test_history_is_taken_as_turns_or_as_dicts(small: Archive) -> None:
    asked = {"role": "user", "text": "What about Libya?"}
    as_dict = small.retrieve("budget", history=[asked])
    as_turn = small.retrieve("budget", history=[Turn("user", "What about Libya?")])
    assert ids(as_dict) == ids(as_turn)


@pytest.mark.parametrize("history", [[{"role": "user"}], ["libya"], [{"role": "system", "text": "x"}], 7])
def test_a_history_that_is_none_is_said(small: Archive, history: object) -> None:
    with pytest.raises(UsageError, match="history"):
        small.retrieve("budget", history=history)  # type: ignore[arg-type]


def test_the_next_question_is_answered_by_the_newest_build(small: Archive, small_index: Path) -> None:
    from hand_made import CORPUS, made, release

    assert ids(small.retrieve("bridge"))[0] == "c/c.txt"
    before = small.retrieve("tunnel")
    made(small_index, [*CORPUS, release("e.txt", "The tunnel under the river is closed.", "2014-01-01")])
    assert before.coverage.releases == 4
    after = small.retrieve("tunnel")
    assert after.coverage.releases == 5
    assert "e.txt" in ids(after)


def test_many_threads_ask_while_the_index_is_built_anew(small: Archive, small_index: Path) -> None:
    from hand_made import CORPUS, made, release

    wrong: list[object] = []

    def ask() -> None:
        for _ in range(30):
            answer = small.ask("What did the Secretary General say about Libya?")
            if answer.status != "answered" or answer.quotes[0].text not in CORPUS[0].text:
                wrong.append(answer)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    made(small_index, [*CORPUS, release("e.txt", "The tunnel under the river is closed.", "2014-01-01")])
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert wrong == []
    assert small.info().releases == 5


def test_a_server_answers_at_once_and_refuses_when_it_has_found_damage(small_index: Path) -> None:
    from hand_made import CORPUS, WordEmbedder, made

    damaged = small_index / "gen-1" / "sources.json"  # no question reads it
    damaged.write_bytes(damaged.read_bytes()[::-1])
    with pytest.raises(BrokenIndex, match=r"sources\.json"):
        open_index(small_index)
    archive = open_index(small_index, embedder=WordEmbedder(), verify="background")
    with pytest.raises(BrokenIndex, match=r"sources\.json: .*not those that were written.*Next: ") as told:
        for _ in range(2000):
            archive.retrieve("Libya")
    assert told.value.path == str(damaged)
    with pytest.raises(BrokenIndex):
        archive.info()
    made(small_index, CORPUS)
    assert ids(archive.retrieve("bridge"))[0] == "c/c.txt"


def test_a_closed_archive_says_so(small_index: Path) -> None:
    archive = open_index(small_index)
    archive.close()
    with pytest.raises(UsageError, match="closed"):
        archive.release("a.txt")


def test_no_index_and_no_such_release(small: Archive, tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match="Next: release-qa build FOLDER"):
        open_index(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="no release 'zzz'"):
        small.release("zzz")


def test_an_index_by_another_embedder_is_refused(small_index: Path) -> None:
    from hand_made import WordEmbedder

    with (
        open_index(small_index, embedder=WordEmbedder(weights="other")) as archive,
        pytest.raises(WrongEmbedder, match="re-embed"),
    ):
        archive.retrieve("Libya")


def test_the_one_liner_answers_from_the_samples(samples_index: Path) -> None:
    results = retrieve("What did NATO say about Libya?", index=samples_index, k=3)
    assert len(results) == 3
    assert all("Libya" in hit.passage.text for hit in results)


def test_a_question_goes_through_the_model_once(samples: Archive) -> None:
    embedder = samples.embedder.loaded
    first, second = embedder.pieces(["what did NATO say?", "why?"], "query")
    assert embedder.pieces(["why?"], "query")[0] is second
    assert embedder.pieces(["what did NATO say?"], "query")[0] is first
    assert first.vector == pytest.approx(embedder.embed(["what did NATO say?"], "query")[0], abs=1e-5)
    assert embedder.pieces(["why?"], "document")[0] is not second
