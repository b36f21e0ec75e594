"""The fast path: a model exported once into an index, run by OpenVINO without torch.

``model.json`` beside the graph says what it is and what its files hash to; it carries its own hash, too. A model that
could not be exported has a ``model.json`` that says why. ``compiled.blob`` is the graph as OpenVINO had prepared it
for the processor at hand: that one loads it as it is, any other prepares the graph again. Invariant: what runs here
agreed with sentence-transformers when it was exported, and has not changed by a byte since; and nothing is reported
to anyone.
"""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.embed.protocol import Fingerprint, Kind, PieceCounter, Pieces, pieces_of, printable
from index.errors import BrokenIndex
from index.files import sha256_of
from index.manifest import sealed, unsealed

if TYPE_CHECKING:
    from tokenizers import Encoding

FACTS, GRAPH, WEIGHTS, TOKENIZER = "model.json", "model.xml", "model.bin", "tokenizer.json"
COMPILED = "compiled.blob"
UNFINISHED = ".new"
"""What the name of an export's folder ends with until it is whole."""

_WINDOW = 512  # texts that are in memory at a time, sorted by length
_BATCH = 8
_QUESTIONS = 16  # so many questions are remembered as the model saw them
_SINGLE: dict[str, str | int] = {"INFERENCE_PRECISION_HINT": "f32"}
# A blob without the weights, which stay in their own file: half a megabyte. And a question is too short to be shared
# out: one thread takes a third less of the processor, and no longer.
_FOR_QUESTIONS: dict[str, str | int] = {"CACHE_MODE": "OPTIMIZE_SIZE", "INFERENCE_NUM_THREADS": 1}


@dataclass(frozen=True, slots=True)
class Exported:
    """What ``model.json`` holds: the graph's ``inputs``, the piece that pads, sha256 by file name.

    ``compiled_for``: the OpenVINO and the processor that ``compiled.blob`` is of, "" where there is none. ``reduced``:
    vectors agree, too, when computed in the precision that the processor is fastest in; ``reduced_questions``: they
    agree as closely as those of single precision must. ``refused`` is the reason why there is no graph.
    """

    fingerprint: Fingerprint
    inputs: tuple[str, ...] = ()
    padding: int = 0
    reduced: bool = False
    reduced_questions: bool = False
    compiled_for: str = ""
    files: dict[str, str] = field(default_factory=dict)
    refused: str | None = None


def read_facts(folder: Path) -> Exported:
    """What ``folder`` holds. Raises BrokenIndex naming the file unless every file in it is as it was written."""
    facts = _read(folder)
    for path, cause in damaged_files(folder, facts):
        raise _broken(path, cause)
    return facts


def damaged_files(folder: Path, facts: Exported) -> Iterator[tuple[Path, str]]:
    """Every file of the export that is not as it was written, and how."""
    for name, sha256 in facts.files.items():
        try:
            if sha256_of(folder / name) != sha256:
                yield folder / name, "its bytes are not those that were written"
        except OSError as cause:
            yield folder / name, cause.strerror or str(cause)


def check_export(folder: Path) -> list[tuple[Path, str]]:
    """Every damaged file in the folder of an export, and how it is damaged; nothing if it is whole."""
    try:
        return list(damaged_files(folder, _read(folder)))
    except BrokenIndex as error:
        return [(Path(error.path or folder), error.cause)]


