"""Login: what is public, what is the staff's, and that nothing else opens it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from corpus.errors import UsageError
from qa.cli import cli
from qa.service.sessions import COOKIE, Sessions
from qa.service.users import Users
from tests.web.service import PUBLIC, QUESTION, build, serving

PASSWORD = "一个够长的密码123"
STAFF = ("/openapi.json", "/api/search?q=公开", "/api/checks", "/snippet", "/demo", "/ui/", "/nope")
CITIZENS = (
    "/",
    "/embed",
    "/page.js",
    "/page.css",
    "/widget.js",
    "/favicon.ico",
    "/healthz",
    "/readyz",
    "/login",
    "/api/reports",
    "/api/facts",
)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("state")
    assert Users(folder).set("张三", PASSWORD)
    return folder


@pytest.fixture(scope="module")
def public(library: Path, state: Path) -> Iterator[str]:
    with serving(build(library, PUBLIC, state=state)) as url:
        yield url


@pytest.fixture
def web(public: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=public) as client:
        yield client


def log_in(web: httpx.Client, password: str = PASSWORD, **headers: str) -> httpx.Response:
    token = re.search(r'name="token" value="([^"]+)"', web.get("/login").text)
    assert token is not None
    fields = {"name": "张三", "password": password, "token": token[1], "next": "/snippet"}
    return web.post("/login", data=fields, headers=headers)


def cookie(web: httpx.Client) -> dict[str, str]:
    """The header with a session's cookie; over http no client would send it by itself."""
    reply = log_in(web)
    assert reply.status_code == 303, reply.text
    return {"cookie": reply.headers["set-cookie"].split(";")[0]}


@pytest.mark.parametrize("path", CITIZENS)
def test_citizens_need_no_login(web: httpx.Client, path: str) -> None:
    assert web.get(path).status_code == 200


def test_citizens_may_ask(web: httpx.Client) -> None:
    reply = web.post("/api/ask", json={"question": QUESTION})
    assert reply.json()["values"][0]["value"] == "71"
    assert "set-cookie" not in reply.headers


@pytest.mark.parametrize("path", STAFF)
def test_everything_else_asks_for_login(web: httpx.Client, path: str) -> None:
    program = web.get(path)
    assert program.status_code == 401
    assert program.json()["error"]["code"] == "login_required"
    person = web.get(path, headers={"accept": "text/html"})
    assert person.status_code == 303
    assert httpx.URL(str(person.url)).join(person.headers["location"]).path == "/login"
    assert web.post("/ui/gradio_api/queue/join", json={}).status_code == 401


def test_staff_log_in_and_out(web: httpx.Client) -> None:
    reply = log_in(web)
    said = reply.headers["set-cookie"]
    assert said.startswith("__Host-")
    assert {"HttpOnly", "Secure", "Path=/"} <= set(said.split("; "))
    assert "samesite=strict" in said.lower()
    assert reply.headers["location"] == "./snippet"

    session = {"cookie": said.split(";")[0]}
    assert web.get("/openapi.json", headers=session).status_code == 200
    page = web.get("/login", headers=session).text
    assert "张三" in page
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token is not None
    assert web.post("/logout", data={"token": "x"}, headers=session).status_code == 403
    out = web.post("/logout", data={"token": token[1]}, headers=session)
    assert out.status_code == 303
    assert "Max-Age=0" in out.headers["set-cookie"]


def test_a_wrong_password_or_another_site_logs_nobody_in(web: httpx.Client) -> None:
    assert log_in(web, "不是这个密码").status_code == 401
    assert log_in(web, origin="https://evil.example").status_code == 403
    assert log_in(web, **{"sec-fetch-site": "cross-site"}).status_code == 403
    fields = {"name": "张三", "password": PASSWORD, "token": "made.up"}
    assert web.post("/login", data=fields).status_code == 403


