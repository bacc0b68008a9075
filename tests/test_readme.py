"""The README: what it shows is what comes out, on the sample reports."""

import re
import shlex
from itertools import zip_longest
from pathlib import Path

import pytest
from click.testing import CliRunner

import corpus.samples
from index.library import Library
from qa.cli import cli
from tests.encoders import HashingEncoder

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REPORTS = (
    "石桥区2020.txt",
    "青禾区2021.txt",
    "云岭市交通运输局2020.txt",
    "云岭市交通运输局2021.txt",
)
CONSOLE = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
SHOWN = re.findall(r"^\$ baogao (.*)\n((?:(?!\$ ).*\n)+)", "".join(CONSOLE), re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the library of `make demo`, as far as the README asks it."""
    folder = tmp_path_factory.mktemp("checkout")
    samples = Path(corpus.samples.__file__).parent / "reports"
    with Library.open(folder / ".demo", create=True, encoder=HashingEncoder()) as library:
        library.ingest([samples / name for name in REPORTS])
    return folder


@pytest.mark.parametrize(("command", "shown"), SHOWN, ids=[words for words, _ in SHOWN])
def test_commands_print_what_is_shown(
    command: str, shown: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    printed = CliRunner().invoke(cli, shlex.split(command)).stdout.splitlines()
    for expected, line in zip_longest(shown.splitlines(), printed, fillvalue=""):
        if expected == "…":
            break
        if expected.endswith("…"):
            assert line.startswith(expected.removesuffix("…"))
            break
        assert line == expected


def test_python_prints_what_is_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    ((code, shown),) = re.findall(r"```python\n(.*?)```\n\n```\n(.*?)```", README, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out == shown


def test_what_it_names_is_there() -> None:
    assert len(SHOWN) > 2
    named = set(re.findall(r"^(?:\| `)?baogao ([a-z]+)", README, re.MULTILINE))
    assert named > {"ingest", "serve"}
    assert named <= set(cli.commands)
    links = set(re.findall(r"\]\(([^)]+)\)", README))
    assert {link for link in links if not (ROOT / link).exists()} == set()
