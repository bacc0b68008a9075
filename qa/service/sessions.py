"""Sessions: who is logged in, as a signed cookie; nothing is kept on the server.

A token is name, time of expiry and a mark of the user's password, signed with a key
that lives beside the users. Changing the password, removing the user or deleting the
key ends every session it touches. Forms carry a token of their own, signed likewise,
so that another site cannot send them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import time
from pathlib import Path

from qa.service.users import Users

COOKIE = "__Host-baogao"
LIFETIME = 8 * 3600
"""Seconds a session lasts: a working day."""
FORM_LIFETIME = 3600


class Sessions:
    """Issues and checks tokens for the users of one service."""

    def __init__(self, state: Path, users: Users) -> None:
        self._users = users
        self._key = _load_key(state / "secret")

    def issue(self, name: str) -> str:
        """Return a token for a user who has just proven who they are."""
        content = f"{int(time.time()) + LIFETIME}|{self._users.mark(name)}|{name}"
        return self._sign("session", content)

    def user(self, token: str) -> str | None:
        """Return whose token this is, None where it is forged, stale or revoked."""
        content = self._open("session", token)
        if content is None:
            return None
        expires, mark, name = content.split("|", 2)
        if float(expires) < time.time() or mark != self._users.mark(name):
            return None
        return name

    def form_token(self, bound_to: str = "") -> str:
        """Return a token to go into a form, good for an hour and for one session."""
        return self._sign("form", f"{int(time.time()) + FORM_LIFETIME}|{bound_to}")

    def is_form_token(self, token: str, bound_to: str = "") -> bool:
        """Tell whether a form that was sent is one of ours and still fresh."""
        expires, _, bound = (self._open("form", token) or "0|").partition("|")
        return float(expires) >= time.time() and hmac.compare_digest(
            bound.encode(), bound_to.encode()
        )

    def _sign(self, purpose: str, content: str) -> str:
        # Without the padding, whose sign a cookie could not carry unquoted.
        body = base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")
        return f"{body}.{self._seal(purpose, body)}"

    def _open(self, purpose: str, token: str) -> str | None:
        body, _, seal = token.partition(".")
        if not hmac.compare_digest(seal.encode(), self._seal(purpose, body).encode()):
            return None
        return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()

    def _seal(self, purpose: str, body: str) -> str:
        return hmac.new(self._key, f"{purpose}.{body}".encode(), hashlib.sha256).hexdigest()


def _load_key(path: Path) -> bytes:
    """Return the key kept at `path`, made where there is none.

    Where nothing can be written the key lives as long as the process.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{secrets.token_hex(4)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
        try:
            # Of two that start at the same time, one makes the key for both.
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    except OSError:
        if not path.is_file():
            return secrets.token_bytes(32)
    return path.read_bytes()
