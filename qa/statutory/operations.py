"""Operations over figures: difference, growth, times, sum, share, mean and rank to draft answers.

`answer_figures` picks the one the question asks for; what it cannot apply is None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.report import Report
from qa.answer import Kind, Status
from qa.arithmetic import Term, add, mean, share, show
from qa.draft import Draft
from qa.rendering.wording import fact_to_label, figure, place, when_and_who
from qa.statutory.comparisons import compare, distinct_label
from qa.statutory.indicators import TableReading
from qa.statutory.lookup import Found
from qa.statutory.numbers import (
    ask_back,
    computed,
    converted,
    missing,
    several,
    single,
    term_to_value,
)
from qa.statutory.series import found_to_series, runs_over
from qa.statutory.summaries import listed, summarise
from qa.understanding.cues import Operation, joins_operands
from qa.understanding.question import Question
from qa.understanding.scope import Scope

_LISTS = re.compile(r"和|与|、|及|分别|各")
_COMPARED = (Operation.DIFFERENCE, Operation.GROWTH, Operation.TIMES)


def answer_figures(
    question: Question, reading: TableReading, found: Sequence[Found], scope: Scope
) -> Draft | None:
    """Return the answer `found` gives to `question`, None if the operation does not apply."""
    if any(item.among for item in found):
        return _ask_which_cell(question, found)
    if question.operation in _COMPARED:
        return compare(question, found, scope)
    if runs_over(found) and (len(found) > 1 or _asks_several(question, scope)):
        return _answer_series(question, found, scope)
    if question.operation is Operation.MEAN:
        return _mean(found)
    if question.operation is Operation.RANK:
        return _rank_rows(question, found)
    if question.operation is Operation.SUM and (joins_operands(question.text) or len(found) > 1):
        return _total(found) if len(found) > 1 else single(found[0])
    if reading.open_axis and len(found) > 1:
        return ask_back(question, [item.term for item in found], "请问您问的是哪一项？")
    if len(found) == 1:
        return converted(question, single(found[0]))
    one_report = len({item.report.id for item in found}) == 1
    if one_report and not _LISTS.search(question.text):
        return ask_back(question, [item.term for item in found], "请问您问的是哪一项？")
    return several(found)


def _asks_several(question: Question, scope: Scope) -> bool:
    """Tell whether figures of several years or issuers were asked for."""
    summed = (Operation.SUM, Operation.MEAN, Operation.TREND, Operation.RANK, Operation.COUNT)
    asked = len(scope.years) > 1 or scope.level is not None or len(scope.issuers) > 1
    return question.operation in summed and asked


def _answer_series(question: Question, found: Sequence[Found], scope: Scope) -> Draft | None:
    series = found_to_series(found, scope)
    draft = summarise(question, series)
    if draft is not None:
        return draft
    if len(found) == 1:
        return single(found[0])
    return listed(series) or several(found)


def _rank_rows(question: Question, found: Sequence[Found]) -> Draft | None:
    """Rank different indicators of one report: which sort of applicant, which outcome."""
    if len({item.report.id for item in found}) != 1 or len(found) < 2:
        return None
    known = [item for item in found if item.term.value is not None]
    if len(known) < 2 or len({item.term.unit for item in known}) > 1:
        return None
    known.sort(key=lambda item: item.term.value or 0, reverse=not question.lowest)
    best = known[0].term.value
    winners = [item for item in known if item.term.value == best]
    report = found[0].report
    word = "最少" if question.lowest else "最多"
    names = "、".join(item.term.label for item in winners)
    head = when_and_who(report.year, report.issuer)
    shown = [
        f"{i.term.label}{figure(i.term.value, i.term.unit)}" for i in known[: question.top or 1]
    ]
    text = f"{head}{word}的是{names}，为{figure(best, winners[0].term.unit)}。"
    if question.top:
        text = f"{head}{word}的几项依次为：{'、'.join(shown)}。"
    elif len(known) > len(winners):
        after = known[len(winners)]
        text = (
            f"{text[:-1]}；其次是{after.term.label}，{figure(after.term.value, after.term.unit)}。"
        )
    facts = tuple(fact for item in known for fact in item.term.facts)
    return Draft(
        Status.ANSWERED,
        Kind.RANKING,
        place(report.year, report.issuer, f"{names} › {word}"),
        (text,),
        tuple(term_to_value(item.term) for item in known),
        facts,
    )


def _total(found: Sequence[Found]) -> Draft:
    years = {item.report.year for item in found}
    issuers = {item.report.issuer for item in found}
    terms = [Term(i.term.facts, distinct_label(i, len(years) > 1, len(issuers) > 1)) for i in found]
    result = add(terms)
    label = "＋".join(dict.fromkeys(item.term.label for item in found))
    year = years.pop() if len(years) == 1 else None
    issuer = issuers.pop() if len(issuers) == 1 else None
    understood = place(year, issuer, f"{label} › 相加")
    if result is None:
        return missing(terms, understood)
    total = figure(result.value, result.unit)
    names = "、".join(t.label for t in terms)
    return computed(result, f"{when_and_who(year, issuer)}{names}合计{total}。", understood)


def answer_share(part: Term, whole: Term, report: Report) -> Draft:
    """Return what percentage `part` is of `whole`."""
    understood = place(report.year, report.issuer, f"{part.label}占{whole.label}的比例")
    result = share(part, whole)
    if result is None:
        return missing((part, whole), understood)
    head = when_and_who(report.year, report.issuer)
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


def _ask_which_cell(question: Question, found: Sequence[Found]) -> Draft:
    terms = [Term((fact,), fact_to_label(fact)) for item in found[:1] for fact in item.among]
    return ask_back(question, terms, "这一行有几个数字，请问您问的是哪一个？")
