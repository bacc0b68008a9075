"""Statutory tables in text: badly printed ones are read right or left unread, never wrong."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.forms.alignment import Aligned, align
from corpus.forms.form import FormTable, load_forms
from corpus.forms.reading import read_forms
from corpus.report import BY_PROSE, Cell, Line, Origin, State
from tests.corpus import printing
from tests.corpus.printing import Printing

FORMS = {form.id: form for form in load_forms()}
WIDE = next(table for table in FORMS["2021"].tables if table.kind == "申请办理")
REVIEWS = next(table for table in FORMS["2021"].tables if table.kind == "复议诉讼")
RULES = FORMS["2021"].tables[0]
PROCUREMENT = next(table for table in FORMS["2019"].tables if table.kind == "政府集中采购")


def cells_of(text: str, table: FormTable) -> list[str]:
    result = align(text, table)
    assert isinstance(result, Aligned)
    return ["?" if c.state is State.UNREADABLE else c.raw for c in result.cells]


@pytest.mark.parametrize("table", printing.TABLES, ids=printing.table_id)
@given(data=st.data())
@settings(max_examples=12 * printing.STRESS, deadline=None)
def test_bad_print_is_never_read_wrong(table: FormTable, data: st.DataObject) -> None:
    grid = data.draw(printing.marked(data.draw(printing.grids(table))))
    text = printing.printed(table, grid, data.draw(printing.printings(table)))
    result = align(text, table)
    if isinstance(result, Aligned):
        assert printing.differing(result.cells, grid) == []


@pytest.mark.parametrize("table", printing.TABLES, ids=printing.table_id)
@given(data=st.data())
@settings(max_examples=8 * printing.STRESS, deadline=None)
def test_spaced_print_is_read_whole(table: FormTable, data: st.DataObject) -> None:
    grid = data.draw(printing.grids(table))
    how = data.draw(printing.printings(table, separators=(" ", "  ", "\t")))
    plain = dataclasses.replace(how, place="behind", lost=(0,), page=None, gap="\n", breaks=(0,))
    result = align(printing.printed(table, grid, plain), table)
    assert isinstance(result, Aligned)
    assert printing.differing(result.cells, grid) == []
    assert printing.unread(result.cells) == []


@pytest.mark.parametrize("table", printing.SUMMED, ids=printing.table_id)
def test_two_reports_printed_side_by_side_are_not_mixed(table: FormTable) -> None:
    one = [[str(r * 7 + c) for c in range(len(table.columns))] for r in range(len(table.rows))]
    two = [
        [str(900 + r * 7 + c) for c in range(len(table.columns))] for r in range(len(table.rows))
    ]
    left = printing.printed(table, one, Printing(trailing="")).split("\n")
    right = printing.printed(table, two, Printing(trailing="")).split("\n")
    text = "\n".join(f"{a}    {b}" for a, b in zip(left, right, strict=True))
    result = align(text, table)
    if isinstance(result, Aligned):
        assert printing.differing(result.cells, one) == []


def test_sums_decide_glued_figures_and_say_so() -> None:
    text = "10203120001200000\n五、存在的主要问题"
    result = align(text, REVIEWS)
    assert isinstance(result, Aligned)
    assert [cell.raw for cell in result.cells] == [*"10203", "12", *"000", "12", *"00000"]
    assert {cell.origin for cell in result.cells} == {Origin.RECONSTRUCTED}


def test_rows_torn_from_their_labels_are_read_in_order() -> None:
    grid = [["0"] * 7 for _ in WIDE.rows]
    for r, c in ((0, 0), (2, 0), (23, 0)):
        grid[r][c] = grid[r][6] = "9"
    lines: list[str] = []
    waiting: list[str] = []
    for r, (path, row) in enumerate(zip(WIDE.rows, grid, strict=True)):
        if r % 5 == 3:
            lines.append(path[-1])
            waiting.append("\t".join(row))
        else:
            lines += [*waiting, path[-1] + "\t" + "\t".join(row)]
            waiting = []
    cells = cells_of("\n".join(lines), WIDE)
    assert cells == [text for row in grid for text in row]


@pytest.mark.parametrize(
    ("prose", "cells"),
    [
        ("集中公开现行有效行政规范性文件698件，动态更新本年度制发的规范性文件88件。", "88 55 698"),
        ("本年度制发规范性文件88件。", "88 ? ?"),
        ("本年度制发规范性文件8件。", "? ? ?"),
        ("本年度制发规范性文件12件。", "? ? ?"),
        ("本年度制发规范性文件88件。去年报告称制发规范性文件8855件。", "88 ? ?"),
        ("共制发规范性文件88件。我区制发规范性文件885件。", "? ? ?"),
        ("计划制发规范性文件88件。", "? ? ?"),
        ("制发文件88件。", "? ? ?"),
    ],
)
def test_prose_decides_glued_figures_that_have_no_sums(prose: str, cells: str) -> None:
    header = "第二十条第（一）项" + RULES.header
    text = (
        f"一、总体情况\n{prose}\n二、主动公开政府信息情况\n{header}规章000行政规范性文件8855698\n"
    )
    reading = read_forms([Line(line) for line in text.split("\n")])
    row = [cell for table in reading.tables for cell in table.cells][3:]
    assert ["?" if cell.state is State.UNREADABLE else cell.raw for cell in row] == cells.split()
    told = [cell for cell in row if cell.state is not State.UNREADABLE]
    assert {(c.origin, c.confidence) for c in told} <= {(Origin.RECONSTRUCTED, BY_PROSE)}


def test_amount_keeps_its_unit() -> None:
    result = align("\n政府集中采购 156 34830971.6元\n", PROCUREMENT)
    assert isinstance(result, Aligned)
    assert [(cell.raw, cell.unit) for cell in result.cells][1] == ("34830971.6", "元")


@pytest.mark.parametrize(
    "row",
    ["1" * 300, "123456789" * 12, "10" * 60, "1 " * 80, "-1" * 50, "0" * 200, "1.5" * 40, "/" * 90],
)
def test_long_runs_are_given_up_soon(row: str) -> None:
    """Nothing is tried for ever; what is not tried is unread."""
    text = "\n".join(path[-1] + row for path in WIDE.rows)
    result = align(text, WIDE)
    assert not isinstance(result, Aligned) or not any(figures(cell) for cell in result.cells)
    align(row, REVIEWS)


def figures(cell: Cell) -> bool:
    return cell.state in (State.NUMBER, State.ZERO)


def test_long_text_is_read_in_one_go() -> None:
    prose = [Line("全年主动公开政府信息4887条，其中规章1件，行政许可12件。")] * 5_000
    grid = [["0"] * 7 for _ in WIDE.rows]
    body = printing.printed(WIDE, grid, Printing(trailing=""))
    table = [Line(line) for line in (WIDE.section + WIDE.header + body).split("\n")]
    reading = read_forms([*prose, *table, Line("五、存在的主要问题"), *prose])
    assert [table.kind for table in reading.tables] == ["申请办理"]
    assert len(reading.blocks) > 10_000


def test_cell_left_empty_where_zeros_are_printed_may_be_the_total() -> None:
    """`0 0 0 1 1` and a blank total prints as a blank part and the total 1 would."""
    text = "\n" + " ".join(["0"] * 12 + ["1", "1"]) + "\n"
    assert cells_of(text, REVIEWS)[-1] == "?"
