"""General tables: headings of several levels, halves side by side, units, the undetermined."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.facts import report_to_facts
from corpus.reading import read_report
from corpus.report import Block, Cell, Grid, GridCell, Line, Report, State, Table
from corpus.tables.checks import check_totals
from corpus.tables.reading import TableReading, read_general_tables
from tests.corpus.sheets import write_sheet

BUDGETS = Path(__file__).parents[4] / "shared" / "budgets"

Print = str | tuple[str, int, int]
"""A cell's text, with the rows and columns it covers where these are several."""


def grid(rows: Sequence[Sequence[Print]], caption: str | None = None) -> Grid:
    """Return a drawn table; places covered by a merged cell are left out of its row."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for r, row in enumerate(rows):
        c = 0
        for item in row:
            while (r, c) in taken:
                c += 1
            text, height, width = item if isinstance(item, tuple) else (item, 1, 1)
            cells.append(GridCell(text, r, c, height, width, page=1))
            taken |= {(r + i, c + j) for i in range(height) for j in range(width)}
    return Grid(tuple(cells), 1, caption)


def read(*blocks: Block) -> TableReading:
    return read_general_tables(blocks)


def cells_of(reading: TableReading) -> dict[tuple[tuple[str, ...], tuple[str, ...]], Cell]:
    (table,) = reading.tables
    return {(cell.row, cell.column): cell for cell in table.cells}


def test_merged_headings_are_paths() -> None:
    drawn = grid(
        [
            [("项目", 2, 1), ("基本支出", 1, 2), ("合计", 2, 1)],
            ["人员经费", "公用经费"],
            ["教育支出", "1,200", "30.5", "1,230.5"],
        ]
    )
    reading = read(Line("2023年支出表"), Line("单位：万元"), drawn)
    cells = cells_of(reading)
    assert set(cells) == {
        (("教育支出",), ("基本支出", "人员经费")),
        (("教育支出",), ("基本支出", "公用经费")),
        (("教育支出",), ("合计",)),
    }
    cell = cells[("教育支出",), ("基本支出", "人员经费")]
    assert (cell.value, cell.unit, cell.page) == (Decimal(1200), "万元", 1)
    assert reading.tables[0].name == "2023年支出表"


def test_headings_whose_merging_was_lost() -> None:
    drawn = grid(
        [["项目", "合计", "基本支出", ""], ["", "", "人员", "公用"], ["教育", "3", "1", "2"]]
    )
    assert {column for _, column in cells_of(read(drawn))} == {
        ("合计",),
        ("基本支出", "人员"),
        ("基本支出", "公用"),
    }


def test_halves_side_by_side_keep_their_own_labels() -> None:
    drawn = grid(
        [
            [("收入", 1, 2), ("支出", 1, 2)],
            ["项目", "预算数", "项目", "预算数"],
            ["一、财政拨款", "10", "一、教育", "7"],
            ["二、其他", "", "二、住房", "3"],
            ["收入总计", "10", "支出总计", "10"],
        ]
    )
    cells = cells_of(read(drawn))
    assert cells[("二、住房",), ("支出", "预算数")].value == 3
    assert cells[("二、其他",), ("收入", "预算数")].state is State.BLANK
    assert (("一、教育",), ("收入", "预算数")) not in cells


def test_codes_nest_rows_and_name_nothing() -> None:
    drawn = grid(
        [
            [("科目编码", 1, 3), ("科目名称", 2, 1), ("合计", 2, 1)],
            ["类", "款", "项"],
            ["208", "", "", "社会保障支出", "9"],
            ["208", "05", "", "养老支出", "9"],
            ["208", "05", "01", "离退休", "9"],
            ["210", "", "", "卫生支出", "4"],
            ["", "", "", "合计", "13"],
        ]
    )
    rows = [row for row, _ in cells_of(read(drawn))]
    assert rows == [
        ("社会保障支出",),
        ("社会保障支出", "养老支出"),
        ("社会保障支出", "养老支出", "离退休"),
        ("卫生支出",),
        ("合计",),
    ]


def test_indentation_and_among_them_nest_rows() -> None:
    indented = grid([["项目", "数"], ["收入", "5"], ["　　税收", "3"], ["　　其他", "2"]])
    assert [row for row, _ in cells_of(read(indented))] == [
        ("收入",),
        ("收入", "税收"),
        ("收入", "其他"),
    ]
    among = grid([["项目", "数"], ["收入", "5"], ["其中：税收", "3"], ["支出", "2"]])
    assert [row for row, _ in cells_of(read(among))] == [
        ("收入",),
        ("收入", "其中：税收"),
        ("支出",),
    ]


def test_zero_blank_slash_and_dash_stay_apart() -> None:
    drawn = grid([["项目", "甲", "乙", "丙", "丁", "戊"], ["数", "0", "", "/", "-", "5"]])
    states = [cell.state for cell in cells_of(read(drawn)).values()]
    assert states == [State.ZERO, State.BLANK, State.SLASH, State.DASH, State.NUMBER]


def test_units_by_heading_row_and_table() -> None:
    drawn = grid(
        [["项目", "金额", "占比(%)", "人数"], ["经费", "5", "10", "3"], ["车辆（辆）", "2", "", ""]]
    )
    cells = cells_of(read(Line("单位：万元"), drawn))
    assert cells[("经费",), ("金额",)].unit == "万元"
    assert cells[("经费",), ("占比(%)",)].unit == "%"
    assert cells[("经费",), ("人数",)].unit is None
    assert cells[("车辆（辆）",), ("金额",)].unit == "辆"


def test_years_head_columns_and_give_cells_their_year() -> None:
    drawn = grid([["项目", "2022年", "2021年", "上年数"], ["收入", "5", "4", "4"]])
    table = read(drawn).tables[0]
    report = Report("r", "t", "甲局", 2022, "报告", None, None, 1, (), tables=(table,), passages=())
    assert [fact.year for fact in report_to_facts(report)] == [2022, 2021, 2021]


def test_column_numbers_are_no_data() -> None:
    drawn = grid([["项目", "合计", "甲"], ["栏次", "1=2", "2"], ["收入", "5", "5"]])
    assert [row for row, _ in cells_of(read(drawn))] == [("收入",), ("收入",)]


def test_text_drawn_in_boxes_goes_back_to_the_text() -> None:
    reading = read(Line("前"), grid([["职责", "受理申请"], ["电话", "见网站"]]), Line("后"))
    assert reading.tables == ()
    assert [line.text for line in reading.lines] == ["前", "职责｜受理申请", "电话｜见网站", "后"]
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([["收入", "5", "6"], ["支出", "3", "4"]], "没有列标题"),
        ([["项目", "数", "数"], ["收入", "5", "6"]], "标题都是“数”"),
        ([["甲", "乙"], ["5", "6"], ["7", "8"]], "没有行标题"),
    ],
)
def test_what_cannot_be_determined_is_said_and_stays_text(
    rows: list[list[Print]], reason: str
) -> None:
    reading = read(grid(rows))
    assert reading.tables == ()
    assert reason in reading.problems[0].message
    assert len(reading.lines) == len(rows)


def test_titles_units_and_notes_inside_the_grid() -> None:
    drawn = grid(
        [
            [("2023年收支表", 1, 2)],
            ["编制单位：甲局", "单位：元"],
            ["项目", "金额"],
            ["收入", "5"],
            [("注：本表含结转。", 1, 2)],
        ]
    )
    reading = read(drawn)
    assert reading.tables[0].name == "2023年收支表"
    assert cells_of(reading)[("收入",), ("金额",)].unit == "元"
    assert [line.text for line in reading.lines] == ["注：本表含结转。"]


def test_a_workbook_of_matrices(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["2023年收支表", None, None],
        ["单位：万元", None, None],
        ["项目", "2023年", "2022年"],
        ["收入", 12.5, 10],
        ["支出", 11, None],
    ]
    path = write_sheet(tmp_path / "甲局2023年决算.xlsx", rows, title="收支", merged=["A1:C1"])
    facts = read_report(path).facts
    assert [(f.row, f.year, f.value, f.unit) for f in facts] == [
        (("收入",), 2023, Decimal("12.5"), "万元"),
        (("收入",), 2022, Decimal(10), "万元"),
        (("支出",), 2023, Decimal(11), "万元"),
        (("支出",), 2022, None, "万元"),
    ]


@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "项目", "合计", "1", "2.5", "/", "2020年", "a b"]),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_no_grid_upsets_the_reader_and_nothing_is_lost(rows: list[list[str]]) -> None:
    reading = read(grid(rows))
    kept = "".join(line.text for line in reading.lines)
    kept += "".join(
        cell.raw + "".join((*cell.row, *cell.column)) for t in reading.tables for cell in t.cells
    )
    kept += "".join(t.name for t in reading.tables)
    kept += "".join(p.message for p in reading.problems)
    for text in {text for row in rows for text in row if text in ("2.5", "项目")}:
        assert text in kept or reading.problems or text == "项目"


def totals(rows: list[list[Print]]) -> list[tuple[str, str]]:
    table: Table = read(grid(rows)).tables[0]
    report = Report("r", "t", "甲局", 2022, "报告", None, None, 1, (), tables=(table,))
    found = check_totals(report_to_facts(report))
    return [(finding.result.value, finding.message) for finding in found]


def test_totals_that_add_up_pass_and_others_are_findings() -> None:
    good: list[list[Print]] = [
        ["项目", "合计", "基本", "项目支出"],
        ["教育", "5", "2", "3"],
        ["住房", "4", "4", ""],
        ["合计", "9", "6", "3"],
    ]
    assert {result for result, _ in totals(good)} == {"PASS"}
    bad: list[list[Print]] = [*good[:3], ["合计", "9", "7", "3"]]
    failed = [message for result, message in totals(bad) if result == "FAIL"]
    assert any("合计 › 基本：7，各分项2＋4＝6" in message for message in failed)


@pytest.mark.skipif(not BUDGETS.is_dir(), reason="../shared/budgets is not there")
@pytest.mark.parametrize(
    ("name", "figures"),
    [
        (
            "普陀区财政局2025年部门预算.pdf",
            [
                ("财政拨款收入", "预算数", "31214205.80"),
                ("一般公共服务支出", "预算数", "22186440.80"),
                ("社会保障和就业支出", "预算数", "3508644.00"),
                ("卫生健康支出", "预算数", "782164.00"),
                ("住房保障支出", "预算数", "4736957.00"),
                ("支出总计", "预算数", "31214205.80"),
                ("财政事务", "基本支出", "16093326.00"),
                ("财政事务", "项目支出", "6093114.80"),
                ("基本工资", "合计", "2642448.00"),
                ("", "公务接待费", "0.95"),
                ("", "机关运行经费预算数", "229.43"),
            ],
        ),
        (
            "普陀区万里街道办事处2024年预算.pdf",
            [
                ("财政拨款收入", "预算数", "156211123"),
                ("一般公共服务支出", "预算数", "2932700"),
                ("统计信息事务", "项目支出", "257700"),
                ("工资福利支出", "合计", "88282511"),
                ("基本工资", "人员经费", "5873551"),
                ("津贴补贴", "合计", "16623810"),
                ("", "公务接待费", "1.35"),
                ("", "购置费", "25"),
                ("", "运行费", "21.56"),
                ("", "因公出国(境)费", "0"),
            ],
        ),
        (
            "普陀区委社会工作部2024年度部门决算.pdf",
            [
                ("一般公共预算财政拨款收入", "决算数", "307.82"),
                ("合计", "本年收入合计", "307.82"),
                ("合计", "基本支出", "105.58"),
                ("合计", "项目支出", "202.24"),
                ("一般公共服务支出", "合计", "264.87"),
                ("一般公共服务支出", "基本支出", "62.63"),
                ("工资福利支出", "决算数", "95.36"),
                ("基本工资", "决算数", "14.12"),
                ("津贴补贴", "决算数", "39.72"),
                ("绩效工资", "决算数", "10.16"),
            ],
        ),
    ],
)
def test_real_budgets(name: str, figures: list[tuple[str, str, str]]) -> None:
    report = read_report(BUDGETS / name)
    held = {
        ("".join(f.row[-1:]).split("、")[-1], f.column[-1], f.value)
        for f in report.facts
        if f.table is not None
    }
    assert [f for f in figures if (f[0], f[1], Decimal(f[2])) not in held] == []
    results = [finding.result.value for finding in check_totals(report.facts)]
    assert len(results) > 100
    assert results.count("FAIL") <= 1  # rounding, in the original
    assert not any(problem.code == "table_undetermined" for problem in report.problems)
