"""Answers to “do the figures add up”: one equation asked about, or all that fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.checks import Finding, Result
from corpus.report import Fact, Report
from qa.answer import Kind, Reading, Status, Value
from qa.arithmetic import Term, add
from qa.draft import Draft
from qa.rendering.wording import when_and_who
from qa.statutory.lookup import FactSource
from qa.statutory.numbers import result_to_value
from qa.statutory.targets import Target, target_facts
from qa.understanding.question import Question
from qa.understanding.scope import Scope

MAX_READINGS = 4


def answer_check(
    question: Question,
    scope: Scope,
    findings: Callable[[str], Sequence[Finding]],
    facts: FactSource,
    targets: Sequence[Target],
) -> Draft | None:
    """Answer whether a report's figures add up: those named, else all of them."""
    if len(scope.reports) > 1:
        return _check_several(scope, findings)
    report = scope.reports[0]
    named = _named(findings(report.id), targets, facts(report))
    if named and "等于" in question.text:
        return _one(report, named)
    failed = [f for f in findings(report.id) if f.result is Result.FAIL]
    understood = f"{when_and_who(report.year, report.issuer)} · 勾稽关系"
    if not failed:
        text = f"{when_and_who(report.year, report.issuer)}的报告：能核对的勾稽关系都相符。"
        return Draft(Status.ANSWERED, Kind.CHECK, understood, (text,))
    text = f"{when_and_who(report.year, report.issuer)}的报告里有数字对不上，勾稽不符。"
    return Draft(
        Status.ANSWERED,
        Kind.CHECK,
        understood,
        (text, *(f"{finding.message}。" for finding in failed)),
        facts=_operands(failed),
    )


def _operands(findings: Sequence[Finding]) -> tuple[Fact, ...]:
    return tuple(dict.fromkeys(fact for finding in findings for fact in finding.operands))


def _named(
    findings: Sequence[Finding], targets: Sequence[Target], facts: Sequence[Fact]
) -> list[Finding]:
    """Return the equations the cells named are in: in all of them, and with no other row."""
    groups = [found for target in targets if (found := target_facts(target, facts))]
    cells = {fact.id for group in groups for fact in group}
    rows = {fact.row for group in groups for fact in group}
    chosen = []
    for finding in findings:
        inside = {fact.id for fact in finding.operands}
        every = all(any(fact.id in inside for fact in group) for group in groups)
        if cells and every and {fact.row for fact in finding.operands} <= rows:
            chosen.append(finding)
    return chosen


def _one(report: Report, named: Sequence[Finding]) -> Draft:
    """Say whether the equations asked about hold, with the figures on both sides."""
    failed = [finding for finding in named if finding.result is Result.FAIL]
    unknown = [finding for finding in named if finding.result is Result.UNKNOWN]
    shown = failed or unknown or list(named)
    word = "不等，勾稽不符。" if failed else ("无法核对。" if unknown else "相等。")
    head = when_and_who(report.year, report.issuer)
    return Draft(
        Status.ANSWERED,
        Kind.CHECK,
        f"{head} · 勾稽关系",
        (f"{head}：{word}", *(f"{finding.message}。" for finding in shown)),
        _sums(shown),
        _operands(shown),
    )


def _sums(findings: Sequence[Finding]) -> tuple[Value, ...]:
    """Return both sides of each equation, added up."""
    sides = [side for finding in findings for side in (finding.left, finding.right)]
    results = [add([Term((fact,), "") for fact in side]) for side in sides]
    return tuple(result_to_value(result, "合计") for result in results if result is not None)


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
