"""Answers over record tables about named entities: cells, ratios, growth, differences.

Every figure is a cell that is cited or computed from such cells; a missing operand is
named. Nothing here looks at reports of other kinds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.report import Fact, Origin, State
from qa.answer import Derived, Kind, Reading, Status, Value
from qa.arithmetic import Result, Term, add, share, show, subtract
from qa.draft import Draft
from qa.general.record_figures import Found, Quotient, quotient
from qa.general.record_question import RecordQuestion
from qa.rendering.wording import figure, place, when_and_who
from qa.understanding.cues import Operation

MAX_LISTED = 12


def label_of(fact: Fact) -> str:
    """Return the column of a cell as shown to people."""
    return " › ".join(fact.column)


def fact_to_value(fact: Fact) -> Value:
    """Return a cell as a figure of an answer; a code's digits are its value too."""
    value = fact.value
    if fact.state is State.TEXT and re.fullmatch(r"\d{1,18}", fact.raw):
        value = Decimal(fact.raw)
    return Value(
        value=value,
        state=fact.state,
        unit=fact.unit,
        qualifier=None,
        year=fact.year,
        issuer=fact.issuer,
        label=label_of(fact),
        origin=fact.origin,
        fact=fact.id,
    )


def result_to_value(result: Result, label: str) -> Value:
    """Return a computed figure with its operands."""
    years = {fact.year for fact in result.operands}
    issuers = {fact.issuer for fact in result.operands}
    printed = all(fact.origin is Origin.PRINTED for fact in result.operands)
    return Value(
        value=result.value,
        state=State.ZERO if result.value == 0 else State.NUMBER,
        unit=result.unit,
        qualifier=None,
        year=max((year for year in years if year is not None), default=None),
        issuer=issuers.pop() if len(issuers) == 1 else None,
        label=label,
        origin=Origin.PRINTED if printed else Origin.RECONSTRUCTED,
        fact=None,
        derived=Derived(result.op, tuple(fact.id for fact in result.operands)),
    )


def answer_cells(found: Sequence[Found], asked: RecordQuestion, who: Sequence[str]) -> Draft:
    """Answer with the cells themselves; where there is none, say what stands there."""
    differing = next((item for item in found if item.differing), None)
    if differing is not None:
        return _disagreement(differing)
    facts = [item.fact for item in found if item.fact is not None]
    empty = [fact for fact in facts if fact.state in (State.BLANK, State.UNREADABLE)]
    held = [fact for fact in facts if fact not in empty]
    label = "、".join(dict.fromkeys(item.field.label for item in found))
    years = "、".join(str(year) for year in dict.fromkeys(item.year for item in found) if year)
    understood = " · ".join(x for x in (f"{years}年" if years else "", "、".join(who), label) if x)
    if not held:
        words = "；".join(_nothing(fact) for fact in empty[:4])
        text = (
            f"{words}。" if words else f"没有找到您问的内容：{'、'.join(who)}没有“{label}”的记录。"
        )
        return Draft(Status.NOT_FOUND, Kind.NUMBER, understood, (text,), facts=tuple(empty[:4]))
    sentences = [f"{'；'.join(_said(fact) for fact in held)}。"]
    notes = [f"{_nothing(fact)}。" for fact in empty[:4]]
    if asked.scale and all(f.unit is None and f.state is not State.TEXT for f in held):
        notes.append("原表没有写单位，照印出的数回答，没有换算。")
    texts = all(fact.state is State.TEXT for fact in held)
    kind = Kind.COMPARISON if len(held) > 1 else Kind.TEXT if texts else Kind.NUMBER
    values = tuple(fact_to_value(fact) for fact in held)
    cited = (*held, *empty[:4])
    return Draft(
        Status.ANSWERED, kind, understood, tuple(sentences), values, cited, notes=tuple(notes)
    )


def _said(fact: Fact) -> str:
    head = f"{when_and_who(fact.year, fact.issuer)}的{label_of(fact)}"
    if fact.state is State.TEXT:
        return f"{head}：“{fact.raw}”"
    if fact.value is None:
        sign = {State.SLASH: "“/”", State.DASH: "“-”"}.get(fact.state, f"“{fact.raw}”")
        return f"{head}：原表此格填的是{sign}"
    return f"{head}为{figure(fact.value, fact.unit)}"


def _nothing(fact: Fact) -> str:
    head = f"{when_and_who(fact.year, fact.issuer)}的{label_of(fact)}"
    if fact.state is State.UNREADABLE:
        return f"{head}在原表里印作“{fact.raw}”，无法确定是多少"
    shown = f"原表此格是“{fact.raw}”，表示没有数据" if fact.raw else "原表此格空白，没有填写"
    return f"{head}：{shown}"


def _disagreement(item: Found) -> Draft:
    facts = item.differing[:4]
    head = f"{when_and_who(facts[0].year, facts[0].issuer)}的{item.field.label}"
    words = "；".join(
        f"“{fact.table}”里是{figure(fact.value, fact.unit) or fact.raw}" for fact in facts
    )
    readings = tuple(
        Reading(
            f"{fact.table}", f"{fact.table}里{facts[0].issuer}{facts[0].year}年{item.field.label}"
        )
        for fact in facts
    )
    understood = place(facts[0].year, facts[0].issuer, item.field.label)
    text = f"{head}有不同的数，不能确定是哪一个：{words}。"
    return Draft(Status.AMBIGUOUS, Kind.NUMBER, understood, (text,), facts=facts, readings=readings)


