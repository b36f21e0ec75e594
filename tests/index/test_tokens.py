"""Tokens are counted by a vocabulary at hand; nothing is fetched, whatever the cache holds."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import tokens
from index.tokens import count_tokens, tokens_by

CL100K = "https://openaipublic.blob.core.windows.net/encodings/cl100k_base.tiktoken"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    tokens._encoding.cache_clear()
    yield
    tokens._encoding.cache_clear()


def test_without_a_cache_our_vocabulary_counts() -> None:
    assert tokens_by() == "samples"
    assert count_tokens("") == 0
    assert count_tokens("2020") == 2  # at most three digits a token
    text = "The Secretary General said that NATO fully supports the efforts of the UN."
    assert 14 <= count_tokens(text) <= 30  # 14 words and marks; fewer tokens than half of the 74 letters
    assert tokens._encoding().decode(tokens._encoding().encode_ordinary(text)) == text


def test_every_byte_has_a_token() -> None:
    ranks = tokens._encoding()._mergeable_ranks
    assert all(bytes([byte]) in ranks for byte in range(256))
    assert sorted(ranks.values()) == list(range(len(ranks)))


@pytest.mark.parametrize("text", ["\x00", "\ud800", "数字", "<|endoftext|>", "a" * 200_000, " " * 50_000])
def test_any_text_is_counted(text: str) -> None:
    assert count_tokens(text) >= 1


@pytest.mark.parametrize("content", [b"", b"IQ== 0\n", b"not a vocabulary"])
def test_a_damaged_cached_vocabulary_is_left_alone(tmp_path: Path, content: bytes) -> None:
    cached = tmp_path / hashlib.sha1(CL100K.encode()).hexdigest()
    cached.write_bytes(content)
    assert tokens_by() == "samples"
    assert cached.read_bytes() == content


def test_an_empty_setting_means_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")
    assert tokens_by() == "samples"
