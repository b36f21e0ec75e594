"""A sentence-transformers model becomes a graph that runs without torch: encoder, pooling and normalisation in one.

The graph is believed only after it agreed with sentence-transformers on 200 texts of all lengths. Invariant: an
export is either whole in its folder, flushed to the disk, or not there.
"""

from __future__ import annotations

import os
import random
import shutil
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.embed.exported import (
    COMPILED,
    FACTS,
    GRAPH,
    TOKENIZER,
    UNFINISHED,
    WEIGHTS,
    Exported,
    ExportedEmbedder,
    compiled,
    encoded_facts,
    runtime,
)
from index.embed.sentence import SentenceTransformersEmbedder
from index.files import Files, sha256_of

if TYPE_CHECKING:
    import torch

_EXACT = 0.9999  # least cosine in single precision, and of questions in the processor's own
_CLOSE = 0.999  # least cosine in the processor's own precision,
_SAME_TEN = 0.99  # and the least share of equal neighbours among the first ten
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_CHECKED = 200
_BESIDE = 16 << 20  # bytes that the graph itself, the tokenizer and the blob take at most
_CLAUSES = (
    "The Minister for Waterways opened the new lock at Harnow on Monday",
    "the river rose by 40 centimetres overnight",
    "A spokesperson said that no decision had been taken",
    "three ships carrying grain left the port at 06:30",
    "the agreement of 14 May 2020 remains in force",
    "Allies reaffirmed their support for a political solution",
    "prices for ferry tickets will not change before 1 January",
    "“We will publish every figure,” she said",
    "the court heard eleven witnesses in two days",
    "engineers from four countries inspected the dam",
    "funding of €3.4 million was approved (see Annex B)",
    "schools on both banks reopen next week",
    "the fire was out by noon; nobody was hurt",
    "General Amara Diallo takes command in September",
    "exports of steel fell for the third quarter in a row",
    "volunteers planted 12,000 trees along the canal",
    "the report names no supplier",
    "doctors advise people over 60 to be vaccinated",
    "Ein Sprecher bestätigte den Termin",
    "la ministre a salué un accord équilibré",
)


def export_model(embedder: SentenceTransformersEmbedder, models_dir: Path, files: Files | None = None) -> Path:
    """Export ``embedder`` into ``models_dir/<digest of its fingerprint>`` and return that folder.

    When the model cannot be exported, or the graph does not agree, the folder holds the reason instead, and opening
    it gives sentence-transformers. An export already there is replaced. Raises OSError when the disk is full.
    """
    folder = models_dir / embedder.fingerprint.digest
    fresh = folder.with_suffix(UNFINISHED)
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    facts = _agreeing(embedder, fresh)
    (files or Files()).write(fresh / FACTS, encoded_facts(facts))
    _publish(fresh, folder, facts, files or Files())
    return folder


def _agreeing(embedder: SentenceTransformersEmbedder, folder: Path) -> Exported:
    """The graph written into ``folder``, its weights halved if that agrees; else the reason why there is none."""
    failures = (RuntimeError, ValueError, TypeError, KeyError, IndexError, AttributeError, ImportError)
    texts = check_texts()
    _make_sure_of_room(embedder, folder)
    reason = ""
    try:
        for halved in (True, False):
            facts = _write(embedder, folder, halved=halved)
            expected = embedder.embed(texts, "document")
            single = ExportedEmbedder(folder, facts, questions=True).embed(texts, "document")
            least = _least_cosine(single, expected)
            if least >= _EXACT:
                return _compiled(folder, _reduced(folder, facts, texts, expected))
            reason = f"its vectors differ from sentence-transformers' (cosine {least:.5f})"
    except failures as error:
        reason = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    for path in folder.iterdir():
        path.unlink()
    return Exported(embedder.fingerprint, refused=reason)


def _reduced(
    folder: Path, facts: Exported, texts: Sequence[str], expected: NDArray[np.float32]
) -> Exported:
    """``facts``, and whether the processor's own precision is exact enough for passages, and for questions."""
    fast = ExportedEmbedder(folder, replace(facts, reduced=True), questions=False).embed(texts, "document")
    close = agrees(fast, expected)
    return replace(facts, reduced=close, reduced_questions=close and _least_cosine(fast, expected) >= _EXACT)


def _compiled(folder: Path, facts: Exported) -> Exported:
    """``facts`` with the graph prepared for this processor beside it."""
    blob, processor = compiled(folder, facts)
    (folder / COMPILED).write_bytes(blob)
    return replace(facts, compiled_for=processor, files={**facts.files, COMPILED: sha256_of(folder / COMPILED)})


