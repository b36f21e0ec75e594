"""The exported model: the same vectors without torch, refused when damaged, honest when there is none."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from index.embed import (
    MODELS,
    Embedder,
    Fingerprint,
    SeesPieces,
    find_model,
    keep_export,
    open_embedder,
    open_exported,
)
from index.embed.export import agrees, check_texts, export_model
from index.embed.exported import ExportedEmbedder, read_facts
from index.embed.sentence import SentenceTransformersEmbedder
from index.errors import BrokenIndex, ModelError, WrongEmbedder

ROOT = Path(__file__).parents[2]
TEXTS = ["What did NATO say about Libya?", "", "\x00", "a\ud800b", "word " * 900, "  Padded with spaces \n", "Nein."]


@pytest.fixture(scope="module")
def reference() -> SentenceTransformersEmbedder:
    embedder = open_embedder()
    assert isinstance(embedder, SentenceTransformersEmbedder)
    return embedder


@pytest.fixture(scope="module")
def models(samples_index: Path) -> Path:
    return samples_index / MODELS


@pytest.fixture(scope="module")
def exported(reference: Embedder, models: Path) -> ExportedEmbedder:
    embedder = open_exported(models, reference.fingerprint)
    assert isinstance(embedder, ExportedEmbedder)
    return embedder


def test_vectors_are_those_of_sentence_transformers(reference: Embedder, exported: ExportedEmbedder) -> None:
    for kind in ("query", "document"):
        ours, theirs = exported.embed(TEXTS, kind), reference.embed(TEXTS, kind)  # type: ignore[arg-type]
        assert (ours * theirs).sum(axis=1).min() >= 0.9999
        assert np.linalg.norm(ours, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert exported.embed([], "query").shape == (0, 384)


def test_building_in_the_fastest_precision_agrees(reference: Embedder, models: Path) -> None:
    fast = open_embedder(None, models)
    assert fast.route == "OpenVINO"
    texts = check_texts()[::4]
    assert agrees(fast.embed(texts, "document"), reference.embed(texts, "document"))


def test_fingerprint_and_pieces_are_the_models(reference: Embedder, exported: ExportedEmbedder) -> None:
    assert exported.fingerprint == reference.fingerprint
    assert exported.counter.limit == reference.counter.limit
    assert [exported.counter.pieces(text) for text in TEXTS] == [reference.counter.pieces(text) for text in TEXTS]


def test_the_order_of_texts_does_not_matter(exported: ExportedEmbedder) -> None:
    texts = check_texts()[:40]
    forth, back = exported.embed(texts, "document"), exported.embed(texts[::-1], "document")
    assert np.allclose(forth, back[::-1], atol=1e-5)


def test_pieces_stand_where_their_words_stand(exported: ExportedEmbedder) -> None:
    text = "Libya asked for help. Allies agreed."
    (pieces, empty) = exported.pieces([text, ""], "document")
    words = [text[start:end] for start, end in zip(pieces.starts, pieces.ends, strict=True)]
    assert words == ["", "Libya", "asked", "for", "help", ".", "Allies", "agreed", ".", ""]
    assert pieces.states.shape == (10, 384)
    assert np.linalg.norm(pieces.states, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert empty.states.shape == (2, 384)
    # The piece of a name means the same thing in another sentence, more than another word of its own sentence does.
    (question,) = exported.pieces(["Who governs Libya?"], "query")
    assert question.states[3] @ pieces.states[1] > question.states[3] @ pieces.states[7]


def test_both_routes_tell_the_same_of_pieces(reference: Embedder, exported: ExportedEmbedder) -> None:
    assert isinstance(reference, SeesPieces)
    texts = ["Libya asked for help. Allies agreed.", "", "word " * 400]
    for ours, theirs in zip(exported.pieces(texts, "document"), reference.pieces(texts, "document"), strict=True):
        assert (ours.starts.tolist(), ours.ends.tolist()) == (theirs.starts.tolist(), theirs.ends.tolist())
        assert (ours.states * theirs.states).sum(axis=1).min() >= 0.999  # the processor's own precision may be coarser
        assert ours.vector @ theirs.vector == pytest.approx(1.0, abs=1e-4)
    assert exported.pieces(texts, "query")[0].vector @ exported.embed(texts, "query")[0] == pytest.approx(1.0, abs=1e-4)


def test_a_question_imports_no_torch_and_opens_no_connection(exported: ExportedEmbedder, models: Path) -> None:
    code = f"""
