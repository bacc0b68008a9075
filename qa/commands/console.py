"""Console: click in Chinese — usage, help, errors, exit codes — and a progress line.

`Commands.main` is the one place where an error becomes a line on stderr and an exit
code: 2 for wrong usage, 1 for anything else a person can act on, 130 for Ctrl-C.
"""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Sequence
from types import TracebackType
from typing import Any, NoReturn, Self, TextIO

import click

from corpus.errors import BaogaoError, UsageError


class Command(click.Command):
    """A command whose help is Chinese."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that shows how to call it."""
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        rows = [row for option in options if (row := option.get_help_record(ctx)) is not None]
        with formatter.section("选项"):
            formatter.write_dl(rows)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help`."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这段说明"
        return option


class Commands(Command, click.Group):
    """The group of all commands."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, then the options."""
        shown = [(n, c) for n in self.list_commands(ctx) if not (c := self.commands[n]).hidden]
        with formatter.section("命令"):
            formatter.write_dl([(name, command.get_short_help_str(80)) for name, command in shown])
        super().format_options(ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order they are defined."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called."""
        if args[0] not in self.commands:
            raise UsageError(f"没有命令“{args[0]}”；运行 {ctx.command_path} --help 查看用法。")
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ANN401
        """Run, and leave with the exit code; errors become one line on stderr."""
        try:
            code = super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            sys.exit(2)
        except click.UsageError as error:
            hint = f"；运行 {error.ctx.command_path} --help 查看用法" if error.ctx else ""
            fail(usage_error_to_text(error) + hint + "。", 2)
        except BaogaoError as error:
            fail(str(error), 2 if isinstance(error, UsageError) else 1)
        except click.Abort:
            fail("已中断。", 130)
        sys.exit(code if isinstance(code, int) else 0)


def fail(message: str, code: int) -> NoReturn:
    """Leave with `code` and one line on stderr."""
    click.echo("错误：" + " ".join(message.split("\n")), err=True)
    sys.exit(code)


def usage_error_to_text(error: click.UsageError) -> str:
    """Return what is wrong with the call, in Chinese, without a full stop."""
    if isinstance(error, click.NoSuchOption):
        near = f"；是否要用 {'、'.join(error.possibilities)}" if error.possibilities else ""
        return f"没有选项“{error.option_name}”{near}"
    if isinstance(error, click.MissingParameter):
        return f"缺少参数 {_hint(error.param)}"
    if isinstance(error, click.BadParameter):
        return f"{_hint(error.param)} 的值不对，应为{_expected(error.param)}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 的写法不对：要么缺少值，要么多了值"
    return "参数过多（问题里有空格时请加引号）"


def _hint(param: click.Parameter | None) -> str:
    if isinstance(param, click.Option):
        return " / ".join(param.opts)
    return (param.metavar or param.human_readable_name) if param else ""


def _expected(param: click.Parameter | None) -> str:
    kind = param.type if param else None
    if isinstance(kind, click.IntRange):
        return f" {kind.min} 到 {kind.max} 的整数"
    if isinstance(kind, click.FloatRange):
        return f" {kind.min} 到 {kind.max} 的数"
    return "别的写法"


class ProgressLine:
    """One line on a terminal that is rewritten as work goes on; silent elsewhere."""

    def __init__(self, stream: TextIO) -> None:
        """Write to `stream`, if it is a terminal."""
        self._stream = stream
        self._live = stream.isatty()

    def __call__(self, done: int, total: int, label: str) -> None:
        """Show `done` of `total` and what is being worked on."""
        if not self._live:
            return
        filled = round(20 * done / total) if total else 0
        bar = "█" * filled + "░" * (20 - filled)
        room = shutil.get_terminal_size().columns - 20 - len(f"{done}/{total}") - 4
        self._stream.write(f"\r\x1b[K{bar} {done}/{total} {_cut(label, room)}")
        self._stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def pad(text: str, columns: int) -> str:
    """Return `text` cut or filled with spaces to fill `columns` of a terminal."""
    text = _cut(text, columns)
    return text + " " * (columns - sum(map(_columns, text)))


def table(rows: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """Return `rows` as lines whose cells are `widths` columns wide."""
    return ["  ".join(map(pad, row, widths)).rstrip() for row in rows]


def _cut(text: str, columns: int) -> str:
    text = " ".join(text.split())
    if sum(map(_columns, text)) <= columns:
        return text
    used = 1
    for at, sign in enumerate(text):
        used += _columns(sign)
        if used > columns:
            return text[:at] + "…"
    return text


def _columns(sign: str) -> int:
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
