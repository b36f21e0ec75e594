"""Late interaction: for every piece of the question the word of a passage that comes nearest in meaning.

MaxSim after Khattab and Zaharia, "ColBERT" (SIGIR 2020), here between the pieces of the question in single precision
and the words of the passage at one bit a number, both from the model that makes the vectors. Invariant: a similarity
is -1..1 and depends on the question and one passage only.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.engine import Vector
from index.states import Packed, unpacked


def similarities(states: Vector, shares: Vector, passages: Sequence[Packed]) -> list[float | None]:
    """The MaxSim of the question with every passage; None for a passage without states.

    ``states`` is float32 [pieces, dimension], ``shares`` [pieces] what each counts, 1 together.
    """
    filled = [at for at, one in enumerate(passages) if len(one)]
    found: list[float | None] = [None] * len(passages)
    if len(states) and filled:
        words = unpacked(np.concatenate([passages[at] for at in filled]), states.shape[1])
        first = np.cumsum([0, *(len(passages[at]) for at in filled[:-1])])
        nearest = np.maximum.reduceat(states @ words.T, first, axis=1)
        for at, value in zip(filled, (shares @ nearest).tolist(), strict=True):
            found[at] = value
    return found
