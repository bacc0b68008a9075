"""Limits: places, tokens a day, and a pause after failures."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from datetime import date

import pytest

from qa.llm.limits import Limits, ModelUnavailable
from tests.qa.llm.stub import settings_for

URL = "http://127.0.0.1/v1"


class Clock:
    now = 0.0
    day = date(2026, 1, 1)

    def __call__(self) -> float:
        return self.now


def fail(limits: Limits, tokens: int = 1) -> None:
    with suppress(ModelUnavailable), limits.asking(tokens) as use:
        use.tokens = tokens
        raise ModelUnavailable("500")


def test_so_many_at_a_time() -> None:
    limits = Limits(settings_for(URL, concurrency=2))
    with ExitStack() as stack:
        stack.enter_context(limits.asking(1))
        stack.enter_context(limits.asking(1))
        with pytest.raises(ModelUnavailable, match="busy"), limits.asking(1):
            pass
    with limits.asking(1):
        pass


def test_so_many_tokens_a_day() -> None:
    clock = Clock()
    limits = Limits(settings_for(URL, daily_tokens=100), clock, lambda: clock.day)
    with limits.asking(60) as use:
        use.tokens = 60
    with pytest.raises(ModelUnavailable, match="tokens"), limits.asking(60):
        pass
    # What failed has been paid for too.
    fail(limits, 30)
    with pytest.raises(ModelUnavailable, match="tokens"), limits.asking(11):
        pass
    clock.day = date(2026, 1, 2)
    with limits.asking(60):
        pass
    endless = Limits(settings_for(URL, daily_tokens=0))
    with endless.asking(10**9):
        pass


def test_after_failures_a_pause_and_then_one_try() -> None:
    clock = Clock()
    limits = Limits(settings_for(URL, breaker_failures=3, breaker_s=30), clock)
    fail(limits)
    fail(limits)
    with limits.asking(1):
        pass
    # Only failures in a row count.
    for _ in range(3):
        fail(limits)
    with pytest.raises(ModelUnavailable, match="breaker"), limits.asking(1):
        pass
    clock.now = 31
    with limits.asking(1), pytest.raises(ModelUnavailable, match="breaker"), limits.asking(1):
        pass
    with limits.asking(1):
        pass
    for _ in range(3):
        fail(limits)
    clock.now = 62
    fail(limits)
    with pytest.raises(ModelUnavailable, match="breaker"), limits.asking(1):
        pass
    clock.now = 93
    with limits.asking(1):
        pass


def test_who_leaves_midway_frees_the_place() -> None:
    limits = Limits(settings_for(URL, concurrency=1))
    with pytest.raises(GeneratorExit), limits.asking(1):
        raise GeneratorExit
    with limits.asking(1):
        pass
