"""Figures that stand where they are cited, but answer another question, are not given."""

from __future__ import annotations

import pytest

from qa.answer import Status
from qa.answerer import Answerer


@pytest.mark.parametrize(
    "question",
    [
        "石桥区2020年行政复议审结多少件",
        "石桥区2020年有现成信息的申请多少件",
        "石桥区2020年因商业秘密不予公开多少件",
        "石桥区2020年其他信息多少条",
        "石桥区2020年有没有被行政处罚",
        "云岭市2022年各街道一共收到多少件申请",
        "云岭市2022年市本级收到多少件申请",
        "石桥县2020年收到多少件申请",
    ],
)
def test_another_question_is_not_answered(question: str, answerer: Answerer) -> None:
    assert answerer.ask(question).values == ()


def test_all_is_not_some(answerer: Answerer) -> None:
    answer = answerer.ask("石桥区2020年的申请都予以公开了吗")
    assert not answer.text.startswith("有")


def test_years_not_held_are_named(answerer: Answerer) -> None:
    answer = answerer.ask("石桥区2015年到2021年一共收到多少件申请")
    assert answer.status is Status.ANSWERED
    said = answer.text + "".join(answer.notes)
    assert "2015年" in said
    assert "没有计入" in said
    assert "略去" not in said
