"""Arithmetic over figures of running text: shares, differences and sums of two of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpus.report import Fact
from corpus.terms import compact
from qa.answer import Kind
from qa.arithmetic import Term, share, subtract
from qa.draft import Draft
from qa.prose.selection import Match
from qa.rendering.wording import fact_to_label, figure, place, when_and_who
from qa.statutory.numbers import computed
from qa.understanding.cues import Operation
from qa.understanding.question import Question

Matcher = Callable[[str, str | None], list[Match]]
CHANGE = re.compile(
    r"[比较](?:上年|去年|上一年|上年度|20\d\d年)[^，,；;]{0,6}?(?:多|少|增|减|升|降|提高)"
)
"""A clause that itself tells a difference: its figure is no term of another one."""


def is_whole_of(fact: Fact, others: Sequence[Fact]) -> bool:
    """Tell whether `fact` is the total before 其中 of which all `others` are parts."""
    quote = compact(fact.quote)
    cut = quote.find("其中", quote.find(compact(fact.raw)))
    return cut >= 0 and all(
        other is fact or (other.quote == fact.quote and quote.find(compact(other.raw), cut) >= 0)
        for other in others
    )


def has_parts(fact: Fact, prose: Sequence[Fact]) -> bool:
    """Tell whether `fact` is a total whose parts are told behind 其中."""
    return any(
        other is not fact and other.unit == fact.unit and is_whole_of(fact, [fact, other])
        for other in prose
        if other.quote == fact.quote
    )


def share_of_sentence(question: Question, match: Matcher, prose: Sequence[Fact]) -> Draft | None:
    """Return what share a part listed behind 其中 has in the total before it."""
    text = re.sub("占比|比例|比重|百分比|占", "", question.body)
    matches = match(text, None)
    if question.operation is not Operation.SHARE or not matches:
        return None
    part = matches[0].fact
    quote = "".join(part.quote.split())
    cut = quote.find("其中")
    totals = [
        fact
        for fact in prose
        if fact.quote == part.quote and fact.unit == part.unit and quote.find(fact.raw) < cut
    ]
    if not totals or quote.find(part.raw) < cut:
        return None
    whole = totals[-1]
    labels = fact_to_label(part), fact_to_label(whole)
    result = share(Term((part,), labels[0]), Term((whole,), labels[1]))
    if result is None or result.value > 100:
        return None
    understood = place(part.year, part.issuer, f"{labels[0]}占{labels[1]}的比例")
    head = when_and_who(part.year, part.issuer)
    text = f"{head}：{labels[0]}占{labels[1]}的{figure(result.value, '%')}。"
    return computed(result, text, understood)


def two_figures(question: Question, match: Matcher) -> Draft | None:
    """Return a share or difference of two prose figures of one report."""
    cut = re.search("占" if question.operation is Operation.SHARE else "比|与|和", question.body)
    if cut is None:
        return None
    left_text, right_text = question.body[: cut.start()], question.body[cut.end() :]
    within = re.match(r"(.+?)(?:里面|里|中|当中|之中)(.+)$", left_text)
    if question.operation is Operation.SHARE and within and not re.search(r"的|信息", right_text):
        # “热线案件里市里转办的占多少”: the whole stands before the part.
        left_text, right_text = within[2], within[1]
    unit = None if question.unit == "%" else question.unit
    if question.operation is Operation.DIFFERENCE:
        # “区直单位比镇街道多发布多少条信息”: the predicate serves both sides.
        tail = re.search(r"(?:多|少|高|低)(.*)$", right_text)
        predicate = tail.group(1) if tail else ""
        right_text = right_text[: tail.start()] if tail else right_text
        left_text, right_text = left_text + predicate, right_text + predicate
    left, right = match(left_text, unit), match(right_text, unit)
    if not left:
        return None
    first = left[0].fact
    others = [m.fact for m in right if m.fact.id != first.id and m.fact.report == first.report]
    if not others:
        return None
    # A part is compared with the total of its own sentence, if that is among the matches.
    second = next((fact for fact in others if is_whole_of(fact, [first])), others[0])
    if first.unit != second.unit:
        return None
    part = Term((first,), fact_to_label(first))
    whole = Term((second,), fact_to_label(second))
    understood = place(first.year, first.issuer, f"{part.label}与{whole.label}")
    head = when_and_who(first.year, first.issuer)
    if question.operation is Operation.SHARE:
        result = share(part, whole)
        if result is None or result.value > 100:
            return None
        text = f"{head}：{part.label}占{whole.label}的{figure(result.value, '%')}。"
        return computed(result, text, understood)
    if question.less:
        part, whole = whole, part
    result = subtract(part, whole)
    if result is None:
        return None
    word = "多" if result.value >= 0 else "少"
    text = f"{head}：{part.label}比{whole.label}{word}{figure(abs(result.value), result.unit)}。"
    return computed(result, text, understood, Kind.COMPARISON)
