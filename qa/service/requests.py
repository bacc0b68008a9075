"""Requests: what middleware asks about one."""

from __future__ import annotations

from starlette.types import Scope


def route_of(scope: Scope) -> str:
    """Return the path as routes know it: below the prefix a proxy serves us under."""
    path: str = scope["path"]
    root = scope.get("root_path", "").rstrip("/")
    if root and (path == root or path.startswith(root + "/")):
        path = path[len(root) :]
    return path or "/"


def header_of(scope: Scope, name: str) -> str:
    """Return a header's value, empty where it is missing."""
    wanted = name.encode("latin-1")
    return next((v.decode("latin-1") for n, v in scope["headers"] if n == wanted), "")


def cookie_of(scope: Scope, name: str) -> str:
    """Return a cookie's value, empty where it is missing."""
    for pair in header_of(scope, "cookie").split(";"):
        key, _, value = pair.strip().partition("=")
        if key == name:
            return value
    return ""
