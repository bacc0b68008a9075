"""Numeric questions over tables: indicator and operation to a draft answer.

One function an operation. Each returns a draft whose values name their facts and whose
sentences hold no figure that is not among them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from corpus.quantity import scaled
from corpus.report import Fact, Origin, State
from qa.answer import Derived, Kind, Reading, Status, Value
from qa.arithmetic import Result, Term, add, growth, mean, share, show, subtract
from qa.draft import Draft
from qa.indicators import TableReading
from qa.lookup import Found
from qa.question import Operation, Question, joins_operands
from qa.wording import (
    fact_to_figure,
    fact_to_label,
    fact_to_phrase,
    figure,
    place,
    when_and_who,
)

MAX_READINGS = 4
MAX_PARTS = 4
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
        return _total(question, found) if len(found) > 1 else _single(found[0])
    if reading.open_axis and len(found) > 1:
        return ask_back(question, [item.term for item in found], "请问您问的是哪一项？")
    if len(found) == 1:
        return converted(question, _single(found[0]))
    one_report = len({item.report.id for item in found}) == 1
    if one_report and not _LISTS.search(question.text):
        return ask_back(question, [item.term for item in found], "请问您问的是哪一项？")
    return _several(found)


def converted(question: Question, draft: Draft) -> Draft:
    """Add the figure in the unit asked for, where it is another multiple of the print's."""
    value = draft.values[0] if draft.values else None
    if value is None or value.value is None or question.unit is None or value.unit is None:
        return draft
    if not re.search(rf"(?:多少|几){re.escape(question.unit)}", question.text):
        return draft
    size, base = scaled(Decimal(1), question.unit)
    printed, own = scaled(Decimal(1), value.unit)
    if own != base or size == printed or not draft.facts:
        return draft
    amount = value.value * printed / size
    if amount < 1:
        return draft
    fact = draft.facts[0]
    formula = f"{show(value.value)}{value.unit}＝{show(amount)}{question.unit}"
    result = Result("convert", amount, question.unit, (fact,), formula)
    head = f"{when_and_who(fact.year, fact.issuer)}{fact_to_phrase(fact)}"
    sentence = f"{head}为{fact_to_figure(fact)}，即{figure(amount, question.unit)}。"
    return computed(result, sentence, draft.understood)


def fact_to_value(fact: Fact) -> Value:
    """Return `fact` as a figure of an answer."""
    return Value(
        value=fact.value,
        state=fact.state,
        unit=fact.unit,
        qualifier=fact.qualifier,
        year=fact.year,
        issuer=fact.issuer,
        label=fact_to_label(fact),
        origin=fact.origin,
        fact=fact.id,
    )


def result_to_value(result: Result, label: str) -> Value:
    """Return a computed figure with its operands."""
    years = {fact.year for fact in result.operands}
    issuers = {fact.issuer for fact in result.operands}
    rebuilt = any(fact.origin is not Origin.PRINTED for fact in result.operands)
    return Value(
        value=result.value,
        state=State.ZERO if result.value == 0 else State.NUMBER,
        unit=result.unit,
        qualifier=None,
        year=years.pop() if len(years) == 1 else None,
        issuer=issuers.pop() if len(issuers) == 1 else None,
        label=label,
        origin=Origin.RECONSTRUCTED if rebuilt else Origin.PRINTED,
        fact=None,
        derived=Derived(result.op, tuple(fact.id for fact in result.operands)),
    )


def computed(result: Result, sentence: str, understood: str, kind: Kind = Kind.NUMBER) -> Draft:
    """Return a draft that shows a computed figure, its formula and all its operands."""
    label = understood.split(" · ")[-1]
    values = (result_to_value(result, label), *(fact_to_value(f) for f in result.operands))
    formula = f"计算：{result.formula}{result.unit or ''}。"
    if result.op in {"share", "growth", "convert"}:
        formula = f"计算：{result.formula}。"
    return Draft(Status.ANSWERED, kind, understood, (sentence, formula), values, result.operands)


def _single(item: Found) -> Draft:
    term, report = item.term, item.report
    if len(term.facts) > 1:
        return _group(item)
    fact = term.facts[0]
    understood = place(fact.year, fact.issuer, fact_to_label(fact))
    if fact.state is State.UNREADABLE:
        text = f"{when_and_who(fact.year, fact.issuer)}的“{fact_to_label(fact)}”在原文里印作"
        text += f"“{fact.raw}”，数字连在一起，无法确定是多少。"
        return Draft(Status.NOT_FOUND, Kind.NUMBER, understood, (text,), facts=(fact,))
    head = f"{when_and_who(fact.year, report.issuer)}{fact_to_phrase(fact)}"
    if fact.value is None:
        sentence = f"{head}：{fact_to_figure(fact)}。"
    else:
        sentence = f"{head}{_link(fact)}{fact_to_figure(fact)}"
        sentence = f"{sentence}。"
    return Draft(
        Status.ANSWERED, Kind.NUMBER, understood, (sentence,), (fact_to_value(fact),), (fact,)
    )


