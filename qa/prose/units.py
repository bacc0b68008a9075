"""Measures: which units may answer for which, in questions about running text."""

from __future__ import annotations

from decimal import Decimal

from corpus.quantity import scaled

COUNTED = frozenset(
    {"部", "件", "条", "个", "项", "份", "篇", "起", "宗", "例", "次", "件次", "条次"}
)
_EVENTS = frozenset({"件", "起", "宗", "例", "次", "件次", "条次"})
_ALIKE = (
    COUNTED - {"次"},
    _EVENTS,
    frozenset({"人次", "人（次）", "人(次)", "人/次", "人", "名", "位"}),
    frozenset({"家", "个", "户", "所"}),
    frozenset({"场", "场次", "次", "期", "轮"}),
    frozenset({"%", "％", "个百分点", "百分点"}),
    frozenset({"期", "篇", "条"}),
    frozenset({"天", "日", "个工作日", "工作日"}),
)


def unit_fits(asked: str | None, unit: str | None) -> bool:
    """Tell whether a figure in `unit` can answer a question for `asked`.

    >>> unit_fits("件", "条"), unit_fits("场", "人次"), unit_fits(None, "%")
    (True, False, True)
    """
    if asked is None:
        return True
    if unit is None:
        return asked in COUNTED
    base = scaled(Decimal(1), unit)[1] or unit
    wanted = scaled(Decimal(1), asked)[1] or asked
    return base == wanted or any(base in group and wanted in group for group in _ALIKE)


def unit_bonus(asked: str | None, unit: str | None) -> float:
    """Return what the unit says for a figure: the one asked for, or only one like it."""
    return 0.0 if asked is None else 0.1 if asked == unit else -0.1
