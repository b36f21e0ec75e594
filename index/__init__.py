"""Documents become an index on disk. Knows nothing of questions: nothing here imports ``qa``.

The public names are loaded when they are first used, so that ``import index`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.build import build_index
    from index.generation import Generation, open_generation

__all__ = ["Generation", "build_index", "open_generation"]


def __getattr__(name: str) -> object:
    if name == "build_index":
        from index.build import build_index

        return build_index
    if name in {"Generation", "open_generation"}:
        from index import generation

        return getattr(generation, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