def test_a_session_does_nothing_for_another_site(web: httpx.Client) -> None:
    session = cookie(web)
    foreign = {**session, "origin": "https://evil.example"}
    asked = "/ui/gradio_api/queue/join"
    assert web.post(asked, headers=foreign).json()["error"]["code"] == "foreign_origin"
    # Let through; this service has no Gradio that would answer.
    assert web.post(asked, headers=session).status_code == 404


def test_guessing_is_slowed_down(library: Path, tmp_path: Path) -> None:
    with serving(build(library, PUBLIC, state=tmp_path)) as url, httpx.Client(base_url=url) as web:
        tries = [web.post("/login", data={"name": "张三"}).status_code for _ in range(12)]
    assert tries == [403] * 10 + [429] * 2


def test_after_login_nobody_is_sent_elsewhere(library: Path, state: Path) -> None:
    targets = ("//evil.example", "https://evil.example", "/\\evil", "javascript:alert(1)", "")
    # A service of its own: guesses of the other tests count against the same address.
    with serving(build(library, PUBLIC, state=state)) as url, httpx.Client(base_url=url) as web:
        for target in targets:
            token = re.search(r'name="token" value="([^"]+)"', web.get("/login").text)
            assert token is not None
            fields = {"name": "张三", "password": PASSWORD, "token": token[1], "next": target}
            assert web.post("/login", data=fields).headers["location"] == "./ui/"


def test_a_token_ends_with_its_password_user_or_key(tmp_path: Path) -> None:
    users = Users(tmp_path)
    users.set("a", PASSWORD)
    token = Sessions(tmp_path, users).issue("a")
    assert Sessions(tmp_path, users).user(token) == "a"
    users.set("a", PASSWORD + "!")
    assert Sessions(tmp_path, users).user(token) is None
    token = Sessions(tmp_path, users).issue("a")
    body, _, seal = token.partition(".")
    for forged in ("", ".", body, f"{body}.{seal[:-1]}0", f"{body}x.{seal}", f".{seal}"):
        assert Sessions(tmp_path, users).user(forged) is None
    assert not Sessions(tmp_path, users).is_form_token(token)
    (tmp_path / "secret").unlink()
    assert Sessions(tmp_path, users).user(token) is None
    users.remove("a")
    assert users.names() == []


def test_passwords_are_kept_as_slow_hashes(tmp_path: Path) -> None:
    users = Users(tmp_path)
    users.set("a", PASSWORD)
    users.set("b", PASSWORD)
    kept = (tmp_path / "users.json").read_text("utf-8")
    assert PASSWORD not in kept
    assert len(set(re.findall('scrypt[^"]+', kept))) == 2
    assert (tmp_path / "users.json").stat().st_mode & 0o077 == 0
    assert users.accepts("a", PASSWORD)
    assert not users.accepts("a", PASSWORD + " ")
    assert not users.accepts("nobody", PASSWORD)


@pytest.mark.parametrize(("name", "password"), [("a b", PASSWORD), ("", PASSWORD), ("a", "short")])
def test_names_and_passwords_that_cannot_be(tmp_path: Path, name: str, password: str) -> None:
    with pytest.raises(UsageError):
        Users(tmp_path).set(name, password)


def test_users_are_managed_on_the_command_line(tmp_path: Path) -> None:
    def run(*words: str, typed: str = "") -> Result:
        library = ("--library", str(tmp_path))
        return CliRunner().invoke(cli, ["user", *words, *library], input=typed)

    assert run("add", "李四", typed=PASSWORD + "\n").stdout == "已添加用户：李四\n"
    assert run("add", "李四", typed=PASSWORD + "5\n").stdout == "已更换密码：李四\n"
    assert Users(tmp_path / ".service").accepts("李四", PASSWORD + "5")
    assert run("list").stdout == "李四\n"
    short = run("add", "王五", typed="short\n")
    assert short.exit_code == 2
    assert "至少" in short.stderr
    assert run("remove", "李四").stdout == "已移除用户：李四\n"
    assert run("remove", "李四").exit_code == 2
    assert COOKIE.startswith("__Host-")
