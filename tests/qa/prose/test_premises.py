"""Figures a question takes for granted."""

from __future__ import annotations

from qa.answer import Status
from qa.answerer import Answerer
from tests.qa.samples import assert_sound


def test_a_wrong_premise_is_told_beside_the_answer(answerer: Answerer) -> None:
    answer = answerer.ask("石桥区2019年收到80件申请，其中商业企业几件")
    assert answer.status is Status.ANSWERED
    assert answer.values[0].value == 6
    assert answer.notes[0] == "您问的是“80件”，报告中本年新收政府信息公开申请是52件。"
    assert_sound(answer)


def test_a_right_premise_is_not_spoken_of(answerer: Answerer) -> None:
    answer = answerer.ask("石桥区2019年收到52件申请，其中商业企业几件")
    assert answer.values[0].value == 6
    assert not any("您问的是" in note for note in answer.notes)


def test_offices_counted_are_not_answered_by_other_bodies(answerer: Answerer) -> None:
    assert not answerer.ask("青禾区2021年检查了几个乡镇").values
