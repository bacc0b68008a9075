"""Workbooks to documents: figures as stored, merged ranges, several sheets, what is lost."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import SourceError
from corpus.readers.csv import find_delimiter, read_csv
from corpus.readers.xlsx import read_xlsx, sheet_to_blocks, value_to_text
from corpus.readers.xlsx_marks import sheet_to_marks, workbook_to_marks
from corpus.report import Grid, GridCell, Line
from tests.corpus.sheets import write_sheet

Rows = list[list[Any]]


def cells_of(grid: object) -> dict[tuple[int, int], GridCell]:
    assert isinstance(grid, Grid)
    return {(cell.row, cell.column): cell for cell in grid.cells}


def test_figures_come_without_binary_noise(tmp_path: Path) -> None:
    rows: Rows = [["项目", "金额"], ["甲", 0.1 + 0.2], ["乙", 34830971.6], ["丙", 7], ["丁", -1e-7]]
    document = read_xlsx(write_sheet(tmp_path / "a.xlsx", rows))
    cells = cells_of(document.blocks[0])
    texts = [cells[row, 1].text for row in range(1, 5)]
    assert texts == ["0.3", "34830971.6", "7", "-0.0000001"]


@given(st.decimals(-(10**11), 10**11, places=4))
def test_a_stored_decimal_comes_back_as_itself(value: Decimal) -> None:
    assert Decimal(value_to_text(float(value))) == value


def test_percentages_dates_and_codes_come_as_shown(tmp_path: Path) -> None:
    rows: Rows = [["项目", "值"], ["率", 0.0447], ["日", datetime.date(2020, 1, 31)], ["码", 2155]]
    formats = {"B2": "0.00%", "B4": "000000"}
    document = read_xlsx(write_sheet(tmp_path / "a.xlsx", rows, formats=formats))
    cells = cells_of(document.blocks[0])
    assert [cells[r, 1].text for r in (1, 2, 3)] == ["4.47%", "2020-01-31", "002155"]


def test_what_has_no_value_is_not_blank(tmp_path: Path) -> None:
    rows: Rows = [["项目", "值"], ["和", "=B3+1"], ["错", "#DIV/0!"], ["末", "=B3"]]
    cells = cells_of(read_xlsx(write_sheet(tmp_path / "a.xlsx", rows)).blocks[0])
    assert [cells[r, 1].text for r in (1, 2, 3)] == ["=B3+1", "#DIV/0!", "=B3"]


def test_merged_ranges_are_spans(tmp_path: Path) -> None:
    rows: Rows = [["项目", "收入", None], [None, "上年", "本年"], ["甲", 1, 2]]
    path = write_sheet(tmp_path / "a.xlsx", rows, merged=["A1:A2", "B1:C1"])
    cells = cells_of(read_xlsx(path).blocks[0])
    assert (cells[0, 0].row_span, cells[0, 1].column_span) == (2, 2)
    assert (1, 0) not in cells
    assert (0, 2) not in cells


def test_a_heading_below_a_blank_row_opens_a_table(tmp_path: Path) -> None:
    rows: Rows = [["甲表", "数"], ["a", 1], [None, None], ["b", 2], [], ["乙表", "数"], ["c", 3]]
    blocks = read_xlsx(write_sheet(tmp_path / "册.xlsx", rows)).blocks
    assert [len(block.cells) for block in blocks if isinstance(block, Grid)] == [8, 4]
    assert {block.caption for block in blocks if isinstance(block, Grid)} == {"册"}


def test_texts_in_one_column_are_lines() -> None:
    assert sheet_to_blocks([["说明"], ["本册三张表。"]], (), "说明") == [
        Line("说明"),
        Line("本册三张表。"),
    ]


def test_hidden_sheets_are_said_to_be_left_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["甲", 1])
    book.create_sheet("底稿").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    document = read_xlsx(tmp_path / "a.xlsx")
    assert [problem.code for problem in document.problems] == ["hidden_sheet"]
    assert "底稿" in document.problems[0].message


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04 cut off"])
def test_what_is_no_workbook_is_said_to_be_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(data)
    with pytest.raises(SourceError, match=r"a\.xlsx"):
        read_xlsx(tmp_path / "a.xlsx")


@given(st.binary(max_size=300))
def test_no_bytes_upset_the_marks(data: bytes) -> None:
    workbook_to_marks(data)
    sheet_to_marks(b'<c r="A1" t="e">' + data, {"1": "0%"})


def test_csv_by_its_own_separator(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("年份;收入\n2020;1,5\n".encode("gb18030"))
    cells = cells_of(read_csv(tmp_path / "a.csv").blocks[0])
    assert cells[1, 1].text == "1,5"
    assert find_delimiter("a\tb\n1\t2") == "\t"
