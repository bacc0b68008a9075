"""Figures in running text: the clause that explains the whole question, or none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.report import Fact, FactKind
from index.library import Library
from qa.answer import Status
from qa.answerer import Answerer
from qa.prose.selection import content_words, decided, match_prose
from qa.prose.units import unit_fits
from qa.understanding.lexicon import load_lexicon
from tests.qa.facts import make_fact
from tests.qa.samples import CITY, STONE, assert_sound, read_figures

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    ("asked", "unit", "fits"),
    [
        (None, "%", True),
        ("件", "件", True),
        ("件", "条", True),
        ("件", None, True),
        ("人", "人次", True),
        ("元", "万元", True),
        ("万元", "元", True),
        ("场", "人次", False),
        ("次", "人次", False),
        ("次", "个", False),
        ("万次", "个", False),
        ("元", "件", False),
        ("元", None, False),
        ("%", "件", False),
        ("件", "%", False),
        ("天", "个工作日", True),
    ],
)
def test_units_that_can_answer(asked: str | None, unit: str | None, fits: bool) -> None:
    assert unit_fits(asked, unit) is fits


def test_words_of_content() -> None:
    assert content_words("请问有多少呢", LEXICON) == ()
    words = content_words("外国公民提了多少意见", LEXICON)
    assert "".join(words[:2]).startswith("外国")


def _prose(value: int, subject: str, quote: str, unit: str = "件") -> Fact:
    return make_fact(
        value,
        unit=unit,
        row=(subject,),
        kind=FactKind.PROSE,
        raw=f"{value}{unit}",
        quote=quote,
        name=f"{subject}{value}",
    )


def _matched(text: str, unit: str | None, *facts: Fact) -> list[Decimal | None]:
    return [m.fact.value for m in decided(match_prose(text, unit, facts, {}, LEXICON))]


def test_every_heavy_word_must_stand_in_the_clause() -> None:
    quote = "举办新条例培训班6期，培训1150人次。"
    courses = _prose(6, "举办新条例培训班", quote, "期")
    people = _prose(1150, "培训", quote, "人次")
    assert _matched("新条例培训班", "期", courses, people) == [6]
    assert _matched("培训", "人次", courses, people) == [1150]
    assert _matched("培训", "场", people) == []
    assert _matched("钢琴培训班", "期", courses, people) == []
    assert _matched("新条例培训班", "元", courses, people) == []
    assert _matched("", None, courses, people) == []


def test_words_of_a_later_figure_say_nothing_about_an_earlier_one() -> None:
    quote = "征求意见期间收到意见513条，采纳178条，网站公布结果。"
    received = _prose(513, "征求意见期间收到意见", quote, "条")
    adopted = _prose(178, "采纳", quote, "条")
    assert _matched("收到意见", "条", received, adopted) == [513]
    assert _matched("采纳意见", "条", received) == []
    parts = "通过网络提交的申请229件，通过信函提交的97件。"
    online = _prose(229, "通过网络提交的申请", parts)
    assert _matched("通过信函提交的申请", "件", online) == []


def test_figures_told_respectively_are_not_taken_apart() -> None:
    quote = "办理建议68件、提案79件，公开率分别为95%和93%。"
    rate = _prose(95, "公开率分别为和", quote, "%")
    assert _matched("提案公开率", "%", rate) == []


def test_a_figure_that_became_another_is_not_the_answer() -> None:
    quote = "答复用时由15天缩短到11天。"
    before = _prose(15, "答复用时", quote, "天")
    after = _prose(11, "答复用时缩短到", quote, "天")
    assert _matched("答复用时", "天", before, after) == [11]


def test_a_rate_must_be_named() -> None:
    rate = _prose(98, "热线案件答复率", "热线案件答复率98%。", "%")
    assert _matched("热线案件答复率", "%", rate) == [98]
    assert _matched("热线案件满意率", "%", rate) == []
    assert _matched("热线案件", "%", rate) == []


def test_cells_are_no_prose() -> None:
    assert match_prose("新收申请", "件", [make_fact(71)], {}, LEXICON) == []


@pytest.mark.parametrize(
    ("question", "expected", "unit"),
    [
        ("石桥区2020年主动公开政府信息多少条", "1689", "条"),
        ("石桥区2020年整改率是多少", "98.4", "%"),
        ("石桥区2020年普惠园名单公开了多少所", "44", "所"),
        ("石桥区2020年旧改一张图访问多少人次", "6.2", "万人次"),
        ("石桥区2019年改造方案采纳意见多少条", "178", "条"),
        ("云岭市2022年政务新媒体公开信息多少条", "1321", "条"),
        ("云岭市2022年采纳了多少条意见", "264", "条"),
        ("云岭市2022年首页栏目原来有多少个", "64", "个"),
        ("云岭市2022年首页栏目现在多少个", "38", "个"),
        ("云岭市2022年任职不满一年的人员多少名", "24", "名"),
        ("云岭市2020年平均答复用时多少个工作日", "11.3", "个工作日"),
        ("云岭市2019年新条例培训班办了几期", "6", "期"),
        ("云岭市2019年培训了多少人次", "1150", "人次"),
        ("石桥区2021年第三方评估得分比上年提高多少分", "2.6", "分"),
        ("云岭市交通运输局2022年主动公开政府信息比上年减少多少条", "69", "条"),
    ],
)
def test_prose_figures_of_the_samples(
    question: str, expected: str, unit: str, answerer: Answerer
) -> None:
    answer = answerer.ask(question)
    assert_sound(answer)
    assert answer.status is Status.ANSWERED
    first = answer.values[0]
    assert (first.value, first.unit) == (Decimal(expected), unit)
    assert expected in answer.citations[0].quote
    assert answer.citations[0].quote.strip() in answer.text


def test_an_approximate_figure_keeps_its_qualifier(answerer: Answerer) -> None:
    answer = answerer.ask("云岭市2019年培训了多少人次")
    assert answer.values[0].qualifier == "余"
    assert "1150余人次" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "石桥区2020年旧改一张图访问多少万次",
        "石桥区2020年公开角有多少平方米",
        "石桥区2020年普惠园有多少名教师",
        "石桥区2020年满意率是多少",
        "石桥区2020年目录初稿有多少项",
        "石桥区2020年企业有多少家",
        "石桥区2020年网站访问多少万人次",
        "云岭市2022年长者专区有几个",
        "云岭市2022年有多少家企业打开了政策大礼包",
        "云岭市2022年拖欠了农民工多少工资",
        "云岭市2022年部门公开了多少条信息",
        "云岭市交通运输局2022年自助机原来有多少台",
        "云岭市2019年预算和决算单位多少家",
        "云岭市交通运输局2020年B级及以下企业多少家",
        "青禾区2021年政协提案公开率多少%",
        "云岭市2019年培训费多少元",
    ],
)
def test_a_clause_that_lacks_a_word_or_the_unit_is_no_answer(
    question: str, answerer: Answerer
) -> None:
    answer = answerer.ask(question)
    assert_sound(answer)
    assert answer.status is Status.NOT_FOUND, answer.text


def test_figures_asked_for_by_their_subject_are_right_or_withheld(answerer: Answerer) -> None:
    right, wrong = 0, []
    for figure in read_figures()[::3]:
        question = f"{figure.issuer}{figure.year}年{figure.subject}多少{figure.unit}"
        answer = answerer.ask(question)
        assert_sound(answer)
        if answer.values and answer.values[0].value in figure.values:
            right += 1
        elif answer.values and answer.citations[0].table is None:
            # Where the statutory table tells the same thing, its cell is the answer.
            wrong.append(f"{question}：{answer.values[0].value}，应为{figure.values}")
    assert not wrong, "\n".join(wrong)
    assert right >= 205


def test_every_prose_figure_is_quoted_where_it_stands(samples: Library) -> None:
    for issuer, year in ((STONE, 2020), (CITY, 2019)):
        (report,) = [r for r in samples.reports() if (r.issuer, r.year) == (issuer, year)]
        prose = [f for f in samples.facts(report=report.id) if f.kind is FactKind.PROSE]
        assert len(prose) > 20
        for fact in prose:
            assert "".join(fact.raw.split()) in "".join(fact.quote.split())
