"""The client: one question to an OpenAI-compatible model, its answer piece by piece.

The one place that knows the `openai` package. Its own time limit counts from byte to
byte; here one deadline counts for everything, and at it the connection is closed. What the
model sends is bounded in bytes, redirections are not followed, and whatever goes wrong is
`ModelUnavailable`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from typing import Any

from corpus.errors import UsageError
from qa.llm.limits import ModelUnavailable
from qa.llm.settings import LlmSettings

CONNECT = 2.0
"""Seconds in which a connection must stand."""
MOST_BYTES = 400_000
CLOSING = 0.5
"""Seconds a connection has to close."""

Message = dict[str, str]


def load_openai() -> Any:  # noqa: ANN401 - a module that may be missing
    """Return the package, imported now so that the first question does not wait for it.

    Raises:
        UsageError: It is not installed.
    """
    try:
        import openai
        import openai.resources.chat.completions
    except ImportError as error:
        raise UsageError(
            "设置了大模型，但没有安装它需要的组件；请执行 pip install 'baogao[llm]'，或去掉 [llm]。"
        ) from error
    return openai


def stream_reply(settings: LlmSettings, messages: Sequence[Message]) -> Iterator[str]:
    """Yield what the model replies to `messages`, as it comes.

    Raises:
        ModelUnavailable: There is no reply, none in time, or none that can be read.
    """
    end = time.monotonic() + settings.deadline_s
    # A loop of its own in whatever thread asks: only so can waiting be cut off at any point.
    loop = asyncio.new_event_loop()
    pieces = _pieces(settings, messages)
    try:
        while True:
            try:
                left = max(0.0, end - time.monotonic())
                piece = loop.run_until_complete(asyncio.wait_for(anext(pieces), left))
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise ModelUnavailable("deadline") from None
            yield piece
    finally:
        loop.run_until_complete(_close(pieces))
        loop.close()


async def _close(pieces: AsyncGenerator[str, None]) -> None:
    # A cut-off reply has been closed already; one that is given up midway is closed here.
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(pieces.aclose(), CLOSING)


async def _pieces(settings: LlmSettings, messages: Sequence[Message]) -> AsyncGenerator[str, None]:
    openai = load_openai()
    from httpx2 import HTTPError, InvalidURL

    # Reading the certificates of all authorities takes longer than a question on loopback.
    secure = settings.base_url.startswith("https:")
    http = openai.DefaultAsyncHttpxClient(follow_redirects=False, trust_env=False, verify=secure)
    client = openai.AsyncOpenAI(
        base_url=settings.base_url,
        api_key=settings.api_key or "none",
        organization="",
        project="",
        timeout=openai.Timeout(settings.deadline_s, connect=min(CONNECT, settings.deadline_s)),
        max_retries=0,
        http_client=http,
        default_headers={"accept-encoding": "identity"},
    )
    request = client.chat.completions.with_streaming_response.create(
        model=settings.model,
        messages=list(messages),
        max_tokens=settings.answer_tokens,
        temperature=0,
        stream=True,
    )
    try:
        async with client, request as response:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise ModelUnavailable("encoding")
            kind = response.headers.get("content-type", "")
            body = _capped(response.iter_bytes())
            async with aclosing(_events(body) if "event-stream" in kind else _whole(body)) as said:
                async for piece in said:
                    yield piece
    except openai.OpenAIError as error:
        raise ModelUnavailable(type(error).__name__) from error
    except (HTTPError, InvalidURL, OSError) as error:
        raise ModelUnavailable("connection") from error
    except (ValueError, TypeError, LookupError) as error:
        raise ModelUnavailable("unreadable") from error


async def _capped(body: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    read = 0
    async for chunk in body:
        read += len(chunk)
        if read > MOST_BYTES:
            raise ModelUnavailable("too_long")
        yield chunk


async def _whole(body: AsyncIterator[bytes]) -> AsyncGenerator[str, None]:
    """Yield the reply of a server that does not stream."""
    reply = json.loads(b"".join([chunk async for chunk in body]))
    yield _text(reply["choices"][0]["message"]["content"])


async def _events(body: AsyncIterator[bytes]) -> AsyncGenerator[str, None]:
    """Yield the pieces of a stream of server-sent events; one that ends early is no reply."""
    rest = b""
    async for chunk in body:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if not line.startswith(b"data:"):
                continue
            data = line.removeprefix(b"data:").strip()
            if data == b"[DONE]":
                return
            for choice in json.loads(data)["choices"][:1]:
                yield _text(dict(choice["delta"]).get("content"))
    raise ModelUnavailable("cut")


def _text(content: object) -> str:
    if content is None:
        return ""
    if not isinstance(content, str):
        raise TypeError("the reply is no text")
    return content
