"""Intake: what a request may cost before any route sees it.

ASGI middleware. The whole body is received here, at most 64 KB within 10 seconds, and
handed on in one piece; a client that asks too often is refused first. Both answer in
the one error shape and at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.service.buckets import Buckets, address_to_client
from qa.service.refusals import Refusal, refusal_to_response
from qa.service.requests import header_of, route_of
from qa.service.turnstile import RETRY

LARGEST = 64 * 1024
"""Bytes of a body."""
PATIENCE = 10
"""Seconds a body may take to arrive."""
READS = 10
"""Cheap requests allowed for each question."""
QUESTIONS = ("/api/ask", "/api/search")
UPLOAD = "/ui/gradio_api/upload"
LARGEST_UPLOAD = 500 * 1024 * 1024
"""Bytes of files chosen together; the length must be announced."""
WORKBENCH = "/ui/gradio_api/queue/join"
"""Every click of staff, who have logged in or sit at this machine."""
LOGINS = ("/login",)


class Intake:
    """Counts, bounds and collects requests around an application."""

    def __init__(
        self, app: ASGIApp, rate: int, burst: int, full: Callable[[], bool] = lambda: False
    ) -> None:
        """Allow `rate` questions a minute and `burst` at once; no counting where rate is 0.

        While the queue is `full`, what would have to wait in it is refused as it arrives,
        before its body is received.
        """
        self._app = app
        self._full = full
        self._questions = Buckets(rate, burst) if rate else None
        self._reads = Buckets(rate * READS, burst * READS) if rate else None
        # Guessing passwords is slowed down whatever the load that is tested.
        self._logins = Buckets(10, 10)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or pass it on with its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wait = self._wait(scope)
        if wait:
            message = f"提问太频繁了，请{wait}秒后再试"
            refusal = Refusal(429, "too_many_requests", message, retry_after=wait)
            await refusal_to_response(refusal)(scope, receive, send)
            return
        if self._full() and route_of(scope).startswith("/api/"):
            await refusal_to_response(Refusal(503, retry_after=RETRY))(scope, receive, send)
            return
        if route_of(scope).rstrip("/") == UPLOAD and _announced(scope) <= LARGEST_UPLOAD:
            # Staff only; written to disk as it comes, file by file within Gradio's limit.
            await self._app(scope, receive, send)
            return
        try:
            body = await asyncio.wait_for(_read(scope, receive), PATIENCE)
        except TimeoutError:
            await refusal_to_response(Refusal(408), close=True)(scope, receive, send)
            return
        except Refusal as refusal:
            await refusal_to_response(refusal, close=True)(scope, receive, send)
            return
        if body is not None:
            await self._app(scope, _Replay(body, receive), send)

    def _wait(self, scope: Scope) -> int:
        buckets = self._bucket(scope["method"], route_of(scope))
        if buckets is None:
            return 0
        client = scope.get("client")
        return buckets.take(address_to_client(client[0] if client else ""))

    def _bucket(self, method: str, route: str) -> Buckets | None:
        if _is_one(route, LOGINS):
            return self._logins if method == "POST" else None
        # Drawing a page takes as long as answering does.
        if _is_one(route, QUESTIONS) or route.endswith(".png"):
            return self._questions
        return self._reads if route.startswith("/api/") or route == WORKBENCH else None


def _is_one(route: str, routes: Iterable[str]) -> bool:
    return route.rstrip("/") in routes


class _Replay:
    """Gives the body once, and then what the connection says: that it was closed."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


def _announced(scope: Scope) -> int:
    """Return how long a body is said to be, one byte too many where nothing is said."""
    said = header_of(scope, "content-length")
    return int(said) if said.isdigit() else LARGEST_UPLOAD + 1


async def _read(scope: Scope, receive: Receive) -> bytes | None:
    """Return the body, None where the client has gone.

    Raises:
        Refusal: It is or says it is too long.
    """
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > LARGEST:
            raise Refusal(413)
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST:
            raise Refusal(413)
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)
