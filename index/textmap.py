"""Text that remembers where it came from: edits compose, and the way back to the source stays exact.

A ``MappedText`` starts as a verbatim copy of its source and is changed only by ``edit``. Invariant: its spans are
sorted and cover the text without a gap, their source ranges are sorted and do not overlap, and a span whose
two lengths are equal maps character by character; any other was mended as a whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.records import Span


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace ``text[start:end]`` by ``replacement``; ``start == end`` inserts, an empty replacement removes."""

    start: int
    end: int
    replacement: str = ""


@dataclass(frozen=True, slots=True)
class MappedText:
    """A text and the spans that lead from it to its source."""

    text: str
    spans: tuple[Span, ...]

    def source_range(self, start: int, end: int) -> tuple[int, int]:
        """The smallest range of the source that ``text[start:end]`` came from; empty for an empty range."""
        if not self.spans:
            return (0, 0)
        first = self.spans[self._at(start)]
        if start >= end:
            if _is_exact(first):
                place = first.source_start + start - first.start
            else:
                place = first.source_start if start < first.end else first.source_end
            return (place, place)
        last = self.spans[self._at(end - 1)]
        source_start = first.source_start + (start - first.start if _is_exact(first) else 0)
        source_end = last.source_end - (last.end - end if _is_exact(last) else 0)
        return (source_start, source_end)

    def _at(self, offset: int) -> int:
        """The number of the span that holds ``offset``; the last one for the end of the text."""
        return max(0, min(bisect_right(self.spans, offset, key=lambda span: span.start), len(self.spans)) - 1)


def verbatim(source: str) -> MappedText:
    """The source as it is, mapped onto itself."""
    return MappedText(source, (Span(0, len(source), 0, len(source)),) if source else ())


def edit(mapped: MappedText, edits: Iterable[Edit]) -> MappedText:
    """The text after ``edits``, which must be sorted and must not overlap; offsets are those of ``mapped.text``.

    An edit that begins or ends inside a mended span takes the whole span with it, so that source ranges never overlap.
    """
    pieces: list[tuple[str, int, int]] = []
    done = 0
    for start, end, replacement in _clusters(mapped, edits):
        pieces.extend(_slices(mapped, done, start))
        if replacement:
            pieces.append((replacement, *mapped.source_range(start, end)))
        done = end
    if done == 0 and not pieces:
        return mapped if not mapped.text else _joined(_slices(mapped, 0, len(mapped.text)))
    pieces.extend(_slices(mapped, done, len(mapped.text)))
    return _joined(pieces)


def _clusters(mapped: MappedText, edits: Iterable[Edit]) -> Iterator[tuple[int, int, str]]:
    """The edits as (start, end, replacement) on span borders or inside exact spans; edits of one mended span as one."""
    inner: list[Edit] = []
    low = high = -1
    for change in edits:
        start, end = _widened(mapped, change)
        if inner and start < high:
            inner.append(change)
            high = max(high, end)
            continue
        if inner:
            yield low, high, _applied(mapped.text, low, high, inner)
        inner, low, high = [change], start, end
    if inner:
        yield low, high, _applied(mapped.text, low, high, inner)


def _widened(mapped: MappedText, change: Edit) -> tuple[int, int]:
    """The range of a change, widened to whole spans where it begins or ends inside a mended one."""
    start, end = change.start, change.end
    if not mapped.spans:
        return start, end
    first = mapped.spans[mapped._at(start)]
    if first.start < start < first.end and not _is_exact(first):
        start, end = first.start, max(end, first.end)
    last = mapped.spans[mapped._at(max(end - 1, start))]
    if last.start < end < last.end and not _is_exact(last):
        end = last.end
    return start, end


def _applied(text: str, low: int, high: int, edits: list[Edit]) -> str:
    parts, done = [], low
    for change in edits:
        parts += [text[done : change.start], change.replacement]
        done = change.end
    return "".join([*parts, text[done:high]])


def _slices(mapped: MappedText, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """``text[start:end]`` span by span, as (text, source start, source end)."""
    if start >= end:
        return
    for number in range(mapped._at(start), len(mapped.spans)):
        span = mapped.spans[number]
        if span.start >= end:
            return
        low, high = max(start, span.start), min(end, span.end)
        yield (mapped.text[low:high], *mapped.source_range(low, high))


def _joined(pieces: Iterable[tuple[str, int, int]]) -> MappedText:
    """One text from its pieces; neighbours that continue each other exactly become one span."""
    texts: list[str] = []
    spans: list[Span] = []
    at = 0
    for text, source_start, source_end in pieces:
        span = Span(at, at + len(text), source_start, source_end)
        last = spans[-1] if spans else None
        if last and _is_exact(last) and _is_exact(span) and last.source_end == span.source_start:
            spans[-1] = Span(last.start, span.end, last.source_start, span.source_end)
        else:
            spans.append(span)
        texts.append(text)
        at = span.end
    return MappedText("".join(texts), tuple(spans))


def _is_exact(span: Span) -> bool:
    return span.end - span.start == span.source_end - span.source_start
