"""Questions over the sample reports, from the words typed to the proven answer."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.checks import short_label
from corpus.errors import QuestionError
from qa.answer import Answer, Status
from qa.answerer import Answerer
from tests.qa.samples import (
    STONE,
    Cell,
    assert_sound,
    read_cells,
    truth,
)

NEW = "一、本年新收政府信息公开申请数量"
DRAWN = random.Random(20210131).sample(read_cells(), 60)
ODD = [c for c in read_cells() if c.undetermined or c.state in ("blank", "slash", "dash")]


def _id(cell: Cell) -> str:
    return f"{cell.issuer}{cell.year}-{cell.name}"


def _names_itself(cell: Cell) -> bool:
    """Tell whether the last headings alone name the cell: 总计 and 其他 head many."""
    last = {short_label(part) for path in (cell.row, cell.column) for part in path[-1:]}
    return not last & {"总计", "其他"}


def _figure(answer: Answer) -> Decimal | None:
    assert_sound(answer)
    assert answer.status is Status.ANSWERED, answer.text
    return answer.values[0].value


# Never a wrong number


@pytest.mark.parametrize("cell", DRAWN, ids=_id)
def test_a_cell_asked_for_by_name_is_answered_with_its_figure(
    cell: Cell, answerer: Answerer
) -> None:
    answer = answerer.ask(cell.question)
    assert_sound(answer)
    if cell.undetermined:
        assert answer.status is Status.NOT_FOUND
        return
    assert answer.status is Status.ANSWERED, answer.text
    first = answer.values[0]
    assert first.value == cell.value
    assert first.state.value == cell.state
    assert (first.issuer, first.year) == (cell.issuer, cell.year)
    assert cell.unit is None or first.unit == cell.unit
    assert answer.citations[0].row[-1] == cell.row[-1] if cell.row else True
    assert answer.citations[0].column == cell.column


@pytest.mark.parametrize("cell", [c for c in DRAWN if _names_itself(c)][:20], ids=_id)
def test_a_cell_asked_for_by_its_last_headings_is_answered_right_or_not_at_all(
    cell: Cell, answerer: Answerer
) -> None:
    answer = answerer.ask(replace(cell, row=cell.row[-1:], column=cell.column[-1:]).question)
    assert_sound(answer)
    if answer.status is Status.ANSWERED:
        assert answer.values[0].value == cell.value


@pytest.mark.parametrize("cell", ODD, ids=_id)
def test_blank_slash_and_glued_cells_have_no_figure(cell: Cell, answerer: Answerer) -> None:
    answer = answerer.ask(cell.question)
    assert_sound(answer)
    if cell.undetermined:
        assert answer.status is Status.NOT_FOUND
        assert "印作“12453”" in answer.text
        assert "无法确定" in answer.text
        assert answer.citations[0].quote
    else:
        assert answer.status is Status.ANSWERED
        assert answer.values[0].value is None
        assert answer.values[0].state.value == cell.state
        assert {"blank": "没有填写", "slash": "填的是“/”"}[cell.state] in answer.text


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(number=st.integers(0, 99999))
def test_a_number_from_the_question_is_never_the_answer(number: int, answerer: Answerer) -> None:
    answer = answerer.ask(f"石桥区2020年收到{number}件申请，里面自然人的有多少件")
    assert _figure(answer) == truth(STONE, 2020, NEW, "自然人") == 56
    assert answer.text.endswith("申请56件。")
    assert answer.values[1:] == ()


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    text=st.text(
        st.sampled_from("石桥区2020年新收申请多少件行政处罚比、？ 去年结转%0"), max_size=24
    )
)
def test_whatever_is_typed_the_answer_is_sound_or_an_error(text: str, answerer: Answerer) -> None:
    try:
        answer = answerer.ask(text)
    except QuestionError:
        return
    assert_sound(answer)


# What is not held is not answered


@pytest.mark.parametrize(
    "question",
    [
        "石桥区2020年外国公民申请多少件",
        "石桥区2020年邮件申请多少件",
        "石桥区2020年通过邮件收到的申请有几件",
        "石桥区3月份收到多少件申请",
        "石桥区2020年3月份收到多少件申请",
        "石桥区2020年上半年新收多少件申请",
        "红山区2020年新收多少件申请",
        "红山省石桥区2020年新收申请多少件",
        "石桥区2018年新收申请多少件",
        "石桥区2030年新收申请多少件",
        "石桥区2021年行政许可上一年项目数量",
        "石桥区2021年行政处罚上一年项目数量",
        "石桥区2021年规章本年新公开数量",
        "石桥区2021年政府集中采购项目几个",
        "石桥区2019年行政事业性收费金额多少万元",
        "石桥区2020年平均办理天数是多少",
        "石桥区2020年举办了几场培训",
        "石桥区2020年行政复议多少亿元",
        "石桥区2020年GDP是多少",
        "石桥区2020年财政收入多少亿元",
        "石桥区2020年70岁以上老人的申请多少件",
        "云岭市2022年行政复议与行政诉讼的比例",
        "'; DROP TABLE facts; --石桥区",
        "<script>alert(1)</script>石桥区2020年新收申请多少件",
        "石桥区2020年新收申请多少件 UNION SELECT * FROM facts",
    ],
)
def test_what_no_report_says_is_not_found(question: str, answerer: Answerer) -> None:
    answer = answerer.ask(question)
    assert_sound(answer)
    assert answer.status is Status.NOT_FOUND
    assert "现有：" in answer.text
    assert answer.suggestions
    assert not any("略去" in note for note in answer.notes)


@pytest.mark.parametrize("question", ["石桥区2018年新收申请多少件", "青禾2035年行政处罚几件"])
def test_a_year_that_is_not_held_is_named_only_as_what_was_asked(
    question: str, answerer: Answerer
) -> None:
    answer = answerer.ask(question)
    assert answer.text.startswith(f"您问的是“{answer.understood}”")
    assert not answer.notes


@pytest.mark.parametrize(
    "question",
    [
        "你觉得石桥区2020年公开工作做得好不好",
        "石桥区和青禾区哪个政府更负责任",
        "您怎么看云岭市2021年的行政处罚",
    ],
)
def test_opinions_are_refused(question: str, answerer: Answerer) -> None:
    answer = answerer.ask(question)
    assert_sound(answer)
    assert answer.status is Status.REFUSED


@pytest.mark.parametrize("question", ["", "   ", "？？！", "😀😀😀", "2020", "问" * 501])
def test_what_is_no_question_is_an_error(question: str, answerer: Answerer) -> None:
    with pytest.raises(QuestionError, match=r"[\u3400-\u9fff]"):
        answerer.ask(question)


def test_suggestions_are_answered_when_asked(answerer: Answerer) -> None:
    suggestions = answerer.ask("青禾区2020年外国公民申请多少件").suggestions
    for suggestion in suggestions:
        assert answerer.ask(suggestion).status is Status.ANSWERED, suggestion


# Years and issuers
