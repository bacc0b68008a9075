"""Comparisons: two figures against each other — difference, growth, times — as draft answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.answer import Kind, Status
from qa.arithmetic import Result, Term, growth, show, subtract, times
from qa.draft import Draft
from qa.rendering.wording import figure, place, when_and_who
from qa.statutory.lookup import Found
from qa.statutory.numbers import computed, missing, result_to_value, term_to_value
from qa.statutory.series import found_to_series, runs_over
from qa.statutory.summaries import listed, summarise
from qa.understanding.cues import Operation
from qa.understanding.question import Question
from qa.understanding.scope import Scope


def distinct_label(item: Found, by_year: bool, by_issuer: bool, by_target: bool = True) -> str:
    """Return what tells one figure from the others it is computed with."""
    year = f"{item.report.year}年" if by_year else ""
    issuer = (item.report.issuer or "") if by_issuer else ""
    label = item.term.label if by_target or not (year or issuer) else ""
    return f"{issuer}{year}{label}"


def _pair(question: Question, found: Sequence[Found], scope: Scope) -> tuple[Found, Found] | None:
    """Return the two figures a comparison is between, the later year first."""
    if len(found) == 2:
        first, second = sorted(found, key=lambda i: -(i.report.year or 0)) if scope.span else found
        if first.target == second.target and first.report.issuer != second.report.issuer:
            # “甲比乙多多少” is 甲 less 乙, in whatever order they are held.
            named = {name: at for at, name in enumerate(question.issuers)}
            first, second = sorted(found, key=lambda i: named.get(i.report.issuer or "", 0))
    else:
        spread = scope.span or scope.every or question.every
        one_issuer = len({item.report.issuer for item in found}) == 1
        if not (len(found) > 2 and spread and one_issuer and runs_over(found)):
            return None
        ordered = sorted(found, key=lambda item: item.report.year or 0)
        first, second = ordered[-1], ordered[0]
    ends = {first.report.year, second.report.year}
    if scope.span and scope.years and ends != {max(scope.years), min(scope.years)}:
        return None
    same = first.report.issuer == second.report.issuer and first.target == second.target
    if (
        same
        and (first.report.year or 0) < (second.report.year or 0)
        and not _earlier_first(question)
    ):
        # Years are compared later against earlier, whatever their order in the question.
        first, second = second, first
    return first, second


def _earlier_first(question: Question) -> bool:
    """Tell whether the earlier of two years is held against the later: “2021年比2022年多多少”."""
    years = question.years
    named = len(years) == 2 and years[0] < years[1] and question.operation is Operation.DIFFERENCE
    return named and bool(re.search(rf"{years[0]}年[^，。和与跟]{{0,24}}比", question.text))


def compare(question: Question, found: Sequence[Found], scope: Scope) -> Draft | None:
    """Return how two figures of `found` differ, or which of them is missing."""
    pair = _pair(question, found, scope)
    if pair is None:
        return _half_compared(question, found, scope)
    first, second = pair
    left, right, said = _operands(first, second)
    understood = _compared_to_place(first, second, left, right)
    if missing_of := [term for term in (left, right) if term.value is None]:
        return missing(missing_of, understood)
    if left.unit != right.unit:
        return missing((left, right), understood)
    difference = subtract(left, right)
    if difference is None:
        return missing((left, right), understood)
    if difference.unit == "%" and question.operation is Operation.DIFFERENCE:
        difference = replace(difference, unit="个百分点")
    if question.operation is Operation.GROWTH:
        return _with_terms(_growth(left, right, difference, said, understood), first, second)
    if question.operation is Operation.TIMES:
        ratio = times(left, right)
        if ratio is None:
            return missing((left, right), understood)
        text = f"{said[0]}是{said[1]}的{show(ratio.value)}倍。"
        return _with_terms(computed(ratio, text, understood, Kind.COMPARISON), first, second)
    text = f"{said[0]}，{_more_or_less(difference, said[1])}。"
    if question.less:
        turned = subtract(right, left)
        difference = replace(turned, unit=difference.unit) if turned else difference
    draft = computed(difference, text, understood, Kind.COMPARISON)
    return _with_terms(draft, first, second)


def _with_terms(draft: Draft, first: Found, second: Found) -> Draft:
    """Show the two sides as figures, not the cells a group is summed from."""
    sides = [
        replace(term_to_value(item.term), year=item.report.year, issuer=item.report.issuer)
        for item in (first, second)
    ]
    computed_values = [value for value in draft.values if value.fact is None]
    return replace(draft, values=(*computed_values, *sides))


def _compared_to_place(first: Found, second: Found, left: Term, right: Term) -> str:
    """Return how a comparison was understood: whose, what, and between which two."""
    year = first.report.year if first.report.year == second.report.year else None
    issuer = first.report.issuer if first.report.issuer == second.report.issuer else None
    label = f"{first.term.label} › " if first.target == second.target else ""
    return place(year, issuer, f"{label}{left.label}与{right.label}相比")


def _more_or_less(difference: Result, than: str) -> str:
    amount = figure(abs(difference.value), difference.unit)
    if difference.value == 0:
        return f"与{than}相同，相差{amount}"
    more, less = ("高", "低") if difference.unit == "个百分点" else ("多", "少")
    return f"比{than}{more if difference.value > 0 else less}{amount}"


def _operands(first: Found, second: Found) -> tuple[Term, Term, tuple[str, str]]:
    """Return both terms, labelled apart, and how a sentence speaks of them."""
    by_year = first.report.year != second.report.year
    by_issuer = first.report.issuer != second.report.issuer
    by_target = first.target != second.target
    left, right = (
        Term(item.term.facts, distinct_label(item, by_year, by_issuer, by_target))
        for item in (first, second)
    )
    amounts = [figure(term.value, term.unit, term.qualifier) for term in (left, right)]
    head = when_and_who(first.report.year, first.report.issuer)
    subject = f"{head}{first.term.label}{amounts[0]}"
    if by_target:
        return left, right, (subject, f"{right.label}（{amounts[1]}）")
    other = "".join(
        (
            (second.report.issuer or "") if by_issuer else "",
            f"{second.report.year}年" if by_year else "",
        )
    )
    return left, right, (subject, f"{other}（{amounts[1]}）")


def _growth(
    left: Term, right: Term, difference: Result, said: tuple[str, str], understood: str
) -> Draft:
    result = growth(left, right)
    change = figure(abs(difference.value), difference.unit)
    word = "增加" if difference.value >= 0 else "减少"
    if result is None:
        # Nothing grows from 0 by a percentage; what changed can still be said.
        text = f"{said[0]}，比{said[1]}{word}{change}；基数为0，不能计算增长率。"
        return computed(difference, text, understood, Kind.COMPARISON)
    moved = "增长" if result.value >= 0 else "下降"
    text = f"{said[0]}，比{said[1]}{moved}{show(abs(result.value))}%，{word}{change}。"
    draft = computed(result, text, understood, Kind.COMPARISON)
    values = (draft.values[0], result_to_value(difference, "增减"), *draft.values[1:])
    return replace(draft, values=values)


def _half_compared(question: Question, found: Sequence[Found], scope: Scope) -> Draft | None:
    """Say which side of a comparison is missing, or list what cannot be compared two by two."""
    if not runs_over(found) or len(scope.years) < 2:
        return None
    series = found_to_series(found, scope)
    asked = [min(scope.years), max(scope.years)] if scope.span else list(scope.years)
    there = {item.report.year for item in found}
    absent = [year for year in asked if year not in there]
    if not absent:
        return summarise(replace(question, operation=Operation.TREND), series) or listed(series)
    held = {report.year for report in scope.reports}
    why = [f"{year}年的报告里没有这一项" for year in absent if year in held]
    unheld = [f"{year}年" for year in absent if year not in held]
    why += [f"您问的是“{'、'.join(unheld)}”，库里没有这样的报告"] if unheld else []
    shown = [item for item in found if item.report.year in asked] or list(found)
    said = "；".join(
        f"{when_and_who(i.report.year, i.report.issuer)}{i.term.label}"
        f"{figure(i.term.value, i.term.unit)}"
        for i in shown
    )
    return Draft(
        Status.NOT_FOUND,
        Kind.COMPARISON,
        place(None, found[0].report.issuer, found[0].term.label),
        (f"无法比较：{'；'.join(why)}。", f"{said}。"),
        facts=tuple(fact for item in shown for fact in item.term.facts),
        # A sentence may tell the change against the year before, never over a longer span.
        final=max(scope.years) - min(scope.years) != 1,
    )
