"""Changes ranked: “哪一年增加最多”, “哪个区降幅最大”, over the changes from year to year.

Each year is compared with the year before it; a year whose year before is not held, or
has no figure, has no change and is not ranked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from qa.answer import Kind, Status, Value
from qa.arithmetic import Result, Term, growth, show, subtract
from qa.draft import Draft
from qa.rendering.wording import figure
from qa.statutory.numbers import result_to_value
from qa.statutory.series import Point, Series
from qa.understanding.cues import find_change_ranked

_RANKED = re.compile(
    r"(?P<up>增加|增长|上升|提高|上涨|涨|增幅|涨幅|增速|升幅)|(?P<down>减少|下降|降低|下跌|降幅|跌|降|跌幅)"
    r"|(?P<any>变化|变动|波动)"
)
_PERCENT = re.compile("幅|增速|快|率|百分|%|速度")


MAX_TOLD = 4


@dataclass(frozen=True, slots=True)
class _Change:
    point: Point
    before: Point
    amount: Result
    percent: Result | None


def rank_changes(text: str, series: Series, understood: str) -> Draft:
    """Return in which year, or of which issuer, `series` changed most."""
    changes = _changes(series)
    asked = find_change_ranked(text)
    words = _RANKED.search(asked[0]) if asked else None
    percent = _PERCENT.search(text) is not None
    years = {change.point.year for change in changes}
    mixed = series.by_issuer and len(years) > 1
    if words is None or not changes or mixed or (percent and not all(c.percent for c in changes)):
        said = "没有可以比较的相邻两年的数字，无法比较增减。"
        facts = tuple(fact for point in series.points for fact in point.term.facts)
        return Draft(Status.NOT_FOUND, Kind.RANKING, understood, (said,), facts=facts, final=True)

    def size(change: _Change) -> Decimal:
        result = change.percent if percent else change.amount
        value = result.value if result else Decimal(0)
        if words["any"]:
            return abs(value)
        return -value if words["down"] else value

    best = max(size(change) for change in changes)
    won = [change for change in changes if size(change) == best]
    names = "、".join(_name(change, series) for change in won)
    head = "" if series.by_issuer else f"{won[0].point.issuer}"
    first = f"{head}{series.label}{asked[0] if asked else ''}的是{names}。"
    shown = won[:MAX_TOLD]
    if best <= 0:
        word = "减少" if words["down"] else "增加"
        first = f"{head}{series.label}没有{'变化' if words['any'] else word}的。"
        shown = changes[:MAX_TOLD]
    ordered = [*won, *(change for change in changes if change not in won)]
    return Draft(
        Status.ANSWERED,
        Kind.RANKING,
        understood,
        (first, *(_said(change) for change in shown)),
        tuple(v for change in ordered for v in _values(change, series, percent=percent)),
        tuple(dict.fromkeys(fact for c in ordered for fact in c.amount.operands)),
        notes=series.remarks(),
    )


def _changes(series: Series) -> list[_Change]:
    held = {(point.issuer, point.year): point for point in series.points}
    found = []
    for point in series.points:
        before = held.get((point.issuer, (point.year or 0) - 1))
        if before is None:
            continue
        terms = [Term(p.term.facts, series.name(p)) for p in (point, before)]
        amount = subtract(*terms)
        if amount is not None:
            found.append(_Change(point, before, amount, growth(*terms)))
    return found


def _name(change: _Change, series: Series) -> str:
    return change.point.issuer if series.by_issuer else f"{change.point.year}年"


def _values(change: _Change, series: Series, *, percent: bool) -> list[Value]:
    """Return a change as figures, the one ranked by first."""
    both = [change.percent, change.amount] if percent else [change.amount, change.percent]
    label = f"{series.label} › 比{change.before.year}年"
    year, issuer = change.point.year, change.point.issuer
    return [
        replace(result_to_value(result, label), year=year, issuer=issuer)
        for result in both
        if result is not None
    ]


def _said(change: _Change) -> str:
    amount = change.amount
    moved = "增加" if amount.value > 0 else "减少"
    who = f"{change.point.issuer}{change.point.year}年"
    figures = [figure(p.value, p.term.unit) for p in (change.point, change.before)]
    said = f"{who}{figures[0]}，比{change.before.year}年（{figures[1]}）"
    said += f"{moved}{figure(abs(amount.value), amount.unit)}" if amount.value else "没有变化"
    if change.percent is not None and amount.value:
        sign = "增长" if amount.value > 0 else "下降"
        said += f"，{sign}{show(abs(change.percent.value))}%"
    grown = f"；{change.percent.formula}" if change.percent is not None and amount.value else ""
    return f"{said}。计算：{amount.formula}{amount.unit or ''}{grown}。"
