"""The kind of thing asked for: how far a sentence holds it, and that what the question gives itself never counts."""

import pytest

from qa.offered import offered
from qa.shape import shape_of
from qa.understand import understand


def of(question: str, text: str, said: str = "") -> float:
    query = understand(question)
    return offered(shape_of(query), text, query, said)


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("How much did the harbour pay?", "It paid $3.2 million to the town.", 1.0),
        ("How much did the harbour pay?", "It paid 3 million euros.", 1.0),
        ("How much did the harbour pay?", "It sent 40 boats instead.", 0.3),
        ("How much did the harbour pay?", "It paid nothing at all.", 0.0),
        ("What was the fine for the mill?", "The mill was fined £900.", 1.0),
        ("What percentage of boats returned?", "About 40 percent of them came back.", 1.0),
        ("What percentage of boats returned?", "All 40 of them came back.", 0.3),
        ("How old is the captain?", "Ruda Vane, 43, of Osk, steers it.", 1.0),
        ("How long was the bridge closed?", "The bridge was shut for eleven weeks.", 1.0),
        ("How long was the bridge closed?", "The bridge was shut on 3 May 2019.", 0.0),
        ("How many ferries were sold?", "Of its nine old ferries it kept two.", 1.0),
        ("How many ferries were sold?", "It employs 90 people.", 0.5),
        ("How many ferries were sold in 2014?", "Ferries were sold in 2014.", 0.0),
        ("How many of the 12 boats sank?", "The 12 boats sank.", 0.0),
        ("When did the mill open?", "It opened in March.", 1.0),
        ("When did the mill open?", "It opened to great applause.", 0.0),
        ("Who opened the Osk mill?", "It was Ruda Vane who cut the ribbon.", 1.0),
        ("Who opened the Osk mill?", "The Osk mill is open.", 0.0),
        ("Why did the mill close?", "It closed because the river rose.", 1.0),
        ("Why did the mill close?", "It closed on Monday.", 0.5),
        ("What is the mill?", "Anything.", 1.0),
    ],
)
def test_the_kind_of_thing_asked_for_counts(question: str, text: str, expected: float) -> None:
    assert of(question, text) == expected


def test_what_somebody_said_has_to_be_said_by_them() -> None:
    question = "What did the mayor of Osk say about the mill?"
    assert of(question, "“It was time,” she said.", said="Ruda Vane Mayor of Osk") == 1.0
    assert of(question, "“It was time,” he said.", said="Jon Ek miller") == 0.0
