"""The offset map of a release in little room: a large corpus has millions of spans, and an object each would take more
memory than all its texts.

Invariant: reads like the tuple of ``Span`` that it was made from, and equals it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import overload

from index.records import Span

_FIELDS = 4


class Spans(Sequence[Span]):
    """Immutable; ``rows`` are (start, end, source start, source end), each below 2**31."""

    __slots__ = ("_numbers",)

    def __init__(self, rows: Iterable[Sequence[int]]) -> None:
        self._numbers = array("i", chain.from_iterable(rows))

    def rows(self) -> list[tuple[int, ...]]:
        """What it was made from, without a ``Span`` each."""
        return list(zip(*[iter(self._numbers)] * _FIELDS, strict=True))

    def __len__(self) -> int:
        return len(self._numbers) // _FIELDS

    @overload
    def __getitem__(self, at: int) -> Span: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Span, ...]: ...
    def __getitem__(self, at: int | slice) -> Span | tuple[Span, ...]:
        if isinstance(at, slice):
            return tuple(self[number] for number in range(*at.indices(len(self))))
        first = _FIELDS * range(len(self))[at]
        return Span(*self._numbers[first : first + _FIELDS])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def rows_of(spans: Sequence[Span]) -> list[tuple[int, ...]]:
    """Any spans as (start, end, source start, source end)."""
    if isinstance(spans, Spans):
        return spans.rows()
    return [(span.start, span.end, span.source_start, span.source_end) for span in spans]
