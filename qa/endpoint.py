"""A language model at an OpenAI-compatible address (Ollama, llama.cpp, vLLM, a hosted one), asked for a stream of text.

Invariant: whatever the other side does (silence, dribbling, garbage, redirects, refusals), the stream ends within
``seconds``, or with one ``NotHeard`` that says in a few words why. Nothing but text is asked for or taken: no tools, no
calls, and no address but the one given is ever visited.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from index.errors import UsageError

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

LONGEST = 20_000
"""So many characters of a reply are read at most: an answer is a few sentences."""


class NotHeard(Exception):
    """The language model gave no usable reply; the message says why, in a few words."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to the model."""

    role: Literal["system", "user"]
    content: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a language model listens. ``seconds`` bounds a whole reply, ``budget`` the tokens of the passages."""

    url: str
    model: str
    seconds: float = 60.0
    budget: int = 3_000
    key: str = field(default="", repr=False)


def endpoint(url: str | None = None, model: str | None = None) -> Endpoint | None:
    """The endpoint by argument, else by RELEASE_QA_LLM and RELEASE_QA_LLM_MODEL, else None: no language model.

    Raises UsageError for an address without http(s), or without a model's name.
    """
    url = url or os.environ.get("RELEASE_QA_LLM", "")
    model = model or os.environ.get("RELEASE_QA_LLM_MODEL", "")
    if not url and not model:
        return None
    example = "--llm http://127.0.0.1:11434/v1 --llm-model NAME"
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"the language model's address is no http address: {url!r}.", next_command=example)
    if not model:
        raise UsageError("the language model has no name.", next_command=example)
    key = os.environ.get("RELEASE_QA_LLM_KEY", "none")  # never a key that was meant for another address
    return Endpoint(url, model, key=key)


def stream(at: Endpoint, messages: Sequence[Message]) -> Iterator[str]:
    """The reply, piece by piece as it comes. Raises NotHeard, or UsageError where the client is not installed."""
    try:
        import openai  # noqa: F401 (asked here, so that what is missing is said at once and not in a thread)
    except ImportError as error:
        raise UsageError(
            "a language model needs the openai client.", next_command="pip install 'release-qa[llm]'"
        ) from error
    arrived: queue.Queue[str | NotHeard | None] = queue.Queue()
    given_up = threading.Event()
    # A thread of its own: a server that sends a blank now and then would hold us for ever otherwise.
    threading.Thread(target=_listen, args=(at, messages, arrived, given_up), daemon=True).start()
    until = time.monotonic() + at.seconds
    length = 0
    try:
        while True:
            try:
                piece = arrived.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise NotHeard(f"it took longer than {at.seconds:g} seconds") from None
            if piece is None:
                return
            if isinstance(piece, NotHeard):
                raise piece
            length += len(piece)
            if length > LONGEST:
                raise NotHeard("it would not stop")
            yield piece
    finally:
        given_up.set()


def _listen(
    at: Endpoint, messages: Sequence[Message], arrived: queue.Queue[str | NotHeard | None], given_up: threading.Event
) -> None:
    """Put what comes into ``arrived``, None at the end, NotHeard for whatever goes wrong."""
    import httpx2  # what openai itself speaks through
    from openai import DefaultHttpxClient, OpenAI, OpenAIError

    try:
        with (
            DefaultHttpxClient(follow_redirects=False, timeout=at.seconds) as http,
            OpenAI(base_url=at.url, api_key=at.key or "none", max_retries=0, http_client=http) as client,
            client.chat.completions.create(
                model=at.model,
                messages=[_as_asked(one) for one in messages],
                temperature=0,
                max_tokens=600,
                stream=True,
            ) as reply,
        ):
            for event in reply:
                if given_up.is_set():
                    return
                choices = getattr(event, "choices", None) or ()
                piece = getattr(getattr(choices[0], "delta", None), "content", None) if choices else None
                if isinstance(piece, str):
                    arrived.put(piece)
        arrived.put(None)
    except (OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        arrived.put(NotHeard(_reason(error)))
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        arrived.put(NotHeard(f"its reply is no stream of chat completions ({type(error).__name__})"))


def _as_asked(message: Message) -> ChatCompletionMessageParam:
    if message.role == "system":
        return {"role": "system", "content": message.content}
    return {"role": "user", "content": message.content}


def _reason(error: Exception) -> str:
    """Why, without what the other side wrote: that is not ours to show."""
    from openai import APIConnectionError, APIStatusError, APITimeoutError

    if isinstance(error, APITimeoutError):
        return "it did not answer in time"
    if isinstance(error, APIConnectionError):
        return "it cannot be reached, or the connection broke"
    if isinstance(error, APIStatusError):
        return f"it refused with status {error.status_code}"
    return f"its reply broke off ({type(error).__name__})"
