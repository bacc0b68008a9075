"""Premises: figures a question takes for granted, held against the report.

“收到50件申请，其中企业几件” is answered as asked, and a note says that the report has
another figure for the clause that asks nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from corpus.quantity import find_quantities
from qa.answer import Kind, Status
from qa.draft import Draft
from qa.rendering.wording import fact_to_phrase, figure
from qa.understanding.question import Question

_CLAUSE = re.compile(r"[，,；;。？?！!]")
_ASKS = re.compile(r"多少|(?<![哪这那])几|什么|哪|吗|呢|谁|怎|是否|是不是")
_ABOUT = re.compile(r"余|多|约|近|左右|上下|以上|以下|超过|不到|至少")


def with_premises(question: Question, draft: Draft, ask: Callable[[str], Draft | None]) -> Draft:
    """Return `draft` with a note for each figure taken for granted that the report contradicts.

    Args:
        question: as parsed.
        draft: its answer.
        ask: answers one clause on the same reports.
    """
    if draft.status is not Status.ANSWERED or not question.premises:
        return draft
    for clause in _CLAUSE.split(question.text):
        taken = [premise for premise in question.premises if premise in clause]
        if len(taken) != 1 or _ASKS.search(clause) or _ABOUT.search(clause):
            continue
        said = find_quantities(taken[0])
        if len(said) != 1 or said[0].unit is None:
            continue
        found = ask(clause.replace(taken[0], f"多少{said[0].unit}", 1))
        if found is None or not _tells_one(found):
            continue
        value, fact = found.values[0], found.facts[0]
        if value.value is None or value.value == said[0].value or value.unit != said[0].unit:
            continue
        shown = figure(value.value, value.unit, value.qualifier)
        note = f"您问的是“{taken[0]}”，报告中{fact_to_phrase(fact)}是{shown}。"
        draft = replace(draft, facts=(*draft.facts, fact), notes=(*draft.notes, note))
    return draft


def _tells_one(draft: Draft) -> bool:
    """Tell whether a draft gives one printed figure."""
    answered = draft.status is Status.ANSWERED and draft.kind is Kind.NUMBER
    return answered and bool(draft.values and draft.facts) and draft.values[0].derived is None
