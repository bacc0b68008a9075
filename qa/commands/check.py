"""The command `baogao check`: what adds up in the reports held, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa.commands.console import Command
from qa.commands.options import common, filters

if TYPE_CHECKING:
    from corpus.checks import Finding
    from corpus.report import Report
    from index.library import Library

_WORDS = {"FAIL": "不符", "PASS": "相符", "UNKNOWN": "无法核对"}


@click.command(
    "check",
    cls=Command,
    help="核对勾稽关系：表内、表间、正文与表格、前后两年",
    options_metavar="[选项]",
)
@click.option("--report", metavar="ID", help="只核对这份报告")
@click.option("--failed", is_flag=True, help="只列出不符的")
@filters
@common
def check(
    report: str | None,
    failed: bool,
    year: tuple[int, ...],
    issuer: tuple[str, ...],
    library: Path,
    as_json: bool,
) -> None:
    """Print every finding as JSON; for people the failed ones and a line a report."""
    from index.library import Library
    from qa.api.wire import finding_to_json, to_line

    with Library.open(library) as opened:
        for header, findings in _findings(opened, report, year, issuer):
            if as_json:
                for each in findings:
                    if each.result.value == "FAIL" or not failed:
                        click.echo(to_line(finding_to_json(each)))
            else:
                click.echo(findings_to_text(header, findings))


def findings_to_text(report: Report, findings: list[Finding]) -> str:
    """Return a line that counts the findings on `report`, and one for each that failed."""
    counts = "，".join(
        f"{word}{sum(f.result.value == result for f in findings)}处"
        for result, word in _WORDS.items()
    )
    failed = [
        f"  不符（{each.rule}）：{each.message}" for each in findings if each.result.value == "FAIL"
    ]
    return "\n".join([f"{report.id}  {report.title}：{counts}", *failed])


def _findings(
    library: Library, report: str | None, years: tuple[int, ...], issuers: tuple[str, ...]
) -> Iterator[tuple[Report, list[Finding]]]:
    """Yield the reports asked for with their findings."""
    from qa.answerer import Answerer
    from qa.understanding.scope import full_names

    if report is not None:
        library.report(report)  # says so where there is none of this id
    answerer = Answerer(library)
    names = full_names(issuers, answerer.catalog)
    for header in answerer.catalog.reports:
        if report not in (None, header.id) or (years and header.year not in years):
            continue
        if not names or header.issuer in names:
            yield header, list(answerer.findings(header.id))
