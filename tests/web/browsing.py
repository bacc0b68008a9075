"""Debian's Chromium for the tests of the page and the widget, and pages it may open."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from tests.browsing import DESK

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page


@contextmanager
def opened(
    browser: Browser,
    url: str,
    size: tuple[int, int] = DESK,
    *,
    scheme: str = "light",
    expected: tuple[str, ...] = (),
) -> Iterator[Page]:
    """Open `url`; at the end no error was logged but `expected`, and no dialog opened."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="zh-CN",
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    wrong: list[str] = []

    def note(text: str) -> None:
        if not any(part in text for part in expected):
            wrong.append(text)

    page.on("console", lambda said: note(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: note(str(error)))

    def refuse(dialog: Dialog) -> None:
        note(f"dialog {dialog.message}")
        dialog.dismiss()

    page.on("dialog", refuse)
    page.goto(url)
    yield page
    context.close()
    assert not wrong, wrong


@contextmanager
def website(
    pages: Mapping[str, str], headers: Mapping[str, str] | None = None
) -> Iterator[tuple[str, list[str]]]:
    """Serve `pages` by path as somebody else's website; yield its origin and what was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = pages.get(self.path.partition("?")[0], "").encode()
            self.send_response(200 if body else 204)
            self.send_header("content-type", "text/html; charset=utf-8")
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
