"""Computed answers, what is noted beside them, and questions that follow others."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qa.answer import Answer, Kind, Status
from qa.answerer import Answerer
from qa.understanding.followup import Turn
from tests.qa.samples import (
    GREEN,
    STONE,
    TRAFFIC,
    assert_sound,
    truth,
)

NEW = "一、本年新收政府信息公开申请数量"


def _figure(answer: Answer) -> Decimal | None:
    assert_sound(answer)
    assert answer.status is Status.ANSWERED, answer.text
    return answer.values[0].value


def test_a_share_lists_and_cites_its_operands(answerer: Answerer) -> None:
    answer = answerer.ask("石桥区2020年新收申请中自然人占比")
    assert _figure(answer) == Decimal("78.87")  # 56 ÷ 71
    first, *operands = answer.values
    assert first.derived is not None
    assert first.derived.op == "share"
    assert first.derived.operands == tuple(value.fact for value in operands)
    assert [value.value for value in operands] == [56, 71]
    assert "56÷" in answer.text
    assert "71＝78.87%" in answer.text


@pytest.mark.parametrize(
    ("question", "expected", "unit"),
    [
        ("石桥区2020年新收申请比去年多多少件", "19", "件"),
        ("石桥区2020年新收申请比2019年增长百分之几", "36.54", "%"),
        ("石桥区2020年行政复议纠正率是多少", "25", "%"),
        ("云岭市2022年予以公开占部分公开的比例", "164.62", "%"),
        ("云岭市2022年予以公开和部分公开占比多少", "41.35", "%"),
        ("云岭市2022年新收申请中自然人和商业企业的占比", "92.96", "%"),
        ("石桥区2020年政府采购平均每个项目多少钱", "298068.59", "元"),
        ("石桥区2020年政府采购总金额多少万元", "2146.09385", "万元"),
        ("石桥区2020年不予公开多少件", "11", "件"),
        ("石桥区2020年行政许可上一年项目数量比行政处罚上一年项目数量多多少", "-809", None),
    ],
)
def test_computed_figures(
    question: str, expected: str, unit: str | None, answerer: Answerer
) -> None:
    answer = answerer.ask(question)
    assert _figure(answer) == Decimal(expected)
    assert answer.values[0].unit == unit
    assert "计算：" in answer.text
    assert "None" not in answer.text
    assert expected in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "石桥区2021年行政处罚和行政强制处理决定一共多少",
        "石桥区2021年行政强制处理决定占行政处罚处理决定的比例",
        "石桥区2020年到2021年行政强制处理决定增长率",
        "青禾区2021年行政规范性文件制发和废止一共多少",
    ],
)
def test_a_missing_operand_makes_the_result_unknown(question: str, answerer: Answerer) -> None:
    answer = answerer.ask(question)
    assert_sound(answer)
    assert answer.status is Status.NOT_FOUND
    assert "无法计算" in answer.text


def test_the_winner_of_a_ranking_comes_first(answerer: Answerer) -> None:
    answer = answerer.ask("石桥区哪一年新收申请最多")
    assert_sound(answer)
    assert answer.kind is Kind.RANKING
    assert (answer.values[0].year, answer.values[0].value) == (2022, truth(STONE, 2022, NEW))
    answer = answerer.ask("2020年哪个单位新收申请最少")
    assert answer.status is Status.AMBIGUOUS  # a city, its districts and its bureau
    answer = answerer.ask(answer.readings[-1].question)
    assert answer.values[0].issuer == TRAFFIC
    answer = answerer.ask("2020年哪个区新收申请最少")
    assert {value.issuer for value in answer.values} == {STONE, GREEN}


# Asking back


@pytest.mark.parametrize(
    "question", ["新收申请多少件", "石桥区新收申请多少件", "2021年行政处罚处理决定多少"]
)
def test_readings_are_answered_when_asked(question: str, answerer: Answerer) -> None:
    answer = answerer.ask(question)
    assert_sound(answer)
    assert answer.status is Status.AMBIGUOUS
    assert len(answer.readings) >= 2
    for reading in answer.readings:
        again = answerer.ask(reading.question)
        if again.status is Status.AMBIGUOUS:  # the issuer first, then the year
            again = answerer.ask(again.readings[0].question)
        assert _figure(again) is not None


# Contradictions in the report itself


@pytest.mark.parametrize(
    "question", ["石桥区2020年新收申请多少件", "石桥区2020年结转下年度继续办理多少件"]
)
def test_an_equation_that_fails_is_noted_where_its_cells_are_used(
    question: str, answerer: Answerer
) -> None:
    notes = answerer.ask(question).notes
    assert any(
        note.startswith("原文勾稽不符") and "71＋" in note and "76" in note and "74" in note
        for note in notes
    )


def test_other_cells_and_other_reports_carry_no_such_note(answerer: Answerer) -> None:
    assert answerer.ask("石桥区2020年行政处罚处理决定多少").notes == ()
    assert answerer.ask("石桥区2021年新收申请多少件").notes == ()


def test_prose_that_differs_from_the_table_is_noted(answerer: Answerer) -> None:
    answer = answerer.ask("石桥区2022年办理结果总计多少件")
    assert _figure(answer) == truth(STONE, 2022, "（七）总计") == 119
    (note,) = answer.notes
    assert "正文与表格不一致" in note
    assert "120件" in note
    assert "119件" in note
    assert any("办结120件" in citation.quote for citation in answer.citations)


def test_a_check_asked_for_names_what_differs(answerer: Answerer) -> None:
    answer = answerer.ask("石桥区2020年的数字对得上吗")
    assert_sound(answer)
    assert answer.kind is Kind.CHECK
    assert "76" in answer.text
    assert "74" in answer.text
    assert "都相符" in answerer.ask("石桥区2021年的数字对得上吗").text


# Conversation


def test_a_follow_up_is_read_with_the_turn_before(answerer: Answerer) -> None:
    first = answerer.ask("石桥区2020年新收申请多少件")
    turn = Turn(first.question, first.understood)
    assert _figure(answerer.ask("那青禾区呢", history=[turn])) == truth(GREEN, 2020, NEW)
    assert _figure(answerer.ask("2021年呢？", history=[turn])) == truth(STONE, 2021, NEW)
    natural = answerer.ask("其中自然人几件", history=[turn])
    assert _figure(natural) == truth(STONE, 2020, NEW, "自然人")


def test_a_negative_change_is_said_in_words(answerer: Answerer) -> None:
    answer = answerer.ask("石桥区2020年行政处罚事项本年增减多少")
    assert answer.values[0].value == -45
    assert "即减少45" in answer.text
