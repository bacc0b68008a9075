"""Login: who may see the staff's pages once the service is public.

ASGI middleware that lets everybody through to the citizens' routes and asks for a
session on all others: programs get 401, people the login form. Forms are bound to a
token, requests that change something must come from this origin, and the cookie is
never sent from another site, so nothing of this can be reached through `/embed`.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import parse_qs, quote, urlsplit

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.service.refusals import Refusal, refusal_to_response
from qa.service.requests import cookie_of, header_of, route_of
from qa.service.sessions import COOKIE, LIFETIME, Sessions
from qa.service.users import Users

_PUBLIC = re.compile(
    r"/|/(?:embed|page\.js|page\.css|widget(?:-[0-9a-f]{12})?\.js|favicon\.ico|healthz|readyz"
    r"|login|logout|api/(?:ask|answers|feedback|convert|reports|facts)(?:/.*)?)/?"
)
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_ANYWHERE = ("/api/",)
"""Routes without a session's power: a request from anywhere can do no harm."""
WRONG = "用户名或密码不对。"
STALE = "表单已经过期，请再试一次。"


class StaffOnly:
    """Asks for login outside the citizens' routes."""

    def __init__(self, app: ASGIApp, sessions: Sessions) -> None:
        self._app = app
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer that a login is needed."""
        if scope["type"] != "http" or _PUBLIC.fullmatch(route_of(scope)):
            await self._app(scope, receive, send)
            return
        await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> ASGIApp:
        if self._sessions.user(cookie_of(scope, COOKIE)) is None:
            wants_page = scope["method"] in ("GET", "HEAD") and "text/html" in header_of(
                scope, "accept"
            )
            if wants_page:
                route = route_of(scope)
                return RedirectResponse(_up(route) + "login?next=" + quote(route, ""), 303)
            return refusal_to_response(Refusal(401))
        if scope["method"] in _UNSAFE and not is_same_origin(scope):
            return refusal_to_response(Refusal(403, "foreign_origin", "请求来自别的网站"))
        return self._app


def is_same_origin(scope: Scope) -> bool:
    """Tell whether a browser says the request comes from a page of ours, or says nothing."""
    origin = header_of(scope, "origin")
    if not origin:
        return header_of(scope, "sec-fetch-site") in ("", "same-origin", "none")
    return urlsplit(origin).netloc.lower() == header_of(scope, "host").lower() != ""


class Login:
    """The routes `/login` and `/logout`."""

    def __init__(self, users: Users, sessions: Sessions) -> None:
        self._users = users
        self._sessions = sessions

    async def form(self, request: Request) -> Response:
        """Show the form, or who is logged in."""
        token = cookie_of(request.scope, COOKIE)
        name = self._sessions.user(token)
        if name is not None:
            return _page(_leave(name, self._sessions.form_token(token)))
        return self._entry(request.query_params.get("next", ""), "")

    async def enter(self, request: Request) -> Response:
        """Check name and password; start a session."""
        fields = await _fields(request)
        target = fields.get("next", "")
        if not is_same_origin(request.scope) or not self._sessions.is_form_token(
            fields.get("token", "")
        ):
            return self._entry(target, STALE, 403)
        name = fields.get("name", "")
        # Hashing takes a tenth of a second, too long for the loop that serves everybody.
        if not await anyio.to_thread.run_sync(
            self._users.accepts, name, fields.get("password", "")
        ):
            return self._entry(target, WRONG, 401)
        response = RedirectResponse(_target(target), 303)
        response.set_cookie(
            COOKIE,
            self._sessions.issue(name),
            max_age=LIFETIME,
            path="/",
            secure=True,
            httponly=True,
            samesite="strict",
        )
        return response

    async def leave(self, request: Request) -> Response:
        """End the session in this browser."""
        fields = await _fields(request)
        token = cookie_of(request.scope, COOKIE)
        if not is_same_origin(request.scope) or not self._sessions.is_form_token(
            fields.get("token", ""), token
        ):
            return self._entry("", STALE, 403)
        response = RedirectResponse("login", 303)
        response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")
        return response

    def _entry(self, target: str, problem: str, status: int = 200) -> Response:
        said = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
        return _page(
            f'<form method="post" action="login">{said}'
            f'<input type="hidden" name="token" value="{self._sessions.form_token()}">'
            f'<input type="hidden" name="next" value="{escape(target)}">'
            '<label>用户名<input name="name" autocomplete="username" required autofocus></label>'
            '<label>密码<input name="password" type="password" required '
            'autocomplete="current-password"></label>'
            '<button class="primary">登录</button>'
            '<p class="quiet">没有用户名时，请管理员在服务器上运行 '
            "<code>baogao user add 用户名</code>。</p></form>",
            status,
        )


def _leave(name: str, token: str) -> str:
    return (
        f'<form method="post" action="logout"><p>已登录：{escape(name)}</p>'
        f'<input type="hidden" name="token" value="{token}">'
        '<p><a href="ui/">进入工作台</a></p><button>退出登录</button></form>'
    )


def _page(body: str, status: int = 200) -> Response:
    return HTMLResponse(
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<title>登录 · 问报告</title><link rel="stylesheet" href="page.css"></head>'
        f'<body><main class="login"><h1>工作人员登录</h1>{body}</main></body></html>',
        status,
        {"cache-control": "no-store"},
    )


def _up(route: str) -> str:
    """Return the way from `route` to the root, as a relative address."""
    return "../" * (route.count("/") - 1) or "./"


def _target(route: str) -> str:
    """Return where to go after login: a path of ours, relative to `/login`."""
    if re.fullmatch(r"/[\w.\-]+(?:/[\w.\-]+)*/?", route):
        return "." + route
    return "./ui/"


async def _fields(request: Request) -> dict[str, str]:
    body = (await request.body()).decode("utf-8", "replace")
    return {name: values[-1] for name, values in parse_qs(body).items()}
