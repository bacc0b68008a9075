"""Gradio hardened: one test for each thing it does by default that a public office must not."""

from __future__ import annotations

import gc
import os
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from index.library import Library
from qa.desk import Desk
from qa.settings import Settings
from tests.browsing import ingest, open_page, serve
from tests.encoders import HashingEncoder
from ui import _page, build_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = {"sec-fetch-site": "same-origin"}


pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""Without a browser's event loop Gradio makes one of its own and leaves it to the collector."""


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Collect what Gradio leaves behind while its warning is not an error."""
    yield
    gc.collect()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("library")
    ingest(root, "石桥区2020.txt")
    return root


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx.Client]:
    app = build_app(folder, encoder=HashingEncoder(), settings=Settings(False, rate_per_minute=0))
    # A refused upload closes its connection, which must not be that of the next test.
    fresh = httpx.Limits(max_keepalive_connections=0)
    with serve(app) as url, httpx.Client(base_url=url, timeout=60, limits=fresh) as client:
        yield client


def _file(content: bytes) -> dict[str, tuple[str, bytes]]:
    return {"files": ("年报.txt", content)}


def test_no_origin_is_reflected(client: httpx.Client) -> None:
    answer = client.get("/ui/config", headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    assert "access-control-allow-credentials" not in answer.headers


def test_nobody_uploads_without_login_once_public(folder: Path) -> None:
    app = build_app(folder, encoder=HashingEncoder(), settings=Settings(True))
    with serve(app) as url, httpx.Client(base_url=url) as client:
        answer = client.post("/ui/gradio_api/upload", files=_file(b"x"), headers=HERE)
        assert answer.status_code in (303, 307, 401, 403)
        assert client.get("/ui/").status_code in (303, 307, 401)
        assert client.get("/ui/data.csv").status_code in (303, 307, 401)


def test_no_other_site_uploads_through_the_browser_of_staff(client: httpx.Client) -> None:
    for site in ("cross-site", "same-site"):
        headers = {"sec-fetch-site": site}
        answer = client.post("/ui/gradio_api/upload", files=_file(b"x"), headers=headers)
        assert answer.status_code == 403


def test_an_upload_is_bounded_and_never_served(client: httpx.Client) -> None:
    stored = client.post("/ui/gradio_api/upload", files=_file(b"x"), headers=HERE)
    assert stored.status_code == 200
    (path,) = stored.json()
    assert client.get(f"/ui/gradio_api/file={path}").status_code == 404
    large = client.post("/ui/gradio_api/upload", files=_file(b"x" * (51 << 20)), headers=HERE)
    assert large.status_code == 413
    unsaid = client.post("/ui/gradio_api/upload", content=iter([b"x" * 70_000]), headers=HERE)
    assert unsaid.status_code in (411, 413)


def test_uploads_lie_in_a_folder_of_our_own(client: httpx.Client, folder: Path) -> None:
    uploads = Path(os.environ["GRADIO_TEMP_DIR"])
    assert uploads == (folder / ".service" / "uploads").resolve()
    assert stat.S_IMODE(uploads.stat().st_mode) == 0o700


def test_what_went_wrong_inside_stays_inside(client: httpx.Client) -> None:
    config = client.get("/ui/config").json()
    assert config["show_error"] is False
    body = {"data": [None] * 9, "fn_index": 10_000, "session_hash": "x"}
    answer = client.post("/ui/gradio_api/queue/join", json=body, headers=HERE)
    assert answer.status_code >= 400
    assert "Traceback" not in answer.text
    assert "10000" not in answer.text


def test_monitoring_is_off(client: httpx.Client) -> None:
    for path in ("monitoring", "monitoring/summary", "gradio_api/monitoring/x"):
        assert client.get(f"/ui/{path}").status_code == 404


def test_headers_keep_the_browser_at_home(client: httpx.Client) -> None:
    for path in ("/ui/", "/ui/config", "/ui/checks", "/ui/data.csv"):
        headers = client.get(path).headers
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "object-src 'none'" in headers["content-security-policy"]
        assert "http" not in headers["content-security-policy"]


def test_nothing_of_the_conversation_is_kept_or_published(client: httpx.Client) -> None:
    config = client.get("/ui/config").json()
    assert config["run_history"] is False
    assert config["analytics_enabled"] is False
    assert client.get("/ui/gradio_api/info").json()["named_endpoints"] == {}
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"


def test_a_bounded_number_of_questions_waits(folder: Path) -> None:
    with Library.open(folder, encoder=HashingEncoder()) as library:
        page: Any = _page(Desk(library))
    assert page._queue.max_size == 64
    assert page._queue.default_concurrency_limit == 2 * (os.cpu_count() or 1)


@pytest.fixture
def canary() -> Iterator[tuple[int, list[object]]]:
    """A port nobody has a reason to speak to, and who did all the same."""
    heard: list[object] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                heard.append(listener.accept())
            except OSError:
                return

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield listener.getsockname()[1], heard
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


HOSTS = ("127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1")
PATHS = (
    "/etc/passwd",
    "..%2f..%2f..%2fetc/passwd",
    "../../../../etc/passwd",
    "%2e%2e/%2e%2e/etc/passwd",
    "....//....//etc/passwd",
    "..\\..\\etc\\passwd",
    "/proc/self/environ",
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "ui.py",
    "ui.py::$DATA",
    "/etc/passwd%00.txt",
    "//etc/passwd",
    "C:\\Windows\\win.ini",
    "~/.ssh/id_rsa",
)


def test_no_address_reads_a_file_or_reaches_another_host(
    client: httpx.Client, canary: tuple[int, list[object]]
) -> None:
    port, heard = canary
    addresses = [f"{scheme}{host}:{port}/" for host in HOSTS for scheme in ("http://", "//")]
    tried = 0
    for target in (*PATHS, *addresses):
        for route in ("file=", "file/", "proxy=", "stream/", "../"):
            answer = client.get(f"/ui/gradio_api/{route}{target}")
            tried += 1
            assert answer.status_code in (307, 400, 404, 405), (route, target)
            assert "root:" not in answer.text
            assert "import gradio" not in answer.text
    assert tried >= 40
    assert heard == []


AXE = "axe_playwright_python"
OURS = "[['#masthead'], ['[id$=-pane]'], ['#told'], ['#holdings']]"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_our_markup(
    browser: Browser, folder: Path, scheme: str
) -> None:
    package = pytest.importorskip(AXE)
    (script,) = Path(package.__file__).parent.rglob("axe.min.js")
    app = build_app(folder, encoder=HashingEncoder())
    with (
        serve(app) as url,
        open_page(browser, url, scheme="dark" if scheme == "dark" else "light") as page,
    ):
        page.evaluate(script.read_text("utf-8"))
        page.fill("#question textarea", "石桥区2020年收到多少件政府信息公开申请？")
        page.press("#question textarea", "Enter")
        page.wait_for_selector(".talk-turn .answer-figure strong")
        found = {}
        for name in ("talk", "search", "reader", "data", "profile", "checks", "manage"):
            page.click(f"#{name}-tab-button")
            page.wait_for_selector(f"#{name}-pane :is(.answer, .desk-form)")
            if name == "reader":
                page.click("#reader-pane .desk-link")
                page.wait_for_selector(".reader")
            run = f"axe.run({{include: {OURS}}}, {{resultTypes: ['violations']}})"
            for each in page.evaluate(run)["violations"]:
                if each["impact"] in ("serious", "critical"):
                    found[name, each["id"]] = [node["html"][:200] for node in each["nodes"]]
        assert found == {}
