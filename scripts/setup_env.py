"""Set up `.venv`: the environment the project runs and is tested in.

    python3 scripts/setup_env.py .venv [extra]

Only the standard library, and syntax that an old Python can still parse, so that it
can say itself which version is needed. On Linux without an NVIDIA GPU it asks pip by
a dry run what `torch` would resolve to; if that is a CUDA build (several GB), torch
is installed first from PyTorch's CPU index.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

OLDEST = (3, 11)
OLDEST_PIP = (23, 3)
ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "constraints.txt"
CPU_INDEX = os.environ.get("TORCH_CPU_INDEX", "https://download.pytorch.org/whl/cpu")


def main(arguments: list[str]) -> None:
    """Create the environment if need be and install the project into it."""
    if sys.version_info < OLDEST:
        use_newer_python()
    venv = Path(arguments[0]).absolute()
    extra = f"[{arguments[1]}]" if len(arguments) > 1 else ""
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        say(f"新建环境 {venv}（Python {dotted(sys.version_info[:2])}）")
        run(
            [sys.executable, "-m", "venv", str(venv)],
            "不能新建 Python 环境。Debian/Ubuntu 请先执行：apt-get install python3-venv",
        )
    if pip_version(python) < OLDEST_PIP:
        # Older ones download every wheel for a dry run, CUDA included.
        pip(python, "--upgrade", f"pip>={dotted(OLDEST_PIP)}")
    if sys.platform == "linux" and not has_gpu() and wants_cuda(python):
        say("没有 NVIDIA GPU：从 PyTorch 的 CPU 索引安装 torch，不下载 CUDA")
        pip(python, "--no-deps", "--index-url", CPU_INDEX, "torch")
    say("安装依赖（共约 1.8 GB，视网络需几分钟；已装好的不重装）")
    pip(python, "-e", str(ROOT) + extra)
    say("环境就绪")


def use_newer_python() -> None:
    """Go on with a newer Python of this machine, or say that there is none."""
    for minor in range(20, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        # A shim of pyenv answers to versions it does not have.
        if newer and subprocess.call([newer, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(newer, [newer, *sys.argv])
    sys.exit(
        f"错误：需要 Python {dotted(OLDEST)} 或更新的版本，现在是 {dotted(sys.version_info[:2])}。"
        "请安装后再执行一次，或用 make PYTHON=/路径/python3 … 指定。"
    )


def has_gpu() -> bool:
    """Tell whether an NVIDIA driver is loaded."""
    return any(Path(p).exists() for p in ("/dev/nvidiactl", "/proc/driver/nvidia/version"))


def wants_cuda(python: Path) -> bool:
    """Ask pip whether torch as constrained would bring CUDA packages with it."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        pip(python, "--dry-run", "--report", str(report), "torch")
        installs = json.loads(report.read_text(encoding="utf-8"))["install"]
    names = [each["metadata"]["name"].lower() for each in installs]
    return any(name.startswith(("nvidia-", "cuda-", "triton")) for name in names)


def pip_version(python: Path) -> tuple[int, ...]:
    """Return the first two numbers of pip's version."""
    shown = subprocess.check_output([str(python), "-m", "pip", "--version"], text=True)
    return tuple(int(part) for part in shown.split()[1].split(".")[:2])


def pip(python: Path, *arguments: str) -> None:
    """Install with pip, within the constraints; how it goes is shown on a terminal."""
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", *quiet]
    run(
        [*command, "--constraint", str(CONSTRAINTS), *arguments],
        "安装失败（原因见上）。请检查网络、磁盘空间和 pip 的镜像设置，然后再执行一次。",
    )


def run(command: list[str], failure: str) -> None:
    """Run `command`; stop with `failure` if it does not succeed."""
    # setuptools warns of every editable install.
    if subprocess.call(command, env={**os.environ, "PYTHONWARNINGS": "ignore"}) != 0:
        sys.exit("错误：" + failure)


def dotted(version: tuple[int, ...]) -> str:
    """Return the first two numbers of `version` as people write them."""
    return f"{version[0]}.{version[1]}"


def say(message: str) -> None:
    """Tell where things stand."""
    sys.stderr.write("› " + message + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
