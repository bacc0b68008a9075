"""The command line: every command of `baogao`.

Commands parse, call the library or the answerer, and print: lines for people, or one
JSON object a line with `--json`. Everything heavy is imported within the command that
needs it, so that `baogao --help` is immediate.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import NotOffered, UsageError
from qa.commands.ask import ask
from qa.commands.check import check
from qa.commands.console import Commands, ProgressLine
from qa.commands.options import FILE, common, filters
from qa.commands.serve import serve
from qa.commands.user import user

if TYPE_CHECKING:
    from index.library import Library

LATER = ("mcp",)
"""Commands that a later release brings."""


@click.group(
    cls=Commands,
    help="问报告：用中文向政府报告提问，每个数字都有出处。",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar="命令 [选项]",
    options_metavar="",
)
@click.version_option(package_name="baogao", message="问报告 %(version)s", help="显示版本")
def cli() -> None:
    """Collect the commands."""


def command(name: str, summary: str) -> Callable[[Callable[..., None]], click.Command]:
    """Return a decorator that makes a function the command `name`."""
    return cli.command(name, help=summary, options_metavar="[选项]")


@command("ingest", "读入报告：文件或整个文件夹")
@click.argument("paths", nargs=-1, required=True, type=FILE, metavar="PATH...")
@click.option("--issuer", metavar="NAME", help="指定发布机关，不按文件里写的")
@click.option("--year", type=click.IntRange(1900, 2100), metavar="YYYY", help="指定年度")
@click.option("--kind", metavar="KIND", help="指定报告类别，如 部门预算")
@common
def ingest(
    paths: tuple[Path, ...],
    issuer: str | None,
    year: int | None,
    kind: str | None,
    library: Path,
    as_json: bool,
) -> None:
    """Read files and folders into the library; exit 1 if any file failed."""
    from corpus.corrections import Correction
    from index.library import Library
    from qa.api.wire import result_to_json
    from qa.commands.plain import result_to_text

    said = Correction(issuer=issuer, year=year, kind=kind)
    with Library.open(library, create=True) as opened, ProgressLine(sys.stderr) as progress:
        results = opened.ingest(paths, said=said, progress=progress)
    show(results, result_to_json if as_json else None, result_to_text)
    if any(result.status == "failed" for result in results):
        click.get_current_context().exit(1)


cli.add_command(ask)


@command("search", "查找段落，最相关的在前")
@click.argument("query", required=False, metavar="QUERY")
@click.option("-k", type=click.IntRange(1, 1000), default=10, metavar="N", help="最多几条，默认 10")
@click.option("--queries", type=FILE, metavar="F.jsonl", help="从文件逐行查找")
@filters
@common
def search(
    query: str | None,
    k: int,
    queries: Path | None,
    year: tuple[int, ...],
    issuer: tuple[str, ...],
    library: Path,
    as_json: bool,
) -> None:
    """Find passages by words and meaning."""
    from qa.api.wire import hit_to_json, to_line
    from qa.commands.plain import hit_to_text
    from qa.evaluation.question_file import read_queries

    if (query is None) == (queries is None):
        raise UsageError("请给出要查的词，或者用 --queries 给出文件（二者取一）。")
    lines = read_queries(queries) if queries is not None else []
    with open_library(library) as opened:
        if query is not None:
            hits = opened.search(query, k=k, years=year, issuers=issuer)
            show(hits, hit_to_json if as_json else None, hit_to_text)
        for line in lines:
            hits = opened.search(
                line.query, k=k, years=line.years or year, issuers=line.issuers or issuer
            )
            found = [hit_to_json(hit) for hit in hits]
            click.echo(to_line({"id": line.id, "query": line.query, "hits": found}))


@command("facts", "列出读到的每个表格数据和文中数字")
@click.option("--report", metavar="ID", help="只看这份报告")
@click.option("--csv", "as_csv", is_flag=True, help="输出 CSV")
@filters
@common
def facts(
    report: str | None,
    as_csv: bool,
    year: tuple[int, ...],
    issuer: tuple[str, ...],
    library: Path,
    as_json: bool,
) -> None:
    """List every figure that was read."""
    from qa.api.wire import fact_to_json
    from qa.commands.plain import fact_to_text, facts_to_csv

    if as_csv and as_json:
        raise UsageError("--csv 和 --json 只能选一个。")
    with open_library(library) as opened:
        if report is not None:
            opened.report(report)
        found = [
            fact
            for one_year in year or (None,)
            for one_issuer in issuer or (None,)
            for fact in opened.facts(report=report, year=one_year, issuer=one_issuer)
        ]
        unique = {fact.id: fact for fact in found}.values()
        # Long tables have more cells than fit in memory: they come one by one.
        every = chain(unique, opened.records.facts(report, year, issuer))
        if as_csv:
            for line in facts_to_csv(every):
                click.echo(line)
        else:
            show(every, fact_to_json if as_json else None, fact_to_text)


@command("reports", "列出资料库里的报告")
@common
def reports(library: Path, as_json: bool) -> None:
    """List the reports held."""
    from qa.api.wire import report_to_json
    from qa.commands.plain import report_to_text

    with open_library(library) as opened:
        held = [
            (report, opened.fact_count(report.id), opened.superseded(report.id))
            for report in opened.reports()
        ]
    as_line = (lambda each: report_to_json(*each)) if as_json else None
    show(held, as_line, lambda each: report_to_text(*each))


@command("remove", "从资料库里移除一份报告")
@click.argument("report_id", metavar="REPORT_ID")
@common
def remove(report_id: str, library: Path, as_json: bool) -> None:
    """Take one report out."""
    with open_library(library) as opened:
        opened.remove(report_id)
    done = {"report": report_id, "status": "removed"}
    show([done], dict if as_json else None, lambda each: f"已移除：{each['report']}")


@command("verify", "检查资料库是否完好")
@common
def verify(library: Path, as_json: bool) -> None:
    """Prove the library intact; exit 1 with what is damaged."""
    with open_library(library) as opened:
        damage = opened.verify()
    state = {"intact": not damage, "damage": damage}
    show([state], dict if as_json else None, lambda _: "\n".join(damage) or "资料库完好。")
    if damage:
        click.get_current_context().exit(1)


@command("eval", "用问题文件评测；每组题在临时资料库里运行")
@click.argument("path", type=FILE, metavar="F.jsonl")
@click.option("--only", multiple=True, metavar="GROUP", help="只跑这一组；可重复")
@click.option("--reports", type=FILE, metavar="DIR", help="报告所在的文件夹；默认 ../reports")
@click.option("--floor", type=click.FloatRange(-2, 1), metavar="S", help="得分低于它时退出码为 1")
@common
def evaluate(
    path: Path,
    only: tuple[str, ...],
    reports: Path | None,
    floor: float | None,
    library: Path,
    as_json: bool,
) -> None:
    """Run a question file; exit 1 under the floor."""
    from qa.commands.plain import evaluation_to_text
    from qa.evaluation import running as evaluation

    lines = evaluation.read_evaluation(path, only, reports)
    with ProgressLine(sys.stderr) as progress:
        run = evaluation.evaluate(lines, progress=progress)
    show([run], evaluation.evaluation_to_json if as_json else None, evaluation_to_text)
    if floor is not None and run.total.score < floor:
        click.get_current_context().exit(1)


cli.add_command(serve)
cli.add_command(user)
cli.add_command(check)


def show(
    items: Iterable[Any], to_json: Callable[[Any], Any] | None, to_text: Callable[[Any], str]
) -> None:
    """Print each of `items` on a line: as JSON where `to_json` is given, else as text."""
    from qa.api.wire import to_line

    for item in items:
        click.echo(to_text(item) if to_json is None else to_line(to_json(item)))


def open_library(directory: Path) -> Library:
    """Open a library that must be there."""
    from index.library import Library

    return Library.open(directory)


def _later(name: str) -> click.Command:
    def refuse() -> None:
        raise NotOffered(name)

    anything = {"ignore_unknown_options": True, "allow_extra_args": True}
    return click.Command(name, callback=refuse, hidden=True, context_settings=anything)


for _name in LATER:
    cli.add_command(_later(_name))


def main() -> None:
    """Run the command line; the installed command `baogao`."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a character gets a stand-in rather than a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    cli()
