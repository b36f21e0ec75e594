"""Texts become vectors: an Embedder, which model it is, and how long a text it sees.

Building opens a model by name, exports it once beside the index and uses the fastest route whose vectors agree; a
question opens the export. Invariant: importing this loads no torch, and neither does a question whose model could be
exported.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from index.embed.canaries import canaries, check_canaries
from index.embed.exported import FACTS, UNFINISHED, Exported, ExportedEmbedder, check_export, read_facts
from index.embed.files import PACKAGED, ModelFiles, find_model
from index.embed.protocol import Embedder, Fingerprint, Kind, PieceCounter, Pieces, SeesPieces
from index.errors import BrokenIndex, WrongEmbedder

__all__ = [
    "MODELS",
    "PACKAGED",
    "UNFINISHED",
    "Embedder",
    "Fingerprint",
    "Kind",
    "PieceCounter",
    "Pieces",
    "SeesPieces",
    "canaries",
    "check_canaries",
    "check_export",
    "find_model",
    "keep_export",
    "open_embedder",
    "open_exported",
]

MODELS = "models"
"""Where the exports lie within the index folder, each in a folder named by its fingerprint's digest."""

def open_embedder(model: str | None = None, models_dir: Path | None = None) -> Embedder:
    """The packaged all-MiniLM-L6-v2, or any sentence-transformers model by its folder or hub name, to build with.

    With ``models_dir`` (an index's ``models``) the model is exported there unless it already is, and the export is
    used; on CUDA, or when the model cannot be exported, sentence-transformers is. Raises ModelError, in one line,
    when the model is missing, damaged or cannot be loaded.
    """
    files = find_model(model)
    if models_dir is None:
        return _with_torch(files)
    found = _exported_from(files, models_dir)
    if found is None:
        from index.embed.aside import export_aside

        folder = export_aside(files, models_dir)
        found = folder, read_facts(folder)
    folder, facts = found
    if facts.refused:
        return _with_torch(files, f"the model could not be exported: {facts.refused}")
    if _has_cuda():
        return _with_torch(files, "on CUDA")
    return ExportedEmbedder(folder, facts, questions=False)


def open_exported(models_dir: Path, fingerprint: Fingerprint) -> Embedder:
    """The model that an index was built with, to embed questions: its export, without torch.

    Without an export sentence-transformers loads the model by the name in ``fingerprint``, and ``route`` says so.
    Raises BrokenIndex when the export is damaged, ModelError when there is neither export nor model, WrongEmbedder
    when the model of that name is another one now.
    """
    folder = models_dir / fingerprint.digest
    reason = "the index has no exported model"
    if folder.is_dir():
        facts = read_facts(folder)
        if not facts.refused:
            if facts.fingerprint != fingerprint:
                raise BrokenIndex("this is the export of another model.", path=folder / FACTS)
            return ExportedEmbedder(folder, facts, questions=True)
        reason = f"the model could not be exported: {facts.refused}"
    embedder = _with_torch(find_model(fingerprint.model), reason)
    if embedder.fingerprint != fingerprint:
        cause = f"the model {fingerprint.model} is not the one that the index was built with any more."
        raise WrongEmbedder(cause, path=models_dir.parent, next_command="release-qa build --re-embed")
    return embedder


def keep_export(models_dir: Path, fingerprint: Fingerprint) -> str | None:
    """See that an index's export is there and whole, making it again if not; why questions need torch, or None."""
    folder = models_dir / fingerprint.digest
    try:
        return read_facts(folder).refused
    except BrokenIndex:
        open_embedder(fingerprint.model, models_dir)
        return read_facts(folder).refused


def _with_torch(files: ModelFiles, why: str = "") -> Embedder:
    from index.embed.sentence import SentenceTransformersEmbedder

    return SentenceTransformersEmbedder(files, why)


def _exported_from(files: ModelFiles, models_dir: Path) -> tuple[Path, Exported] | None:
    """The export of exactly these files, if there is a whole one; a damaged one is taken away."""
    for path in sorted(models_dir.glob(f"*/{FACTS}")):
        try:
            facts = read_facts(path.parent)
        except BrokenIndex:
            shutil.rmtree(path.parent, ignore_errors=True)
            continue
        made_of = facts.fingerprint.weights, facts.fingerprint.config, facts.fingerprint.tokenizer
        if made_of == (files.weights, files.config, files.tokenizer):
            return path.parent, facts
    return None


def _has_cuda() -> bool:
    """Whether torch sees a CUDA device; torch is imported only where there could be one."""
    if shutil.which("nvidia-smi") is None:
        return False
    import torch

    return torch.cuda.is_available()
