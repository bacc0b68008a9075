"""Whose and of when: years and issuers as people write them, from the question to the answer."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qa.answer import Answer, Status
from qa.answerer import Answerer
from tests.qa.samples import (
    CITY,
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


@pytest.mark.parametrize(
    "when", ["2020年", "二〇二〇年", "二○二○年", "20年", "２０２０年", "2020年度", "2020"]
)
def test_a_year_in_any_writing(when: str, answerer: Answerer) -> None:
    answer = answerer.ask(f"石桥区{when}新收申请多少件")
    assert _figure(answer) == truth(STONE, 2020, NEW) == 71


def test_last_year_counts_from_the_latest_report(answerer: Answerer) -> None:
    assert _figure(answerer.ask("石桥区去年新收申请多少件")) == truth(STONE, 2021, NEW)
    answer = answerer.ask("石桥区2021年的前年新收申请多少件")
    assert answer.status is not Status.ANSWERED or answer.values[0].year == 2019


def test_last_year_inside_a_label_is_the_label(answerer: Answerer) -> None:
    answer = answerer.ask("石桥区2020年行政许可上一年项目数量是多少")
    assert _figure(answer) == truth(STONE, 2020, "行政许可", "上一年项目数量")
    assert answer.values[0].year == 2020


def test_a_range_of_years_gives_each_and_a_sum_when_asked(answerer: Answerer) -> None:
    each = [truth(STONE, year, NEW) for year in range(2019, 2023)]
    answer = answerer.ask("石桥区2019到2022年新收申请各多少件")
    assert_sound(answer)
    assert [value.value for value in answer.values] == each
    answer = answerer.ask("石桥区2019到2022年一共新收多少件申请")
    assert _figure(answer) == sum(each)
    assert [value.value for value in answer.values[1:]] == each
    assert answer.values[0].derived is not None
    assert answer.values[0].derived.op == "sum"


@pytest.mark.parametrize(
    ("who", "issuer"),
    [
        ("石桥区", STONE),
        ("石桥", STONE),
        ("石桥区政府", STONE),
        ("云岭市石桥区", STONE),
        (STONE, STONE),
        ("石橋區", STONE),
        ("雲嶺市青禾區", GREEN),
        ("青禾", GREEN),
        ("云岭市", CITY),
        ("云岭市政府", CITY),
        ("交通局", TRAFFIC),
        ("市交通运输局", TRAFFIC),
        ("云岭市交通运输局", TRAFFIC),
    ],
)
def test_issuers_by_the_names_people_use(who: str, issuer: str, answerer: Answerer) -> None:
    answer = answerer.ask(f"{who}2020年新收申请多少件")
    assert _figure(answer) == truth(issuer, 2020, NEW)
    assert answer.values[0].issuer == issuer


def test_filters_beside_the_question_narrow_it(answerer: Answerer) -> None:
    answer = answerer.ask("新收申请多少件", years=[2019], issuers=["青禾区"])
    assert _figure(answer) == truth(GREEN, 2019, NEW)
    answer = answerer.ask("石桥区新收申请多少件", years=[2019])
    assert _figure(answer) == truth(STONE, 2019, NEW)


# Arithmetic
