"""The records as JSON: the same objects that Python sees, field by field, under the same names.

Invariant: nothing is renamed, added or left out; dates are ISO strings, tuples are lists, and what is no
JSON (a NaN, a lone surrogate) never reaches the output: the text is always valid UTF-8 and valid JSON.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import date
from os import PathLike, fspath
from typing import Any


def to_plain(value: object) -> Any:
    """Dicts, lists, strings, numbers, booleans and None for any record of ours, nested as it is."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PathLike):
        return fspath(value)
    return value


def to_json(value: object, *, indent: int | None = 2) -> str:
    """``value`` as JSON text; a lone surrogate becomes its ``\\udXXX`` escape. ValueError for NaN or infinity."""
    text = json.dumps(to_plain(value), ensure_ascii=False, allow_nan=False, indent=indent)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
