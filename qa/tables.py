"""Numeric questions over the statutory tables: reading → reports → figures → draft."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus.checks import Finding, Result
from corpus.report import Fact, Report
from qa.answer import Kind, Reading, Status
from qa.arithmetic import Term
from qa.cues import Operation, joins_operands
from qa.draft import Draft
from qa.indicators import TableReading, Target, read_tables, target_facts
from qa.lexicon import Domain, Lexicon
from qa.lookup import FactSource, Found, find
from qa.numbers import with_parts
from qa.operations import answer_figures, answer_share
from qa.question import Question
from qa.scope import Scope
from qa.wording import fact_to_phrase, when_and_who

MAX_READINGS = 4
_NAMES_WHOLE = re.compile(r"占(?!比|的|了|到|多少|几|百分)")
_JOINS_PARTS = re.compile(r"^(?!.*(?:分别|各)).*(?:和|与|及|、|加).*占")
"""“甲占乙的比例” names part and whole; in “甲和乙占比” both are parts."""


def answer_from_tables(
    question: Question,
    scope: Scope,
    facts: FactSource,
    findings: Callable[[str], Sequence[Finding]],
    lexicon: Lexicon,
) -> Draft | None:
    """Return the answer of the statutory tables, None if they do not explain the question."""
    if question.operation is Operation.CHECK:
        return _answer_check(scope, findings)
    readings = [r for r in read_tables(question, lexicon) if not r.left and r.targets]
    drafts = []
    for reading in sorted(readings, key=lambda r: -len(r.named)):
        domain = next(d for d in lexicon.domains if d.id == reading.domain)
        draft = _answer_reading(question, reading, scope, facts, domain)
        if draft is not None:
            drafts.append(draft)
    return drafts[0] if drafts else None


def _answer_reading(
    question: Question, reading: TableReading, scope: Scope, facts: FactSource, domain: Domain
) -> Draft | None:
    plain, changes = _read_changes(question, reading)
    if changes is not reading:
        latest = max(scope.years, default=None)
        reports = tuple(r for r in scope.reports if latest is None or r.year == latest)
        if find(plain, changes, reports, facts):
            question, reading, scope = plain, changes, replace(scope, reports=reports)
    if scope.label_year and not any(_speaks_of_last_year(t) for t in reading.targets):
        return None
    found = find(question, reading, scope.reports, facts)
    if not found:
        found = find(question, replace(reading, targets=reading.weaker), scope.reports, facts)
    if not found:
        return None
    asked = _ask_whose(question, scope, found)
    if asked is not None:
        return asked
    if question.operation is Operation.SHARE:
        return _share(question, found, facts, domain)
    draft = answer_figures(question, reading, found)
    single = len(found) == 1 and len(found[0].term.facts) == 1
    if draft is not None and single and draft.status is Status.ANSWERED:
        draft = with_parts(draft, _parts(found[0], facts, domain))
    return draft


def _read_changes(question: Question, reading: TableReading) -> tuple[Question, TableReading]:
    """“比上一年增减了多少” asks for the column of changes, not for a subtraction."""
    changes = tuple(t for t in reading.targets if t.column is not None and t.column.id == "增减")
    if not changes or question.operation not in (Operation.DIFFERENCE, Operation.GROWTH):
        return question, reading
    return replace(question, operation=Operation.VALUE), replace(reading, targets=changes)


def _speaks_of_last_year(target: Target) -> bool:
    labels = (
        *(target.row.labels if target.row else ()),
        *(target.column.labels if target.column else ()),
    )
    return any("上一年" in label or "上年" in label for label in labels)


def _ask_whose(question: Question, scope: Scope, found: Sequence[Found]) -> Draft | None:
    """Ask back where several years or issuers fit and the question names none."""
    compares = question.operation in (
        Operation.RANK,
        Operation.DIFFERENCE,
        Operation.GROWTH,
        Operation.SUM,
    )
    issuers = list(dict.fromkeys(item.report.issuer for item in found))
    years = sorted({item.report.year for item in found if item.report.year}, reverse=True)
    if question.operation is Operation.RANK:
        return None
    if compares and (joins_operands(question.text) or len(found) == 2) and not scope.open_issuers:
        return None
    if scope.open_issuers and len(issuers) > 1:
        when = f"{years[0]}年" if len(years) == 1 and not question.years else ""
        return _readings(
            "请问您问的是哪个单位？", [f"{issuer}{when}" for issuer in issuers if issuer], question
        )
    if scope.open_years and len(years) > 1:
        who = issuers[0] or ""
        return _readings("请问您问的是哪一年？", [f"{who}{year}年" for year in years], question)
    return None


def _readings(text: str, heads: Sequence[str], question: Question) -> Draft:
    readings = tuple(Reading(head, f"{head}{question.original}") for head in heads[:MAX_READINGS])
    return Draft(Status.AMBIGUOUS, Kind.NUMBER, "", (text,), readings=readings)


def _parts(item: Found, facts: FactSource, domain: Domain) -> list[Fact]:
    """Return the cells a total is made of, where the cell answered is a row's total."""
    fact = item.term.facts[0]
    if fact.table_kind != "申请办理" or fact.column != ("总计",):
        return []
    del domain
    return [
        other
        for other in facts(item.report)
        if other.table_kind == fact.table_kind
        and other.row == fact.row
        and other.column != fact.column
    ]


def _share(
    question: Question, found: Sequence[Found], facts: FactSource, domain: Domain
) -> Draft | None:
    """Return the share of one figure in another, or in the total it belongs to."""
    if len(found) > 2:
        return None
    part = found[0]
    year, issuer = part.report.year, part.report.issuer
    if len({item.report.id for item in found}) > 1:
        return None
    if len(found) == 2 and _NAMES_WHOLE.search(question.text):
        return answer_share(part.term, found[1].term, year, issuer)
    if len(found) == 2 and not _JOINS_PARTS.search(question.text):
        return None
    wholes = {_whole_of(item.target, domain) for item in found}
    target = wholes.pop()
    if target is None or wholes:
        return None
    facts_of_parts = tuple(fact for item in found for fact in item.term.facts)
    term = Term(facts_of_parts, "与".join(item.term.label for item in found))
    cells = target_facts(target, facts(part.report))
    if not cells:
        return None
    label = fact_to_phrase(cells[0]) if len(cells) == 1 else "合计"
    return answer_share(term, Term(tuple(cells), label), year, issuer)


def _whole_of(target: Target, domain: Domain) -> Target | None:
    """Return the total `target` is a part of: its row's, or for a result row the table's."""
    default = next((node for node in domain.nodes if node.default), None)
    if default is None or target.row is None:
        return None
    if target.column is not None and not target.column.default:
        return Target(target.domain, target.row, default)
    if target.domain == "申请办理" and target.row.id not in {
        "新收",
        "上年结转",
        "总计",
        "结转下年",
    }:
        return Target(target.domain, domain.node("总计"), default)
    return None


def _answer_check(scope: Scope, findings: Callable[[str], Sequence[Finding]]) -> Draft | None:
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
