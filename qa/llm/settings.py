"""Settings of the language model: the table `[llm]` of `baogao.toml`, and the environment.

    [llm]
    base_url = "http://127.0.0.1:11434/v1"
    model = "qwen2.5:7b"

Without an address there is no model, and nothing is sent anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

from corpus.errors import UsageError

VARIABLES = {
    "base_url": "BAOGAO_LLM_BASE_URL",
    "model": "BAOGAO_LLM_MODEL",
    "api_key": "BAOGAO_LLM_API_KEY",
}
_BOUNDS = {
    "deadline_s": (0.05, 15),
    "concurrency": (1, 64),
    "answer_tokens": (16, 8000),
    "daily_tokens": (0, 1_000_000_000),
    "breaker_failures": (1, 100),
    "breaker_s": (0.05, 3600),
}


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """Which model is asked, and how much of it."""

    base_url: str
    """Address of an OpenAI-compatible interface, up to and with `/v1`."""
    model: str
    api_key: str = field(default="", repr=False)
    deadline_s: float = 15
    """Seconds from the question to the last character, everything included."""
    concurrency: int = 4
    """Answers reworded at the same time; the others stay as they are."""
    answer_tokens: int = 1000
    """Most tokens of one rewording."""
    daily_tokens: int = 500_000
    """Most tokens a day, sent and received; 0: not counted."""
    breaker_failures: int = 5
    """Failures in a row after which the model is left alone for a while."""
    breaker_s: float = 30
    """How long that is, in seconds."""


def read_llm_settings(
    given: object, environment: Mapping[str, str], file: object
) -> LlmSettings | None:
    """Return the settings of the table `[llm]` and the environment, None where no address is.

    Args:
        given: The table as read, None if there is none.
        environment: Its variables take precedence.
        file: Name of the settings file, for messages.

    Raises:
        UsageError: Something that has no meaning, or an address without a model.
    """
    if given is None:
        given = {}
    if not isinstance(given, Mapping):
        raise UsageError(f"设置文件 {file} 的 llm 应当是一节：[llm]。")
    known = {each.name for each in fields(LlmSettings)}
    if unknown := sorted(given.keys() - known):
        raise UsageError(
            f"设置文件 {file} 的 [llm] 里没有“{unknown[0]}”这一项；"
            f"可用的有：{'、'.join(sorted(known))}。"
        )
    said = dict(given)
    for name, variable in VARIABLES.items():
        if value := environment.get(variable, "").strip():
            said[name] = value
    values = {name: _value(name, value) for name, value in said.items()}
    if not values.get("base_url"):
        return None
    if not values.get("model"):
        raise UsageError("写了大模型的地址，还要写用哪个模型：[llm] 的 model。")
    return LlmSettings(**values)


def _value(name: str, value: object) -> Any:  # noqa: ANN401 - of the field's type
    if name in _BOUNDS:
        least, most = _BOUNDS[name]
        whole = name not in ("deadline_s", "breaker_s")
        number = int if whole else int | float
        if isinstance(value, bool) or not isinstance(value, number) or not least <= value <= most:
            kind = "整数" if whole else "数"
            raise UsageError(
                f"[llm] 的 {name} 应当是 {least} 到 {most} 的{kind}，现在是 {value!r}。"
            )
        return value
    if not isinstance(value, str):
        raise UsageError(f"[llm] 的 {name} 应当是文字，现在是 {value!r}。")
    if name == "base_url" and value.strip():
        return _address(value.strip())
    return value.strip()


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise UsageError(
            f"大模型的地址“{text.partition('@')[2] or text}”不对，"
            "应当写成 http://127.0.0.1:11434/v1 这样，不带用户名和密码。"
        )
    return text.rstrip("/")
