"""A real browser on a real server: what the tests of the pages share."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from fastapi import FastAPI

import corpus.samples
from index.library import Library
from tests.encoders import HashingEncoder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += [f"--disable-{what}" for what in ("background-networking", "component-update", "sync")]
SAMPLES = Path(corpus.samples.__file__).parent
DESK, PHONE = (1280, 900), (390, 844)


@contextmanager
def serve(app: FastAPI) -> Iterator[str]:
    """Serve `app` on a free port and yield its address."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def ingest(library: Path, *names: str) -> None:
    """Read sample reports into a library."""
    # Questions for figures are answered without vectors, so the fast encoder will do.
    with Library.open(library, create=True, encoder=HashingEncoder()) as writer:
        writer.ingest([SAMPLES / "reports" / name for name in names])


@contextmanager
def open_page(
    browser: Browser,
    url: str,
    size: tuple[int, int] = DESK,
    scheme: Literal["light", "dark"] = "light",
) -> Iterator[Page]:
    """Open `url`; at the end no error was logged and no other host was asked for anything."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="zh-CN", color_scheme=scheme
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith((url, "data:")) else wrong.append(asked.url),
    )
    try:
        page.goto(url + "/ui/")
        page.wait_for_selector("#talk-pane .answer")
        yield page
    finally:
        # A server waits for the connections of an open page.
        context.close()
    assert wrong == []


@contextmanager
def start_browser() -> Iterator[Browser]:
    """Start the browser, or skip saying why there is none."""
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip("没有 /usr/bin/chromium，浏览器测试需要它（apt install chromium）")
    if os.environ.get("CI"):
        from playwright.sync_api import sync_playwright
    else:
        sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()
