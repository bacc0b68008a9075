"""Words around figures: labels, values and places as a spokesperson would say them."""

from __future__ import annotations

import re
from decimal import Decimal

from corpus.checks import short_label
from corpus.report import Fact, FactKind, State
from qa.answer import decimal_to_text

_SILENT = ("三、本年度办理结果", "法人或其他组织")
"""Headings every reader supplies: they are left out of labels."""

_STATE = {
    State.BLANK: "原表此格空白，没有填写",
    State.SLASH: "原表此格填的是“/”",
    State.DASH: "原表此格填的是“-”",
    State.TEXT: "原表此格填的是文字",
}


def fact_to_label(fact: Fact) -> str:
    """Return the heading path of `fact` as shown to people."""
    if fact.kind is FactKind.PROSE:
        return fact.row[0].replace("…", "")
    return " › ".join(_row(fact) + _column(fact))


def _row(fact: Fact) -> list[str]:
    if fact.row[-1:] == ("（七）总计",):
        return [short_label(fact.row[0]) + "总计"]  # “总计” alone would not say of what
    return [short_label(part) for part in fact.row if part not in _SILENT]


def _column(fact: Fact) -> list[str]:
    return [short_label(part) for part in fact.column if part not in _SILENT]


def fact_to_phrase(fact: Fact) -> str:
    """Return `fact`'s label as a noun phrase: `部分公开（自然人）`."""
    if fact.kind is FactKind.PROSE:
        return fact_to_label(fact)
    row, column = _row(fact), _column(fact)
    if not row:
        return "".join(column)
    if fact.table_kind == "申请办理":
        name = "".join(row[-1:]) if len(row) == 1 else f"{row[0]}（{row[-1]}）"
        name = re.sub(r"数量$", "", name)
        return name if column == ["总计"] else f"{column[-1]}{name}"
    return "".join(row) + "".join(re.sub(r"（单位：.*?）", "", part) for part in column)


def figure(value: Decimal | None, unit: str | None, qualifier: str | None = None) -> str:
    """Return a figure with qualifier and unit as printed: `60余人（次）`."""
    if value is None:
        return ""
    number = decimal_to_text(value)
    if qualifier in {"余", "多"}:
        scale = re.match(r"[十百千万亿]+", unit or "")
        head = scale.group() if scale else ""
        return f"{number}{head}{qualifier}{(unit or '')[len(head) :]}"
    if qualifier in {"左右", "以上", "以下", "以内", "上下"}:
        return f"{number}{unit or ''}{qualifier}"
    return f"{qualifier or ''}{number}{unit or ''}"


def fact_to_figure(fact: Fact) -> str:
    """Return the figure of `fact` as printed, or what stands in its cell, in words."""
    if fact.value is None:
        return _STATE.get(fact.state, f"原文印作“{fact.raw}”，无法辨认")
    if fact.kind is FactKind.PROSE and re.search(r"[零〇一二两三四五六七八九十百千]", fact.raw):
        return fact.raw
    return figure(fact.value, fact.unit, fact.qualifier)


def when_and_who(year: int | None, issuer: str | None) -> str:
    """Return `2020年，城东区人民政府`, as far as known."""
    when = f"{year}年，" if year is not None else ""
    return f"{when}{issuer or ''}"


def place(year: int | None, issuer: str | None, label: str) -> str:
    """Return `2020年 · 城东区人民政府 · 指标` for the line that says how a question was read."""
    parts = [f"{year}年" if year is not None else "", issuer or "", label]
    return " · ".join(part for part in parts if part)
