"""The web application around the answerer: REST, citizens' page, widget, login, limits.

`build_web` puts the parts together; `ui.build_app` mounts Gradio into what it returns.
What a request passes, from the outside in: access log, headers and shut routes
(`qa.service.guard`), rate and size (`qa.service.intake`), login, and the routes.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from corpus.errors import BaogaoError, LibraryError, ModelError, QuestionError
from qa.api import models
from qa.api.paging import CursorError
from qa.api.routes import build_api
from qa.desk import Desk
from qa.service import pages
from qa.service.guard import Guard
from qa.service.intake import Intake
from qa.service.login import Login, StaffOnly
from qa.service.logs import AccessLog
from qa.service.refusals import Refusal, refusal_to_response
from qa.service.sessions import Sessions
from qa.service.turnstile import Turnstile
from qa.service.users import Users
from qa.settings import Settings

LOG = logging.getLogger("baogao.web")
KEEP = {"cache-control": "public, max-age=31536000, immutable"}
SHORT = {"cache-control": "public, max-age=300"}
FRESH = {"cache-control": "no-cache"}
SHARED = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
"""The loader may be read by any page, so that its integrity can be checked there."""
ABOUT = (
    "用中文向政府报告提问。答案里的每个数字都有出处；资料库里没有的，就说没有找到。\n\n"
    '出错时一律返回 `{"error": {"code", "message", "detail"}}`。'
)


def build_web(desk: Desk, settings: Settings, state: Path, root_path: str = "") -> FastAPI:
    """Return the application without Gradio.

    Args:
        desk: Where questions are answered.
        settings: How to run, with `public` decided.
        state: Folder of users and the signing key.
        root_path: Path prefix when served below one by a proxy, e.g. `/wenda`.
    """
    app = FastAPI(
        title="问报告",
        description=ABOUT,
        version="1",
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
    )
    turnstile = Turnstile(settings.workers or os.cpu_count() or 1, settings.waiting)
    # Starlette wraps what is added last around the rest.
    # Gradio leaves cross-origin requests to the application only if it finds this one.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    if settings.public:
        users = Users(state)
        sessions = Sessions(state, users)
        app.add_middleware(StaffOnly, sessions=sessions)
        _add_login(app, Login(users, sessions))
    app.add_middleware(
        Intake,
        rate=settings.rate_per_minute,
        burst=settings.rate_burst,
        full=lambda: turnstile.full,
    )
    app.add_middleware(Guard, root_path=root_path, frames=settings.frames)
    app.add_middleware(AccessLog, on=settings.logs_access)
    _add_errors(app)
    _add_health(app, desk)
    app.include_router(build_api(desk, turnstile))
    _add_pages(app, desk, settings)
    return app


def _add_health(app: FastAPI, desk: Desk) -> None:
    def health() -> models.Health:
        counter = desk.counter()
        reports = len(counter.answerer.catalog.reports)
        return models.Health(status="ok", reports=reports, generation=counter.library.generation)

    error: dict[int | str, dict[str, Any]] = {
        503: {"model": models.Error, "description": "资料库不能用"}
    }
    app.get("/healthz", tags=["运行"], summary="服务在运行", responses=error)(health)
    app.get("/readyz", tags=["运行"], summary="可以提问", responses=error)(health)


def _add_pages(app: FastAPI, desk: Desk, settings: Settings) -> None:
    def add(path: str, make: Callable[..., Any]) -> None:
        app.add_api_route(path, make, methods=["GET", "HEAD"], include_in_schema=False)

    def file(name: str, headers: dict[str, str]) -> Callable[[], Response]:
        found = pages.asset(name)
        return lambda: Response(found.content, media_type=found.media, headers=headers)

    def home() -> HTMLResponse:
        reports = desk.counter().answerer.catalog.reports
        return HTMLResponse(pages.page(settings.title, reports, embedded=False), headers=FRESH)

    def embed(issuer: str = "") -> HTMLResponse:
        reports = desk.counter().answerer.catalog.reports
        content = pages.page(settings.title, reports, issuer[:100], embedded=True)
        return HTMLResponse(content, headers=FRESH)

    def snippet() -> HTMLResponse:
        reports = desk.counter().answerer.catalog.reports
        return HTMLResponse(pages.snippet(settings.title, reports), headers=FRESH)

    add("/", home)
    add("/embed", embed)
    add("/page.js", file("page.js", KEEP))
    add("/page.css", file("page.css", KEEP))
    add("/widget.js", file("widget.js", {**SHORT, **SHARED}))
    loader = pages.asset("widget.js").version
    add(f"/widget-{loader}.js", file("widget.js", {**KEEP, **SHARED}))
    add("/demo", lambda: HTMLResponse(pages.demo(settings.title), headers=FRESH))
    add("/demo.css", file("demo.css", SHORT))
    add("/snippet", snippet)
    add("/snippet.js", file("snippet.js", SHORT))
    add("/favicon.ico", lambda: Response(pages.ICON, media_type="image/svg+xml", headers=SHORT))


def _add_login(app: FastAPI, login: Login) -> None:
    app.add_api_route("/login", login.form, methods=["GET"], include_in_schema=False)
    app.add_api_route("/login", login.enter, methods=["POST"], include_in_schema=False)
    app.add_api_route("/logout", login.leave, methods=["POST"], include_in_schema=False)
    app.add_api_route("/logout", lambda: RedirectResponse("login", 303), include_in_schema=False)


def _add_errors(app: FastAPI) -> None:
    def add(kind: type[Exception], say: Callable[[Any], Refusal]) -> None:
        async def handle(request: Request, error: Exception) -> Response:
            return refusal_to_response(say(error))

        app.add_exception_handler(kind, handle)

    async def handle_http(request: Request, error: Exception) -> Response:
        # Its headers say which methods are allowed.
        headers = error.headers if isinstance(error, HTTPException) else None
        status = error.status_code if isinstance(error, HTTPException) else 500
        return refusal_to_response(Refusal(status), headers)

    app.add_exception_handler(HTTPException, handle_http)
    add(Refusal, lambda error: error)
    add(RequestValidationError, _invalid)
    add(BaogaoError, _refused)
    # Starlette answers with this, and still raises the exception for the server's log.
    add(Exception, lambda error: Refusal(500))


def _refused(error: BaogaoError) -> Refusal:
    """Return how an error a person can act on is said over HTTP."""
    if isinstance(error, QuestionError):
        return Refusal(422, error.code, str(error))
    if isinstance(error, CursorError):
        return Refusal(400, error.code, str(error))
    if isinstance(error, LibraryError | ModelError):
        # The message names folders of the server, which are nobody else's business.
        LOG.error("%s", error.code)
        return Refusal(503, error.code, "资料库暂时不能用，请告知管理员", retry_after=60)
    return Refusal(400, error.code, str(error))


def _invalid(error: RequestValidationError) -> Refusal:
    """Return what is wrong with a request, by field, without repeating what it said."""
    first = error.errors()[0]
    place = [str(part) for part in first["loc"] if part not in ("body", "query", "path")]
    if first["type"] == "json_invalid":
        return Refusal(422, "not_json", "请求的内容不是有效的 JSON")
    if place == ["question"] and first["type"] == "string_too_long":
        return Refusal(422, "question_too_long", "问题不能超过500字")
    if place == ["question"] and first["type"] in ("string_too_short", "missing"):
        return Refusal(422, "question_empty", "请输入问题")
    name = ".".join(place) or "请求"
    fields = [
        {"field": ".".join(str(part) for part in each["loc"][1:]), "problem": each["type"]}
        for each in error.errors()[:10]
    ]
    return Refusal(422, "invalid", f"{name} 的内容不对", {"fields": fields})
