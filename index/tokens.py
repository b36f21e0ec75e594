"""What a language model would be charged for a text, counted by tiktoken without ever fetching a vocabulary.

tiktoken fetches what its cache lacks, without a time-out. So its vocabularies are used only where the user's cache
already holds the whole file; else a small one of ours is, trained on the sample releases, which counts too many rather
than too few. Invariant: no function here opens a connection or writes a file.
"""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

OURS = "samples.tiktoken"
"""Our vocabulary's file in ``index/data``: one line for each token, its bytes in base64 and its rank."""

PATTERN = "|".join(
    (
        r"'(?i:[sdmt]|ll|ve|re)",
        r"[^\r\n\p{L}\p{N}]?\p{L}+",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    )
)
"""How a text is split before bytes are merged: words with the space before them, up to three digits, marks."""

_PUBLISHED = "https://openaipublic.blob.core.windows.net/encodings/"
# As tiktoken itself pins them; a file with another hash it would delete and fetch again.
_KNOWN = {
    "o200k_base": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    "cl100k_base": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
}


def count_tokens(text: str) -> int:
    """How many tokens ``text`` is, by ``tokens_by()``. Text that looks like a special token counts as plain text."""
    return len(_encoding().encode_ordinary(text))


def tokens_by() -> str:
    """The vocabulary that counts: "o200k_base" or "cl100k_base" from tiktoken's cache, else "samples" (errs high)."""
    return _encoding().name


@lru_cache(maxsize=1)
def _encoding() -> tiktoken.Encoding:
    import tiktoken

    for name, sha256 in _KNOWN.items():
        if _is_cached(name, sha256):
            return tiktoken.get_encoding(name)
    ranks = read_ranks((files("index") / "data" / OURS).read_bytes())
    return tiktoken.Encoding("samples", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={})


def read_ranks(lines: bytes) -> dict[bytes, int]:
    """The tokens and ranks of a vocabulary file."""
    pairs = (line.split() for line in lines.splitlines() if line)
    return {base64.b64decode(token): int(rank) for token, rank in pairs}


def _is_cached(name: str, sha256: str) -> bool:
    """Whether tiktoken would find this vocabulary whole in its cache, whose rules these are."""
    named = os.environ.get("TIKTOKEN_CACHE_DIR", os.environ.get("DATA_GYM_CACHE_DIR"))
    folder = Path(tempfile.gettempdir(), "data-gym-cache") if named is None else Path(named)
    if named == "":
        return False
    try:
        found = (folder / hashlib.sha1(f"{_PUBLISHED}{name}.tiktoken".encode()).hexdigest()).read_bytes()
    except OSError:
        return False
    return hashlib.sha256(found).hexdigest() == sha256
