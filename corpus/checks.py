"""勾稽: whether a report's own figures add up.

The sums of the statutory forms are checked cell by cell; in running text a total is
compared with the parts a sentence lists behind 其中. Nothing is repaired: a failed
check is a finding with its operands, to be shown beside any answer that uses them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate

from corpus.forms.form import FormTable, Sum, load_forms
from corpus.report import Fact, FactKind, Source, State

_ORDINAL = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.．、])"
)


MOST = Decimal("0.6")
"""Parts behind 其中 that make up less than this of their total are taken as examples."""


class Result(StrEnum):
    """Outcome of a check; unknown where an operand is blank or unreadable."""

    PASS = "PASS"
    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check with its operands and places."""

    report: str
    rule: str
    result: Result
    left: tuple[Fact, ...]
    right: tuple[Fact, ...]
    message: str
    source: Source | None = None
    """The file the right side is from, where that is not the report's first."""

    @property
    def operands(self) -> tuple[Fact, ...]:
        """All facts of the equation, left side first."""
        return (*self.left, *self.right)


def check_report(facts: Sequence[Fact]) -> list[Finding]:
    """Return every finding on the facts of one report, tables first."""
    findings: list[Finding] = []
    for form in load_forms():
        for table in form.tables:
            cells = {
                (fact.row, fact.column): fact
                for fact in facts
                if fact.form == table.form and fact.table_kind == table.kind
            }
            if cells:
                findings.extend(check_table(table, cells))
    findings.extend(check_prose(facts))
    return findings


def check_table(
    table: FormTable, cells: dict[tuple[tuple[str, ...], tuple[str, ...]], Fact]
) -> list[Finding]:
    """Return the findings of `table`'s own sums over `cells`, keyed by row and column."""
    findings = []
    for entry in table.sums:
        lines = table.columns if entry.over == "rows" else table.rows
        for line in lines:
            left = [cells.get(_key(table, entry, index, line)) for index in entry.left]
            right = [cells.get(_key(table, entry, index, line)) for index in entry.right]
            present = [fact for fact in (*left, *right) if fact is not None]
            if len(present) == len(left) + len(right):
                findings.append(
                    _finding(table.name, entry, present[: len(left)], present[len(left) :])
                )
    return findings


