"""Numeric questions over the statutory tables: reading → reports → figures → draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus.checks import Finding
from corpus.report import Fact
from qa.answer import Status
from qa.draft import Draft
from qa.statutory.check_answers import answer_check
from qa.statutory.editions import say_changed
from qa.statutory.indicators import TableReading, read_tables
from qa.statutory.lookup import FactSource, Found, find
from qa.statutory.numbers import with_parts
from qa.statutory.operations import answer_figures
from qa.statutory.polarity import with_polarity
from qa.statutory.portions import answer_portion, is_portion, of_others
from qa.statutory.shares import answer_shares
from qa.statutory.targets import Target
from qa.understanding.choices import settle
from qa.understanding.cues import Operation, asks_share
from qa.understanding.lexicon import Domain, Lexicon
from qa.understanding.question import Question
from qa.understanding.scope import Scope

_PAIRWISE = (
    Operation.DIFFERENCE,
    Operation.GROWTH,
    Operation.TIMES,
    Operation.SHARE,
    Operation.RANK,
)


def answer_from_tables(
    question: Question,
    scope: Scope,
    facts: FactSource,
    findings: Callable[[str], Sequence[Finding]],
    lexicon: Lexicon,
) -> Draft | None:
    """Return the answer of the statutory tables, None if they do not explain the question."""
    if question.operation is Operation.CHECK:
        every = [target for r in read_tables(question, lexicon) for target in r.targets]
        return answer_check(question, scope, findings, facts, every)
    readings = [r for r in read_tables(question, lexicon) if not r.left and r.targets]
    drafts = []
    for reading in sorted(readings, key=lambda r: -len(r.named)):
        domain = next(d for d in lexicon.domains if d.id == reading.domain)
        draft = _answer_reading(question, reading, scope, facts, domain)
        if draft is not None:
            drafts.append(draft)
    if drafts:
        return drafts[0]
    return next(
        (said for r in readings if (said := say_changed(r.targets, scope, facts)) is not None), None
    )


def _answer_reading(
    question: Question, reading: TableReading, scope: Scope, facts: FactSource, domain: Domain
) -> Draft | None:
    plain, changes = _read_changes(question, reading)
    if changes is not reading:
        latest = max(scope.years, default=None)
        reports = tuple(r for r in scope.reports if latest is None or r.year == latest)
        if find(plain, changes, reports, facts):
            question, reading, scope = plain, changes, replace(scope, reports=reports)
    if scope.label_year:
        told = tuple(t for t in reading.targets if _speaks_of_last_year(t))
        if not told:
            return None
        reading = replace(reading, targets=told, weaker=told)
    found = _find(question, reading, scope, facts)
    if not found:
        return None
    settled = settle(question, scope, found)
    if isinstance(settled, Draft):
        return settled
    found, scope = settled.found, settled.scope
    if asks_share(question.text, question.operation):
        if is_portion(question, found):
            return answer_portion(question, found)
        if of_others(question, scope):
            return None
        return answer_shares(question, found, facts, domain)
    draft = answer_figures(question, reading, found, scope)
    single = len(found) == 1 and len(found[0].term.facts) == 1
    if draft is not None and single and draft.status is Status.ANSWERED:
        draft = with_parts(draft, _parts(found[0], facts))
    return None if draft is None else with_polarity(question, draft)


def _find(
    question: Question, reading: TableReading, scope: Scope, facts: FactSource
) -> Sequence[Found]:
    """Return the figures of the indicators named; by everyday words where those fail.

    “新收比办结多多少” is between two indicators, though 办结 alone would be too weak a word.
    """
    found = find(question, reading, scope.reports, facts)
    weaker = replace(reading, targets=reading.weaker)
    one_report = len({item.report.id for item in found}) == 1
    if found and len(found) == 1 and one_report and question.operation in _PAIRWISE:
        more = find(question, weaker, scope.reports, facts)
        return more if len(more) == 2 and question.axis is None else found
    return found or find(question, weaker, scope.reports, facts)


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


def _parts(item: Found, facts: FactSource) -> list[Fact]:
    """Return the cells a total is made of, where the cell answered is a row's total."""
    fact = item.term.facts[0]
    if fact.table_kind != "申请办理" or fact.column != ("总计",):
        return []
    return [
        other
        for other in facts(item.report)
        if other.table_kind == fact.table_kind
        and other.row == fact.row
        and other.column != fact.column
    ]
