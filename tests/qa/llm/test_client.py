"""The client against a server that fails in every way; nothing outlives its deadline."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import pytest

from qa.llm.client import load_openai, stream_reply
from qa.llm.limits import ModelUnavailable
from tests.qa.llm.stub import Exchange, in_one_piece, model, saying, settings_for

ASKED = [{"role": "user", "content": "请改写"}]
SHORT = 0.5


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    # Or the first deadline would pass while the package is imported.
    load_openai()


def hang(exchange: Exchange) -> None:
    exchange.stub.stopping.wait(30)


def hang_midway(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say("好的")
    exchange.stub.stopping.wait(30)


def drip(exchange: Exchange) -> None:
    # A byte now and then keeps every timeout between bytes from firing.
    exchange.begin()
    while not exchange.stub.stopping.wait(0.02):
        exchange.write(b"d")


def cut(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say("2020年，")


def cut_short(exchange: Exchange) -> None:
    exchange.begin(kind="application/json", content_length="5000")
    exchange.write('{"choices": [')


def status(code: int) -> Callable[[Exchange], None]:
    def behave(exchange: Exchange) -> None:
        exchange.begin(code, "application/json", retry_after="1")
        exchange.write('{"error": {"message": "no"}}')

    return behave


def elsewhere(exchange: Exchange) -> None:
    exchange.begin(307, location=exchange.stub.url.replace("/v1", "/elsewhere"))


def body(text: str | bytes, kind: str = "text/event-stream") -> Callable[[Exchange], None]:
    def behave(exchange: Exchange) -> None:
        exchange.begin(kind=kind)
        exchange.write(text)

    return behave


def long_line(exchange: Exchange) -> None:
    exchange.begin()
    for _ in range(10):
        exchange.write(b"data: " + b"9" * 1_000_000)


FAULTS = {
    "500": status(500),
    "429": status(429),
    "401": status(401),
    "redirected": elsewhere,
    "hang": hang,
    "hang midway": hang_midway,
    "drip": drip,
    "cut": cut,
    "cut short": cut_short,
    "no JSON": body("data: {not json}\n\n"),
    "no UTF-8": body(b"data: \xff\xfe\n\n"),
    "another shape": body('data: {"choices": [{"delta": 7}]}\n\n'),
    "a number": body('data: {"choices": [{"delta": {"content": 71}}]}\n\n'),
    "a list": body("data: []\n\n"),
    "no choices": body("{}", "application/json"),
    "a page": body("<html>nginx</html>", "text/html"),
    "empty": body(""),
    "10 MB": long_line,
    "10 MB in one piece": in_one_piece("九" * 10_000_000),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_fails_is_no_reply_and_ends_in_time(fault: str) -> None:
    with model(FAULTS[fault]) as stub, pytest.raises(ModelUnavailable):
        list(stream_reply(settings_for(stub.url, deadline_s=SHORT), ASKED))
    # Nobody asked twice, and nobody followed a redirection.
    assert len(stub.asked) <= 1


def test_a_server_that_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(ModelUnavailable):
        list(stream_reply(settings_for(f"http://127.0.0.1:{port}/v1", deadline_s=5), ASKED))


def test_a_server_that_never_accepts() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=1) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/v1"
        with pytest.raises(ModelUnavailable):
            list(stream_reply(settings_for(url, deadline_s=SHORT), ASKED))


def test_at_the_deadline_the_connection_is_closed() -> None:
    with model(drip) as stub:
        with pytest.raises(ModelUnavailable, match="deadline"):
            list(stream_reply(settings_for(stub.url, deadline_s=SHORT), ASKED))
        assert stub.left.wait(10)
    assert not [thread for thread in threading.enumerate() if "asyncio" in thread.name]


def test_a_reply_that_is_given_up_midway_is_closed() -> None:
    def chatter(exchange: Exchange) -> None:
        exchange.begin()
        while not exchange.stub.stopping.wait(0.01):
            exchange.say("好。")

    with model(chatter) as stub:
        reply = stream_reply(settings_for(stub.url), ASKED)
        assert next(reply) == "好。"
        reply.close()  # type: ignore[attr-defined]
        assert stub.left.wait(10)


def test_a_stream_and_a_reply_in_one_piece() -> None:
    with model(saying("石桥区", "", "收到71件。")) as stub:
        assert list(stream_reply(settings_for(stub.url), ASKED)) == ["石桥区", "", "收到71件。"]
        stub.behave = in_one_piece("石桥区收到71件。")
        assert list(stream_reply(settings_for(stub.url), ASKED)) == ["石桥区收到71件。"]


def test_only_what_was_set_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-somebody-else")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-somebody-else")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with model(saying("好。")) as stub:
        list(stream_reply(settings_for(stub.url, api_key="key", answer_tokens=77), ASKED))
    assert "somebody-else" not in str(stub.headers)
    assert stub.headers[0]["authorization"] == "Bearer key"
    request = stub.asked[0]
    assert request["messages"] == ASKED
    assert (request["model"], request["max_tokens"], request["stream"]) == ("stub", 77, True)
    assert "tools" not in request
