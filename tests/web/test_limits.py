"""What a request may cost: rate, size, time, a bounded queue — and what refusals look like."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import anyio
import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

import qa.service.connections
import qa.service.intake
from qa.service.buckets import KNOWN, Buckets, address_to_client
from qa.service.intake import Intake
from qa.service.refusals import Refusal
from qa.service.turnstile import Turnstile
from qa.settings import Settings
from tests.web.service import OPEN, QUESTION, build, serving

T = TypeVar("T")


def run_apart(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` in a thread: the browser of other tests keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


LIMITED = Settings(public=False, rate_per_minute=1, rate_burst=5)


def ask(web: httpx.Client, **headers: str) -> int:
    reply = web.post("/api/ask", json={"question": QUESTION}, headers=headers)
    if reply.status_code == 429:
        assert int(reply.headers["retry-after"]) >= 1
        assert reply.json()["error"]["code"] == "too_many_requests"
    return reply.status_code


def test_one_address_asks_only_so_often(library: Path) -> None:
    with serving(build(library, LIMITED)) as url, httpx.Client(base_url=url) as web:
        assert [ask(web) for _ in range(7)] == [200] * 5 + [429] * 2
        # Reading and health have limits of their own.
        assert web.get("/api/reports").status_code == 200
        assert web.get("/healthz").status_code == 200


def test_a_header_anyone_can_send_makes_no_other_address(library: Path) -> None:
    with serving(build(library, LIMITED)) as url, httpx.Client(base_url=url) as web:
        answers = [ask(web, **{"x-forwarded-for": f"203.0.113.{n}"}) for n in range(8)]
        answers += [ask(web, forwarded=f"for=203.0.113.{n}") for n in range(3)]
    assert answers == [200] * 5 + [429] * 6


def test_behind_a_trusted_proxy_the_last_untrusted_address_counts(library: Path) -> None:
    settings = replace(LIMITED, trusted_proxies=("127.0.0.1", "10.0.0.0/8"), rate_burst=2)
    app = build(library, settings)
    with serving(app, settings) as url, httpx.Client(base_url=url) as web:

        def through(chain: str) -> int:
            return ask(web, **{"x-forwarded-for": chain})

        # What the client itself wrote on the left changes nothing.
        spoofed = [through(f"198.51.100.{n}, 203.0.113.7, 10.1.2.3") for n in range(4)]
        assert spoofed == [200, 200, 429, 429]
        assert through("203.0.113.8") == 200


def test_ten_thousand_spoofed_addresses_are_one_client() -> None:
    buckets = Buckets(30, 10, clock=lambda: 0.0)
    passed = [buckets.take(address_to_client("192.0.2.1")) == 0 for _ in range(10_000)]
    assert sum(passed) == 10
    assert len(buckets) == 1


def test_a_bucket_fills_again() -> None:
    now = [0.0]
    buckets = Buckets(30, 2, clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 2]
    now[0] += 2
    assert [buckets.take("a") for _ in range(2)] == [0, 2]
    now[0] += 3600
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 2]


def test_a_bounded_number_of_addresses_is_remembered() -> None:
    buckets = Buckets(30, 1)
    for number in range(KNOWN + 50):
        buckets.take(str(number))
    assert len(buckets) == KNOWN


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_who_counts_as_one_client(one: str, other: str, *, same: bool) -> None:
    assert (address_to_client(one) == address_to_client(other)) is same


def test_a_body_over_64_kb_is_refused_before_it_is_read(web: httpx.Client) -> None:
    fits = web.post("/api/convert", json={"texts": ["政" * 5000] * 4})
    assert fits.status_code == 200
    reply = web.post("/api/ask", content=b" " * (64 * 1024 + 1))
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "too_large")

    def drip() -> Iterator[bytes]:
        for _ in range(70):
            yield b" " * 1024

    reply = web.post("/api/ask", content=drip())
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "too_large")


def test_slow_senders_are_dropped_and_nobody_else_notices(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qa.service.intake, "PATIENCE", 0.3)
    monkeypatch.setattr(qa.service.connections, "HEAD", 0.3)
    heads = [
        b"POST /api/ask HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{",
        b"POST /api/ask HTTP/1.1\r\nhost: x\r\n",
        b"",
    ]
    with serving(build(library)) as url, ExitStack() as stack:
        address = (urlsplit(url).hostname, urlsplit(url).port)
        sockets = []
        for number in range(300):
            slow = stack.enter_context(socket.create_connection(address, timeout=30))
            slow.sendall(heads[number % 3])
            sockets.append(slow)
        assert httpx.get(f"{url}/healthz").status_code == 200
        said = []
        for slow in sockets:
            received = b""
            while part := slow.recv(4096):
                received += part
            said.append(received)
    assert all(b" 408 " in each and b'"too_slow"' in each for each in said[::3])
    assert not any(said[1::3])
    assert not any(said[2::3])


def test_a_kept_connection_must_begin_its_next_request_in_time(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qa.service.connections, "HEAD", 0.3)
    monkeypatch.setattr(qa.service.connections, "IDLE", 0.3)
    with serving(build(library)) as url:
        address = (urlsplit(url).hostname, urlsplit(url).port)
        with socket.create_connection(address, timeout=30) as kept:
            kept.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
            reply = kept.recv(65536)
            while not reply.endswith(b"}"):
                reply += kept.recv(65536)
            assert b" 200 " in reply
            kept.sendall(b"GET /healthz HT")
            assert kept.recv(65536) == b""


def test_the_next_call_is_refused_at_once_while_the_queue_is_full() -> None:
    release = threading.Event()

    async def run() -> None:
        turnstile = Turnstile(running=1, waiting=2)
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(turnstile.run, release.wait)
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(Refusal) as refused:
                await turnstile.run(release.wait)
            assert (refused.value.status, refused.value.retry_after) == (503, 2)
            release.set()
        assert await turnstile.run(lambda: 5) == 5

    run_apart(run())


def test_a_full_service_says_so_in_the_one_shape(library: Path) -> None:
    settings = replace(OPEN, workers=1, waiting=1)
    with serving(build(library, settings)) as url:

        async def rush() -> list[httpx.Response]:
            async with httpx.AsyncClient(base_url=url, timeout=60) as web:
                question = {"question": QUESTION}
                return list(
                    await asyncio.gather(*(web.post("/api/ask", json=question) for _ in range(24)))
                )

        replies = run_apart(rush())
    assert {reply.status_code for reply in replies} == {200, 503}
    refused = next(reply for reply in replies if reply.status_code == 503)
    assert refused.json()["error"]["code"] == "busy"
    assert refused.headers["retry-after"] == "2"


def test_time_stands_still_for_nobody_who_waits() -> None:
    # The limiter is made for the loop that runs, so that a second loop has its own.
    turnstile = Turnstile(running=1, waiting=1)
    assert run_apart(turnstile.run(time.monotonic)) > 0


def test_while_the_queue_is_full_a_question_is_refused_before_its_body_arrives() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("waited for the body")

    async def send(message: Message) -> None:
        sent.append(message)

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("let in")

    intake = Intake(inside, rate=0, burst=0, full=lambda: True)
    scope = {"type": "http", "method": "POST", "path": "/api/ask", "headers": []}
    run_apart(intake(scope, receive, send))
    assert sent[0]["status"] == 503
    assert (b"retry-after", b"2") in sent[0]["headers"]


def test_health_is_told_however_full_the_queue_is() -> None:
    passed: list[str] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        raise AssertionError("refused")

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        passed.append(scope["path"])

    intake = Intake(inside, rate=0, burst=0, full=lambda: True)
    for path in ("/healthz", "/", "/embed", "/page.js"):
        run_apart(
            intake({"type": "http", "method": "GET", "path": path, "headers": []}, receive, send)
        )
    assert passed == ["/healthz", "/", "/embed", "/page.js"]
