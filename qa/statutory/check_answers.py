"""Answers to “do the figures add up”: the failed checks of a report, said one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.checks import Finding, Result
from corpus.report import Report
from qa.answer import Kind, Reading, Status
from qa.draft import Draft
from qa.rendering.wording import when_and_who
from qa.understanding.scope import Scope

MAX_READINGS = 4


def answer_check(scope: Scope, findings: Callable[[str], Sequence[Finding]]) -> Draft | None:
    """Answer whether a report's figures add up."""
    if len(scope.reports) > 1:
        return _check_several(scope, findings)
    report = scope.reports[0]
    failed = [f for f in findings(report.id) if f.result is Result.FAIL]
    understood = f"{when_and_who(report.year, report.issuer)} · 勾稽关系"
    if not failed:
        text = f"{when_and_who(report.year, report.issuer)}的报告：能核对的勾稽关系都相符。"
        return Draft(Status.ANSWERED, Kind.CHECK, understood, (text,))
    text = f"{when_and_who(report.year, report.issuer)}的报告里有数字对不上。"
    facts = tuple(dict.fromkeys(fact for finding in failed for fact in finding.operands))
    return Draft(
        Status.ANSWERED,
        Kind.CHECK,
        understood,
        (text, *(f"{finding.message}。" for finding in failed)),
        facts=facts,
    )


def _check_several(scope: Scope, findings: Callable[[str], Sequence[Finding]]) -> Draft:
    failed: list[Report] = [
        report
        for report in scope.reports
        if any(f.result is Result.FAIL for f in findings(report.id))
    ]
    if not failed:
        return Draft(Status.ANSWERED, Kind.CHECK, "勾稽关系", ("能核对的勾稽关系都相符。",))
    readings = tuple(
        Reading(report.title, f"{when_and_who(report.year, report.issuer)}的数字对得上吗？")
        for report in failed[:MAX_READINGS]
    )
    return Draft(
        Status.AMBIGUOUS,
        Kind.CHECK,
        "勾稽关系",
        ("这些报告里有数字对不上，请选一份：",),
        readings=readings,
    )
