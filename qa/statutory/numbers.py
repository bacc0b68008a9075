"""Figures to draft answers: a cell, a group of cells, several cells, a computed figure.

Every draft's values name their facts, and its sentences hold no figure that is not
among them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.quantity import scaled
from corpus.report import Fact, Origin, State
from qa.answer import Derived, Kind, Reading, Status, Value
from qa.arithmetic import Result, Term, add, show
from qa.draft import Draft
from qa.rendering.wording import (
    fact_to_figure,
    fact_to_label,
    fact_to_phrase,
    figure,
    place,
    when_and_who,
)
from qa.statutory.lookup import Found
from qa.understanding.cues import asks_conversion
from qa.understanding.question import Question

MAX_READINGS = 4
MAX_PARTS = 4
MAX_SAID = 4
"""Figures side by side that are read out; the table beside the text has them all."""
MAX_LISTED = 60


def converted(question: Question, draft: Draft) -> Draft:
    """Add the figure in the unit asked for, where it is another multiple of the print's."""
    value = draft.values[0] if draft.values else None
    if value is None or value.value is None or question.unit is None or value.unit is None:
        return draft
    wanted = re.search(rf"(?:多少|几){re.escape(question.unit)}", question.text)
    if not wanted and not asks_conversion(question.text):
        return draft
    size, base = scaled(Decimal(1), question.unit)
    printed, own = scaled(Decimal(1), value.unit)
    if own != base or size == printed or not draft.facts:
        return draft
    amount = plain_decimal(value.value * printed / size)
    fact = draft.facts[0]
    formula = f"{show(value.value)}{value.unit}＝{show(amount)}{question.unit}"
    result = Result("convert", amount, question.unit, (fact,), formula)
    head = f"{when_and_who(fact.year, fact.issuer)}{fact_to_phrase(fact)}"
    sentence = f"{head}为{fact_to_figure(fact)}，即{figure(amount, question.unit)}。"
    return computed(result, sentence, draft.understood)


def plain_decimal(value: Decimal) -> Decimal:
    """Return `value` without the zeros a conversion leaves behind its last digit.

    >>> plain_decimal(Decimal("41662416.1900")), plain_decimal(Decimal("30000"))
    (Decimal('41662416.19'), Decimal('30000'))
    """
    return Decimal(format(value.normalize(), "f"))


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


def term_to_value(term: Term) -> Value:
    """Return a term as a figure: a cell as it is, a group as the sum of its cells."""
    if len(term.facts) == 1:
        return replace(fact_to_value(term.facts[0]), label=term.label)
    result = add([Term((fact,), "") for fact in term.facts])
    if result is None:
        raise ValueError(f"a term without a figure has no value: {term.label}")
    return result_to_value(result, term.label)


def computed(result: Result, sentence: str, understood: str, kind: Kind = Kind.NUMBER) -> Draft:
    """Return a draft that shows a computed figure, its formula and all its operands."""
    label = understood.split(" · ")[-1]
    values = (result_to_value(result, label), *(fact_to_value(f) for f in result.operands))
    formula = f"计算：{result.formula}{result.unit or ''}。"
    if result.op in {"share", "growth", "convert"} or result.unit == "倍":
        formula = f"计算：{result.formula}。"
    return Draft(Status.ANSWERED, kind, understood, (sentence, formula), values, result.operands)


def single(item: Found) -> Draft:
    """Answer with one cell, or with the sum of the cells below a group heading."""
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
        if fact.value < 0:
            sentence += f"，即减少{figure(abs(fact.value), fact.unit)}"
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
        return missing([item.term], understood)
    if result.value == 0:
        result = Result("sum", result.value, result.unit, result.operands, "各项均为0，相加＝0")
    count = len(item.term.facts)
    sentence = (
        f"{when_and_who(year, issuer)}{item.term.label}合计{figure(result.value, result.unit)}"
    )
    sentence += "，由表中各分项相加得出。" if count > 1 else "。"
    return computed(result, sentence, understood)


def missing(terms: Sequence[Term], understood: str) -> Draft:
    """Say which operand has no figure."""
    facts = [fact for term in terms for fact in term.facts if fact.value is None]
    named = "；".join(
        f"{when_and_who(fact.year, fact.issuer)}{fact_to_phrase(fact)}：{fact_to_figure(fact)}"
        for fact in facts[:3]
    )
    text = f"无法计算：{named}。" if named else "无法计算：单位不同或除数为零。"
    return Draft(Status.NOT_FOUND, Kind.NUMBER, understood, (text,), facts=tuple(facts[:3]))


def several(found: Sequence[Found]) -> Draft | None:
    """Answer with several figures side by side; more than a few go into the table alone."""
    facts = [fact for item in found for fact in item.term.facts]
    if any(len(item.term.facts) != 1 for item in found) or len(facts) > MAX_LISTED:
        return None
    words = "；".join(_clause(fact) for fact in facts[:MAX_SAID])
    years = {fact.year for fact in facts}
    issuers = {fact.issuer for fact in facts}
    understood = place(
        facts[0].year if len(years) == 1 else None,
        facts[0].issuer if len(issuers) == 1 else None,
        "、".join(dict.fromkeys(fact_to_label(f) for f in facts)),
    )
    return Draft(
        Status.ANSWERED,
        Kind.COMPARISON,
        understood,
        (f"{words}{'；其余见表' if len(facts) > MAX_SAID else ''}。",),
        tuple(fact_to_value(fact) for fact in facts),
        tuple(facts),
    )


def _clause(fact: Fact) -> str:
    head = f"{when_and_who(fact.year, fact.issuer)}{fact_to_phrase(fact)}"
    return f"{head}{_link(fact)}{fact_to_figure(fact)}"


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
