"""One figure of running text over several reports, each operand cited."""

from __future__ import annotations

import pytest

from qa.answer import Status, decimal_to_text
from qa.answerer import Answerer
from qa.prose.comparable import unit_to_dimension
from qa.prose.measures import question_to_measure
from qa.understanding.question import parse_question
from tests.qa.samples import assert_sound


@pytest.mark.parametrize(
    ("question", "first", "operands"),
    [
        ("云岭市12345热线受理的诉求2022年比2021年多多少件", "7368", 2),
        ("云岭市政府2022年主动公开的信息比2019年增加多少条", "1276", 2),
        ("从2019年到2022年云岭市主动公开的信息涨了百分之几", "33.04", 2),
        ("云岭市12345热线2019年到2022年一共受理诉求多少件", "435880", 4),
        ("云岭市12345热线受理诉求哪一年最多（2019—2022年）", "131874", 4),
        ("云岭市12345热线受理诉求哪一年最少（2019—2022年）", "86342", 4),
        ("云岭市12345热线群众满意率2022年比2020年高了多少个百分点", "0.7", 2),
    ],
)
def test_figures_of_several_years(
    answerer: Answerer, question: str, first: str, operands: int
) -> None:
    answer = answerer.ask(question)
    assert answer.status is Status.ANSWERED, answer.text
    value = answer.values[0]
    assert value.value is not None
    assert decimal_to_text(value.value) == first
    assert len({citation.fact for citation in answer.citations}) == operands
    assert_sound(answer)


def test_points_are_told_from_percent(answerer: Answerer) -> None:
    answer = answerer.ask("云岭市12345热线群众满意率2022年比2020年高了多少个百分点")
    assert "高0.7个百分点" in answer.text
    assert answer.values[0].unit == "个百分点"


def test_nothing_is_ranked_over_a_gap(answerer: Answerer) -> None:
    # Only some of the years tell of it: the most of those is not the most of all.
    answer = answerer.ask("云岭市疫情通报的期数2019年到2022年哪年最多")
    assert not answer.values


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("主动公开的信息2022年较2020年增加多少条", "主动公开的信息多少条"),
        ("热线工单2022年比2021年多办了几件", "热线工单办了几件"),
        ("热线工单2020年到2022年哪年最多", "热线工单"),
    ],
)
def test_what_is_done_with_the_figures_is_no_word_of_theirs(question: str, left: str) -> None:
    measure = question_to_measure(parse_question(question, ()))
    assert "".join(measure.text.split()) == left


def test_things_counted_are_of_one_kind() -> None:
    assert unit_to_dimension("件") == unit_to_dimension("篇")
    assert unit_to_dimension("件") == unit_to_dimension("万件")
    assert unit_to_dimension("件") != unit_to_dimension("%")
