"""What the web application lets through, and what it adds to and takes from answers.

Gradio brings some eighty routes: uploads, a proxy, file serving, monitoring. The
page needs a handful of them; all others answer 404 before Gradio sees them. The
content policy keeps the browser from asking any other host for anything, says who may
show a page in a frame, and Gradio's page is served without its own preview picture
and links.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.service.refusals import Refusal, refusal_to_response
from qa.service.requests import header_of

POLICY = (
    # Gradio's own page is built from inline scripts, inline styles and templates
    # compiled in the browser, which is what the unsafe- words allow.
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "base-uri 'self'; form-action 'self'; object-src 'none'; frame-ancestors 'none'"
)
OWN = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action {forms}; frame-ancestors {frames}"
)
STRICT = "; require-trusted-types-for 'script'; trusted-types 'none'"
"""No script may turn text into markup, not even by mistake."""
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_FOREIGN_SITES = frozenset({"cross-site", "same-site"})
_HOSTS = frozenset({"/demo", "/snippet"})
"""Pages of ours that carry the widget."""
_NEEDED = re.compile(
    r"/?|/(?:config|theme\.css|manifest\.json|favicon\.ico|robots\.txt"
    r"|(?:assets|static)/[\w./-]+"
    r"|(?:answers/[\w-]{1,40}|data)\.(?:csv|xlsx)|checks"
    r"|gradio_api/(?:queue/(?:join|data)|heartbeat/\w+|cancel|reset|startup-events|info|upload|upload_progress)/?)"
)
_FOREIGN = re.compile(
    rb'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>|<link rel="manifest"[^>]*>'
)


class Guard:
    """ASGI middleware around the application that mounts Gradio at `mount`.

    `root_path` is the prefix people see when a proxy serves the application below one,
    whether or not the proxy takes it off before passing a request on. `frames` are the
    origins whose pages may frame `/embed`; no other page is ever framed.
    """

    def __init__(
        self, app: ASGIApp, mount: str = "/ui", root_path: str = "", frames: Sequence[str] = ()
    ) -> None:
        self._app = app
        self._mount = mount
        self._root = root_path.rstrip("/")
        self._frames = " ".join(frames) or "'none'"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404 for a route of Gradio the page does not need, else pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path == self._root != "":
            # Without the slash the page's relative addresses would miss the prefix.
            await RedirectResponse(path.rsplit("/", 1)[1] + "/")(scope, receive, send)
            return
        if path.startswith(self._root + "/"):
            path = path.removeprefix(self._root)
        elsewhere = header_of(scope, "sec-fetch-site") in _FOREIGN_SITES
        if elsewhere and scope["method"] == "POST" and self._inside(path) is not None:
            # A page elsewhere must not act with what this browser is allowed to do.
            await refusal_to_response(Refusal(403))(scope, receive, send)
            return
        scope = {**scope, "path": self._root + path, "root_path": self._root}
        inside = self._inside(path)
        sender = _Sender(send, self._headers(path, inside), page=inside in ("", "/"))
        if inside is None or (".." not in inside and _NEEDED.fullmatch(inside)):
            await self._app(scope, receive, sender.send)
        else:
            await refusal_to_response(Refusal(404))(scope, receive, sender.send)

    def _headers(self, path: str, inside: str | None) -> dict[str, str]:
        """Return the headers every response of this path carries."""
        route = path.rstrip("/")
        if inside is not None:
            return {**HEADERS, "content-security-policy": POLICY}
        if route == "/embed":
            headers = {k: v for k, v in HEADERS.items() if k != "x-frame-options"}
            policy = OWN.format(forms="'none'", frames=self._frames) + STRICT
        else:
            headers = HEADERS
            policy = OWN.format(forms="'self'", frames="'none'") + STRICT
            policy += "; frame-src 'self'" if route in _HOSTS else ""
        return {**headers, "content-security-policy": policy}

    def _inside(self, path: str) -> str | None:
        """Return the path below the mount, None where it is not below it."""
        below = path == self._mount or path.startswith(self._mount + "/")
        return path.removeprefix(self._mount) if below else None


class _Sender:
    """Sends one response with our headers; of the page, a cleaned body."""

    def __init__(self, send: Send, headers: Mapping[str, str], *, page: bool) -> None:
        self._send = send
        self._headers = headers
        self._page = page
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
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
