"""Indicators to facts: the figures a table reading stands for, report by report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.report import Fact, Report
from qa.arithmetic import Term
from qa.prose.units import unit_fits
from qa.rendering.wording import fact_to_phrase
from qa.statutory.indicators import TableReading
from qa.statutory.targets import Target, target_facts
from qa.understanding.cues import Operation, asks_share
from qa.understanding.question import Question

_OVER_ANY_UNIT = (
    Operation.SHARE,
    Operation.GROWTH,
    Operation.MEAN,
    Operation.COUNT,
    Operation.TIMES,
)
FactSource = Callable[[Report], Sequence[Fact]]
"""Returns all facts of a report."""


@dataclass(frozen=True, slots=True)
class Found:
    """The figure of one indicator in one report."""

    report: Report
    target: Target
    term: Term
    among: tuple[Fact, ...] = ()
    """Cells among which the question leaves the choice open, if it does."""


def find(
    question: Question, reading: TableReading, reports: Sequence[Report], facts: FactSource
) -> list[Found]:
    """Return the figures of `reading` in `reports`, those in the unit asked for."""
    found = []
    for report in reports:
        for target in reading.targets:
            cells = [
                fact for fact in target_facts(target, facts(report)) if unit_asked(question, fact)
            ]
            if cells:
                found.append(_found(report, target, cells))
    return found


def unit_asked(question: Question, fact: Fact) -> bool:
    """Tell whether a cell's unit can answer: ratios and means are over any unit."""
    if question.operation in _OVER_ANY_UNIT:
        return True
    if question.unit == "%" and asks_share(question.text, question.operation):
        return True
    return unit_fits(question.unit, fact.unit)


def _found(report: Report, target: Target, cells: Sequence[Fact]) -> Found:
    if len(cells) > 1 and target.column is None:
        return Found(report, target, Term((), ""), tuple(cells))
    return Found(report, target, Term(tuple(cells), _term_label(target, cells)))


def _term_label(target: Target, cells: Sequence[Fact]) -> str:
    if len(cells) == 1:
        return fact_to_phrase(cells[0])
    parts = [
        node.id for node in (target.row, target.column) if node is not None and not node.default
    ]
    return "".join(parts)
