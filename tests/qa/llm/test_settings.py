"""Settings of the model: off unless an address is given, and nothing wrong in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import UsageError
from qa.llm.settings import LlmSettings
from qa.settings import load_settings

URL = "http://127.0.0.1:11434/v1"


def read(tmp_path: Path, text: str, **environment: str) -> LlmSettings | None:
    file = tmp_path / "baogao.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file, environment).llm


def test_it_is_off_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(None, {}).llm is None
    assert load_settings(None, {"OPENAI_API_KEY": "sk", "OPENAI_BASE_URL": URL}).llm is None
    assert read(tmp_path, "[llm]\nmodel = 'm'\n") is None


def test_a_table_of_the_file_and_the_environment(tmp_path: Path) -> None:
    text = f'title = "问"\n[llm]\nbase_url = "{URL}/"\nmodel = "m"\ndeadline_s = 8\n'
    assert read(tmp_path, text) == LlmSettings(URL, "m", deadline_s=8)
    found = read(tmp_path, text, BAOGAO_LLM_API_KEY="secret", BAOGAO_LLM_MODEL="n")
    assert found == LlmSettings(URL, "n", "secret", deadline_s=8)
    assert "secret" not in repr(found)
    only = {"BAOGAO_LLM_BASE_URL": URL, "BAOGAO_LLM_MODEL": "m"}
    assert read(tmp_path, "", **only) == LlmSettings(URL, "m")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("url = 'x'", "base_url"),
        ("base_url = 'ftp://example.cn'", "地址"),
        ("base_url = 'http://user:secret@example.cn/v1'", "用户名"),
        ("base_url = 7", "文字"),
        ("deadline_s = 60", "15"),
        ("deadline_s = '5'", "15"),
        ("concurrency = 0", "整数"),
        ("concurrency = true", "整数"),
        ("answer_tokens = 1.5", "整数"),
        ("base_url = 'http://127.0.0.1/v1'", "model"),
    ],
)
def test_what_has_no_meaning_stops_the_start(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as error:
        read(tmp_path, f"[llm]\n{line}\n")
    assert "secret" not in str(error.value)
    with pytest.raises(UsageError, match="llm"):
        read(tmp_path, "llm = true\n")