def _make_sure_of_room(embedder: SentenceTransformersEmbedder, folder: Path) -> None:
    """Raise OSError unless the disk has room for the export: on a full one neither library says what went wrong.

    The graph is written twice on the way, traced and converted.
    """
    numbers = sum(parameter.numel() for parameter in embedder.model.parameters())
    with (folder / "room").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, 2 * 4 * numbers + _BESIDE)
    (folder / "room").unlink()


def agrees(vectors: NDArray[np.float32], expected: NDArray[np.float32]) -> bool:
    """Whether every cosine is at least .999 and the ten nearest neighbours are the same in at least 99%."""
    ours, theirs = (np.argsort(-(each @ each.T), axis=1)[:, :10] for each in (vectors, expected))
    same = [len(set(a) & set(b)) / 10 for a, b in zip(ours.tolist(), theirs.tolist(), strict=True)]
    return _least_cosine(vectors, expected) >= _CLOSE and bool(np.mean(same) >= _SAME_TEN)


def _least_cosine(vectors: NDArray[np.float32], expected: NDArray[np.float32]) -> float:
    return float((vectors * expected).sum(axis=1).min())


def check_texts() -> list[str]:
    """200 different texts of our own, from one clause to more than a model sees, always the same."""
    chance = random.Random(2020)
    counts = [1 + n % 5 if n % 25 else 40 for n in range(_CHECKED)]
    return [f"{n}. {'. '.join(chance.choices(_CLAUSES, k=count))}." for n, count in enumerate(counts)]


def _write(embedder: SentenceTransformersEmbedder, folder: Path, *, halved: bool) -> Exported:
    """Trace, convert and save the graph and the tokenizer; single precision inside, half on the disk if ``halved``."""
    openvino = runtime()
    tokenizer = embedder.model.tokenizer
    embedder.cutting_tokenizer().save(str(folder / TOKENIZER))
    traced = folder / "traced.onnx"
    inputs = _trace(embedder, traced)
    openvino.save_model(openvino.Core().read_model(traced), folder / GRAPH, compress_to_fp16=halved)
    for path in folder.iterdir():
        if path.name not in (GRAPH, WEIGHTS, TOKENIZER):
            path.unlink()
    hashes = {name: sha256_of(folder / name) for name in (GRAPH, WEIGHTS, TOKENIZER)}
    padding = int(getattr(tokenizer, "pad_token_id", 0) or 0)
    return Exported(embedder.fingerprint, inputs, padding, files=hashes)


def _trace(embedder: SentenceTransformersEmbedder, path: Path) -> tuple[str, ...]:
    """Write the whole model as an ONNX graph; the names of its inputs. The model goes back to where it was."""
    import torch

    model = embedder.model
    where = model.device
    # Two lengths, so that the mask matters while tracing.
    example: dict[str, Any] = model.cpu().preprocess(["Two lengths, so that one is padded.", "Short."])
    inputs = tuple(name for name in _INPUTS if name in example)
    strange = [name for name, value in example.items() if isinstance(value, torch.Tensor) and name not in inputs]
    if strange:
        raise ValueError(f"the model wants {', '.join(strange)}")
    axes = {name: {0: "batch", 1: "pieces"} for name in (*inputs, "states")} | {"vector": {0: "batch"}}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # tracing warns of every shape that it takes for granted; the check decides
        torch.onnx.export(
            _whole(model, inputs),
            tuple(example[name] for name in inputs),
            str(path),
            input_names=list(inputs),
            output_names=["vector", "states"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
    model.to(where)
    return inputs


def _whole(model: Any, inputs: Sequence[str]) -> torch.nn.Module:
    """Encoder, pooling and normalisation as one module: pieces in; unit vector and the pieces' states out."""
    import torch

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            found = self.model(dict(zip(inputs, values, strict=True)))
            return torch.nn.functional.normalize(found["sentence_embedding"], dim=-1), found["token_embeddings"]

    return Whole().eval()


def _publish(fresh: Path, folder: Path, facts: Exported, files: Files) -> None:
    """Give the finished folder its name, everything in it flushed first."""
    for name in facts.files:
        files.flush_file(fresh / name)
    files.flush_folder(fresh)
    shutil.rmtree(folder, ignore_errors=True)
    files.rename(fresh, folder)
    files.flush_folder(folder.parent)
