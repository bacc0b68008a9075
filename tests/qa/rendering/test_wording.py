"""Words around figures."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.report import FactKind, State
from qa.rendering.wording import (
    fact_to_figure,
    fact_to_label,
    fact_to_phrase,
    figure,
    place,
    when_and_who,
)
from tests.qa.facts import make_fact

RESULT = "三、本年度办理结果"


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "expected"),
    [
        ("39", "件", None, "39件"),
        ("39", None, None, "39"),
        ("1150", "人次", "余", "1150余人次"),
        ("5", "万人次", "余", "5万余人次"),
        ("46", "万次", "近", "近46万次"),
        ("6", "年", "左右", "6年左右"),
        ("34830971.60", "元", None, "34830971.60元"),
        ("1E+3", "件", None, "1000件"),
        ("-17", None, None, "-17"),
    ],
)
def test_figures(value: str, unit: str | None, qualifier: str | None, expected: str) -> None:
    assert figure(Decimal(value), unit, qualifier) == expected


@given(value=st.decimals(-(10**12), 10**12, places=2))
def test_a_figure_is_never_rounded(value: Decimal) -> None:
    assert Decimal(figure(value, "元").removesuffix("元")) == value


@pytest.mark.parametrize(
    ("state", "raw", "words"),
    [
        (State.BLANK, "", "没有填写"),
        (State.SLASH, "/", "“/”"),
        (State.DASH, "-", "“-”"),
        (State.TEXT, "见附件", "文字"),
        (State.UNREADABLE, "12453", "印作“12453”，无法辨认"),
    ],
)
def test_what_is_no_figure_is_said_in_words(state: State, raw: str, words: str) -> None:
    assert words in fact_to_figure(make_fact(None, state=state, raw=raw))


def test_zero_is_a_figure() -> None:
    assert fact_to_figure(make_fact(0)) == "0件"


@pytest.mark.parametrize(
    ("row", "column", "label", "phrase"),
    [
        (
            ("一、本年新收政府信息公开申请数量",),
            ("总计",),
            "本年新收政府信息公开申请数量 › 总计",
            "本年新收政府信息公开申请",
        ),
        (
            (RESULT, "（三）不予公开", "1.属于国家秘密"),
            ("法人或其他组织", "商业企业"),
            "不予公开 › 属于国家秘密 › 商业企业",
            "商业企业不予公开（属于国家秘密）",
        ),
        ((RESULT, "（七）总计"), ("总计",), "本年度办理结果总计 › 总计", "本年度办理结果总计"),
    ],
)
def test_labels_and_phrases(
    row: tuple[str, ...], column: tuple[str, ...], label: str, phrase: str
) -> None:
    fact = make_fact(1, row=row, column=column)
    assert fact_to_label(fact) == label
    assert fact_to_phrase(fact) == phrase


def test_a_unit_in_brackets_is_left_out_of_the_phrase() -> None:
    fact = make_fact(
        1,
        row=("行政事业性收费",),
        column=("本年收费金额（单位：万元）",),
        table_kind="行政事业性收费",
    )
    assert fact_to_phrase(fact) == "行政事业性收费本年收费金额"


def test_prose_is_called_by_its_subject() -> None:
    fact = make_fact(6, row=("举办新条例培训班…",), kind=FactKind.PROSE)
    assert fact_to_label(fact) == fact_to_phrase(fact) == "举办新条例培训班"


def test_when_who_and_where() -> None:
    assert when_and_who(2020, "甲市") == "2020年，甲市"
    assert when_and_who(None, "甲市") == "甲市"
    assert when_and_who(2020, None) == "2020年，"
    assert place(2020, "甲市", "新收") == "2020年 · 甲市 · 新收"
    assert place(None, None, "新收") == "新收"
