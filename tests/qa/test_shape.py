"""The shape that a question asks for, by its first question word and the verbs of speech."""

from __future__ import annotations

import pytest

from qa.shape import shape_of
from qa.understand import understand

SHAPES = {
    "When was the lock opened?": "when",
    "In what year was the lock opened?": "when",
    "In May, when did it close?": "when",
    "Do you know when the bridge was closed?": "when",
    "What happened in Osk when the dam broke?": "fact",
    "Which firm built the dam when the old one broke?": "which",
    "How did the mayor respond when the dam broke?": "said",
    "Who was minister when the dam broke?": "who",
    "Whose boat sank where the rivers meet?": "who",
    "What was done for the men who sank with it?": "fact",
    "Which town's drains overflowed into the river?": "which",
    "Where did the men meet who sank it?": "where",
    "From which country did the boat come?": "where",
    "Why was the boat sold which had sunk?": "why",
    "How many states went to court?": "figure",
    "Which states went to court?": "which",
    "What was a Washington State mill told to do?": "fact",
    "What did the state pay for?": "fact",
    "What did the minister state about the lock?": "said",
    "What did the ministry say on the state of the dam?": "said",
    "Give me a list of the locks that were closed": "which",
}


@pytest.mark.parametrize("question", SHAPES)
def test_the_shape_of_a_question(question: str) -> None:
    assert shape_of(understand(question)) == SHAPES[question]
