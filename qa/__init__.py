"""Questions asked of an index: exact passages and quotes, from Python, the command line and the browser.

    from qa import open_index
    with open_index("release-index") as archive:
        answer = archive.ask("What did NATO say about Libya?", since="2011-03-01")

Invariant: importing this package loads nothing heavy; the public names below are fetched when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.archive import Archive, open_index, retrieve
    from qa.as_json import to_json

__all__ = ["Archive", "open_index", "retrieve", "to_json"]


def __getattr__(name: str) -> Any:
    """The public names, imported on first use (PEP 562)."""
    from importlib import import_module

    if name not in __all__:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    return getattr(import_module("qa.as_json" if name == "to_json" else "qa.archive"), name)
