"""Prints of cells: 0, blank, “/” and “-” apart; units; nothing guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.report import State
from corpus.tables.cells import find_unit, is_figure, label_unit, read_cell


@pytest.mark.parametrize(
    ("text", "state", "value", "unit"),
    [
        ("0", State.ZERO, "0", None),
        ("0.00", State.ZERO, "0.00", None),
        ("", State.BLANK, None, None),
        ("　", State.BLANK, None, None),
        ("/", State.SLASH, None, None),
        ("—", State.DASH, None, None),
        ("--", State.DASH, None, None),
        ("1,234,567.80", State.NUMBER, "1234567.80", None),
        ("－12.5", State.NUMBER, "-12.5", None),
        ("4.47%", State.NUMBER, "4.47", "%"),
        ("39件", State.NUMBER, "39", "件"),
        ("(1,234.5)", State.NUMBER, "-1234.5", None),
        ("（5）", State.UNREADABLE, None, None),
        ("12 34", State.UNREADABLE, None, None),
        ("1,23,456", State.UNREADABLE, None, None),
        ("=B1+B2", State.UNREADABLE, None, None),
        ("#DIV/0!", State.UNREADABLE, None, None),
        ("1,234.\n56", State.NUMBER, "1234.56", None),
        ("不适用", State.TEXT, None, None),
        ("2020年1月", State.TEXT, None, None),
    ],
)
def test_a_print_says(text: str, state: State, value: str | None, unit: str | None) -> None:
    reading = read_cell(text)
    assert reading.state is state
    assert reading.value == (None if value is None else Decimal(value))
    assert reading.unit == unit


def test_brackets_are_negative_where_the_table_says_so() -> None:
    assert read_cell("（5）", brackets=True).value == -5


@given(st.decimals(-(10**12), 10**12, places=2), st.booleans())
def test_a_printed_figure_is_read_as_itself(value: Decimal, commas: bool) -> None:
    assert read_cell(f"{value:,f}" if commas else f"{value:f}").value == value


@given(st.text(max_size=20))
def test_no_text_upsets_a_cell(text: str) -> None:
    reading = read_cell(text)
    assert (reading.value is None) == (reading.state not in (State.NUMBER, State.ZERO))
    assert is_figure(text) == (reading.state in (State.NUMBER, State.ZERO, State.UNREADABLE))


@pytest.mark.parametrize(
    ("texts", "unit"),
    [
        (["单位：万元"], "万元"),
        (["编制单位：某局", "金额单位:元"], "元"),
        (["编制单位：某局"], None),
        (["（除特别注明外，以人民币百万元列示）"], "百万元"),
        (["单位：人、万元"], None),
        (["2020年收支总表"], None),
    ],
)
def test_units_of_titles(texts: list[str], unit: str | None) -> None:
    assert find_unit(texts) == unit


def test_units_of_headings() -> None:
    assert label_unit("车辆数（辆）") == ("车辆数", "辆")
    assert label_unit("占比(%)") == ("占比", "%")
    assert label_unit("支出（不含结转）") == ("支出（不含结转）", None)
