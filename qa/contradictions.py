"""Contradictions: a figure in running text against the table cell it repeats.

The subject of a prose figure is read the way a question is read. Where the words name
one cell of a statutory table and leave nothing unexplained, the two figures should be
equal; if not, that is a finding, never a correction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.checks import Finding, Result
from corpus.editions import Dispute
from corpus.report import Fact, FactKind, State
from corpus.terms import simplify
from qa.rendering.wording import fact_to_figure, fact_to_phrase
from qa.statutory.indicators import TableReading, read_tables
from qa.statutory.targets import target_facts
from qa.understanding.dates import GAP
from qa.understanding.lexicon import Lexicon
from qa.understanding.question import Question

_SPEAKS_OF_TABLE = re.compile(
    r"申请|复议|诉讼|规章|规范性文件|行政许可|行政处罚|行政强制|采购|收费|结转|办结"
)
_OTHER_SCOPE = re.compile(r"其中|上年(?!结转)|去年|累计至|以来|较|比|增长|增加|减少|下降")


def prose_against_tables(facts: Sequence[Fact], lexicon: Lexicon) -> list[Finding]:
    """Return a finding for every prose figure that repeats a table cell of its report."""
    cells = [fact for fact in facts if fact.kind is FactKind.CELL and not fact.by_prose]
    findings = []
    for fact in facts:
        if fact.kind is not FactKind.PROSE or not _comparable(fact):
            continue
        cell = _repeated_cell(fact, cells, lexicon)
        if cell is None:
            continue
        equal = cell.value == fact.value
        relation = "一致" if equal else "不一致"
        message = (
            f"正文“{fact.row[0].replace('…', '')}”{fact_to_figure(fact)}，"
            f"表中{fact_to_phrase(cell)}{fact_to_figure(cell)}，两处{relation}"
        )
        result = Result.PASS if equal else Result.FAIL
        findings.append(Finding(fact.report, "正文与表格", result, (fact,), (cell,), message))
    return findings


def disputes_to_findings(report: str, disputes: Sequence[Dispute]) -> list[Finding]:
    """Return a finding for every cell that two sources of a report print differently."""
    return [
        Finding(
            report,
            "几个来源",
            Result.FAIL,
            (each.fact,),
            (each.other,),
            f"{fact_to_phrase(each.fact)}，这一来源是{fact_to_figure(each.fact)}，"
            f"另一来源是{fact_to_figure(each.other)}",
            each.source,
        )
        for each in disputes
    ]


def _comparable(fact: Fact) -> bool:
    subject = fact.row[0]
    return (
        fact.qualifier is None
        and fact.unit in {"件", "起"}
        and _SPEAKS_OF_TABLE.search(subject) is not None
        and _SPEAKS_OF_TABLE.search(fact.quote.replace("办结", "")) is not None
        and _OTHER_SCOPE.search(subject) is None
    )


def _repeated_cell(fact: Fact, cells: Sequence[Fact], lexicon: Lexicon) -> Fact | None:
    subject = simplify(re.sub(r"….*$", "", fact.row[0]))
    body = re.sub(r"20\d\d年(?:度)?|全区|全市|全局|我区|我市|我局", GAP, subject)
    question = Question(fact.row[0], subject, body, unit=fact.unit, numeric=True)
    found: dict[str, Fact] = {}
    for reading in read_tables(question, lexicon):
        if reading.left or len(reading.targets) != 1 or reading.open_axis or not _sure(reading):
            continue
        matches = target_facts(reading.targets[0], cells)
        if len(matches) == 1 and matches[0].state in (State.NUMBER, State.ZERO):
            found[matches[0].id] = matches[0]
    same_year = [cell for cell in found.values() if cell.year == fact.year]
    return same_year[0] if len(same_year) == 1 else None


def _sure(reading: TableReading) -> bool:
    """Tell whether a heading is named, not only supplied by default."""
    return bool(reading.named)
