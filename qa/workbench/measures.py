"""Measures: what can be put into a table across reports, whatever the form's edition.

A measure is a cell of the statutory tables by the name people read it by; the editions
of a form that carry it under the same name belong together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from corpus.checks import short_label
from corpus.report import Fact, Origin, Path, State
from index.library import Indicator, Library
from qa.desk import Desk

_SILENT = ("三、本年度办理结果", "法人或其他组织")
_TOTAL = "总计"
_FIRST = "申请办理"
"""Table that most questions are about; its total column stands for it."""

WORDS = {
    State.BLANK: "空白",
    State.SLASH: "/",
    State.DASH: "-",
    State.UNREADABLE: "不可辨",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One kind of figure, by the table it stands in and what it is called there."""

    table: str
    label: str
    unit: str | None
    indicators: tuple[Indicator, ...]

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return f"{self.table}|{self.label}"

    @property
    def main(self) -> bool:
        """Whether it stands in a list of a report's main figures: totals, not parts."""
        return self.table != _FIRST or self.label.endswith(_TOTAL)


@lru_cache(maxsize=2)
def measures(library: Library) -> tuple[Measure, ...]:
    """Return the measures of a generation in the order of the forms."""
    grouped: dict[tuple[str, str], list[Indicator]] = {}
    for indicator in library.indicators():
        label = path_to_label(indicator.row, indicator.column)
        grouped.setdefault((indicator.table_kind, label), []).append(indicator)
    found = [Measure(t, label, each[0].unit, tuple(each)) for (t, label), each in grouped.items()]
    tables = list(dict.fromkeys([_FIRST, *(measure.table for measure in found)]))
    return tuple(sorted(found, key=lambda measure: tables.index(measure.table)))


def path_to_label(row: Path, column: Path) -> str:
    """Return the headings of a cell as people read them."""
    row = (short_label(row[0]) + _TOTAL,) if row[-1:] == ("（七）总计",) else row
    return " › ".join(short_label(part) for part in (*row, *column) if part not in _SILENT)


def measure_facts(desk: Desk, measure: Measure, reports: Collection[str]) -> dict[str, Fact]:
    """Return the cell of each of `reports` that has one, by report."""
    library = desk.library
    return {
        fact.report: fact
        for indicator in measure.indicators
        for fact in library.facts(indicator=indicator)
        if fact.report in reports
    }


def chosen(desk: Desk, keys: Iterable[str]) -> list[Measure]:
    """Return the measures of these keys, in the order of the forms."""
    wanted = set(keys)
    return [measure for measure in measures(desk.library) if measure.key in wanted]


def fact_to_words(fact: Fact | None) -> str:
    """Return what stands in a cell: the figure, or a word for what is no figure."""
    if fact is None:
        return "—"
    if fact.origin is Origin.MANUAL:
        return f"{fact.value}（补录）"
    return WORDS.get(fact.state) or fact.raw.strip() or "空白"
