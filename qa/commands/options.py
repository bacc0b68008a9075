"""Options that several commands of the command line share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

FILE = click.Path(path_type=Path)
"""A path that need not exist; what it is used for says so if it does not."""

YEAR = click.IntRange(1900, 2999)


def default_library() -> Path:
    """Return the library used where none is named."""
    return Path.home() / ".local" / "share" / "baogao"


def common(function: F) -> F:
    """Add `--library` and `--json`, which every command takes."""
    as_json = click.option("--json", "as_json", is_flag=True, help="每行输出一个 JSON 对象")
    library = click.option(
        "--library",
        type=FILE,
        envvar="BAOGAO_LIBRARY",
        default=default_library,
        metavar="DIR",
        help="资料库目录；默认 $BAOGAO_LIBRARY 或 ~/.local/share/baogao",
    )
    return library(as_json(function))


def filters(function: F) -> F:
    """Add `--year` and `--issuer`, which narrow down what is looked at."""
    year = click.option("--year", type=YEAR, multiple=True, metavar="Y", help="只看这一年；可重复")
    issuer = click.option("--issuer", multiple=True, metavar="NAME", help="只看这个单位；可重复")
    return year(issuer(function))


def configured(function: F) -> F:
    """Add `--config`, for commands that run or prepare the service."""
    config = click.option(
        "--config",
        type=FILE,
        metavar="FILE",
        help="设置文件；默认 $BAOGAO_CONFIG 或当前目录的 baogao.toml",
    )
    return config(function)
