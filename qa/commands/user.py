"""The commands below `baogao user`: who may log in once the service is public."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import UsageError
from qa.commands.console import Commands
from qa.commands.options import common, configured

if TYPE_CHECKING:
    from qa.service.users import Users


@click.group(
    "user",
    cls=Commands,
    help="管理可以登录的工作人员（公开服务时）",
    subcommand_metavar="命令 [选项]",
    options_metavar="",
)
def user() -> None:
    """Collect the commands."""


@user.command("add", help="添加用户，或者给已有的用户换密码", options_metavar="[选项]")
@click.argument("name", metavar="NAME")
@configured
@common
def add(name: str, config: Path | None, library: Path, as_json: bool) -> None:
    """Ask for a password twice on a terminal, or read it from standard input."""
    users = _users(config, library)
    if sys.stdin.isatty():
        password = click.prompt(
            "密码", hide_input=True, confirmation_prompt="再输一次", prompt_suffix="："
        )
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    new = users.set(name, password)
    _say({"user": name, "status": "added" if new else "changed"}, as_json)


@user.command("list", help="列出用户", options_metavar="[选项]")
@configured
@common
def names(config: Path | None, library: Path, as_json: bool) -> None:
    """List the users."""
    for name in _users(config, library).names():
        _say({"user": name, "status": "held"}, as_json)


@user.command("remove", help="移除用户，其登录立即失效", options_metavar="[选项]")
@click.argument("name", metavar="NAME")
@configured
@common
def remove(name: str, config: Path | None, library: Path, as_json: bool) -> None:
    """Remove a user."""
    _users(config, library).remove(name)
    _say({"user": name, "status": "removed"}, as_json)


def _users(config: Path | None, library: Path) -> Users:
    from qa.service.users import Users
    from qa.settings import load_settings, state_folder

    if not library.is_dir():
        raise UsageError(f"没有资料库“{library}”；请先运行 baogao ingest，或用 --library 指明。")
    return Users(state_folder(library, load_settings(config)))


def _say(done: dict[str, str], as_json: bool) -> None:
    from qa.api.wire import to_line

    words = {
        "added": "已添加用户：",
        "changed": "已更换密码：",
        "removed": "已移除用户：",
        "held": "",
    }
    click.echo(to_line(done) if as_json else words[done["status"]] + done["user"])
