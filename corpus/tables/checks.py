"""合计 of general tables: does every total equal its parts?

A total row is held against the rows above it, a total column against its siblings, a
row with rows of its own below it against those. What a table means by its total is not
always the same; it fails only where no usual reading of it adds up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from corpus.checks import Finding, Result, short_label
from corpus.report import Fact, FactKind, Path, State

_TOTAL = re.compile(r".{0,8}(?:合计|总计|小计|合\s*计|总\s*计)")
_PART_OF = re.compile(r"^其中")
_FIRST = re.compile(r"^[一二三四五六七八九十]{1,3}、")
_SECOND = re.compile(r"^(?:[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、])")
_COUNTED = (State.NUMBER, State.ZERO)
_RULE = "合计与分项"


def check_totals(facts: Sequence[Fact]) -> list[Finding]:
    """Return a finding for each total of the general tables among `facts` of one report."""
    tables: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind is FactKind.CELL and fact.table_kind is None and fact.table is not None:
            tables.setdefault(fact.table, []).append(fact)
    return [finding for table in tables.values() for finding in _check_table(table)]


def _check_table(facts: Sequence[Fact]) -> Iterator[Finding]:
    columns: dict[Path, list[Fact]] = {}
    rows: dict[Path, list[Fact]] = {}
    for fact in facts:
        columns.setdefault(fact.column, []).append(fact)
        rows.setdefault(fact.row, []).append(fact)
    for column in columns.values():
        yield from _check_rows(column)
    for row in rows.values():
        yield from _check_columns(row)


def _check_rows(column: Sequence[Fact]) -> Iterator[Finding]:
    """Check the totals among the cells of one column, from top to bottom."""
    parents = {fact.row[:-1] for fact in column if fact.row}
    for index, fact in enumerate(column):
        if not fact.row:
            continue
        if _TOTAL.fullmatch(fact.row[-1]):
            yield from _finding(fact, list(_ways(column, index)))
        elif fact.row in parents:
            children = [f for f in column if f.row[:-1] == fact.row and len(f.row) > len(fact.row)]
            if children and not any(_PART_OF.match(f.row[-1]) for f in children):
                yield from _finding(fact, [children])


def _ways(column: Sequence[Fact], index: int) -> Iterator[list[Fact]]:
    """Yield the parts a total row may be made of, by the usual readings."""
    total = column[index]
    before = [f for f in column[:index] if f.row[:-1] == total.row[:-1]]
    after = [f for f in column[index + 1 :] if f.row[:-1] == total.row[:-1]]
    subtotals = [i for i, f in enumerate(before) if _TOTAL.fullmatch(f.row[-1])]
    last = subtotals[-1] if subtotals else None
    groups = [before, after]
    if last is not None:
        groups += [before[last:], before[last + 1 :]]
        groups.append([before[i] for i in subtotals])
    for group in groups:
        plain = [f for f in group if not _PART_OF.match(f.row[-1])]
        first = [f for f in plain if _FIRST.match(f.row[-1]) or _TOTAL.fullmatch(f.row[-1])]
        whole = [f for f in plain if not _SECOND.match(f.row[-1])]
        for parts in (plain, first, whole):
            lone = [f for f in parts if not _TOTAL.fullmatch(f.row[-1])]
            yield parts
            yield lone


def _check_columns(row: Sequence[Fact]) -> Iterator[Finding]:
    """Check the total columns of one row against their siblings."""
    for total in row:
        if not total.column or not _TOTAL.fullmatch(total.column[-1]):
            continue
        level = len(total.column) - 1
        siblings = [f for f in row if f is not total and f.column[:level] == total.column[:level]]
        direct = [f for f in siblings if len(f.column) == level + 1]
        sums = [f for f in siblings if len(f.column) > level + 1 and _TOTAL.fullmatch(f.column[-1])]
        leaves = [f for f in siblings if not _TOTAL.fullmatch(f.column[-1])]
        ways = [[*direct, *sums], leaves]
        # 收入合计 beside 支出合计: what stands right of the total up to the next one.
        place = list(row).index(total)
        following: list[Fact] = []
        for fact in row[place + 1 :]:
            if not fact.column or _TOTAL.fullmatch(fact.column[-1]):
                break
            following.append(fact)
        yield from _finding(total, [*ways, following])


def _finding(total: Fact, ways: Sequence[Sequence[Fact]]) -> Iterator[Finding]:
    """Yield what comes of holding `total` against each of `ways` to make it up."""
    usable = [list(parts) for parts in ways if parts and total not in parts]
    if not usable or total.state not in (*_COUNTED, State.UNREADABLE):
        return
    if total.state is State.UNREADABLE or all(
        any(part.state is State.UNREADABLE for part in parts) for parts in usable
    ):
        message = f"{_name(total)}：有的格不可辨，无法核对"
        yield Finding(total.report, _RULE, Result.UNKNOWN, (total,), tuple(usable[0]), message)
        return
    known = [p for p in usable if any(f.state in _COUNTED for f in p)]
    known = [p for p in known if not any(f.unit != total.unit for f in p if f.value is not None)]
    if not known:
        return
    for parts in known:
        if _sum(parts) == total.value:
            message = f"{_name(total)}：{total.raw}等于各分项之和"
            yield Finding(total.report, _RULE, Result.PASS, (total,), tuple(parts), message)
            return
    parts = [part for part in max(known, key=len) if part.value is not None]
    terms = "＋".join(f.raw for f in parts if f.value)
    message = f"{_name(total)}：{total.raw}，各分项{terms}＝{_sum(parts)}，两边不等"
    yield Finding(total.report, _RULE, Result.FAIL, (total,), tuple(parts), message)


def _sum(parts: Sequence[Fact]) -> Decimal:
    return sum((part.value for part in parts if part.value is not None), Decimal(0))


def _name(fact: Fact) -> str:
    path = " › ".join(short_label(part) for part in (*fact.row, *fact.column))
    return f"{fact.table}，{path}"
