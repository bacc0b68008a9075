"""Text to `Question`: what is recognised, and what is left to be explained."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import QuestionError
from qa.understanding.catalog import issuer_to_aliases
from qa.understanding.cues import Operation
from qa.understanding.question import MAX_LENGTH, Question, parse_question
from tests.qa.samples import CITY, GREEN, STONE

ISSUERS = [(name, issuer_to_aliases(name)) for name in (CITY, GREEN, STONE)]


def _parse(text: str) -> Question:
    return parse_question(text, ISSUERS)


def _left(text: str) -> str:
    """What remains of the body, without gaps and signs."""
    return re.sub(r"[\s　，。？?的]", "", _parse(text).body)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2020年新收", (2020,)),
        ("2020新收", (2020,)),
        ("２０２０年新收", (2020,)),
        ("二〇二〇年新收", (2020,)),
        ("二○二一年度新收", (2021,)),
        ("二零二二年新收", (2022,)),
        ("20年新收", (2020,)),
        ("19年和21年新收", (2019, 2021)),
        ("2019到2022年新收", (2019, 2020, 2021, 2022)),
        ("2019-2021年新收", (2019, 2020, 2021)),
        ("2019年至2020年新收", (2019, 2020)),
        ("2021年比2020年新收", (2021, 2020)),
        ("新收申请", ()),
        ("20年间的案件", ()),
        ("《2021年工作要点》印发了吗", ()),
    ],
)
def test_years(text: str, years: tuple[int, ...]) -> None:
    assert _parse(text).years == years


@pytest.mark.parametrize(
    ("text", "relative"),
    [
        ("去年新收多少", (-1,)),
        ("前年新收多少", (-2,)),
        ("今年新收多少", (0,)),
        ("近三年新收多少", (0, -1, -2)),
        ("上年结转多少", ()),
        ("上一年项目数量多少", ()),
        ("去年没办完的多少", ()),
    ],
)
def test_years_told_relatively(text: str, relative: tuple[int, ...]) -> None:
    assert _parse(text).relative == relative


@pytest.mark.parametrize("text", ["上一年项目数量多少", "上年结转申请多少", "上年度项目有几项"])
def test_a_label_that_speaks_of_last_year_stays(text: str) -> None:
    assert text[:2] in _left(text)


@pytest.mark.parametrize(
    ("text", "issuers"),
    [
        ("石桥区新收", (STONE,)),
        ("石桥新收", (STONE,)),
        ("云岭市石桥区新收", (STONE,)),
        ("石橋區新收", (STONE,)),
        ("石桥区人民政府新收", (STONE,)),
        ("青禾区和石桥区新收", (GREEN, STONE)),
        ("石桥区比青禾区新收", (STONE, GREEN)),
        ("云岭市新收", (CITY,)),
        ("红山区新收", ()),
        ("新收", ()),
    ],
)
def test_issuers(text: str, issuers: tuple[str, ...]) -> None:
    parsed = _parse(text + "多少件")
    assert parsed.issuers == issuers
    assert ("区" in parsed.body) == ("红山区" in text)
    assert "新收多少件" in parsed.body


def test_a_place_not_held_stays_to_be_explained() -> None:
    assert "红山区" in _parse("红山区2020年新收多少件").body
    assert "红山省" in _parse("红山省石桥区2020年新收多少件").body


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("新收多少件", "件"),
        ("培训几场", "场"),
        ("收费多少万元", "万元"),
        ("采购花了多少钱", "元"),
        ("占比多少", "%"),
        ("纠正率是多少", "%"),
        ("新收多少", None),
        ("哪几项内容", None),
        ("做了多少处理决定", None),
        ("有多少项目", None),
    ],
)
def test_units(text: str, unit: str | None) -> None:
    assert _parse(text).unit == unit


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("新收多少件", Operation.VALUE),
        ("新收和结转加起来多少件", Operation.SUM),
        ("2021年新收比2020年多多少件", Operation.DIFFERENCE),
        ("自然人占新收申请的百分之几", Operation.SHARE),
        ("行政复议纠正率是多少", Operation.SHARE),
        ("平均每个项目多少钱", Operation.MEAN),
        ("新收同比增长率是多少", Operation.GROWTH),
        ("哪一年新收最多", Operation.RANK),
        ("数字对得上吗", Operation.CHECK),
        ("申请的增加有多少", Operation.VALUE),
    ],
)
def test_operations(text: str, operation: Operation) -> None:
    assert _parse(text).operation is operation


@pytest.mark.parametrize("text", ["你觉得做得好不好", "您怎么看行政处罚", "这个局靠谱吗"])
def test_opinions(text: str) -> None:
    assert _parse(text).opinion


@pytest.mark.parametrize(
    ("text", "numeric"),
    [
        ("新收多少件", True),
        ("新收申请数量", True),
        ("存在哪些问题", False),
        ("联系电话是多少", False),
        ("邮编是多少", False),
        ("改进措施有哪些", False),
    ],
)
def test_figures_and_texts(text: str, numeric: bool) -> None:
    assert _parse(text).numeric is numeric


def test_premises_are_set_aside() -> None:
    parsed = _parse("收到71件申请里自然人多少件")
    assert parsed.premises == ("71件",)
    assert "71" not in parsed.body


def test_courtesies_are_set_aside_and_the_question_is_not() -> None:
    assert _left("您好，我是记者，麻烦问一下，2020年石桥区新收多少件？") == _left("新收多少件")
    assert _left("我是谁") == "我是谁"


def test_a_part_of_the_report_is_named_by_ordinal() -> None:
    assert _parse("第五部分说了什么").part == "五"


def test_a_title_keeps_its_year_and_place() -> None:
    parsed = _parse("《石桥区2019年工作要点》是2021年印发的吗")
    assert parsed.years == (2021,)
    assert parsed.issuers == ()
    assert "《石桥区2019年工作要点》" in parsed.body


@pytest.mark.parametrize("text", ["", " \n　", "？", "😀", "……", "2020", "a", "7 8 9"])
def test_no_words_are_no_question(text: str) -> None:
    with pytest.raises(QuestionError):
        _parse(text)


def test_length_is_bounded() -> None:
    assert _parse("新收多少件" * (MAX_LENGTH // 5)).text
    with pytest.raises(QuestionError, match="最多500字，现在是501字"):
        _parse("问" * (MAX_LENGTH + 1))


@given(text=st.text(max_size=80))
def test_any_text_is_a_question_or_an_error(text: str) -> None:
    try:
        parsed = _parse(text)
    except QuestionError:
        return
    assert parsed.original == text.strip()
    understood = parsed.years or parsed.issuers or parsed.relative or parsed.level
    assert parsed.body.strip("　") or understood


@given(year=st.integers(2000, 2049), text=st.sampled_from(["新收多少件", "行政处罚几件"]))
def test_a_year_never_stays_in_the_body(year: int, text: str) -> None:
    for printed in (f"{year}年", f"{year}年度", f"{year % 100:02d}年"):
        parsed = _parse(printed + text)
        assert parsed.years == (year,)
        assert not re.search(r"\d", parsed.body)


@pytest.mark.parametrize(
    ("text", "in_text"),
    [("依申请公开工作怎么做的", True), ("如何提高答复质量", True), ("怎么才收到多少件", False)],
)
def test_how_is_asked_of_the_running_text(text: str, in_text: bool) -> None:
    assert _parse(text).in_text is in_text


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("采购总金额换算成万元是多少", "万元"),
        ("采购总金额以亿元计", "亿元"),
        ("采购花了多少元", "元"),
    ],
)
def test_a_unit_to_convert_into_is_heard(text: str, unit: str) -> None:
    assert _parse(text).unit == unit


@pytest.mark.parametrize(
    "text",
    ["上一年行政处罚有多少个项目", "去年没办完、转到2020年的申请几件", "结转自上年的申请几件"],
)
def test_last_year_within_a_heading_is_no_year_asked_about(text: str) -> None:
    assert _parse(text).relative == ()


def test_a_rough_figure_is_a_premise() -> None:
    parsed = _parse("好像有一千多项吧，行政许可具体是多少")
    assert parsed.premises == ("一千多项",)
    assert "千" not in parsed.body
