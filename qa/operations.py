"""Operations over figures: difference, growth, sum, share, mean and rank to draft answers.

`answer_figures` picks the one the question asks for; what it cannot apply is None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from qa.answer import Kind, Status
from qa.arithmetic import Term, add, growth, mean, share, show, subtract
from qa.cues import Operation, joins_operands
from qa.draft import Draft
from qa.indicators import TableReading
from qa.lookup import Found
from qa.numbers import (
    ask_back,
    computed,
    converted,
    fact_to_value,
    missing,
    several,
    single,
)
from qa.question import Question
from qa.wording import fact_to_label, figure, place, when_and_who

_LISTS = re.compile(r"和|与|、|及|分别|各")


def answer_figures(
    question: Question, reading: TableReading, found: Sequence[Found]
) -> Draft | None:
    """Return the answer `found` gives to `question`, None if the operation does not apply."""
    if any(item.among for item in found):
        return _ask_which_cell(question, found)
    if question.operation is Operation.RANK:
        return _rank(question, found)
    if question.operation is Operation.MEAN:
        return _mean(found)
    if question.operation in (Operation.DIFFERENCE, Operation.GROWTH):
        return _compare(question, found)
    if question.operation is Operation.SUM and (joins_operands(question.text) or len(found) > 1):
        return _total(question, found) if len(found) > 1 else single(found[0])
    if reading.open_axis and len(found) > 1:
        return ask_back(question, [item.term for item in found], "请问您问的是哪一项？")
    if len(found) == 1:
        return converted(question, single(found[0]))
    one_report = len({item.report.id for item in found}) == 1
    if one_report and not _LISTS.search(question.text):
        return ask_back(question, [item.term for item in found], "请问您问的是哪一项？")
    return several(found)


def _total(question: Question, found: Sequence[Found]) -> Draft:
    del question
    years = {item.report.year for item in found}
    issuers = {item.report.issuer for item in found}
    terms = [
        Term(i.term.facts, _distinct_label(i, len(years) > 1, len(issuers) > 1)) for i in found
    ]
    result = add(terms)
    label = "＋".join(dict.fromkeys(item.term.label for item in found))
    understood = place(
        years.pop() if len(years) == 1 else None,
        issuers.pop() if len(issuers) == 1 else None,
        f"{label} › 相加",
    )
    if result is None:
        return missing(terms, understood)
    total = figure(result.value, result.unit)
    return computed(result, f"{'、'.join(t.label for t in terms)}相加为{total}。", understood)


def _distinct_label(item: Found, by_year: bool, by_issuer: bool) -> str:
    year = f"{item.report.year}年" if by_year else ""
    issuer = (item.report.issuer or "") if by_issuer else ""
    return f"{issuer}{year}{item.term.label}"


def _compare(question: Question, found: Sequence[Found]) -> Draft | None:
    if len(found) != 2:
        return None
    first, second = found
    if first.report.issuer == second.report.issuer and first.target == second.target:
        # Years are compared later against earlier, whatever their order in the question.
        first, second = sorted(found, key=lambda item: -(item.report.year or 0))
    by_year = first.report.year != second.report.year
    by_issuer = first.report.issuer != second.report.issuer
    left = Term(first.term.facts, _distinct_label(first, by_year, by_issuer))
    right = Term(second.term.facts, _distinct_label(second, by_year, by_issuer))
    asked = f"{left.label}与{right.label}相比"
    understood = place(
        None if by_year else first.report.year, None if by_issuer else first.report.issuer, asked
    )
    if question.operation is Operation.GROWTH:
        result = growth(left, right)
        if result is None:
            return missing((left, right), understood)
        word = "增长" if result.value >= 0 else "下降"
        sentence = f"{left.label}比{right.label}{word}{show(abs(result.value))}%。"
        return computed(result, sentence, understood, Kind.COMPARISON)
    if question.less:
        left, right = right, left
    result = subtract(left, right)
    if result is None:
        return missing((left, right), understood)
    word = "多" if result.value >= 0 else "少"
    amount = figure(abs(result.value), result.unit)
    sentence = f"{left.label}比{right.label}{word}{amount}。"
    if result.value == 0:
        sentence = f"{left.label}与{right.label}相同，相差0{result.unit or ''}。"
    if question.less:
        sentence = f"{right.label}比{left.label}{'少' if result.value >= 0 else '多'}{amount}。"
    return computed(result, sentence, understood, Kind.COMPARISON)


def answer_share(part: Term, whole: Term, year: int | None, issuer: str | None) -> Draft:
    """Return what percentage `part` is of `whole`."""
    understood = place(year, issuer, f"{part.label}占{whole.label}的比例")
    result = share(part, whole)
    if result is None:
        return missing((part, whole), understood)
    head = when_and_who(year, issuer)
    sentence = f"{head}{part.label}占{whole.label}的{show(result.value)}%。"
    return computed(result, sentence, understood)


def _mean(found: Sequence[Found]) -> Draft | None:
    money = [item for item in found if item.term.unit in {"元", "万元", "亿元"}]
    counts = [item for item in found if item not in money and item.term.facts]
    if len(money) != 1 or len(counts) != 1:
        return None
    total, count = money[0].term, counts[0].term
    year, issuer = money[0].report.year, money[0].report.issuer
    understood = place(year, issuer, f"{total.label}除以{count.label}")
    result = mean(total, count)
    if result is None:
        return missing((total, count), understood)
    head = when_and_who(year, issuer)
    sentence = f"{head}{total.label}除以{count.label}，平均{figure(result.value, result.unit)}。"
    return computed(result, sentence, understood)


def _rank(question: Question, found: Sequence[Found]) -> Draft | None:
    known = [(item, item.term.value) for item in found if item.term.value is not None]
    if len(known) < 2:
        return None
    figures: list[tuple[Found, Decimal]] = [(item, v) for item, v in known if v is not None]
    figures.sort(key=lambda pair: pair[1], reverse=not question.lowest)
    best = figures[0][1]
    winners = [item for item, value in figures if value == best]
    by_year = len({item.report.year for item in found}) > 1
    by_issuer = len({item.report.issuer for item in found}) > 1
    names = "、".join(_distinct_label(item, by_year, by_issuer) for item in winners)
    word = "最少" if question.lowest else "最多"
    sentence = f"{names}{word}，为{figure(best, winners[0].term.unit)}。"
    others = "；".join(
        f"{_distinct_label(item, by_year, by_issuer)}{figure(value, item.term.unit)}"
        for item, value in figures
    )
    missing = [item for item in found if item.term.value is None]
    notes = tuple(
        f"{when_and_who(i.report.year, i.report.issuer)}{i.term.label}没有可用的数字，未参加比较。"
        for i in missing
    )
    facts = tuple(fact for item, _ in figures for fact in item.term.facts)
    understood = place(None, None if by_issuer else found[0].report.issuer, f"{names} › {word}")
    return Draft(
        Status.ANSWERED,
        Kind.RANKING,
        understood,
        (sentence, f"依次为：{others}。"),
        tuple(fact_to_value(fact) for fact in facts),
        facts,
        notes=notes,
    )


def _ask_which_cell(question: Question, found: Sequence[Found]) -> Draft:
    terms = [Term((fact,), fact_to_label(fact)) for item in found[:1] for fact in item.among]
    return ask_back(question, terms, "这一行有几个数字，请问您问的是哪一个？")
