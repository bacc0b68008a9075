"""What the web application lets through, and what it adds to and takes from answers.

Gradio brings some eighty routes: uploads, a proxy, file serving, monitoring. The
page needs a handful of them; all others answer 404 before Gradio sees them. The
content policy keeps the browser from asking any other host for anything, and the
page is served without Gradio's own preview picture and links.
"""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    # Gradio's own page is built from inline scripts, inline styles and templates
    # compiled in the browser, which is what the unsafe- words allow.
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "base-uri 'self'; form-action 'self'; object-src 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
}
_NEEDED = re.compile(
    r"/?|/(?:config|theme\.css|manifest\.json|favicon\.ico|robots\.txt"
    r"|(?:assets|static)/[\w./-]+"
    r"|gradio_api/(?:queue/(?:join|data)|heartbeat/\w+|cancel|reset|startup-events|info)/?)"
)
_FOREIGN = re.compile(
    rb'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>|<link rel="manifest"[^>]*>'
)


class Guard:
    """ASGI middleware around the application that mounts Gradio at `mount`.

    `root_path` is the prefix people see when a proxy serves the application below one,
    whether or not the proxy takes it off before passing a request on.
    """

    def __init__(self, app: ASGIApp, mount: str = "/ui", root_path: str = "") -> None:
        self._app = app
        self._mount = mount
        self._root = root_path.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404 for a route of Gradio the page does not need, else pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path == self._root or path.startswith(self._root + "/"):
            path = path.removeprefix(self._root)
        scope = {**scope, "path": self._root + path, "root_path": self._root}
        inside = self._inside(path)
        sender = _Sender(send, page=inside in ("", "/"))
        if inside is None or (".." not in inside and _NEEDED.fullmatch(inside)):
            await self._app(scope, receive, sender.send)
        else:
            error = {"code": "not_found", "message": "没有这个地址", "detail": {}}
            await JSONResponse({"error": error}, 404)(scope, receive, sender.send)

    def _inside(self, path: str) -> str | None:
        """Return the path below the mount, None where it is not below it."""
        below = path == self._mount or path.startswith(self._mount + "/")
        return path.removeprefix(self._mount) if below else None


class _Sender:
    """Sends one response with our headers; of the page, a cleaned body."""

    def __init__(self, send: Send, *, page: bool) -> None:
        self._send = send
        self._page = page
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if self._page and headers.get("content-type", "").startswith("text/html"):
                # The length is known only with the body.
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            start, self._start = self._start, None
            if not message.get("more_body", False):
                body = _page_to_ours(message.get("body", b""))
                MutableHeaders(scope=start)["content-length"] = str(len(body))
                message = {**message, "body": body}
            await self._send(start)
        await self._send(message)


def _page_to_ours(body: bytes) -> bytes:
    """Return Gradio's page in Chinese, without what it says about Gradio."""
    return _FOREIGN.sub(b"", body).replace(b'lang="en"', b'lang="zh-CN"', 1)
