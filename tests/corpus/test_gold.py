"""Every report of ../shared/gold from its file: none wrong, none unread that is determined."""

import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from corpus.reading import read_report
from corpus.report import Fact, FactKind, State

SHARED = Path(__file__).parents[2].parent / "shared"
GOLD = sorted((SHARED / "gold").glob("*.json"))
UNREAD: dict[str, int] = {}
"""Determined cells that are not read yet; none where a report is not named."""

pytestmark = pytest.mark.skipif(not GOLD, reason="../shared/gold is not here")


def cells_named(facts: list[Fact], row: str, column: str | None) -> list[Fact]:
    """Return the facts a key of the gold names: its last part heads the innermost label."""
    *outer, label = re.split("[/_]", row)
    found = []
    for fact in facts:
        path = fact.row if column is not None else (*fact.row, *fact.column)
        parents = {part.removeprefix("行政") for part in path[:-1]} | set(path[:-1])
        own = bool(path) and path[-1].startswith(label) and set(outer) <= parents
        if own and (column is None or fact.column[-1] == column):
            found.append(fact)
    return found


def wanted_cells(gold: dict[str, Any]) -> list[tuple[str, str | None, Any]]:
    cells = [(row, c, value) for row, line in gold["table2"].items() for c, value in line.items()]
    for row, line in gold["table3"].items():
        cells += [(row, c, value) for c, value in zip(gold["columns"], line, strict=True)]
    return cells + [(key, None, value) for key, value in gold["table4"].items()]


def judge(fact: Fact, value: object) -> str:
    if value is None:
        return "right" if fact.state in (State.BLANK, State.UNREADABLE) else "wrong"
    undetermined = str(value).endswith("?")
    if fact.state is State.UNREADABLE:
        return "rightly unread" if undetermined else "unread"
    return "right" if fact.value == Decimal(str(value).rstrip("?元")) else "wrong"


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_report_is_read_as_printed(path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    report = read_report(SHARED / gold["source"])
    facts = [fact for fact in report.facts if fact.kind is FactKind.CELL and fact.form]
    verdicts: Counter[str] = Counter()
    faults = []
    for row, column, value in wanted_cells(gold):
        named = cells_named(facts, row, column)
        verdict = judge(named[0], value) if len(named) == 1 else f"{len(named)} cells"
        verdicts[verdict] += 1
        if verdict not in {"right", "rightly unread", "unread"}:
            faults.append((row, column, value, [fact.raw for fact in named]))
    assert faults == []
    assert verdicts["unread"] <= UNREAD.get(path.stem, 0)


def test_undetermined_cells_are_unread() -> None:
    """The total nobody printed is blank in the Markdown, not nought."""
    report = read_report(SHARED / "reports" / "上海市科委2024.md")
    carried = [f for f in report.facts if f.row == ("四、结转下年度继续办理",)]
    assert [f.state for f in carried][-1] is State.BLANK


def test_blank_form_has_no_figures() -> None:
    report = read_report(SHARED / "reports" / "空白年报表格2021式.docx")
    cells = [fact for fact in report.facts if fact.kind is FactKind.CELL]
    assert len(cells) == 200
    assert {fact.state for fact in cells} == {State.BLANK}


def test_what_prose_decided_is_marked() -> None:
    report = read_report(SHARED / "reports" / "平潭综合实验区2022.txt")
    cells = {f.column[-1]: f for f in report.facts if f.row == ("行政规范性文件",)}
    assert [cell.raw for cell in cells.values()] == ["88", "55", "698"]
    assert all(cell.by_prose for cell in cells.values())
