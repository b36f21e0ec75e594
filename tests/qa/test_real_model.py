"""A real language model, made on the spot (a tiny GPT-2 with random weights), behind a real server; asked for by
RELEASE_QA_TEST_LLM=1, since making it loads torch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from language_server import Talk, served

from qa import Archive
from qa.endpoint import Endpoint

pytestmark = pytest.mark.skipif("RELEASE_QA_TEST_LLM" not in os.environ, reason="set RELEASE_QA_TEST_LLM=1 to run it")


@pytest.fixture(scope="module")
def pieces(samples: Archive) -> Any:
    """Text in, pieces of text out: what the tiny model goes on to say, greedily, one token at a time."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import GPT2Config, GPT2LMHeadModel

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    texts = [samples.release(card.id).text for card in samples.releases()]
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=600, initial_alphabet=alphabet))
    torch.manual_seed(0)
    size = GPT2Config(vocab_size=tokenizer.get_vocab_size(), n_positions=256, n_embd=32, n_layer=2, n_head=2,
                      bos_token_id=None, eos_token_id=None)  # fmt: skip
    model = GPT2LMHeadModel(size).eval()

    def said(text: str) -> Iterator[str]:
        ids = tokenizer.encode(text).ids[-200:]
        with torch.inference_mode():
            for _ in range(40):
                ids.append(int(model(torch.tensor([ids])).logits[0, -1].argmax()))
                yield tokenizer.decode(ids[-1:])

    return said


def test_a_real_model_that_talks_nonsense_is_heard_checked_and_never_shown(samples: Archive, pieces: Any) -> None:
    def reply(asked: dict[str, Any], talk: Talk) -> None:
        talk.begin()
        for piece in pieces("\n".join(message["content"] for message in asked["messages"])):
            talk.event(piece)
        talk.event(" So the moon fell [1].")
        talk.wfile.write(b"data: [DONE]\n\n")

    with served(reply) as (url, heard):
        found = samples.ask("What did NATO say about Libya?", llm=Endpoint(url, "tiny-gpt2", 60))
    assert len(heard) == 1
    assert found.quotes == samples.ask("What did NATO say about Libya?").quotes
    assert found.written
    assert not [one for one in found.written if one.status == "supported"]
    assert found.notes
