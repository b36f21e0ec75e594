"""A model is exported by a process of its own, so that the memory torch takes (half a gigabyte) goes with it.

Invariant: what goes wrong over there is the same error here: a ``ModelError``, or an ``OSError`` when the disk is full.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from index.embed.files import ModelFiles, find_model
from index.errors import ModelError
from index.workers import python


def export_aside(files: ModelFiles, models_dir: Path) -> Path:
    """``export_model`` of the model ``files`` into ``models_dir``; the folder of the export."""
    command, environment = python("from index.embed.aside import main; main()", files.name, str(models_dir))
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    said = done.stdout.rpartition("\n")[2]
    if done.returncode:
        last = next(iter(done.stderr.strip().splitlines()[-1:]), f"exit code {done.returncode}")
        raise ModelError(f"the model could not be loaded ({last[:300]})", path=files.folder)
    told = json.loads(said)
    if "errno" in told:
        raise OSError(told["errno"], told["cause"], told["path"])
    if "cause" in told:
        raise ModelError(told["cause"], path=told["path"], next_command=told["next_command"])
    return Path(told["folder"])


def main() -> None:
    """What that process does: exports the model named first into the folder named second, and says how it went."""
    from index.embed.export import export_model
    from index.embed.sentence import SentenceTransformersEmbedder

    name, models_dir = sys.argv[1:]
    try:
        folder = export_model(SentenceTransformersEmbedder(find_model(name)), Path(models_dir))
        told: dict[str, object] = {"folder": str(folder)}
    except ModelError as error:
        told = {"cause": error.cause, "path": error.path, "next_command": error.next_command}
    except OSError as error:
        told = {"errno": error.errno, "cause": error.strerror, "path": error.filename or models_dir}
    print(f"\n{json.dumps(told)}", end="")
