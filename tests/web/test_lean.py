"""Gradio is imported without the stubs it would write, and is whole all the same."""

from __future__ import annotations

import subprocess
import sys

_SCRIPT = """
from qa.web.lean import import_gradio
import_gradio()
import gradio, gradio.component_meta
print(gradio.component_meta.create_or_modify_pyi.__module__, callable(gradio.Textbox.change), gradio.HTML("x").value)
"""


def test_gradio_writes_no_stub_and_its_components_have_their_events() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.split() == ["qa.web.lean", "True", "x"]