def _key(
    table: FormTable, entry: Sum, index: int, line: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if entry.over == "rows":
        return table.rows[index], line
    return line, table.columns[index]


def _finding(name: str, entry: Sum, left: Sequence[Fact], right: Sequence[Fact]) -> Finding:
    operands = (*left, *right)
    rule = f"{name}：{'各行' if entry.over == 'rows' else '各列'}勾稽"
    axis = 0 if entry.over == "rows" else 1
    if any(fact.state not in (State.NUMBER, State.ZERO) for fact in operands):
        message = "有的格空白或不可辨，无法核对"
        return Finding(left[0].report, rule, Result.UNKNOWN, tuple(left), tuple(right), message)
    total_left = sum((fact.value or Decimal(0) for fact in left), Decimal(0))
    total_right = sum((fact.value or Decimal(0) for fact in right), Decimal(0))
    holds = total_left == total_right
    where = _where(operands[0], by_column=entry.over == "rows")
    sides = (_side(left, total_left, axis), _side(right, total_right, axis))
    message = f"{where}：{'，'.join(sides)}，两边{'相等' if holds else '不等'}"
    result = Result.PASS if holds else Result.FAIL
    return Finding(left[0].report, rule, result, tuple(left), tuple(right), message)


def _side(facts: Sequence[Fact], total: Decimal, axis: int) -> str:
    """Return one side of an equation in words; zeros of a long sum are left out."""
    shown = list(facts) if len(facts) <= 3 else [fact for fact in facts if fact.value]
    terms = "＋".join(_term(fact, axis) for fact in shown or facts[:1])
    return terms if len(shown) == 1 else f"{terms}＝{total}"


def _where(fact: Fact, *, by_column: bool) -> str:
    path = fact.column if by_column else (fact.row or fact.column[:-1])
    return short_label(path[-1]) if path else ""


def _term(fact: Fact, axis: int) -> str:
    path = fact.row if axis == 0 else fact.column
    return f"{short_label(path[-1])}{fact.raw}"


def short_label(label: str) -> str:
    """Return a heading without its ordinal and without a bracketed remark.

    >>> short_label("（二）部分公开（区分处理的，只计这一情形，不计其他情形）")
    '部分公开'
    """
    return re.sub(r"（[^）]{6,}）", "", _ORDINAL.sub("", label))


CARRIED = "结转衔接：本年结转与下年的上年结转"
_NEXT, _PREVIOUS = "结转下年度", "上年结转"


def check_carried(earlier: Sequence[Fact], later: Sequence[Fact]) -> list[Finding]:
    """Compare what one year carries over with what the next takes over, column by column.

    Args:
        earlier: the facts of one report.
        later: those of the next year's report of the same issuer.
    """
    carried = {f.column: f for f in earlier if _is_row(f, _NEXT)}
    taken = {f.column: f for f in later if _is_row(f, _PREVIOUS)}
    findings = []
    for column, left in carried.items():
        right = taken.get(column)
        if right is None:
            continue
        known = all(fact.state in (State.NUMBER, State.ZERO) for fact in (left, right))
        holds = left.value == right.value
        said = (f"{f.year}年{short_label(f.row[-1])}{f.raw}" for f in (left, right))
        message = f"{short_label(column[-1])}：{'，'.join(said)}，两年{'相符' if holds else '不符'}"
        if not known:
            message = "有的格空白或不可辨，无法核对"
        result = (Result.PASS if holds else Result.FAIL) if known else Result.UNKNOWN
        findings.append(Finding(right.report, CARRIED, result, (left,), (right,), message))
    return findings


def _is_row(fact: Fact, word: str) -> bool:
    return fact.table_kind == "申请办理" and bool(fact.row) and word in fact.row[-1]


def check_prose(facts: Sequence[Fact]) -> list[Finding]:
    """Compare totals in running text with the parts listed behind 其中 in one sentence."""
    findings = []
    sentences: dict[tuple[str | None, str], list[Fact]] = {}
    for fact in facts:
        if fact.kind is FactKind.PROSE and "其中" in fact.quote:
            sentences.setdefault((fact.passage, fact.quote), []).append(fact)
    for (_, quote), group in sentences.items():
        finding = _parts_finding("".join(quote.split()), group)
        if finding is not None:
            findings.append(finding)
    return findings


def _parts_finding(quote: str, group: Sequence[Fact]) -> Finding | None:
    cut = quote.find("其中")
    placed = _places(quote, group)
    before = [fact for fact, start, _ in placed if start < cut]
    after = [(fact, start, end) for fact, start, end in placed if start > cut]
    if not before or not after:
        return None
    total = before[-1]
    listed = _one_list(quote, [item for item in after if item[0].unit == total.unit])
    parts = [fact for fact, _, _ in listed]
    exact = all(fact.qualifier is None and fact.value is not None for fact in (total, *parts))
    if len(parts) < 2 or not exact or total.unit in {"%", "％"}:
        return None
    sums = list(accumulate(fact.value or Decimal(0) for fact in parts))
    # What follows the parts may count something else: 其中甲2件、乙3件，复议1件.
    count = next((n for n in range(2, len(sums) + 1) if sums[n - 1] == total.value), len(parts))
    parts, added = parts[:count], sums[count - 1]
    holds = added == total.value
    terms = "＋".join(str(fact.value) for fact in parts)
    message = (
        f"正文所列分项{terms}＝{added}{total.unit or ''}，"
        f"{'等于' if holds else '不等于'}总数{total.value}{total.unit or ''}"
    )
    result = Result.PASS if holds else Result.FAIL
    few = total.value is not None and added < total.value * MOST
    if not holds and (few or not _is_complete(quote, cut, listed)):
        result, message = Result.UNKNOWN, "正文没有把各分项的数字列全，无法核对"
    return Finding(total.report, "正文分项与总数", result, tuple(parts), (total,), message)


_Placed = tuple[Fact, int, int]


def _places(quote: str, group: Sequence[Fact]) -> list[_Placed]:
    """Return each fact with where its figure and unit stand in `quote`."""
    placed: list[_Placed] = []
    position = 0
    for fact in group:
        words = "".join(fact.raw.split())
        match = re.compile(rf"(?<![\d.]){re.escape(words)}(?!\d)").search(quote, position)
        if match is not None:
            placed.append((fact, match.start(), match.end()))
            position = match.end()
    return placed


def _one_list(quote: str, items: Sequence[_Placed]) -> list[_Placed]:
    """Return the items up to where a list told by commas ends with a semicolon."""
    if len(items) < 2:
        return list(items)
    inner = quote[items[0][2] : items[1][1]]
    stop = len(quote) if "；" in inner else quote.find("；", items[0][2])
    return [item for item in items if stop < 0 or item[1] < stop]


def _is_complete(quote: str, cut: int, items: Sequence[_Placed]) -> bool:
    """Tell whether every member listed has its figure, so that the sum says something."""
    separator = "；" if "；" in quote[items[0][2] : items[1][1]] else "，"
    members = quote[cut : items[-1][2]].split(separator)
    counted = sum(1 for member in members if re.search(r"\d", member))
    rest = re.sub(r"\d+(?:\.\d+)?[%％]", "", quote[items[-1][2] :].split("。")[0])
    return counted == len(members) == len(items) and not re.search(r"\d", rest)
