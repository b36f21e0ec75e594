"""A picture of measured figures for the documentation, as SVG: it scales, and its words can be read and searched.

Invariant: a picture shows only what its command measured in the same run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from qa.evaluate import Row

_COLOURS = ("#0b6e4f", "#c9a227", "#7a8ca3", "#b0563c", "#5b4b8a", "#3c7fb0", "#8a8a8a", "#c77fa5",
            "#94b04f", "#d08c60", "#444444", "#2fa3a3", "#8c1c13", "#1d3557")  # fmt: skip
_WIDTH, _HEIGHT, _LEFT, _TOP = 960, 300, 50, 20


def measured(rows: Mapping[str, Sequence[Row]], path: Path) -> None:
    """nDCG@10 of every method on every set as groups of bars, written to ``path``; 0..1, higher is better."""
    methods = list(dict.fromkeys(row.method for found in rows.values() for row in found))
    group = (_WIDTH - _LEFT) / len(rows)
    bar = 0.84 * group / len(methods)
    parts = [_line(value / 5) for value in range(6)]
    for place, (name, found) in enumerate(rows.items()):
        left = _LEFT + place * group + 0.08 * group
        parts.append(_text(left + 0.42 * group, _TOP + _HEIGHT + 18, name, "middle"))
        for number, method in enumerate(methods):
            value = _overall(found, method)
            top, height = _TOP + (1 - value) * _HEIGHT, value * _HEIGHT
            colour, at = _COLOURS[number % len(_COLOURS)], left + number * bar
            parts.append(_box(at, top, bar * 0.9, height, colour))
            if number == 0:
                parts.append(_text(at + bar * 0.45, top - 4, f"{value:.2f}", "middle"))
    for number, method in enumerate(methods):
        column, line = number % 4, number // 4
        left, top = _LEFT + column * 230, _TOP + _HEIGHT + 44 + line * 18
        parts.append(_box(left, top - 9, 10, 10, _COLOURS[number % len(_COLOURS)]))
        parts.append(_text(left + 16, top, method))
    height = _TOP + _HEIGHT + 60 + 18 * ((len(methods) - 1) // 4)
    space = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}"'
    head = f'<svg {space} font-family="sans-serif" font-size="12"><title>nDCG@10 by method</title>'
    background = _box(0, 0, _WIDTH, height, "#fff")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([head, background, *parts, "</svg>\n"]), encoding="utf-8")


def _line(value: float) -> str:
    top = _TOP + (1 - value) * _HEIGHT
    return f'<path d="M{_LEFT} {top:.1f}H{_WIDTH}" stroke="#ddd"/>{_text(_LEFT - 6, top + 4, f"{value:.1f}", "end")}'


def _box(left: float, top: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def _text(left: float, top: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}" fill="#222">{escape(words)}</text>'


def _overall(rows: Sequence[Row], method: str) -> float:
    whole = (row.measures for row in rows if row.method == method and row.type == "all")
    return next((measures.ndcg_10 for measures in whole if measures), 0.0)
