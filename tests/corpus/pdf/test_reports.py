"""Real PDFs: every cell of the statutory tables, and figures of budgets read by eye.

The figures were read from the page images. The files are no part of the project; without
them these tests are skipped.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from corpus.readers.pdf.reader import read_pdf
from corpus.report import Document, Grid, GridCell, Line

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="没有 ../shared 里的真实报告")

DISTRICT, DEPARTMENT, BUREAU = (
    "普陀区万里街道办事处2024年预算",
    "普陀区委社会工作部2024年度部门决算",
    "普陀区财政局2025年部门预算",
)


@cache
def read(path: str) -> Document:
    return read_pdf(SHARED / path)


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def row_of(grid: Grid, cell: GridCell) -> list[GridCell]:
    return [c for c in grid.cells if c.row <= cell.row < c.row + c.row_span]


def above(grid: Grid, cell: GridCell) -> set[str]:
    return {
        c.text
        for c in grid.cells
        if c.row < cell.row and c.column <= cell.column < c.column + c.column_span
    }


@pytest.mark.parametrize("name", ["淮安市2024", "淮安市洪泽区2023"])
def test_every_cell_of_the_statutory_tables(name: str) -> None:
    gold = json.loads((SHARED / f"gold/{name}.json").read_text(encoding="utf-8"))
    second, third, fourth = grids(read(gold["source"]))
    for row, values in gold["table2"].items():
        for column, value in values.items():
            label = next(c for c in second.cells if c.text == row)
            (cell,) = [c for c in row_of(second, label) if column in above(second, c)]
            assert cell.text == str(value)
    body = [c for c in third.cells if c.column >= third.columns - 7]
    lines = [
        [c.text for c in sorted(body, key=lambda c: c.column) if c.row == row]
        for row in range(3, third.rows)
    ]
    assert lines == [[str(v) for v in values] for values in gold["table3"].values()]
    last = [c.text for c in fourth.cells if c.row == fourth.rows - 1]
    assert last == [str(value) for value in gold["table4"].values()]


FIGURES = [
    (DISTRICT, 10, "收入总计", "预算数", "156,211,123"),
    (DISTRICT, 10, "六、社会保障和就业支出", "预算数", "19,604,064"),
    (DISTRICT, 10, "八、城乡社区支出", "预算数", "119,385,303"),
    (DISTRICT, 11, "统计信息事务", "财政拨款收入", "257,700"),
    (DISTRICT, 14, "城管执法", "财政拨款收入", "6,043,390"),
    (DISTRICT, 14, "其他城乡社区管理事务支出", "合计", "54,212,362"),
    (DISTRICT, 15, "合计", "财政拨款收入", "156,211,123"),
    (DISTRICT, 23, "行政事业单位养老支出", "基本支出", "7,234,970"),
    (DISTRICT, 26, "其他城乡社区住宅支出", "项目支出", "2,177,200"),
    (DISTRICT, 26, "合计", "基本支出", "99,706,020"),
    (DEPARTMENT, 5, "一、一般公共服务支出", "决算数", "264.87"),
    (DEPARTMENT, 5, "十九、住房保障支出", "决算数", "29.42"),
    (DEPARTMENT, 6, "其他社会工作事务支出", "本年收入合计", "202.24"),
    (DEPARTMENT, 7, "事业单位医疗", "财政拨款收入", "0.49"),
    (DEPARTMENT, 8, "一般公共服务支出", "基本支出", "62.63"),
    (DEPARTMENT, 9, "住房公积金", "基本支出", "17.70"),
    (DEPARTMENT, 11, "十九、住房保障支出", "一般公共预算财政拨款", "29.42"),
    (DEPARTMENT, 12, "机关事业单位职业年金缴费支出", "合计", "4.64"),
    (DEPARTMENT, 13, "其他交通费用", "决算数", "2.43"),
    (DEPARTMENT, 13, "人员经费合计", "决算数", "95.36"),
    (BUREAU, 10, "财政事务", "合计", "22,186,440.80"),
    (BUREAU, 10, "其他行政事业单位养老支出", "财政拨款收入", "9,620.00"),
    (BUREAU, 11, "购房补贴", "合计", "2,687,760.00"),
    (BUREAU, 11, "合计", "财政拨款收入", "31,214,205.80"),
    (BUREAU, 12, "行政运行", "项目支出", "138,514.80"),
    (BUREAU, 19, "津贴补贴", "人员经费", "13,012,070.00"),
    (BUREAU, 19, "其他社会保障缴费", "公用经费", "0.00"),
    (BUREAU, 20, "公务接待费", "公用经费", "9,500.00"),
    (BUREAU, 20, "办公设备购置", "合计", "90,000.00"),
    (BUREAU, 20, "合计", "人员经费", "22,826,756.00"),
]


@pytest.mark.parametrize(("name", "page", "row", "column", "figure"), FIGURES)
def test_figures_of_budgets_read_by_eye(
    name: str, page: int, row: str, column: str, figure: str
) -> None:
    document = read(f"budgets/{name}.pdf")
    found = [
        min((c for c in cells if c.column > label.column), key=lambda c: c.column).text
        for grid in grids(document)
        for label in grid.cells
        if label.text == row and label.page == page and label.row > 1
        for cells in [[c for c in row_of(grid, label) if column in above(grid, c)]]
        if any(c.column > label.column for c in cells)
    ]
    assert found == [figure]


def test_blank_cells_of_a_budget_are_blank() -> None:
    grid = grids(read(f"budgets/{BUREAU}.pdf"))[1]
    assert grid.rows == 23
    blank = [c for c in grid.cells if "事业收入" in above(grid, c)]
    assert {c.text for c in blank if c.row > 2} == {""}


def test_text_reads_in_order_without_page_numbers() -> None:
    document = read("reports/淮安市2024.pdf")
    texts = [b.text.strip() if isinstance(b, Line) else "（表）" for b in document.blocks]
    assert texts[:2] == ["淮安市人民政府", "2024年政府信息公开工作年度报告"]
    heads = [text for text in texts if text[:2] in ("一、", "二、", "三、", "四、", "五、", "六、")]
    assert [head[:1] for head in heads] == list("一二三四五六")
    after = {texts[i - 1][:2] for i, text in enumerate(texts) if text == "（表）"}
    assert after == {"二、", "三、", "四、"}
    assert not [text for text in texts if text.strip("- ").isdigit()]
    assert document.pages == 6


def test_radicals_of_a_web_page_saved_as_pdf_are_ideographs() -> None:
    document = read("tables/集团利润表.pdf")
    assert any("本行紧紧围绕集团" in line.text for line in document.lines)
    (grid,) = grids(document)
    assert [c.text for c in grid.cells if c.row == 9] == [
        "归属于母公司所有者的净利润",
        *("227,439", "216,559", "10,880", "5.02%"),
    ]
