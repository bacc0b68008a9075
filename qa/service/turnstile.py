"""The turnstile: a bounded queue in front of what keeps a processor busy.

So many calls run at the same time, so many more may wait, and the next is refused at
once with the time to come again. Calls run in threads; waiting costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

import anyio
import anyio.to_thread

from qa.service.refusals import Refusal

P = ParamSpec("P")
T = TypeVar("T")

RETRY = 2
"""Seconds after which a refused call may try again."""


class Turnstile:
    """Lets `running` calls run and `waiting` more wait."""

    def __init__(self, running: int, waiting: int) -> None:
        self._running = running
        self._most = running + waiting
        self._inside = 0
        self._limiter: anyio.CapacityLimiter | None = None

    @property
    def full(self) -> bool:
        """Whether the next call would be refused."""
        return self._inside >= self._most

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `call` returns, once it has been its turn.

        Raises:
            Refusal: Too many are waiting.
        """
        if self.full:
            raise Refusal(503, retry_after=RETRY)
        if self._limiter is None:
            # A limiter belongs to the event loop that is running.
            self._limiter = anyio.CapacityLimiter(self._running)
        self._inside += 1
        try:
            return await anyio.to_thread.run_sync(
                partial(call, *args, **kwargs), limiter=self._limiter
            )
        finally:
            self._inside -= 1
