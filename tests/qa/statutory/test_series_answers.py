"""Questions over several years and issuers: totals, means, trends, rankings, counts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qa.answer import Answer, Kind, Status
from qa.answerer import Answerer
from qa.understanding.followup import Turn
from tests.qa.samples import CITY, GREEN, STONE, TRAFFIC, assert_sound, truth

NEW = "一、本年新收政府信息公开申请数量"
YEARS = (2019, 2020, 2021, 2022)


def _ask(answerer: Answerer, text: str, *earlier: str) -> Answer:
    turns = [Turn(question, "…") for question in earlier]
    answer = answerer.ask(text, history=turns)
    assert_sound(answer)
    assert not any("略去" in note for note in answer.notes), answer.notes
    return answer


def _first(answer: Answer) -> Decimal:
    assert answer.status is Status.ANSWERED, answer.text
    assert answer.values[0].value is not None
    return answer.values[0].value


def test_totals_and_means_over_years(answerer: Answerer) -> None:
    figures = [truth(STONE, year, NEW) for year in YEARS]
    for text in ("石桥区2019年到2022年一共新收多少件申请", "石桥区19到22年新收申请合计多少件"):
        assert _first(_ask(answerer, text)) == sum(figures)
    answer = _ask(answerer, "石桥区近三年平均每年新收多少件申请")
    assert answer.values[0].derived is not None
    assert answer.values[0].derived.op == "mean"
    assert abs(_first(answer) - sum(figures[1:], Decimal(0)) / 3) < Decimal("0.01")


def test_a_total_with_a_gap_says_how_much_of_it_is_there(answerer: Answerer) -> None:
    answer = _ask(answerer, "石桥区2018年到2021年一共新收多少件申请")
    assert _first(answer) == sum(truth(STONE, year, NEW) for year in YEARS[:3])
    assert "已有3年合计" in answer.text
    assert "您问的是“2018年”" in answer.text


def test_a_trend_is_told_by_its_ends_and_extremes(answerer: Answerer) -> None:
    answer = _ask(answerer, "石桥区历年新收申请的变化趋势")
    assert answer.kind is Kind.TREND
    assert [value.year for value in answer.values[:4]] == list(YEARS)
    change = truth(STONE, 2022, NEW) - truth(STONE, 2019, NEW)
    assert answer.values[4].value == change
    assert f"增加{change}件" in answer.text


def test_growth_between_the_ends_of_a_span(answerer: Answerer) -> None:
    answer = _ask(answerer, "石桥区2019到2022年新收申请增长多少")
    new, old = truth(STONE, 2022, NEW), truth(STONE, 2019, NEW)
    assert answer.values[0].unit == "%"
    assert abs(_first(answer) - (new - old) * 100 / old) < Decimal("0.01")
    assert answer.values[1].value == new - old


def test_an_end_that_is_missing_is_never_replaced_by_another_year(answerer: Answerer) -> None:
    answer = _ask(answerer, "石桥区2018年到2021年新收申请增加了多少件")
    assert answer.status is Status.NOT_FOUND
    assert "无法比较" in answer.text


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("石桥区哪三年新收申请最多", 3),
        ("石桥区新收申请最多的前两年是哪几年", 2),
    ],
)
def test_the_first_places_of_a_ranking(text: str, years: int, answerer: Answerer) -> None:
    answer = _ask(answerer, text)
    ranked = sorted(YEARS, key=lambda year: truth(STONE, year, NEW), reverse=True)
    assert [value.year for value in answer.values] == ranked
    assert answer.text.count("件") == years


def test_rankings_along_the_columns_and_rows_of_a_table(answerer: Answerer) -> None:
    answer = _ask(answerer, "石桥区2020年哪类申请人最多")
    assert answer.kind is Kind.RANKING
    assert _first(answer) == truth(STONE, 2020, NEW, "自然人")
    answer = _ask(answerer, "石桥区2021年行政复议哪种结果最多")
    assert answer.kind is Kind.RANKING


def test_years_and_issuers_that_meet_a_threshold_are_counted(answerer: Answerer) -> None:
    answer = _ask(answerer, "石桥区有几年新收申请超过70件")
    assert _first(answer) == sum(truth(STONE, year, NEW) > 70 for year in YEARS)
    answer = _ask(answerer, "2022年有几个区新收申请超过一百件")
    assert _first(answer) == sum(truth(x, 2022, NEW) > 100 for x in (STONE, GREEN))


def test_like_is_compared_and_added_with_like(answerer: Answerer) -> None:
    answer = _ask(answerer, "2021年全市各区一共新收多少件申请")
    assert _first(answer) == truth(STONE, 2021, NEW) + truth(GREEN, 2021, NEW)
    answer = _ask(answerer, "2021年云岭市和石桥区一共新收多少件申请")
    assert answer.status is Status.NOT_FOUND
    assert "不能相加" in answer.text
    answer = _ask(answerer, "2021年云岭市比石桥区多收多少件申请")
    assert _first(answer) == truth(CITY, 2021, NEW) - truth(STONE, 2021, NEW)
    assert _ask(answerer, "2021年各单位一共新收多少件").status is Status.AMBIGUOUS


def test_yes_and_no(answerer: Answerer) -> None:
    assert _ask(answerer, "石桥区2022年新收是不是比2021年多").text.startswith("是。")
    assert _ask(answerer, "石桥区2020年新收超过100件吗").text.startswith(
        "不是，您问的是“超过100件”。"
    )
    said = _ask(answerer, "石桥区2020年收到90件申请，对吗")
    assert said.text.startswith("不对，您问的是“90件”。2020年")


def test_shares_are_ranked_and_compared_in_percentage_points(answerer: Answerer) -> None:
    answer = _ask(answerer, "石桥区哪年自然人占比最高")
    assert answer.kind is Kind.RANKING
    assert answer.values[0].unit == "%"
    answer = _ask(answerer, "石桥区2022年自然人占比比2021年高多少个百分点")
    assert answer.values[0].unit == "个百分点"


def test_conversations(answerer: Answerer) -> None:
    first = "石桥区2021年新收申请多少件"
    answer = _ask(answerer, "自然人呢", first)
    assert _first(answer) == truth(STONE, 2021, NEW, "自然人")
    assert "沿用上一问" in answer.understood
    answer = _ask(answerer, "商业企业呢", first, "予以公开的呢")
    assert _first(answer) == truth(STONE, 2021, "（一）予以公开", "商业企业")
    answer = _ask(answerer, "比上年多几件", first)
    assert _first(answer) == truth(STONE, 2021, NEW) - truth(STONE, 2020, NEW)
    answer = _ask(answerer, "和青禾区比呢", first)
    assert _first(answer) == truth(STONE, 2021, NEW) - truth(GREEN, 2021, NEW)
    answer = _ask(answerer, "交通局呢", first)
    assert _first(answer) == truth(TRAFFIC, 2021, NEW)
    answer = _ask(answerer, "占多少", first, "自然人呢")
    assert answer.values[0].unit == "%"
    answer = _ask(answerer, "一共多少", first, "近三年呢")
    assert _first(answer) == sum(truth(STONE, year, NEW) for year in YEARS[1:])


def test_an_ellipsis_without_a_subject_is_never_answered_from_the_text(
    answerer: Answerer,
) -> None:
    for text in ("增长了多少", "一共多少", "平均呢", "占多少"):
        answer = _ask(answerer, f"石桥区2021年{text}")
        assert answer.status is not Status.ANSWERED
