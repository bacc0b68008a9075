"""The wheel: everything is in it, and it works where there is no checkout."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.encoders import write_tiny_model

ROOT = Path(__file__).parents[1]
PACKAGES = ("corpus", "index", "qa")
BESIDES = ("ui.py", "pyproject.toml", "README.md", "LICENSE")
QUESTION = "石桥区2020年收到多少件政府信息公开申请？"


def run(*command: object, **environment: str) -> str:
    """Run `command` outside any checkout and return what it prints."""
    words = [str(each) for each in command]
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PIP_"))}
    done = subprocess.run(
        words,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={**clean, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **environment},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy: what an earlier build left behind would hide a gap."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / "from" / name, ignore=lambda *_: {"__pycache__"})
    for name in BESIDES:
        shutil.copy(ROOT / name, folder / "from" / name)
    offline = ("--no-deps", "--no-build-isolation", "--no-index")
    run(sys.executable, "-m", "pip", "wheel", *offline, "-w", folder, folder / "from")
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel in it, and the dependencies of this one within reach."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder)
    python = folder / "bin" / "python"
    run(
        sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel
    )
    # A path that is added this way has its own .pth files left unread, and with them
    # the editable installation of this checkout.
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder


def test_everything_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    files = [path for name in PACKAGES for path in (ROOT / name).rglob("*") if path.is_file()]
    held = {p.relative_to(ROOT).as_posix() for p in files if "__pycache__" not in p.parts}
    with zipfile.ZipFile(wheel) as packed:
        names = {name for name in packed.namelist() if ".dist-info/" not in name}
    assert names == held | {"ui.py"}


def test_the_wheel_reads_and_answers_outside_the_checkout(
    environment: Path, tmp_path: Path
) -> None:
    python, baogao = environment / "bin" / "python", environment / "bin" / "baogao"
    probe = "import corpus, index, qa, importlib.util as u; print(u.find_spec('ui').origin)"
    probe += "; [print(module.__file__) for module in (corpus, index, qa)]"
    origins = [Path(line) for line in run(python, "-c", probe).splitlines()]
    assert all(origin.is_relative_to(environment) for origin in origins)

    settings = {
        "BAOGAO_MODEL": str(write_tiny_model(tmp_path / "model")),
        "BAOGAO_LIBRARY": str(tmp_path / "library"),
    }
    samples = origins[1].parent / "samples" / "reports"
    read = run(baogao, "ingest", samples, "--json", **settings).splitlines()
    assert [json.loads(line)["status"] for line in read] == ["added"] * 16
    answer = json.loads(run(baogao, "ask", QUESTION, "--json", **settings))
    assert answer["values"][0]["value"] == "71"