import socket, sys
def refuse(*_, **__): raise AssertionError("a connection was opened")
socket.socket.connect = socket.getaddrinfo = refuse
from pathlib import Path
from index.embed import Fingerprint, open_exported
embedder = open_exported(Path({str(models)!r}), Fingerprint(**{asdict(exported.fingerprint)!r}))
print(float(embedder.embed(["Libya"], "query")[0, 0]))
print(sorted({{"torch", "transformers", "sentence_transformers"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    value, loaded = done.stdout.splitlines()
    assert float(value) == pytest.approx(float(exported.embed(["Libya"], "query")[0, 0]), abs=1e-5)
    assert loaded == "[]"


def test_a_question_reports_to_nobody(models: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from index.embed.exported import ExportedEmbedder, read_facts
(folder,) = Path({str(models)!r}).iterdir()
ExportedEmbedder(folder, read_facts(folder), questions=True).embed(["Libya"], "query")
print("openvino" in sys.modules, "openvino_telemetry" in sys.modules, "openvino.tools.ovc" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "False"]


def test_another_processor_compiles_the_graph_itself(exported: ExportedEmbedder, models: Path, tmp_path: Path) -> None:
    (folder,) = models.iterdir()
    facts = read_facts(folder)
    elsewhere = replace(facts, compiled_for="another processor")
    moved = Path(shutil.copytree(folder, tmp_path / "moved"))
    (moved / "compiled.blob").unlink()  # it is not even looked at
    expected = exported.embed(TEXTS, "query")
    assert np.allclose(ExportedEmbedder(moved, elsewhere, questions=True).embed(TEXTS, "query"), expected, atol=1e-6)
    with pytest.raises(FileNotFoundError):
        ExportedEmbedder(moved, facts, questions=True).embed(TEXTS, "query")


def test_a_full_disk_is_not_taken_for_a_model_that_cannot_be_exported(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000_000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            open_embedder(None, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [path.suffix for path in tmp_path.iterdir()] == [".new"]


def test_a_model_that_cannot_be_loaded_is_one_line(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(find_model(None).folder, tmp_path / "copied"))
    (copy / "config.json").write_text("{")
    with pytest.raises(ModelError, match="cannot load this model") as told:
        open_embedder(str(copy), tmp_path / "models")
    assert told.value.path == str(copy)


@pytest.mark.parametrize("name", ["model.json", "model.xml", "model.bin", "tokenizer.json", "compiled.blob"])
@pytest.mark.parametrize("harm", ["flip", "cut", "append", "gone"])
def test_a_damaged_export_is_refused_by_name(
    exported: ExportedEmbedder, models: Path, tmp_path: Path, name: str, harm: str
) -> None:
    folder = tmp_path / exported.fingerprint.digest
    shutil.copytree(models / exported.fingerprint.digest, folder)
    data = (folder / name).read_bytes()
    middle = len(data) // 2
    harmed = {
        "flip": data[:middle] + bytes([data[middle] ^ 4]) + data[middle + 1 :],
        "cut": data[:middle],
        "append": data + b" ",
    }
    (folder / name).unlink()
    if harm in harmed:
        (folder / name).write_bytes(harmed[harm])
    with pytest.raises(BrokenIndex, match=name):
        open_exported(tmp_path, exported.fingerprint)


def test_building_mends_a_damaged_export(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (broken,) = (Path(shutil.copytree(folder, tmp_path / folder.name)) for folder in models.iterdir())
    (broken / "model.xml").write_text("<net/>")
    monkeypatch.setattr("index.embed.aside.export_aside", lambda *_: shutil.copytree(next(models.iterdir()), broken))
    assert keep_export(tmp_path, read_facts(next(models.iterdir())).fingerprint) is None
    assert read_facts(broken).inputs == ("input_ids", "attention_mask", "token_type_ids")
    assert open_embedder(None, tmp_path).route == "OpenVINO"


def test_an_export_is_made_once(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)  # importing it would fail
    assert open_embedder(None, models).route == "OpenVINO"


def test_a_model_that_cannot_be_exported_falls_back_and_says_so(
    reference: SentenceTransformersEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.embed.export._INPUTS", ("input_ids",))
    folder = export_model(reference, tmp_path)
    assert [path.name for path in folder.iterdir()] == ["model.json"]
    for embedder in (open_embedder(None, tmp_path), open_exported(tmp_path, reference.fingerprint)):
        assert "could not be exported" in embedder.route
        assert "the model wants" in embedder.route
        assert embedder.embed(["Libya"], "query").shape == (1, 384)


def test_without_an_export_the_named_model_must_be_the_same(reference: Embedder, tmp_path: Path) -> None:
    found = open_exported(tmp_path, reference.fingerprint)
    assert found.route == "sentence-transformers (the index has no exported model)"
    with pytest.raises(WrongEmbedder, match="re-embed"):
        open_exported(tmp_path, replace(reference.fingerprint, weights="0" * 64))
    with pytest.raises(ModelError):
        open_exported(tmp_path, replace(reference.fingerprint, model="/nowhere", weights="0" * 64))


def test_an_export_under_a_wrong_name_is_refused(exported: ExportedEmbedder, models: Path, tmp_path: Path) -> None:
    other: Fingerprint = replace(exported.fingerprint, max_pieces=128)
    shutil.copytree(models / exported.fingerprint.digest, tmp_path / other.digest)
    with pytest.raises(BrokenIndex, match="another model"):
        open_exported(tmp_path, other)


def test_the_facts_hold_no_path_of_the_builder(models: Path) -> None:
    (facts,) = models.glob("*/model.json")
    assert str(ROOT) not in facts.read_text()
    files = json.loads(facts.read_text())["content"]["files"]
    assert files.keys() == {"model.xml", "model.bin", "tokenizer.json", "compiled.blob"}
