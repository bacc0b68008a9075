"""Connections: none is held open by a client that does not get on with its request.

uvicorn waits for the head of a request as long as it takes. This is its HTTP/1.1
protocol with a limit: the head must arrive within `HEAD` seconds, first or later.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD = 10
"""Seconds the head of a request may take to arrive."""
IDLE = 30
"""Seconds a connection is kept for the next request. As long as this, so that it is not
closed in the moment in which somebody who has read an answer asks again."""


class Connection(H11Protocol):
    """One connection that is closed when its next request does not begin in time."""

    _limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._wait(HEAD)

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        super().on_response_complete()
        self._wait(IDLE + HEAD)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        if self._limit is not None:
            self._limit.cancel()
        super().connection_lost(exc)

    def _wait(self, seconds: float) -> None:
        if self._limit is not None:
            self._limit.cancel()
        self._limit = self.loop.call_later(seconds, self._give_up, self.cycle)

    def _give_up(self, last: object) -> None:
        if self.cycle is last and not self.transport.is_closing():
            self.transport.close()
