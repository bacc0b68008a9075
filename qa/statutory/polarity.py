"""Polarity: yes or no before the figures, where that was asked.

“有没有不予公开的” is answered 有 or 没有, “超过200件吗” and “是不是比上年多” by the figures
themselves, “收到218件，对吗” by comparing what was said with what is printed.
"""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.quantity import find_quantities
from qa.answer import Status, Value
from qa.draft import Draft
from qa.understanding.conditions import Polarity
from qa.understanding.cues import Operation
from qa.understanding.question import Question

_NEGATED = re.compile(r"(?:是不是|是否|是)(?:完全|根本|一直|从来)?(?:没有|没|从未|未|为零|为0)")
_EVERY = re.compile(
    r"都(?!有哪|是哪|江堰|匀)|全部|全是|只有|只是|仅|一律|均|完全(?!没)|被(?:行政)?(?:处罚|强制)"
)
"""Of all or of nothing else: one figure above 0 says neither yes nor no."""
_ASKED_IF = re.compile(r"[了过][吗么][？?。]?$|(?:被|曾).{0,16}[吗么][？?。]?$")


def with_polarity(question: Question, draft: Draft) -> Draft:
    """Return `draft` opened by yes or no, if `question` asks for one and it can be told."""
    value = draft.values[0] if draft.values else None
    if draft.status is not Status.ANSWERED or value is None or question.polarity is None:
        return draft
    word = _word(question, value)
    return replace(draft, sentences=(word, *draft.sentences)) if word else draft


def _word(question: Question, value: Value) -> str:
    if value.value is None or (question.bound is None and _EVERY.search(question.text)):
        return ""
    if question.bound is not None:
        holds = question.bound.admits(value.value, value.unit)
        return f"{'是' if holds else '不是'}，您问的是“{question.bound.words}”。"
    if question.operation in (Operation.DIFFERENCE, Operation.GROWTH):
        return "是。" if value.value > 0 else "不是。"
    if question.operation is not Operation.VALUE:
        return ""
    if question.polarity is Polarity.EXISTS:
        return "有。" if value.value > 0 else "没有。"
    said = [q for text in question.premises for q in find_quantities(text)]
    if _NEGATED.search(question.text):
        return "是，没有。" if value.value == 0 else "不是，有。"
    if not said and _ASKED_IF.search(question.text):
        return "有。" if value.value > 0 else "没有。"
    if len(said) != 1:
        return ""
    if said[0].value == value.value:
        return "对。"
    return f"不对，您问的是“{question.premises[0]}”。"
