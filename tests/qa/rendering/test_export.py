"""Answers as tables for a spreadsheet: typed numbers, no formulas."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from corpus.errors import UsageError
from qa.answer import Answer
from qa.answerer import Answerer
from qa.rendering.export import answer_to_csv, answer_to_xlsx, disarm, save_answer


@pytest.fixture(scope="module")
def answer(answerer: Answerer) -> Answer:
    return answerer.ask("石桥区历年新收申请")


def test_the_table_has_a_row_for_each_figure(answer: Answer) -> None:
    rows = list(csv.reader(io.StringIO(answer_to_csv(answer).removeprefix("\ufeff"))))
    assert len(rows) == 1 + len(answer.values)
    assert [row[1] for row in rows[1:5]] == ["2019", "2020", "2021", "2022"]
    assert Decimal(rows[1][3]) == answer.values[0].value
    assert rows[-1][5] == "算出"


def test_numbers_are_typed_and_text_is_text(answer: Answer) -> None:
    value = replace(answer.values[0], value=Decimal("-3.2"), label="=HYPERLINK(1)")
    book = load_workbook(io.BytesIO(answer_to_xlsx(replace(answer, values=(value,)))))
    row = list(book["数字"][2])
    assert row[3].value == -3.2
    assert row[3].data_type == "n"
    assert (row[2].value, row[2].data_type) == ("'=HYPERLINK(1)", "s")
    assert book["问答"]["B1"].value == answer.question


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1+2", "@SUM(A1)", " =1", "\t=1", "＝1", "\ufeff=1", "甲\n=1", "\u3000＋1"],
)
def test_what_would_run_is_disarmed(text: str) -> None:
    assert disarm(text) == f"'{text}"


@given(st.text(max_size=30))
def test_no_text_runs_in_a_workbook(text: str) -> None:
    shown = disarm(text)
    assert not shown.lstrip(" \u00a0\ufeff\u3000").startswith(("=", "+", "-", "@", "＝", "＋"))


def test_an_unknown_ending_is_an_error(answer: Answer, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="xlsx"):
        save_answer(answer, tmp_path / "表.pdf")
    save_answer(answer, tmp_path / "表.csv")
    assert (tmp_path / "表.csv").read_bytes().startswith(b"\xef\xbb\xbf")
