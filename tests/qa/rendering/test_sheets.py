from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from qa.rendering.sheets import Row, answer_to_rows, rows_to_csv, rows_to_xlsx, safe_text
from tests.qa.drawing import answer, cite, fact, value

HOSTILE = [
    f"{space}{sign}1+1"
    for sign in ("=", "+", "-", "@", "＝", "＋", "－", "＠")
    for space in ("", " ", "\u00a0", "\ufeff", "\t", "\r", "\n", "甲\n")
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula(text: str) -> None:
    from openpyxl import load_workbook

    assert safe_text(text).startswith("'")
    (row,) = csv.reader(io.StringIO(rows_to_csv([[text]]).decode("utf-8-sig")))
    assert row[0].startswith("'")
    cell = load_workbook(io.BytesIO(rows_to_xlsx([[text]], "表"))).active["A1"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_figures_stay_figures() -> None:
    from openpyxl import load_workbook

    rows: list[Row] = [("数值",), (Decimal("-3.20"),), (None,)]
    assert rows_to_csv(rows).decode("utf-8-sig") == "数值\r\n-3.20\r\n\r\n".replace(
        "\r\n\r\n", '\r\n""\r\n'
    )
    sheet = load_workbook(io.BytesIO(rows_to_xlsx(rows, "a/b[c]"))).active
    assert sheet.title == "a b c "
    assert sheet["A2"].value == -3.2
    assert sheet["A3"].value is None


def test_an_answer_goes_out_with_the_place_of_each_figure() -> None:
    cited = fact(("一、新收",), ("总计",), "39")
    rows = answer_to_rows(
        answer(values=(value("39", fact=cited.id),), citations=(cite(cited),), notes=("甲",))
    )
    assert rows[1] == (
        2020,
        "城东区人民政府",
        "本年新收 › 总计",
        Decimal(39),
        "件",
        "",
        "城东区人民政府2020年政府信息公开工作年度报告",
        8,
        cited.quote,
        "0" * 64,
    )
    assert ("注意", "甲") in rows
