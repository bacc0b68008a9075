"""Answers over general tables: a cell, a share, a change between years.

Cells of several tables that say the same are one answer; where they differ the question
is asked back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from corpus.checks import short_label
from corpus.quantity import scaled
from corpus.report import Fact, Report, State
from qa.answer import Kind, Reading, Status
from qa.arithmetic import Result, Term, growth, share, subtract
from qa.draft import Draft
from qa.general.fields import plain
from qa.general.matrix import Cell, Match, fit
from qa.prose.units import unit_fits
from qa.rendering.wording import fact_to_label, figure, place, when_and_who
from qa.statutory.numbers import computed, converted, fact_to_value
from qa.understanding.cues import Operation
from qa.understanding.dates import GAP
from qa.understanding.question import Question

MAX_REPORTS = 60
MAX_READINGS = 4
_RIVAL = 2
"""How much worse another table's cell may fit and still be the one that is meant."""
_CHANGES = (Operation.DIFFERENCE, Operation.GROWTH)


def answer_from_matrices(
    question: Question,
    reports: Sequence[Report],
    cells: Callable[[Report], Sequence[Cell]],
    years: Sequence[int],
) -> Draft | None:
    """Return the answer of the general tables, None where they do not explain the question.

    Args:
        question: the question.
        reports: those with general tables that it may be about.
        cells: returns the cells of a report.
        years: years asked for; none means any.
    """
    if len(reports) > MAX_REPORTS:
        return None
    text = plain(question.body)
    held = [
        cell
        for report in reports
        for cell in cells(report)
        if not years or cell.fact.year is None or cell.fact.year in years
    ]
    # Whose report it is was taken out of the question: 教育局 does not explain 教育支出.
    titles = {r.id: plain(r.title.replace(r.issuer or "\x00", "") + r.kind) for r in reports}
    if question.operation is Operation.SHARE:
        return _share(question, text, held, titles)
    if question.operation in _CHANGES:
        return _change(question, text, held, titles, years)
    if question.operation not in (Operation.VALUE, Operation.SUM):
        return None
    best = _best(fit(text, held, titles, ()), question)
    return _answer(best, question) if best else None


def _best(found: Sequence[Match], question: Question) -> list[Match]:
    fitting = [m for m in found if _in_unit(question.unit, m.cell.fact.unit)]
    least: dict[tuple[str, str | None], int] = {}
    for match in fitting:
        table = (match.cell.fact.report, match.cell.fact.table)
        least[table] = min(match.cost, least.get(table, match.cost))
    kept = [m for m in fitting if m.cost == least[m.cell.fact.report, m.cell.fact.table]]
    most = min(least.values(), default=0) + _RIVAL
    return sorted((m for m in kept if m.cost <= most), key=lambda m: m.cost)


def _in_unit(asked: str | None, printed: str | None) -> bool:
    """Tell whether a cell's unit can answer; a table may leave its unit of money unsaid."""
    if printed is None:
        return asked != "%"
    return unit_fits(asked, printed)


def _phrase(fact: Fact) -> str:
    """Return what a cell says, as a noun phrase: its row, and its column in brackets."""
    column = " › ".join(short_label(part) for part in fact.column)
    if not fact.row:
        return column
    row = short_label(fact.row[-1])
    return f"{row}（{column}）" if column else row


def _content(fact: Fact) -> object:
    if fact.value is None:
        return fact.state
    value, unit = scaled(fact.value, fact.unit)
    return value.normalize(), unit


def _answer(best: Sequence[Match], question: Question) -> Draft:
    facts = [match.cell.fact for match in best]
    groups = {(f.issuer, f.year, _content(f)): f for f in reversed(facts)}
    chosen = [fact for fact in facts if fact in groups.values()]
    if len(chosen) > 1:
        return _ask_back(chosen, question)
    fact = chosen[0]
    understood = place(fact.year, fact.issuer, fact_to_label(fact))
    head = f"{when_and_who(fact.year, fact.issuer)}{_phrase(fact)}"
    if fact.state is State.UNREADABLE:
        text = f"{head}在原文里印作“{fact.raw}”，无法确定是多少。"
        return Draft(Status.NOT_FOUND, Kind.NUMBER, understood, (text,), facts=(fact,), final=True)
    words = {
        State.BLANK: "：原表此格空白，没有填写",
        State.SLASH: "：原表此格填的是“/”",
        State.DASH: "：原表此格填的是“-”",
        State.TEXT: f"：“{fact.raw}”",
    }
    said = f"为{figure(fact.value, fact.unit)}" if fact.value is not None else words[fact.state]
    draft = Draft(
        Status.ANSWERED,
        Kind.NUMBER,
        understood,
        (f"{head}{said}。",),
        (fact_to_value(fact),),
        (fact,),
    )
    return converted(question, draft)


