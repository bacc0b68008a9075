"""Settings: what may be said, and that nothing wrong passes in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import UsageError
from qa.service.serving import start_warnings
from qa.settings import Settings, load_settings


def read(tmp_path: Path, text: str, **environment: str) -> Settings:
    file = tmp_path / "baogao.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file, environment)


def test_without_a_file_it_runs_for_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings(None, {})
    assert settings == Settings()
    assert settings.served_on("127.0.0.1").public is False
    assert settings.served_on("::1").public is False
    # Whoever listens to the world without having said anything is not wide open.
    assert settings.served_on("0.0.0.0").public is True
    assert settings.served_on("192.168.1.5").public is True


def test_a_file_here_or_named_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "baogao.toml").write_text("public = true\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_settings(None, {}).public is True
    other = tmp_path / "other.toml"
    other.write_text('title = "问一问"\n', encoding="utf-8")
    assert load_settings(None, {"BAOGAO_CONFIG": str(other)}).title == "问一问"
    assert load_settings(None, {"BAOGAO_PUBLIC": "0"}).public is False
    with pytest.raises(UsageError, match="missing"):
        load_settings(tmp_path / "missing.toml", {})


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        """
        public = true
        title = "问一问"
        frame_ancestors = ["https://WWW.Example.gov.cn", "http://10.0.0.5:8080/"]
        trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]
        rate_per_minute = 0
        rate_burst = 3
        workers = 2
        waiting = 8
        state = "/var/lib/baogao"
        question_log_days = 0
        access_log = false
        """,
    )
    assert settings.frames == ("https://www.example.gov.cn", "http://10.0.0.5:8080")
    assert settings.state == Path("/var/lib/baogao")
    assert not settings.limited
    assert not settings.logs_access


def test_who_may_frame_it_by_default() -> None:
    assert Settings(public=False).frames == ("'self'",)
    assert Settings(public=True).frames == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("public = 1", "public"),
        ("publik = true", "publik"),
        ("rate_burst = 0", "rate_burst"),
        ("waiting = -1", "waiting"),
        ('frame_ancestors = "https://a.cn"', "frame_ancestors"),
        ('frame_ancestors = ["*"]', "frame_ancestors"),
        ('frame_ancestors = ["https://*.gov.cn"]', "frame_ancestors"),
        ('frame_ancestors = ["https://a.cn/path"]', "frame_ancestors"),
        ('frame_ancestors = ["https://a.cn; script-src *"]', "frame_ancestors"),
        ('frame_ancestors = ["javascript:alert(1)"]', "frame_ancestors"),
        ('trusted_proxies = ["*"]', "trusted_proxies"),
        ('title = ""', "title"),
        ("public =", "TOML"),
    ],
)
def test_what_has_no_meaning_stops_the_start(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read(tmp_path, text)


def test_the_environment_must_be_clear(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="BAOGAO_PUBLIC"):
        read(tmp_path, "", BAOGAO_PUBLIC="maybe")


def test_whoever_starts_it_is_told_what_is_missing() -> None:
    assert start_warnings(Settings(public=False), []) == []
    assert len(start_warnings(Settings(public=True, rate_per_minute=0), [])) == 3
    ready = Settings(public=True, frame_ancestors=("https://a.cn",))
    assert start_warnings(ready, ["张三"]) == []
