"""Gradio, imported in half the time: without the type stub that it writes for each of its components at every import.

Stubs are for editors; a server needs none, and a package should not be written to while it runs. Invariant: only that
one step is left out, and where another version of Gradio has no such step, the import is what it always was.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import spec_from_file_location
from types import ModuleType

_WRITER = "gradio.component_meta"


class _WithoutStubs(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        if hasattr(module, "create_or_modify_pyi"):
            vars(module)["create_or_modify_pyi"] = write_no_stub


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        found = PathFinder.find_spec(fullname, path) if fullname == _WRITER else None
        if found is None or not isinstance(found.loader, SourceFileLoader) or not found.origin:
            return found
        return spec_from_file_location(fullname, found.origin, loader=_WithoutStubs(fullname, found.origin))


def write_no_stub(*_: object) -> None:
    """Stands where Gradio would write a component's stub."""


def import_gradio() -> None:
    """Import Gradio, the first time without its stubs."""
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        import gradio  # noqa: F401
    finally:
        sys.meta_path.remove(finder)