def _ask_back(facts: Sequence[Fact], question: Question) -> Draft:
    issuers = {fact.issuer for fact in facts}
    years = {fact.year for fact in facts}
    if len(issuers) > 1:
        asked = "请问您问的是哪个单位？"
        labels = [f"{fact.issuer or ''}{fact.year or ''}年" for fact in facts]
    elif len(years) > 1:
        asked = "请问您问的是哪一年？"
        labels = [f"{fact.year}年" for fact in facts]
    else:
        asked = "这几张表里都有，数字不同，请问您问的是哪一个？"
        labels = [f"{fact.table}里{fact_to_label(fact)}" for fact in facts]
    heads = list(dict.fromkeys(labels))[:MAX_READINGS]
    lone = len(issuers) == len(years) == 1
    readings = tuple(
        Reading(head, f"{head}是多少？" if lone else f"{head}{question.original}") for head in heads
    )
    return Draft(Status.AMBIGUOUS, Kind.NUMBER, "", (asked,), readings=readings)


def _share(
    question: Question, text: str, cells: Sequence[Cell], titles: Mapping[str, str]
) -> Draft | None:
    """Answer which share one cell is of another of the same table and column."""
    part_text, mark, whole_text = text.partition("占")
    if not mark:
        return None
    whole_text = re.sub(r"比例|比重|百分比|百分之|多少|几成|%", GAP, whole_text)
    parts = fit(part_text, cells, titles, ("share",))
    wholes = fit(whole_text, cells, titles, ("share",))
    pairs = [
        (a, b)
        for a in parts
        for b in wholes
        if (a.cell.fact.report, a.cell.fact.table, a.cell.fact.year)
        == (b.cell.fact.report, b.cell.fact.table, b.cell.fact.year)
        and (a.cell.fact.column == b.cell.fact.column or a.cell.fact.row == b.cell.fact.row)
    ]
    least = min((a.cost + b.cost for a, b in pairs), default=0)
    near = [(a.cell.fact, b.cell.fact) for a, b in pairs if a.cost + b.cost <= least + _RIVAL]
    contents = {(_content(a), _content(b)) for a, b in near}
    if len(contents) != 1:
        return None
    part, whole = near[0]
    result = share(Term((part,), _phrase(part)), Term((whole,), _phrase(whole)))
    if result is None:
        return None
    label = f"{_phrase(part)}占{_phrase(whole)}的比例"
    sentence = f"{when_and_who(part.year, part.issuer)}{label}为{figure(result.value, '%')}。"
    return computed(result, sentence, place(part.year, part.issuer, label))


def _change(
    question: Question,
    text: str,
    cells: Sequence[Cell],
    titles: Mapping[str, str],
    years: Sequence[int],
) -> Draft | None:
    """Answer how much a figure changed between two years."""
    if len(years) != 2:
        return None
    facts = []
    for year in years:
        of_year = [cell for cell in cells if cell.fact.year == year]
        operations = (question.operation.value, "sub")
        best = _best(fit(text, of_year, titles, operations), replace(question, unit=None))
        contents = {(match.cell.fact.issuer, _content(match.cell.fact)) for match in best}
        if len(contents) != 1:
            return None
        facts.append(best[0].cell.fact)
    first, second = facts
    if first.row != second.row or first.issuer != second.issuer:
        return None
    result = _changed(question, first, second)
    if result is None:
        return None
    word = "增长率" if question.operation is Operation.GROWTH else "之差"
    label = f"{''.join(first.row[-1:]) or _phrase(first)}{word}"
    sentence = f"{first.issuer or ''}{label}为{figure(result.value, result.unit)}。"
    return computed(result, sentence, place(max(years), first.issuer, label))


def _changed(question: Question, first: Fact, second: Fact) -> Result | None:
    new, old = sorted((first, second), key=lambda fact: -(fact.year or 0))
    if question.operation is Operation.GROWTH:
        return growth(_yearly(new), _yearly(old))
    if question.less:
        first, second = second, first
    return subtract(_yearly(first), _yearly(second))


def _yearly(fact: Fact) -> Term:
    return Term((fact,), f"{fact.year}年{''.join(fact.row[-1:])}")
