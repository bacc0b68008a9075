"""Summaries of a series: total, mean, trend, ranking and count, as draft answers.

The text says the finding in a sentence; the figures themselves go along as values, for
the table beside it. Members without a figure are named, never counted as zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.report import Fact
from qa.answer import Kind, Status, Value
from qa.arithmetic import Result, add, rounded, show, subtract
from qa.draft import Draft
from qa.rendering.wording import figure
from qa.statutory.changes import rank_changes
from qa.statutory.numbers import fact_to_value, result_to_value, term_to_value
from qa.statutory.series import Point, Series, one_kind, one_unit
from qa.understanding.cues import Operation, ranks_changes
from qa.understanding.question import Question

SHORT = 3
"""Series up to this many members are read out whole."""
_NAMES = 4
_PLACES = {2: "第二", 3: "第三", 4: "第四", 5: "第五", 6: "第六", 7: "第七", 8: "第八"}
_TOPS = {2: "两", 3: "三", 4: "四", 5: "五", 6: "六", 7: "七", 8: "八", 9: "九", 10: "十"}


def summarise(question: Question, series: Series) -> Draft | None:
    """Return what `question` asks of `series`, None if it asks nothing of a series."""
    make = {
        Operation.SUM: _total,
        Operation.MEAN: _mean,
        Operation.TREND: _trend,
        Operation.RANK: _ranking,
        Operation.COUNT: _count,
    }.get(question.operation)
    if make is None:
        return None
    if len(series.points) < 2:
        return None if series.whole else _too_few(series)
    if not (one_kind(series) if question.operation is Operation.RANK else one_unit(series)):
        return None
    return make(question, series)


def _too_few(series: Series) -> Draft:
    known = "".join(f"{series.name(p)}{figure(p.value, p.term.unit)}。" for p in series.points[:1])
    text = f"{series.label}有数字的不足两年或两个单位，无法汇总、比较。"
    return Draft(
        Status.NOT_FOUND,
        Kind.NUMBER,
        series.label,
        (text, *((f"已有：{known}",) if known else ()), *series.remarks()),
        facts=(*(f for p in series.points for f in p.term.facts), *series.missing),
        final=True,
    )


def _understood(series: Series, what: str) -> str:
    """Return the line that says how a question over `series` was read."""
    issuers = list(dict.fromkeys(point.issuer for point in series.points))
    who = issuers[0] if len(issuers) == 1 else "、".join(issuers[:_NAMES])
    who += f"等{len(issuers)}个单位" if len(issuers) > _NAMES else ""
    parts = [series.stretch, who, series.label + (f" › {what}" if what else "")]
    return " · ".join(part for part in parts if part)


def _facts(series: Series) -> tuple[Fact, ...]:
    return (
        *(fact for point in series.points for fact in point.term.facts),
        *series.missing,
    )


def _values(points: Sequence[Point]) -> tuple[Value, ...]:
    return tuple(point_to_value(point) for point in points)


def point_to_value(point: Point) -> Value:
    """Return a member of a series as a figure; a group's is the sum of its cells."""
    if len(point.term.facts) == 1:
        return fact_to_value(point.term.facts[0])
    return replace(term_to_value(point.term), year=point.year, issuer=point.issuer)


def _subject(series: Series, *, stretched: bool = True) -> str:
    """Return `2019年至2022年，石桥区…新收申请`, for the head of a sentence."""
    issuers = list(dict.fromkeys(point.issuer for point in series.points))
    who = issuers[0] if len(issuers) == 1 else ""
    if 1 < len(issuers) <= _NAMES:
        who = "、".join(issuers)
    elif len(issuers) > _NAMES:
        who = f"{len(issuers)}个单位"
    when = f"{series.stretch}，" if stretched or not series.by_year else ""
    return f"{when}{who}{series.label}"


def _total(question: Question, series: Series) -> Draft | None:
    del question
    result = add(series.terms())
    if result is None:
        return None
    return _summed(series, result, "合计", "相加")


def _mean(question: Question, series: Series) -> Draft | None:
    del question
    total = add(series.terms())
    if total is None:
        return None
    count = len(series.points)
    value = rounded(total.value, Decimal(count))
    left = total.formula.rsplit("＝", 1)[0]
    formula = f"（{left}）÷{count}＝{show(value)}"
    result = Result("mean", value, total.unit, total.operands, formula)
    return _summed(series, result, "平均每年" if series.by_year else "平均每个单位", "平均")


def _summed(series: Series, result: Result, word: str, what: str) -> Draft:
    amount = figure(result.value, result.unit)
    if series.whole:
        sentence = f"{_subject(series)}{word}{amount}。"
    else:
        sentence = f"{_subject(series, stretched=False)}已有{series.counted}{word}{amount}。"
    understood = _understood(series, what)
    return Draft(
        Status.ANSWERED,
        Kind.NUMBER,
        understood,
        (sentence, *series.remarks(), f"计算：{result.formula}{result.unit or ''}。"),
        (result_to_value(result, f"{series.label} › {what}"), *_values(series.points)),
        _facts(series),
    )


