"""Follow-ups: “那上年结转的呢”, “比上年多几件”, “和青禾区比” read with what came before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.understanding.cues import Operation, find_operation
from qa.understanding.question import Question, parse_question

_OPENS = re.compile(
    r"^(?:那么?|换成|如果是|改成|再看|还有|其中|里面|当中|和|与|跟|同|比|较|占|同比|环比)"
)
_CLOSES = re.compile(r"呢[？?。!！]*$")
_EMPTY = re.compile(
    r"换成|如果|改成|再看|相比|对比|相较|比较|增加|减少|增长|上升|下降|百分之?|比例|比重|一共|合计|总共"
    r"|共计|平均|趋势|变化|情况|一起|加起来"
    r"|[那呢么的，,。？?!！　\s了是为有在和与跟同较比多少高低增减件个几占率最倍差吗年哪]"
)
_COMPARES = re.compile(r"比(?!例|重|率)|相较|相差|差多少|差几")
_SHIFTS = re.compile(r"上一?年|前一年|比(?:去年|前年)")
_WHICH_YEAR = re.compile(r"哪(?:一|几|些)?个?年")


MAX_CONTEXT = 4
"""Earlier questions whose headings a follow-up may leave unsaid."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question and how it was understood."""

    question: str
    understood: str


def merge(
    question: Question,
    history: Sequence[Turn],
    aliases: Sequence[tuple[str, Sequence[str]]],
) -> Question:
    """Return `question` with year, issuer and subject carried over from the last turn.

    Year and issuer carry over whenever the question names none. The subject carries over
    where the question is an ellipsis, or names a column and no row. What was carried is
    listed in `carried`.
    """
    if not history:
        return question
    last = parse_question(history[-1].question, aliases)
    if len(history) > 1:
        last = merge(last, history[:-1], aliases)
    if question.operation is Operation.VALUE:
        several = last.span or last.every or len(last.years) + len(last.relative) > 1
        question = replace(question, operation=find_operation(question.text, across=several))
    merged = _with_scope(question, last)
    elliptic = bool(_OPENS.search(question.text) or _CLOSES.search(question.text))
    if not _EMPTY.sub("", question.body) and (
        elliptic or question.operation not in (Operation.VALUE, Operation.CHECK)
    ):
        return _same_subject(merged, question, last)
    return replace(
        merged,
        context=(*last.context, last.body)[-MAX_CONTEXT:],
        elliptic=elliptic,
        carried=(*merged.carried, "事项") if elliptic else merged.carried,
    )


def _with_scope(question: Question, last: Question) -> Question:
    """Carry over year and issuer."""
    years, relative = question.years, question.relative
    span, since, every = question.span, question.since, question.every
    carried = []
    compares = _COMPARES.search(question.text) is not None
    told = years or since or every or _WHICH_YEAR.search(question.text)
    if relative and not told and _SHIFTS.search(question.text):
        if last.years:
            base = max(last.years)
            years = (*((base,) if compares else ()), *(base + offset for offset in relative))
            relative = ()
            carried.append("年份")
        elif last.relative:
            base = max(last.relative)
            relative = (*((base,) if compares else ()), *(base + offset for offset in relative))
            carried.append("年份")
    elif compares and years and not question.issuers and len(years) == 1 and last.years:
        years = (max(last.years), *years)
        carried.append("年份")
    elif not relative and not told:
        years, relative = last.years, last.relative
        span, since, every = last.span, last.since, last.every
        if years or relative or since or every:
            carried.append("年份")
    issuers = question.issuers
    if compares and issuers and len(issuers) == 1 and not question.years:
        issuers = tuple(dict.fromkeys((*last.issuers, *issuers)))
    elif not issuers:
        issuers = last.issuers
    if issuers != question.issuers:
        carried.append("单位")
    return replace(
        question,
        years=tuple(dict.fromkeys(years)),
        relative=relative,
        span=span,
        since=since,
        every=every,
        issuers=issuers,
        level=question.level or (None if question.issuers else last.level),
        carried=tuple(carried),
    )


def _same_subject(merged: Question, question: Question, last: Question) -> Question:
    """Ask the last question's subject again, of another year or issuer, or computed on."""
    operation = question.operation
    if operation is Operation.VALUE:
        operation = last.operation
        told = question.issuers or question.years or question.relative
        if told and _COMPARES.search(question.text):
            operation = Operation.DIFFERENCE
    pair = len(merged.years) + len(merged.relative) > 1 or len(merged.issuers) > 1
    if operation is last.operation is Operation.DIFFERENCE and not pair and not last.relative:
        operation = Operation.VALUE
    own = question.operation is not Operation.VALUE
    return replace(
        merged,
        body=last.body,
        context=last.context,
        elliptic=last.elliptic,
        unit=question.unit if own else last.unit,
        numeric=last.numeric or question.numeric,
        operation=operation,
        bound=question.bound or last.bound,
        top=question.top or last.top,
        nth=question.nth or last.nth,
        axis=question.axis or last.axis,
        less=question.less or (not own and last.less),
        lowest=question.lowest or (not own and last.lowest),
        polarity=question.polarity or (None if own else last.polarity),
        text=question.text if own else f"{last.text}　{question.text}",
        carried=(*merged.carried, "事项"),
    )
