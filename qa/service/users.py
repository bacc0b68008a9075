"""Users: the members of staff who may log in, with their passwords as scrypt hashes.

One JSON file, readable by its owner alone and replaced as a whole. Whoever can run
`baogao user` on the machine can add and remove users; nobody can over HTTP.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from corpus.errors import BaogaoError, UsageError

SHORTEST = 10
"""Characters a password has at least."""
LONGEST = 200
_NAME = re.compile(r"[\w.@-]{1,40}")
_COST, _BLOCK, _LANES = 2**15, 8, 1
"""scrypt's parameters: 32 MB and a tenth of a second a guess."""


class Users:
    """The users in the folder of the service's state."""

    def __init__(self, state: Path) -> None:
        self._path = state / "users.json"

    def names(self) -> list[str]:
        """Return all users in order of their names."""
        return sorted(self._read())

    def mark(self, name: str) -> str | None:
        """Return what changes whenever the password of `name` does, None for no such user."""
        stored = self._read().get(name)
        return None if stored is None else hashlib.sha256(stored.encode()).hexdigest()[:16]

    def set(self, name: str, password: str) -> bool:
        """Add a user, or give one a new password; tell whether the user is new.

        Raises:
            UsageError: The name or the password cannot be used.
            BaogaoError: The file cannot be written.
        """
        if not _NAME.fullmatch(name):
            raise UsageError("用户名用 1 到 40 个字母、汉字、数字或 . _ - @ 组成。")
        if not SHORTEST <= len(password) <= LONGEST:
            raise UsageError(f"密码至少 {SHORTEST} 个字符，至多 {LONGEST} 个。")
        users = self._read()
        new = name not in users
        self._write({**users, name: _hash(password)})
        return new

    def remove(self, name: str) -> None:
        """Remove a user; sessions of theirs end at once.

        Raises:
            UsageError: No such user.
        """
        users = self._read()
        if name not in users:
            raise UsageError(f"没有用户“{name}”；运行 baogao user list 查看。")
        self._write({each: stored for each, stored in users.items() if each != name})

    def accepts(self, name: str, password: str) -> bool:
        """Tell whether `password` is that of `name`; as slow for a name nobody has."""
        stored = self._read().get(name)
        fits = _verify(password[:LONGEST], stored or _NOBODY)
        return fits and stored is not None

    def _read(self) -> dict[str, str]:
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise BaogaoError(f"不能读取用户文件 {self._path}（{error}）。") from error
        return {str(name): str(stored) for name, stored in content.items()}

    def _write(self, users: Mapping[str, str]) -> None:
        text = json.dumps(users, ensure_ascii=False, indent=1)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = self._path.with_suffix(f".{secrets.token_hex(4)}")
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
        except OSError as error:
            raise BaogaoError(
                f"不能写入用户文件 {self._path}（{error.strerror or error}）；请检查目录的权限。"
            ) from error


def _hash(password: str, salt: bytes | None = None) -> str:
    salt = salt or secrets.token_bytes(16)
    key = hashlib.scrypt(
        password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES, maxmem=2**26, dklen=32
    )
    return f"scrypt${_COST}${_BLOCK}${_LANES}${salt.hex()}${key.hex()}"


def _verify(password: str, stored: str) -> bool:
    _, cost, block, lanes, salt, key = stored.split("$")
    found = hashlib.scrypt(
        password.encode(),
        salt=bytes.fromhex(salt),
        n=int(cost),
        r=int(block),
        p=int(lanes),
        maxmem=2**27,
        dklen=32,
    )
    return hmac.compare_digest(found, bytes.fromhex(key))


_NOBODY = f"scrypt${_COST}${_BLOCK}${_LANES}${'00' * 16}${'00' * 32}"
