"""The set-up: pins that fit what is required, and a clear word for an old Python."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in found}


def test_every_requirement_is_pinned_to_a_version_that_fits() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [each for extra in project["optional-dependencies"].values() for each in extra]
    for text in [*project["dependencies"], *extras]:
        requirement = Requirement(text)
        assert pins()[canonicalize_name(requirement.name)] in requirement.specifier


def test_no_pin_names_a_build() -> None:
    assert [name for name, version in pins().items() if "+" in version] == []


def test_old_python_is_told_what_is_needed() -> None:
    script = "import setup_env; setup_env.OLDEST = (3, 99); setup_env.main(['.venv'])"
    told = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT / "scripts",
        env={"PATH": "", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert told.returncode == 1
    assert re.fullmatch(r"错误：需要 Python 3\.99 或更新的版本，现在是 3\.\d+。.*\n", told.stderr)
