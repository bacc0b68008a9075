"""Figures of record tables: the cell of an entity, year and field; quotients of sums.

Where two tables disagree about one cell, or it holds no data, no figure is made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from corpus.report import Fact, State
from corpus.tables.record import Record
from index.records import HeldTable
from qa.arithmetic import Result, rounded, show
from qa.general.fields import Field, FieldIndex
from qa.general.record_lexicon import Ratio, Sum

Rows = Sequence[tuple[HeldTable, Record]]
"""Records of one entity, of all years in question."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands for one field in one year."""

    field: Field
    year: int | None
    fact: Fact | None
    """The cell to show: the first that holds data, else the first at all."""
    differing: tuple[Fact, ...] = ()
    """Cells that hold different data, all of them."""

    @property
    def value(self) -> Decimal | None:
        """The figure, None where there is none or several."""
        return None if self.fact is None or self.differing else self.fact.value


def find_cell(rows: Rows, field: Field, year: int | None) -> Found:
    """Return what the records of one entity hold for `field` in `year`."""
    columns: dict[int, list[int]] = {}
    for held, i in field.columns:
        columns.setdefault(held.key, []).append(i)
    facts = []
    for held, record in rows:
        if held.key in columns and year in (record.year, None):
            cells = list(held.facts(record))
            facts += [cells[i] for i in columns[held.key]]
    filled = [fact for fact in facts if fact.state is not State.BLANK]
    contents = {(fact.value, fact.unit) if fact.value is not None else fact.raw for fact in filled}
    if len(contents) > 1:
        return Found(field, year, filled[0], tuple(filled))
    return Found(field, year, next(iter(filled or facts), None))


@dataclass(frozen=True, slots=True)
class Quotient:
    """A ratio with the cells it is made of, or the reason why it cannot be made."""

    result: Result | None
    missing: tuple[str, ...] = ()
    """Columns that are not held, or hold no data."""
    facts: tuple[Fact, ...] = ()


def find_ratio(
    rows: Rows, ratio: Ratio, year: int, fields: FieldIndex, digits: int | None
) -> Quotient:
    """Return a named ratio of one entity in one year."""
    sums, lacking = [], []
    for ways in (ratio.top, ratio.bottom):
        held = next((w for w in ways if all(fields.field(_label(x)) for x in w)), None)
        if held is None:
            lacking += [_label(x) for x in ways[0] if fields.field(_label(x)) is None]
        else:
            sums.append(held)
    if lacking:
        return Quotient(None, tuple(dict.fromkeys(lacking)))
    cells: dict[str, Found] = {}
    for label in (_label(x) for terms in sums for x in terms):
        field = fields.field(label)
        if field is not None:
            cells[label] = find_cell(rows, field, year)
    facts = tuple(cell.fact for cell in cells.values() if cell.fact is not None)
    empty = tuple(label for label, cell in cells.items() if cell.value is None)
    if empty:
        return Quotient(None, empty, facts)
    (top, above), (bottom, below) = (_total(terms, cells) for terms in sums)
    if bottom == 0 or len({fact.unit for fact in facts}) > 1:
        return Quotient(None, (), facts)
    unit = "%" if ratio.percent else None
    value = quotient(top * 100 if ratio.percent else top, bottom, digits)
    formula = f"{above}÷{below}＝{show(value)}{unit or ''}"
    return Quotient(Result("share", value, unit, facts, formula), (), facts)


def _label(term: str) -> str:
    return term.removeprefix("-")


def _total(terms: Sum, cells: dict[str, Found]) -> tuple[Decimal, str]:
    """Return the sum of `terms` and how it is written."""
    total, words = Decimal(0), ""
    for term in terms:
        value = cells[_label(term)].value or Decimal(0)
        minus = term.startswith("-")
        total += -value if minus else value
        shown = f"（{show(value)}）" if value < 0 and words else show(value)
        words += ("－" if minus else "＋" if words else "") + f"{_label(term)}{shown}"
    return total, f"（{words}）" if len(terms) > 1 else words


def quotient(dividend: Decimal, divisor: Decimal, digits: int | None) -> Decimal:
    """Return the quotient, half-up to `digits` decimals where they were asked for.

    >>> quotient(Decimal(1), Decimal(3), 3), quotient(Decimal(1), Decimal(3), None)
    (Decimal('0.333'), Decimal('0.33'))
    """
    if digits is None:
        return rounded(dividend, divisor)
    with localcontext() as context:
        context.prec = 60
        return (dividend / divisor).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def growth(new: Fact, old: Fact, label: str, digits: int | None) -> Result | None:
    """Return the growth from `old` to `new` in percent, None where there is none."""
    if new.value is None or old.value is None or old.value == 0 or new.unit != old.unit:
        return None
    # Of a loss, growth is counted on its size.
    value = quotient((new.value - old.value) * 100, abs(old.value), digits)
    shown = show(old.value) if old.value > 0 else f"（{show(old.value)}）"
    below = show(old.value) if old.value > 0 else f"|{show(old.value)}|"
    formula = (
        f"（{new.year}年{label}{show(new.value)}－{old.year}年{label}{shown}）÷{below}"
        f"＝{show(value)}%"
    )
    return Result("growth", value, "%", (new, old), formula)