def _read(folder: Path) -> Exported:
    path = folder / FACTS
    try:
        content = unsealed(path.read_bytes())
        fingerprint = Fingerprint(**content.pop("fingerprint"))
        return Exported(**{**content, "fingerprint": fingerprint, "inputs": tuple(content["inputs"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as cause:
        raise _broken(path, str(cause)) from cause


def _broken(path: Path, cause: str) -> BrokenIndex:
    command = f"release-qa build --index {path.parent.parent.parent}, which exports the model again"
    return BrokenIndex(f"the exported model is damaged ({cause}).", path=path, next_command=command)


def encoded_facts(facts: Exported) -> bytes:
    """The bytes of ``model.json``."""
    return sealed(asdict(facts))


def runtime() -> Any:
    """OpenVINO without its conversion tools: importing those would tell its maker that it was imported."""
    if "openvino" not in sys.modules:
        tools = "openvino.tools.ovc"
        sys.modules[tools] = None  # type: ignore[assignment]
        try:
            import openvino  # noqa: F401
        finally:
            del sys.modules[tools]
    return sys.modules["openvino"]


def this_processor(core: Any) -> str:
    """What a compiled graph is good for: this OpenVINO on a processor that can do the same."""
    facts = (core.get_property("CPU", name) for name in ("FULL_DEVICE_NAME", "OPTIMIZATION_CAPABILITIES"))
    return " ".join(map(str, (runtime().get_version(), *facts)))


def compiled(folder: Path, facts: Exported) -> tuple[bytes, str]:
    """The graph in ``folder`` prepared for questions on this processor, and for which that is."""
    core = runtime().Core()
    prepared = core.compile_model(folder / GRAPH, "CPU", _settings(facts, questions=True))
    return prepared.export_model().read(), this_processor(core)


def _settings(facts: Exported, *, questions: bool) -> dict[str, str | int]:
    """What OpenVINO is told: the least exact precision that was found to agree, and how many threads."""
    reduced = facts.reduced_questions if questions else facts.reduced
    return {**({} if reduced else _SINGLE), **(_FOR_QUESTIONS if questions else {})}


class ExportedEmbedder:
    """An exported model, for one text at once (``questions``: one thread) or for many (all cores)."""

    def __init__(self, folder: Path, facts: Exported, *, questions: bool) -> None:
        from tokenizers import Tokenizer

        self._folder, self._facts, self._questions = folder, facts, questions
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._one_at_a_time = threading.Lock()
        # Finding, answering and counting each ask for the question's pieces: it goes through the model once.
        self._question = lru_cache(_QUESTIONS)(lambda text: self._pieces([text], "query")[0])

    @property
    def fingerprint(self) -> Fingerprint:
        """Which model this is: the same as of the model that was exported."""
        return self._facts.fingerprint

    @property
    def route(self) -> str:
        """How vectors are made."""
        return "OpenVINO"

    @cached_property
    def counter(self) -> PieceCounter:
        """Counts pieces as this model cuts them."""
        return PieceCounter(self._tokenizer, self.fingerprint.max_pieces, self.fingerprint.document_prompt)

    @cached_property
    def _request(self) -> Any:
        core = runtime().Core()
        settings = _settings(self._facts, questions=self._questions)
        if self._questions and self._facts.compiled_for == this_processor(core):
            blob = io.BytesIO((self._folder / COMPILED).read_bytes())
            settings["WEIGHTS_PATH"] = str(self._folder / WEIGHTS)
            return core.import_model(blob, "CPU", settings).create_infer_request()
        return core.compile_model(self._folder / GRAPH, "CPU", settings).create_infer_request()

    def embed(self, texts: Sequence[str], kind: Kind) -> NDArray[np.float32]:
        """float32 ``[len(texts), dimension]`` of length 1, with the model's own prompt for ``kind``.

        Texts are batched by length; beyond the vectors, memory does not grow with their number.
        """
        vectors = np.empty((len(texts), self.fingerprint.dimension), np.float32)
        for first in range(0, len(texts), _WINDOW):
            for rows, encodings in self._batches(texts[first : first + _WINDOW], kind):
                vectors[[first + row for row in rows]] = self._run(encodings)["vector"]
        return vectors

    def pieces(self, texts: Sequence[str], kind: Kind) -> list[Pieces]:
        """See ``index.embed.SeesPieces.pieces``. For a few hundred texts: everything is in memory at once."""
        return [self._question(text) for text in texts] if kind == "query" else self._pieces(texts, kind)

    def _pieces(self, texts: Sequence[str], kind: Kind) -> list[Pieces]:
        found: dict[int, Pieces] = {}
        prompt = self.fingerprint.query_prompt if kind == "query" else self.fingerprint.document_prompt
        for rows, encodings in self._batches(texts, kind):
            made = self._run(encodings)
            for row, encoding, states, vector in zip(rows, encodings, made["states"], made["vector"], strict=True):
                found[row] = pieces_of(encoding.offsets, prompt, states, vector)
        return [found[row] for row in range(len(texts))]

    def _batches(self, texts: Sequence[str], kind: Kind) -> Iterator[tuple[list[int], list[Encoding]]]:
        """Rows of ``texts`` and their pieces, longest first, so that little is padded."""
        prompt = self.fingerprint.query_prompt if kind == "query" else self.fingerprint.document_prompt
        encodings = self._tokenizer.encode_batch([f"{prompt}{printable(text)}" for text in texts])
        longest_first = sorted(range(len(texts)), key=lambda row: -len(encodings[row]))
        for first in range(0, len(texts), _BATCH):
            rows = longest_first[first : first + _BATCH]
            yield rows, [encodings[row] for row in rows]

    def _run(self, encodings: Sequence[Encoding]) -> dict[str, NDArray[np.float32]]:
        """One batch through the graph: "vector" ``[n, dimension]`` and "states" ``[n, pieces, dimension]``."""
        shape = (len(encodings), max(map(len, encodings)))
        ids, mask = np.full(shape, self._facts.padding, np.int64), np.zeros(shape, np.int64)
        types = np.zeros(shape, np.int64)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding)], types[row, : len(encoding)] = encoding.ids, encoding.type_ids
            mask[row, : len(encoding)] = 1
        known = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        with self._one_at_a_time:  # the request's tensors are its own; a server embeds questions on several threads
            found = self._request.infer({name: known[name] for name in self._facts.inputs})
            return {name: np.array(found[name], np.float32) for name in ("vector", "states")}
