"""Limits: when the model is not asked at all.

So many answers at a time, so many tokens a day, and after some failures in a row a
pause; after the pause one question tries again, and the others wait for what becomes of it.
Counts are of this process and begin anew with it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from qa.llm.settings import LlmSettings


class ModelUnavailable(Exception):
    """No rewording was got from the model; `reason` is one word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(slots=True)
class Use:
    """What one answer used of the model."""

    tokens: int = 0


class Limits:
    """Lets questions through to the model, or refuses them at once."""

    def __init__(
        self,
        settings: LlmSettings,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], date] = _today,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._today = today
        self._lock = threading.Lock()
        self._running = 0
        self._failures = 0
        self._shut_until = 0.0
        self._trying = False
        self._day = today()
        self._tokens = 0

    @contextmanager
    def asking(self, tokens: int) -> Iterator[Use]:
        """Hold a place while the model is asked; what is used is counted when it is left.

        Args:
            tokens: Most tokens it may come to.

        Raises:
            ModelUnavailable: There is no place, no token left, or the breaker is open.
        """
        trial = self._enter(tokens)
        use = Use()
        try:
            yield use
        except ModelUnavailable:
            self._failed()
            raise
        else:
            with self._lock:
                self._failures = 0
        finally:
            with self._lock:
                self._running -= 1
                self._tokens += use.tokens
                if trial:
                    self._trying = False

    def _enter(self, tokens: int) -> bool:
        """Take a place, and tell whether it is the one that tries again after a pause."""
        settings = self._settings
        with self._lock:
            if self._day != (today := self._today()):
                self._day, self._tokens = today, 0
            if self._clock() < self._shut_until or self._trying:
                raise ModelUnavailable("breaker")
            if self._running >= settings.concurrency:
                raise ModelUnavailable("busy")
            if settings.daily_tokens and self._tokens + tokens > settings.daily_tokens:
                raise ModelUnavailable("tokens")
            self._running += 1
            self._trying = self._failures >= settings.breaker_failures
            return self._trying

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self._settings.breaker_failures:
                self._shut_until = self._clock() + self._settings.breaker_s
