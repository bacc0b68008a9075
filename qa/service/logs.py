"""Structured logs: one JSON line on stderr for each request and each fault.

A line says when, which route, which status, how long, and which client as a hash whose
key is forgotten with the process. It never holds a question, a query string, a body, an
address or the words of an exception, which may repeat what was asked.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
import sys
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.service.buckets import address_to_client
from qa.service.redaction import redact
from qa.service.requests import route_of

ACCESS = logging.getLogger("baogao.access")
_FRAMES = 6


class AccessLog:
    """ASGI middleware that writes a line when a response has been sent."""

    def __init__(self, app: ASGIApp, *, on: bool) -> None:
        self._app = app
        self._on = on
        self._key = secrets.token_bytes(16)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it went."""
        if scope["type"] != "http" or not self._on:
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            line = {
                "event": "request",
                "method": scope["method"],
                "route": redact(route_of(scope)[:200]),
                "status": status,
                "ms": round((time.perf_counter() - started) * 1000, 1),
                "client": self._client(scope),
            }
            ACCESS.info("request", extra={"line": line})

    def _client(self, scope: Scope) -> str:
        client = scope.get("client")
        address = address_to_client(client[0] if client else "")
        return hmac.new(self._key, address.encode(), hashlib.sha256).hexdigest()[:12]


class JsonLines(logging.Formatter):
    """Formats a record as one JSON line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; of an exception its type and where it came from, not its words."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        line |= getattr(record, "line", None) or {"event": "message"}
        if "line" not in record.__dict__:
            line["message"] = record.msg if record.exc_info else record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            frames = traceback.extract_tb(trace)[-_FRAMES:]
            line["exception"] = kind.__qualname__
            line["at"] = [f"{f.filename.rsplit('/', 2)[-1]}:{f.lineno} {f.name}" for f in frames]
        return json.dumps(line, ensure_ascii=False, default=str)


def log_to_stderr() -> None:
    """Send our lines and those of the web server to stderr, in this format."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name, level in (("baogao", logging.INFO), ("uvicorn.error", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False
