"""Figures named side by side within one report: their sum, and which is the most."""

from __future__ import annotations

import pytest

from qa.answer import Kind, Status, decimal_to_text
from qa.answerer import Answerer
from tests.qa.samples import assert_sound


@pytest.mark.parametrize(
    ("question", "first", "operands"),
    [
        ("云岭市2019年市政府办公室、市直部门、乡镇和街道三家公开的信息加起来多少条", "3862", 3),
        ("云岭市2020年网络、信函、当面提交的一共多少件", "341", 3),
        ("云岭市2020年提交的申请，网络、信函、当面三种渠道哪种最多", "229", 3),
        ("云岭市2020年提交的申请，网络、信函、当面三种渠道哪种最少", "15", 3),
    ],
)
def test_what_is_listed_is_summed_or_ranked(
    answerer: Answerer, question: str, first: str, operands: int
) -> None:
    answer = answerer.ask(question)
    assert answer.status is Status.ANSWERED, answer.text
    value = answer.values[0]
    assert value.value is not None
    assert decimal_to_text(value.value) == first
    assert len({citation.fact for citation in answer.citations}) == operands
    assert_sound(answer)


def test_one_of_the_list_that_is_not_told_leaves_no_answer(answerer: Answerer) -> None:
    answer = answerer.ask("云岭市2020年网络、信函、电报三种渠道的申请哪种最多")
    assert answer.status is not Status.ANSWERED or answer.kind is not Kind.RANKING
    assert not answer.values