def _link(fact: Fact) -> str:
    return "" if fact.unit == "件" and fact.table_kind != "规章和规范性文件" else "为"


def with_parts(draft: Draft, parts: Sequence[Fact]) -> Draft:
    """Add the non-zero parts of a total to its sentence: 其中自然人38件，商业企业1件."""
    shown = [fact for fact in parts if fact.value]
    if not 1 <= len(shown) <= MAX_PARTS or not draft.sentences:
        return draft
    words = "，".join(f"{fact.column[-1]}{fact_to_figure(fact)}" for fact in shown)
    sentence = f"{draft.sentences[0].rstrip('。')}，其中{words}。"
    return Draft(
        draft.status,
        draft.kind,
        draft.understood,
        (sentence, *draft.sentences[1:]),
        (*draft.values, *(fact_to_value(fact) for fact in shown)),
        (*draft.facts, *shown),
        draft.quotes,
        draft.notes,
        draft.readings,
        draft.suggestions,
    )


def _group(item: Found) -> Draft:
    """Answer with the sum of the cells below a group heading."""
    terms = [
        Term((fact,), fact_to_phrase(fact).split("（")[-1].rstrip("）")) for fact in item.term.facts
    ]
    result = add(terms)
    year, issuer = item.report.year, item.report.issuer
    understood = place(year, issuer, f"{item.term.label}（各项相加）")
    if result is None:
        return _missing([item.term], understood)
    if result.value == 0:
        result = Result("sum", result.value, result.unit, result.operands, "各项均为0，相加＝0")
    count = len(item.term.facts)
    sentence = (
        f"{when_and_who(year, issuer)}{item.term.label}合计{figure(result.value, result.unit)}"
    )
    sentence += "，由表中各分项相加得出。" if count > 1 else "。"
    return computed(result, sentence, understood)


def _missing(terms: Sequence[Term], understood: str) -> Draft:
    """Say which operand has no figure."""
    facts = [fact for term in terms for fact in term.facts if fact.value is None]
    named = "；".join(
        f"{when_and_who(fact.year, fact.issuer)}{fact_to_phrase(fact)}：{fact_to_figure(fact)}"
        for fact in facts[:3]
    )
    text = f"无法计算：{named}。" if named else "无法计算：单位不同或除数为零。"
    return Draft(Status.NOT_FOUND, Kind.NUMBER, understood, (text,), facts=tuple(facts[:3]))


def _several(found: Sequence[Found]) -> Draft | None:
    """Answer with several figures side by side."""
    facts = [fact for item in found for fact in item.term.facts]
    if any(len(item.term.facts) != 1 for item in found) or len(facts) > 12:
        return None
    words = "；".join(_clause(fact) for fact in facts)
    understood = place(
        facts[0].year, facts[0].issuer, "、".join(fact_to_label(f) for f in facts[:3])
    )
    return Draft(
        Status.ANSWERED,
        Kind.COMPARISON,
        understood,
        (f"{words}。",),
        tuple(fact_to_value(fact) for fact in facts),
        tuple(facts),
    )


def _clause(fact: Fact) -> str:
    head = f"{when_and_who(fact.year, fact.issuer)}{fact_to_phrase(fact)}"
    return f"{head}{_link(fact)}{fact_to_figure(fact)}"


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
        return _missing(terms, understood)
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
            return _missing((left, right), understood)
        word = "增长" if result.value >= 0 else "下降"
        sentence = f"{left.label}比{right.label}{word}{show(abs(result.value))}%。"
        return computed(result, sentence, understood, Kind.COMPARISON)
    if question.less:
        left, right = right, left
    result = subtract(left, right)
    if result is None:
        return _missing((left, right), understood)
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
        return _missing((part, whole), understood)
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
        return _missing((total, count), understood)
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


def ask_back(question: Question, terms: Sequence[Term], text: str) -> Draft:
    """Return the ways to understand `question`, one a term."""
    readings = tuple(
        Reading(
            fact_to_label(fact),
            f"{when_and_who(fact.year, fact.issuer)}{fact_to_label(fact)}是多少？",
        )
        for term in terms[:MAX_READINGS]
        for fact in term.facts[:1]
    )
    return Draft(Status.AMBIGUOUS, Kind.NUMBER, "", (text,), readings=readings)


def _ask_which_cell(question: Question, found: Sequence[Found]) -> Draft:
    terms = [Term((fact,), fact_to_label(fact)) for item in found[:1] for fact in item.among]
    return ask_back(question, terms, "这一行有几个数字，请问您问的是哪一个？")
