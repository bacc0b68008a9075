from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UsageError
from qa.answer import Generated
from qa.rendering.sheets import (
    Row,
    answer_to_rows,
    rows_to_csv,
    rows_to_xlsx,
    safe_text,
    save_answer,
)
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


@given(st.text(max_size=30))
def test_no_text_runs_in_a_workbook(text: str) -> None:
    shown = safe_text(text)
    assert not shown.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


def test_text_is_text_and_long_numbers_keep_their_digits() -> None:
    from openpyxl import load_workbook

    rows = [("#N/A", "2020-01-01", Decimal("12345678901234567.89"), "甲\x01乙")]
    (row,) = load_workbook(io.BytesIO(rows_to_xlsx(rows, "表"))).active.iter_rows()
    assert [cell.data_type for cell in row] == ["s"] * 4
    assert [cell.value for cell in row] == ["#N/A", "2020-01-01", "12345678901234567.89", "甲乙"]


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


def test_whose_words_they_are_is_said() -> None:
    found = answer(values=(value("39"),))
    worded = replace(found, generated=Generated("m", found.text, 0))
    assert answer_to_rows(found)[-1] == ("说明", "答案由程序从原文摘取，以原文为准")
    assert answer_to_rows(worded)[-1] == ("说明", "答案的文字由大模型改写，以原文为准")


def test_saving_goes_by_the_ending(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    found = answer(values=(value("-3.2"),))
    with pytest.raises(UsageError, match="xlsx"):
        save_answer(found, tmp_path / "表.pdf")
    with pytest.raises(UsageError, match="写不进"):
        save_answer(found, tmp_path / "没有" / "表.csv")
    save_answer(found, tmp_path / "表.csv")
    assert (tmp_path / "表.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    save_answer(found, tmp_path / "表.XLSX")
    assert load_workbook(tmp_path / "表.XLSX").active["D2"].value == -3.2
