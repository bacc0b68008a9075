"""Answers over all records of a year: which is highest, how many exceed, sum and mean.

Computed over every record; those without data are left out and counted in a note. The
cells cited are the ones the answer turns on, since thousands cannot be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from corpus.quantity import scaled
from corpus.report import Fact, Origin, State
from corpus.tables.record import Record
from corpus.tables.records import read_field
from index.records import HeldTable, RecordIndex
from qa.answer import Derived, Kind, Status, Value
from qa.arithmetic import show
from qa.draft import Draft
from qa.general.fields import Field
from qa.general.record_answers import fact_to_value
from qa.general.record_figures import quotient
from qa.general.record_question import Limit, RecordQuestion
from qa.rendering.wording import figure, place
from qa.understanding.cues import Operation

SHOWN = 5
MOST = 20
_UNIT = "家"


@dataclass(frozen=True, slots=True)
class _Row:
    value: Decimal
    held: HeldTable
    record: Record
    column: int

    def fact(self) -> Fact:
        """Return the cell."""
        return list(self.held.facts(self.record))[self.column]


def answer_over_all(
    index: RecordIndex, field: Field | None, year: int, asked: RecordQuestion
) -> Draft | None:
    """Return the answer over all records of `year`, None where nothing is to be computed."""
    if field is None:
        return _count_entities(index, year) if asked.counts and asked.limit is None else None
    rows, empty = _rows(index, field, year)
    if not rows or len({row.held.table.fields[row.column].unit for row in rows}) > 1:
        return None
    if asked.limit is not None:
        return _count_beyond(rows, empty, field, year, asked.limit)
    if asked.operation is Operation.RANK:
        return _rank(rows, empty, field, year, asked)
    if asked.operation in (Operation.SUM, Operation.MEAN):
        return _total(rows, empty, field, year, asked)
    return None


def _rows(index: RecordIndex, field: Field, year: int) -> tuple[list[_Row], int]:
    """Return the figures of `field` in `year`, one an entity, and how many have none."""
    rows: dict[str, _Row] = {}
    disputed: set[str] = set()
    empty: set[str] = set()
    for held, column in field.columns:
        printed = held.table.fields[column]
        for record in index.each(held, [year]):
            reading = read_field(printed, record.cells[column], held.table.missing)
            if reading.value is None:
                empty.add(record.entity)
                continue
            known = rows.setdefault(record.entity, _Row(reading.value, held, record, column))
            if known.value != reading.value:
                disputed.add(record.entity)
    kept = [row for entity, row in rows.items() if entity not in disputed]
    return kept, len((empty | disputed) - {row.record.entity for row in kept})


def _rank(
    rows: Sequence[_Row], empty: int, field: Field, year: int, asked: RecordQuestion
) -> Draft | None:
    ranked = sorted(rows, key=lambda row: row.value, reverse=not asked.lowest)
    start = (asked.nth or 1) - 1
    if start >= len(ranked):
        return None
    stop = start + asked.top
    while (
        stop < len(ranked)
        and stop - start < SHOWN * 4
        and ranked[stop].value == ranked[stop - 1].value
    ):
        stop += 1
    chosen = [row.fact() for row in ranked[start:stop]]
    ids = tuple(fact.id for fact in chosen)
    values = [fact_to_value(fact) for fact in chosen]
    values[0] = replace(values[0], derived=Derived("rank", ids))
    word = "最低" if asked.lowest else "最高"
    order = (
        f"排第{_ordinal(asked.nth)}（从{'低到高' if asked.lowest else '高到低'}）"
        if asked.nth
        else word
    )
    said = "、".join(f"{fact.issuer}（{figure(fact.value, fact.unit)}）" for fact in chosen)
    text = f"{year}年，{field.label}{order}的是{said}。"
    counts = (
        _count(len(rows), year, "有数据"),
        *([_count(empty, year, "没有数据")] if empty else []),
    )
    return Draft(
        Status.ANSWERED,
        Kind.RANKING,
        place(year, "", f"{field.label}{order}"),
        (text,),
        (*values, *counts),
        tuple(chosen),
        notes=(_covered(len(rows), empty),),
    )


def _count_beyond(rows: Sequence[_Row], empty: int, field: Field, year: int, limit: Limit) -> Draft:
    bound, _ = scaled(Decimal(limit.figure), limit.scale + "元")
    unit = rows[0].held.table.fields[rows[0].column].unit
    size, _ = scaled(Decimal(1), unit)
    bound = bound / size if limit.scale or limit.unit == "元" else Decimal(limit.figure)

    def beyond(value: Decimal) -> bool:
        if value == bound:
            return limit.inclusive
        return value > bound if limit.above else value < bound

    chosen = sorted(
        (r for r in rows if beyond(r.value)), key=lambda r: r.value, reverse=limit.above
    )
    facts = [row.fact() for row in chosen[:SHOWN]]
    words = (
        ("不低于" if limit.inclusive else "高于")
        if limit.above
        else ("不高于" if limit.inclusive else "低于")
    )
    said = f"{limit.figure}{limit.scale}{limit.unit}"
    first = _count(len(chosen), year, f"{field.label}{words}", tuple(fact.id for fact in facts))
    asked = Value(
        Decimal(limit.figure),
        State.NUMBER,
        f"{limit.scale}{limit.unit}" or None,
        None,
        None,
        None,
        "您问的界限",
        Origin.PRINTED,
        None,
    )
    text = f"{year}年，{field.label}{words}{said}的有{len(chosen)}{_UNIT}。"
    notes = [_covered(len(rows), empty)]
    if unit is None:
        notes.append("原表没有写单位，按印出的数比较。")
    counts = (
        _count(len(rows), year, "有数据"),
        *([_count(empty, year, "没有数据")] if empty else []),
    )
    return Draft(
        Status.ANSWERED,
        Kind.NUMBER,
        place(year, "", f"{field.label}{words}{said}"),
        (text,),
        (first, asked, *(fact_to_value(fact) for fact in facts), *counts),
        tuple(facts),
        notes=tuple(notes),
    )


def _total(
    rows: Sequence[_Row], empty: int, field: Field, year: int, asked: RecordQuestion
) -> Draft:
    total = sum((row.value for row in rows), Decimal(0))
    mean = asked.operation is Operation.MEAN
    value = quotient(total, Decimal(len(rows)), asked.digits) if mean else total
    largest = sorted(rows, key=lambda row: row.value, reverse=True)[:SHOWN]
    facts = [row.fact() for row in largest]
    unit = facts[0].unit
    word = "平均值" if mean else "合计"
    result = Value(
        value,
        State.ZERO if value == 0 else State.NUMBER,
        unit,
        None,
        year,
        None,
        f"{field.label}{word}",
        Origin.PRINTED,
        None,
        Derived("mean" if mean else "sum", tuple(fact.id for fact in facts)),
    )
    whole = replace(result, value=total, label=f"{field.label}合计")
    sentences = [f"{year}年，{len(rows)}{_UNIT}的{field.label}{word}为{figure(value, unit)}。"]
    if mean:
        sentences.append(f"计算：{show(total)}÷{len(rows)}＝{show(value)}。")
    counts = (
        _count(len(rows), year, "有数据"),
        *([_count(empty, year, "没有数据")] if empty else []),
    )
    return Draft(
        Status.ANSWERED,
        Kind.NUMBER,
        place(year, "", f"{field.label}{word}"),
        tuple(sentences),
        (result, *([whole] if mean else []), *(fact_to_value(fact) for fact in facts), *counts),
        tuple(facts),
        notes=(_covered(len(rows), empty) + "这里只列出其中最大的几个。",),
    )


def _count_entities(index: RecordIndex, year: int) -> Draft | None:
    number = index.entity_count(year)
    first = next((r for t in index.tables for r in ((t, x) for x in index.each(t, [year]))), None)
    if first is None:
        return None
    fact = next(first[0].facts(first[1]))
    count = _count(number, year, "有记录的单位", (fact.id,))
    text = f"{year}年，库中的表格里有{number}{_UNIT}的记录。"
    return Draft(
        Status.ANSWERED, Kind.NUMBER, place(year, "", "单位数"), (text,), (count,), (fact,)
    )


def _count(number: int, year: int, label: str, operands: tuple[str, ...] = ()) -> Value:
    return Value(
        Decimal(number),
        State.ZERO if number == 0 else State.NUMBER,
        _UNIT,
        None,
        year,
        None,
        label,
        Origin.PRINTED,
        None,
        Derived("count", operands),
    )


def _ordinal(number: int) -> str:
    """Return `number`, under 100, in Chinese."""
    digits = "零一二三四五六七八九"
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十"
    return head + (digits[ones] if ones or not tens else "")


def _counts(held: int, empty: int, year: int) -> tuple[Value, ...]:
    """Return how many records were counted and how many hold no data, as figures."""
    without = (_count(empty, year, "没有数据"),) if empty else ()
    return (_count(held, year, "有数据"), *without)


def _covered(held: int, empty: int) -> str:
    without = f"，另有{empty}{_UNIT}没有数据，没有计入" if empty else ""
    return f"按{held}{_UNIT}有数据的记录计算{without}。"