def _trend(question: Question, series: Series) -> Draft | None:
    if not series.by_year or series.by_issuer:
        return _side_by_side(series)
    first, last = series.points[0], series.points[-1]
    result = subtract(*reversed([series.terms()[0], series.terms()[-1]]))
    if result is None or first.value is None or last.value is None:
        return None
    head = f"{series.stretch}，{first.issuer}{series.label}"
    change = _change(result)
    if len(series.points) <= SHORT:
        listed = "，".join(f"{p.year}年{_amount(p)}" for p in series.points)
        text = f"{first.issuer}{series.label}：{listed}；{last.year}年比{first.year}年{change}。"
    else:
        high = max(series.points, key=lambda point: point.value or Decimal(0))
        low = min(series.points, key=lambda point: point.value or Decimal(0))
        text = (
            f"{head}由{first.year}年的{_amount(first)}变为{last.year}年的{_amount(last)}，{change}；"
            f"最多的是{high.year}年，{_amount(high)}；最少的是{low.year}年，{_amount(low)}。"
        )
    label = f"{last.year}年比{first.year}年"
    return Draft(
        Status.ANSWERED,
        Kind.TREND,
        _understood(series, "历年变化"),
        (text,),
        (*_values(series.points), result_to_value(result, label)),
        _facts(series),
        notes=series.remarks(),
    )


def _change(result: Result) -> str:
    if result.value == 0:
        return "持平"
    word = "增加" if result.value > 0 else "减少"
    return f"{word}{figure(abs(result.value), result.unit)}"


def _amount(point: Point) -> str:
    return figure(point.value, point.term.unit, point.term.qualifier)


def _side_by_side(series: Series) -> Draft:
    """Show a series over issuers, or over years and issuers, without a finding."""
    if len(series.points) <= SHORT:
        listed = "；".join(f"{series.name(p)}{_amount(p)}" for p in series.points)
        text = f"{series.head}{series.label}：{listed}。"
    else:
        high = max(series.points, key=lambda point: point.value or Decimal(0))
        low = min(series.points, key=lambda point: point.value or Decimal(0))
        text = (
            f"{series.head}{series.label}共{series.counted}的数字："
            f"最多的是{series.name(high)}，{_amount(high)}；最少的是{series.name(low)}，{_amount(low)}。"
        )
    return Draft(
        Status.ANSWERED,
        Kind.COMPARISON,
        _understood(series, ""),
        (text,),
        _values(series.points),
        _facts(series),
        notes=series.remarks(),
    )


def listed(series: Series) -> Draft | None:
    """Show the members of a series beside each other."""
    if len(series.points) < 2 or not one_unit(series):
        return None
    return _side_by_side(series)


def _ranking(question: Question, series: Series) -> Draft | None:
    if ranks_changes(question.text):
        return rank_changes(question.text, series, _understood(series, "增减的排名"))
    ranked = sorted(
        series.points, key=lambda point: point.value or Decimal(0), reverse=not question.lowest
    )
    word = "最少" if question.lowest else "最多"
    if series.unit == "%":
        word = "最低" if question.lowest else "最高"
    start, places = (question.nth or 1) - 1, question.top or 1
    if start >= len(ranked):
        return None
    head = f"{_ranked_head(series)}{series.label}"
    if places > 1:
        shown = ranked[:places]
        names = "、".join(f"{series.name(p)}{_amount(p)}" for p in shown[:5])
        more = "等" if len(shown) > 5 else ""
        text = f"{head}{word}的前{_TOPS.get(len(shown), len(shown))}位：{names}{more}。"
        rest = ranked
    else:
        best = ranked[start].value
        winners = [point for point in ranked if point.value == best]
        names = "、".join(series.name(point) for point in winners)
        place_word = f"{_PLACES.get(start + 1, '')}{word[1:]}" if start else word
        text = f"{head}{place_word}的是{names}，为{_amount(winners[0])}"
        text += "。"
        after = [point for point in ranked if point.value != best]
        if not start and after:
            text = f"{text[:-1]}；其次是{series.name(after[0])}，{_amount(after[0])}。"
        rest = [*winners, *(point for point in ranked if point not in winners)]
    what = word
    return Draft(
        Status.ANSWERED,
        Kind.RANKING,
        _understood(series, what),
        (text,),
        _values(rest),
        _facts(series),
        notes=series.remarks(),
    )


def _ranked_head(series: Series) -> str:
    if series.by_issuer and not series.by_year:
        return f"{series.points[0].year}年，"
    return "" if series.by_issuer else series.points[0].issuer


def _count(question: Question, series: Series) -> Draft | None:
    bound = question.bound
    if bound is None:
        return None
    met = [p for p in series.points if p.value is not None and bound.admits(p.value, p.term.unit)]
    unit = "年" if series.by_year and not series.by_issuer else "个单位"
    if series.by_year and series.by_issuer:
        unit = "份报告"
    operands = tuple(fact for point in series.points for fact in point.term.facts)
    result = Result("count", Decimal(len(met)), unit, operands, "")
    names = "、".join(f"{series.name(p)}{_amount(p)}" for p in met[:5])
    more = "等" if len(met) > 5 else ""
    head = f"{_ranked_head(series)}{series.label}"
    told = f"符合的有{len(met)}{unit}：{names}{more}。" if met else "没有符合的。"
    text = f"您问的是“{bound.words}”。在{series.counted}的数字里，{head}{told}"
    label = f"{series.label} › {bound.words}"
    return Draft(
        Status.ANSWERED,
        Kind.LIST if len(met) > 1 else Kind.NUMBER,
        _understood(series, bound.words),
        (text,),
        (result_to_value(result, label), *_values(met)),
        _facts(series),
        notes=series.remarks(),
    )
