"""Settings of the service: `baogao.toml` and the environment, checked at the door.

    public = true
    frame_ancestors = ["https://www.example.gov.cn"]
    trusted_proxies = ["127.0.0.1"]

Everything has a default that suits a first try on one's own machine. A file that
cannot be understood stops the start with a line that says what is wrong; nothing is
silently ignored.
"""

from __future__ import annotations

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus.errors import UsageError
from qa.llm.settings import LlmSettings, read_llm_settings

FILE_NAME = "baogao.toml"
TRUE, FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Settings:
    """How the service runs."""

    public: bool | None = None
    """Staff pages ask for login. None: yes, unless only this machine can reach it."""
    title: str = "问报告"
    """What the citizens' page is called."""
    frame_ancestors: tuple[str, ...] | None = None
    """Origins whose pages may show `/embed` in a frame. None: this origin alone while
    not public, nobody once public."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses and networks whose X-Forwarded-For is believed."""
    rate_per_minute: int = 30
    """Questions a minute from one address; 0 turns every rate limit off."""
    rate_burst: int = 10
    """Questions one address may ask at once before the rate counts."""
    workers: int = 0
    """Questions answered at the same time; 0: as many as there are processors."""
    waiting: int = 64
    """Questions that may wait for their turn before new ones are refused."""
    state: Path | None = None
    """Folder for users, the signing key and the question log; None: in the library."""
    question_log_days: int = 30
    """Days questions are kept, personal data masked; 0: not at all."""
    llm: LlmSettings | None = None
    """Which language model rewords answers; None: no word of an answer is generated."""
    access_log: bool | None = None
    """A JSON line on stderr for every request, without the question. None: when public."""

    @property
    def limited(self) -> bool:
        """Whether requests of one address are counted."""
        return self.rate_per_minute > 0

    @property
    def frames(self) -> tuple[str, ...]:
        """What may frame `/embed`, as sources of a content security policy."""
        if self.frame_ancestors is None:
            return () if self.public else ("'self'",)
        return self.frame_ancestors

    @property
    def logs_access(self) -> bool:
        """Whether a line is written for every request."""
        return bool(self.public) if self.access_log is None else self.access_log

    def served_on(self, host: str) -> Settings:
        """Return these settings with `public` decided for a service listening on `host`."""
        if self.public is not None:
            return self
        return replace(self, public=not _is_loopback(host))


def state_folder(library: Path, settings: Settings) -> Path:
    """Return where users, the signing key and the question log are kept."""
    return settings.state or library / ".service"


def load_settings(
    path: Path | None = None, environment: Mapping[str, str] = os.environ
) -> Settings:
    """Return the settings of `path`, by default `$BAOGAO_CONFIG` or ./baogao.toml.

    Raises:
        UsageError: The file is missing, not TOML, or says something that has no meaning.
    """
    named = path or (
        Path(environment["BAOGAO_CONFIG"]) if environment.get("BAOGAO_CONFIG") else None
    )
    file = named or Path(FILE_NAME)
    given: dict[str, Any] = {}
    if named is not None or file.is_file():
        given = _read(file)
    if (said := environment.get("BAOGAO_PUBLIC", "").strip().lower()) != "":
        if said not in TRUE | FALSE:
            raise UsageError(f"环境变量 BAOGAO_PUBLIC 应当是 1 或 0，不能是“{said}”。")
        given["public"] = said in TRUE
    model = read_llm_settings(given.pop("llm", None), environment, file)
    return replace(_checked(given, file), llm=model)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"不能读取设置文件 {file}（{error.strerror or error}）。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"设置文件 {file} 不是有效的 TOML：{error}") from error


def _checked(given: Mapping[str, Any], file: Path) -> Settings:
    known = {field.name for field in fields(Settings)}
    unknown = sorted(given.keys() - known)
    if unknown:
        raise UsageError(
            f"设置文件 {file} 里没有“{unknown[0]}”这一项；可用的有：{'、'.join(sorted(known))}。"
        )
    return Settings(**{name: _value(name, value, file) for name, value in given.items()})


def _value(name: str, value: object, file: Path) -> Any:  # noqa: ANN401 - of the field's type
    def wrong(expected: str) -> UsageError:
        return UsageError(f"设置文件 {file} 的 {name} 应当是{expected}，现在是 {value!r}。")

    if name in ("public", "access_log"):
        if not isinstance(value, bool):
            raise wrong(" true 或 false")
        return value
    if name in ("rate_per_minute", "rate_burst", "workers", "waiting", "question_log_days"):
        least = 1 if name in ("rate_burst", "waiting") else 0
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 100_000:
            raise wrong(f"不小于 {least} 的整数")
        return value
    if name in ("frame_ancestors", "trusted_proxies"):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise wrong('一组文字，如 ["https://www.example.gov.cn"]')
        check = _origin if name == "frame_ancestors" else _network
        return tuple(check(item, wrong) for item in value)
    if not isinstance(value, str) or not value.strip():
        raise wrong("文字")
    return Path(value).expanduser() if name == "state" else value.strip()[:40]


def _origin(text: str, wrong: Any) -> str:  # noqa: ANN401 - a local function
    """Return the origin, normalised; a star or a path would open more than was meant."""
    if text == "'self'":
        return text
    parts = urlsplit(text)
    plain = parts.scheme in ("http", "https") and bool(parts.hostname)
    rest = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if not plain or rest or any(sign in text for sign in "*;, '\""):
        raise wrong("网站的来源（协议和主机，不带路径和星号），如 https://www.example.gov.cn")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _network(text: str, wrong: Any) -> str:  # noqa: ANN401 - a local function
    try:
        return str(ipaddress.ip_network(text)) if "/" in text else str(ipaddress.ip_address(text))
    except ValueError:
        raise wrong("代理的地址或网段，如 127.0.0.1 或 10.0.0.0/8") from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
