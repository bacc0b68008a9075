"""Refusals: the one shape in which every error leaves the service.

    {"error": {"code": "question_too_long", "message": "问题不能超过500字", "detail": {}}}

`message` is for people, `code` for programs. Whatever goes wrong, within a route or
before one is reached, is said in this shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse

MESSAGES = {
    400: ("bad_request", "请求的写法不对"),
    401: ("login_required", "请先登录"),
    403: ("forbidden", "没有权限"),
    404: ("not_found", "没有这个地址"),
    405: ("method_not_allowed", "这个地址不支持这种请求方法"),
    408: ("too_slow", "请求的内容10秒内没有发完，连接已关闭"),
    413: ("too_large", "请求的内容超过64 KB"),
    415: ("not_json", "请用 JSON 发送，并注明 Content-Type: application/json"),
    422: ("invalid", "请求的内容不对"),
    500: ("internal", "服务出了意外，没有得到结果。请再试一次；如果仍然这样，请告知管理员"),
    503: ("busy", "现在提问的人太多，请稍后再试"),
}


class Refusal(Exception):
    """Raised within a route to answer with an error."""

    def __init__(
        self,
        status: int,
        code: str | None = None,
        message: str | None = None,
        detail: Mapping[str, Any] | None = None,
        retry_after: int | None = None,
    ) -> None:
        """Say `message`; what is left out is what this status usually means."""
        usual = MESSAGES.get(status, ("error", "请求不能完成"))
        self.status = status
        self.code = code or usual[0]
        self.message = message or usual[1]
        self.detail = dict(detail or {})
        self.retry_after = retry_after
        super().__init__(self.message)


def refusal_to_response(
    refusal: Refusal, more: Mapping[str, str] | None = None, *, close: bool = False
) -> JSONResponse:
    """Return the response that says `refusal`; with `close` the connection ends."""
    headers = {"cache-control": "no-store", **(more or {})}
    if refusal.retry_after is not None:
        headers["retry-after"] = str(refusal.retry_after)
        refusal.detail.setdefault("retry_after", refusal.retry_after)
    if close:
        headers["connection"] = "close"
    error = {"code": refusal.code, "message": refusal.message, "detail": refusal.detail}
    return JSONResponse({"error": error}, refusal.status, headers=headers)
