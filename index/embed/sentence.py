"""Any sentence-transformers model, run by torch: the reference that every faster route is measured against.

Invariant: prompts, pooling and maximum length are the model's own; vectors have length 1. Nothing outside the
model's folder is read, no code of the model is run, torch is imported only when an embedder is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.embed.files import ModelFiles
from index.embed.protocol import Fingerprint, Kind, PieceCounter, Pieces, pieces_of, printable
from index.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

_BATCH = 8  # small batches waste little on padding: 1.3 to 1.6 times the default's throughput on a CPU
_UNLIMITED = 512  # pieces seen by a model that states no maximum


class SentenceTransformersEmbedder:
    """A model as sentence-transformers runs it, on CUDA when torch sees one. ``why`` it is used goes into ``route``."""

    def __init__(self, files: ModelFiles, why: str = "") -> None:
        self.route = f"sentence-transformers ({why})" if why else "sentence-transformers"
        self.model = _load(files)
        self.tokenizer = _tokenizer(self.model, files)
        prompts = self.model.prompts
        # sentence-transformers itself adds an empty "document", which would hide a model's own "passage".
        document = next(filter(None, map(prompts.get, ("document", "passage", "corpus"))), "")
        self._fingerprint = Fingerprint(
            model=files.name,
            weights=files.weights,
            config=files.config,
            tokenizer=files.tokenizer,
            pooling=_pooling(self.model),
            query_prompt=prompts.get("query") or "",
            document_prompt=document,
            dimension=int(self.model.get_embedding_dimension() or 0),
            normalised=True,
            max_pieces=int(min(self.model.max_seq_length or _UNLIMITED, 100_000)),
        )
        self._counter = PieceCounter(self.tokenizer, self._fingerprint.max_pieces, self._fingerprint.document_prompt)
        self._cutting = self.cutting_tokenizer()

    @property
    def fingerprint(self) -> Fingerprint:
        """Which model this is."""
        return self._fingerprint

    @property
    def counter(self) -> PieceCounter:
        """Counts pieces as this model cuts them."""
        return self._counter

    def embed(self, texts: Sequence[str], kind: Kind) -> np.ndarray:
        """float32 ``[len(texts), dimension]`` of length 1, with the model's own prompt for ``kind``."""
        import numpy as np

        if not texts:
            return np.zeros((0, self._fingerprint.dimension), dtype=np.float32)
        encode = self.model.encode_query if kind == "query" else self.model.encode_document
        vectors = encode(
            [printable(text) for text in texts],
            prompt=self._prompt(kind),
            batch_size=_BATCH,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def pieces(self, texts: Sequence[str], kind: Kind) -> list[Pieces]:
        """See ``index.embed.SeesPieces.pieces``."""
        import numpy as np

        encode, prompt = self.model.encode_query if kind == "query" else self.model.encode_document, self._prompt(kind)
        shown = [printable(text) for text in texts]
        made = encode(shown, prompt=prompt, batch_size=_BATCH, output_value=None, show_progress_bar=False)
        found = []
        for text, features in zip(shown, made, strict=True):
            vector = features["sentence_embedding"].float().cpu().numpy()
            states = features["token_embeddings"][features["attention_mask"].bool()].float().cpu().numpy()
            offsets = self._cutting.encode(f"{prompt}{text}").offsets
            found.append(pieces_of(offsets, prompt, states, vector / max(float(np.linalg.norm(vector)), 1e-9)))
        return found

    def cutting_tokenizer(self) -> Tokenizer:
        """A copy of the tokenizer that cuts where the model stops seeing a text, and does not pad."""
        copy = type(self.tokenizer).from_str(self.tokenizer.to_str())
        side = getattr(self.model.tokenizer, "truncation_side", "right")
        copy.enable_truncation(self._fingerprint.max_pieces, direction=side)
        copy.no_padding()
        return copy

    def _prompt(self, kind: Kind) -> str:
        return self._fingerprint.query_prompt if kind == "query" else self._fingerprint.document_prompt


def _load(files: ModelFiles) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(
            str(files.folder),
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={"use_safetensors": True},
        ).eval()
    except (OSError, ValueError, KeyError, ImportError, AttributeError, RuntimeError, TypeError) as error:
        cause = f"sentence-transformers cannot load this model ({type(error).__name__}: {error})"
        raise ModelError(cause, path=files.folder) from error


def _tokenizer(model: SentenceTransformer, files: ModelFiles) -> Tokenizer:
    from tokenizers import Tokenizer

    found = getattr(model.tokenizer, "backend_tokenizer", model.tokenizer)
    if not isinstance(found, Tokenizer):
        raise ModelError("pieces cannot be counted: not a tokenizer of the tokenizers library", path=files.folder)
    return found


def _pooling(model: SentenceTransformer) -> str:
    """The modules after the encoder in words: "Pooling mean, Normalize"."""
    modes = ((type(module).__name__, getattr(module, "pooling_mode", "")) for module in list(model)[1:])
    return ", ".join(f"{name} {mode}".strip() for name, mode in modes)
