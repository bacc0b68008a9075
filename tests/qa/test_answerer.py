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
from qa.answer import Answer, Kind, Status
from qa.answerer import Answerer
from qa.understanding.followup import Turn
from tests.qa.samples import (
    CITY,
    GREEN,
    STONE,
    TRAFFIC,
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
        "云岭市交通运输局2022年主动公开政府信息比上年增加多少条",
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
