"""Standing questions: asked again after a build, and only what changed is told, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import BrokenIndex, UsageError
from qa import Archive
from qa.standing import FILE, ask_again, forget, save, standing

QUESTION = "What did the Secretary General say about Libya?"


def test_a_new_release_that_answers_is_told_once(small: Archive, small_index: Path) -> None:
    from hand_made import CORPUS, Attribution, made, release

    save(small, QUESTION)
    save(small, "How large is the budget?", {"issuer": "Ministry of Rivers"})
    assert ask_again(small) == ()
    text = "The Secretary General spoke about Libya in Paris."
    new = release("e.txt", text, "2014-02-01", speakers=(Attribution("The Secretary General", None, 0, 49, False),))
    made(small_index, [*CORPUS, new])
    (changed,) = ask_again(small)
    assert changed.question == QUESTION
    assert [card.id for card in changed.new] == ["e.txt"]
    assert (changed.reworded, changed.gone) == ((), 1)  # the one before told of Libya, and quoted nobody
    assert changed.describe() == (
        f"“{QUESTION}”: 1 new release changes this answer (e.txt); 1 release no longer answers it"
    )
    assert ask_again(small) == ()


def test_a_release_that_goes_is_counted_and_its_id_was_never_written(small: Archive, small_index: Path) -> None:
    from hand_made import CORPUS, made

    save(small, QUESTION)
    assert "a.txt" not in (small_index / FILE).read_text()
    made(small_index, [one for one in CORPUS if one.id not in ("a.txt", "d.txt")])
    (changed,) = ask_again(small)
    assert changed.new == ()
    assert changed.gone == 1
    assert changed.describe().endswith("1 release no longer answers it")


def test_saving_twice_keeps_one_and_forgetting_goes_by_words_or_number(small: Archive, small_index: Path) -> None:
    save(small, QUESTION)
    save(small, "Who opened the bridge?", {"until": "2012"})
    save(small, QUESTION, {"since": "2010"})
    assert [(one.question, one.settings) for one in standing(small_index)] == [
        ("Who opened the bridge?", {"until": "2012"}),
        (QUESTION, {"since": "2010"}),
    ]
    forget(small_index, "1")
    forget(small_index, QUESTION)
    assert standing(small_index) == ()
    with pytest.raises(UsageError, match="no standing question"):
        forget(small_index, "Who?")
    with pytest.raises(UsageError, match="has no colour"):
        save(small, QUESTION, {"colour": "red"})


def test_a_damaged_file_is_one_clear_error(small: Archive, small_index: Path) -> None:
    (small_index / FILE).write_text('[{"question": 1}]')
    with pytest.raises(BrokenIndex, match=r"standing questions cannot be read.*standing\.json"):
        standing(small_index)
