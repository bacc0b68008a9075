"""A stand-in for a language model: a real HTTP server on loopback that does as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from qa.llm.settings import LlmSettings


@dataclass
class Stub:
    """What the server was asked, and what it does about it."""

    behave: Callable[[Exchange], None]
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)
    """Set when the client has gone away while an answer was being written."""


@dataclass
class Exchange:
    """One request under way."""

    handler: BaseHTTPRequestHandler
    stub: Stub
    request: dict[str, Any]

    def begin(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        """Send the status and the headers; the end of the body is the end of the connection."""
        self.handler.send_response(status)
        self.handler.send_header("content-type", kind)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()

    def write(self, data: str | bytes) -> None:
        self.handler.wfile.write(data.encode() if isinstance(data, str) else data)
        self.handler.wfile.flush()

    def say(self, piece: str) -> None:
        """Send one event of the stream."""
        event = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        choice = {"index": 0, "delta": {"content": piece}, "finish_reason": None}
        self.write(f"data: {json.dumps({**event, 'choices': [choice]})}\n\n")

    def end(self) -> None:
        self.write("data: [DONE]\n\n")


def saying(*pieces: str) -> Callable[[Exchange], None]:
    """Return the behaviour of a model that streams `pieces`."""

    def behave(exchange: Exchange) -> None:
        exchange.begin()
        for piece in pieces:
            exchange.say(piece)
        exchange.end()

    return behave


def in_one_piece(text: str) -> Callable[[Exchange], None]:
    """Return the behaviour of a model that does not stream."""

    def behave(exchange: Exchange) -> None:
        exchange.begin(kind="application/json")
        message = {"role": "assistant", "content": text}
        exchange.write(json.dumps({"choices": [{"index": 0, "message": message}]}))

    return behave


def sent(stub: Stub) -> tuple[str, Sequence[str]]:
    """Return the question and the sentences that were sent last."""
    data = json.loads(stub.asked[-1]["messages"][-1]["content"])
    return data["question"], data["sentences"]


@contextmanager
def model(behave: Callable[[Exchange], None]) -> Iterator[Stub]:
    """Serve a model that behaves so."""
    stub = Stub(behave)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            request = json.loads(body)
            stub.asked.append(request)
            stub.headers.append({k.lower(): v for k, v in self.headers.items()})
            try:
                stub.behave(Exchange(self, stub, request))
            except (BrokenPipeError, ConnectionResetError):
                stub.left.set()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    stub.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield stub
    finally:
        stub.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()


def settings_for(url: str, **said: Any) -> LlmSettings:
    return LlmSettings(**{"base_url": url, "model": "stub", **said})