def answer_ratio(made: Quotient, name: str, year: int, issuer: str) -> Draft:
    """Answer with a named ratio, or say which operand is missing."""
    understood = place(year, issuer, name)
    if made.result is None:
        lacking = "、".join(f"“{label}”" for label in made.missing)
        reason = f"没有{lacking}的数据" if lacking else "分母为零或单位不同"
        text = f"算不出{when_and_who(year, issuer)}的{name}：{reason}。"
        return Draft(
            Status.NOT_FOUND, Kind.NUMBER, understood, (text,), facts=made.facts, years=(year,)
        )
    return _computed(made.result, f"{when_and_who(year, issuer)}的{name}", name, understood)


def _computed(result: Result, subject: str, label: str, understood: str) -> Draft:
    sentence = f"{subject}为{figure(result.value, result.unit)}。"
    formula = f"计算：{result.formula}。"
    values = (result_to_value(result, label), *(fact_to_value(f) for f in result.operands))
    facts = tuple(dict.fromkeys(result.operands))
    return Draft(Status.ANSWERED, Kind.NUMBER, understood, (sentence, formula), values, facts)


def answer_computed(
    operation: Operation, found: Sequence[Found], asked: RecordQuestion, result: Result | None
) -> Draft:
    """Answer with a figure computed from `found`, or say what is missing."""
    facts = [item.fact for item in found if item.fact is not None]
    label = "、".join(dict.fromkeys(item.field.label for item in found))
    issuers = list(dict.fromkeys(fact.issuer or "" for fact in facts))
    years = [str(y) for y in dict.fromkeys(fact.year for fact in facts) if y is not None]
    name = label + _NAMES.get(operation, "")
    if operation is Operation.SHARE and len(found) == 2:
        name = f"{found[0].field.label}占{found[1].field.label}的比例"
    understood = " · ".join([f"{'、'.join(years)}年" if years else "", "、".join(issuers), name])
    if result is None:
        empty = [f"{_nothing(f)}" for f in facts if f.value is None]
        absent = [f"没有{i.year}年的{i.field.label}" for i in found if i.fact is None]
        reason = "；".join([*empty, *absent][:4]) or "除数为零或单位不同"
        text = f"无法计算：{reason}。"
        spoken = tuple(item.year for item in found if item.year is not None)
        return Draft(
            Status.NOT_FOUND,
            Kind.NUMBER,
            understood.strip(" ·"),
            (text,),
            facts=tuple(facts[:4]),
            years=spoken,
        )
    return _computed(result, f"{'、'.join(issuers)}的{name}", name, understood.strip(" ·"))


_NAMES = {
    Operation.GROWTH: "增长率",
    Operation.DIFFERENCE: "之差",
    Operation.SHARE: "占比",
    Operation.SUM: "合计",
    Operation.MEAN: "平均值",
}


def combine(operation: Operation, found: Sequence[Found], asked: RecordQuestion) -> Result | None:
    """Return a sum, difference, share or mean over cells, None where one has no figure."""
    facts = [item.fact for item in found if item.value is not None and item.fact is not None]
    if len(facts) != len(found) or len(facts) < 2:
        return None
    terms = [Term((fact,), _term_label(fact, facts)) for fact in facts]
    if operation is Operation.SUM:
        return add(terms)
    if operation is Operation.MEAN:
        total = add(terms)
        if total is None:
            return None
        value = quotient(total.value, Decimal(len(facts)), asked.digits)
        formula = f"（{total.formula.split('＝')[0]}）÷{len(facts)}＝{show(value)}"
        return Result("mean", value, total.unit, total.operands, formula)
    if len(facts) != 2:
        return None
    if operation is Operation.SHARE:
        made = share(terms[0], terms[1])
        if made is None or asked.digits is None or facts[1].value is None:
            return made
        value = quotient((facts[0].value or Decimal(0)) * 100, facts[1].value, asked.digits)
        return replace(made, value=value, formula=made.formula.split("＝")[0] + f"＝{show(value)}%")
    left, right = (terms[1], terms[0]) if asked.less else (terms[0], terms[1])
    return subtract(left, right)


def _term_label(fact: Fact, facts: Sequence[Fact]) -> str:
    """Return what tells `fact` apart from the other operands."""
    year = f"{fact.year}年" if len({other.year for other in facts}) > 1 else ""
    issuer = fact.issuer or "" if len({other.issuer for other in facts}) > 1 else ""
    return f"{year}{issuer}{label_of(fact)}"


def answer_highest(found: Sequence[Found], asked: RecordQuestion) -> Draft | None:
    """Answer which of several cells is the highest, or the lowest."""
    facts = [item.fact for item in found if item.value is not None and item.fact is not None]
    if len(facts) < 2 or len({fact.unit for fact in facts}) > 1:
        return None
    ranked = sorted(facts, key=lambda f: f.value or Decimal(0), reverse=not asked.lowest)
    best = [fact for fact in ranked if fact.value == ranked[0].value]
    ids = tuple(fact.id for fact in ranked)
    winner = replace(fact_to_value(best[0]), derived=Derived("rank", ids))
    names = "、".join(_term_label(fact, facts) for fact in best)
    word = "最低" if asked.lowest else "最高"
    text = f"{word}的是{names}，为{figure(best[0].value, best[0].unit)}。"
    others = "；".join(_said(fact) for fact in ranked[:MAX_LISTED])
    values = (winner, *(fact_to_value(fact) for fact in ranked[1:MAX_LISTED]))
    understood = f"{found[0].field.label}{word}"
    return Draft(
        Status.ANSWERED,
        Kind.RANKING,
        understood,
        (text, f"依次为：{others}。"),
        values,
        tuple(ranked[:MAX_LISTED]),
    )
