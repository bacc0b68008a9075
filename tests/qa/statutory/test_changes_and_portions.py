"""Changes ranked, shares of one issuer in others, equations asked about, bodies counted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qa.answer import Answer, Kind, Status
from qa.answerer import Answerer
from tests.qa.samples import CITY, GREEN, STONE, TRAFFIC, assert_sound, truth

NEW = "一、本年新收政府信息公开申请数量"
YEARS = (2019, 2020, 2021, 2022)


def _ask(answerer: Answerer, text: str) -> Answer:
    answer = answerer.ask(text)
    assert_sound(answer)
    assert not any("略去" in note for note in answer.notes), answer.notes
    return answer


def _changes(issuer: str) -> dict[int, Decimal]:
    figures = {year: truth(issuer, year, NEW) for year in YEARS}
    return {year: figures[year] - figures[year - 1] for year in YEARS[1:]}


@pytest.mark.parametrize("issuer", [STONE, GREEN, TRAFFIC])
def test_the_year_of_the_largest_change(answerer: Answerer, issuer: str) -> None:
    changes = _changes(issuer)
    answer = _ask(answerer, f"{issuer}哪一年新收申请增加最多")
    assert answer.kind is Kind.RANKING
    best = max(changes, key=lambda year: changes[year])
    assert answer.values[0].value == changes[best]
    assert answer.values[0].year == best or changes[best] <= 0


def test_a_fall_is_ranked_in_percent_where_a_rate_is_asked(answerer: Answerer) -> None:
    for issuer in (STONE, GREEN, TRAFFIC):
        figures = {year: truth(issuer, year, NEW) for year in YEARS}
        rates = {y: (figures[y] / figures[y - 1] - 1) * 100 for y in YEARS[1:]}
        answer = _ask(answerer, f"{issuer}哪一年新收申请降幅最大")
        value = answer.values[0]
        assert value.unit == "%"
        assert value.value is not None
        assert abs(value.value - min(rates.values())) < Decimal("0.01")
        assert ("没有减少" in answer.text) == (min(rates.values()) >= 0)


def test_issuers_are_ranked_by_their_change_against_the_year_before(answerer: Answerer) -> None:
    answer = _ask(answerer, "2021年哪个区新收申请增长最多")
    best = max((STONE, GREEN), key=lambda issuer: _changes(issuer)[2021])
    assert answer.values[0].issuer == best
    assert answer.values[0].value == _changes(best)[2021]


def test_the_share_of_a_district(answerer: Answerer) -> None:
    mine, other = truth(STONE, 2021, NEW), truth(GREEN, 2021, NEW)
    answer = _ask(answerer, "2021年石桥区新收申请占全市各区的比重")
    assert answer.values[0].value is not None
    assert abs(answer.values[0].value - mine * 100 / (mine + other)) < Decimal("0.01")
    assert STONE in answer.text
    assert GREEN in answer.text
    city = truth(CITY, 2021, NEW)
    for text in (
        "2021年石桥区新收申请占全市的百分之多少",
        "2021年石桥区新收申请占云岭市人民政府报告里全市新收申请的百分之多少",
    ):
        answer = _ask(answerer, text)
        assert answer.values[0].value is not None
        assert abs(answer.values[0].value - mine * 100 / city) < Decimal("0.01")


def test_a_share_of_the_city_is_never_that_of_the_districts_own_total(answerer: Answerer) -> None:
    answer = _ask(answerer, "2021年石桥区予以公开的占全市的比重")
    part, whole = (truth(i, 2021, "（一）予以公开") for i in (STONE, CITY))
    assert answer.values[0].value is not None
    assert abs(answer.values[0].value - part * 100 / whole) < Decimal("0.01")


def test_a_difference_between_issuers_runs_as_it_is_asked(answerer: Answerer) -> None:
    stone, green = truth(STONE, 2021, NEW), truth(GREEN, 2021, NEW)
    for text, value in (
        ("2021年石桥区新收申请比青禾区多多少件", stone - green),
        ("2021年青禾区新收申请比石桥区多多少件", green - stone),
    ):
        assert _ask(answerer, text).values[0].value == value


@pytest.mark.parametrize("text", ["2021年两个区里谁新收的申请最多", "2021年两区新收申请谁最多"])
def test_bodies_counted_are_those_held(answerer: Answerer, text: str) -> None:
    best = max((STONE, GREEN), key=lambda issuer: truth(issuer, 2021, NEW))
    assert _ask(answerer, text).values[0].issuer == best


def test_more_bodies_than_are_held_are_not_ranked(answerer: Answerer) -> None:
    answer = _ask(answerer, "2021年五个区里谁新收的申请最多")
    assert answer.status is Status.NOT_FOUND
    assert "对不上" in answer.text


def test_an_equation_asked_about_is_told_with_both_sides(answerer: Answerer) -> None:
    broken = _ask(answerer, "石桥区2020年新收加上年结转等于办理总计加结转下年吗")
    assert broken.kind is Kind.CHECK
    assert "勾稽不符" in broken.text
    sound = _ask(answerer, "石桥区2022年新收加上年结转等于办理总计加结转下年吗")
    assert "相等。" in sound.text
    assert "两边相等" in sound.text


@pytest.mark.parametrize(
    "text",
    ["石桥区2019年以来新收申请是怎么变化的", "石桥区2019到2022年新收申请走势怎么样"],
)
def test_how_it_changed_is_told_by_figures(answerer: Answerer, text: str) -> None:
    answer = _ask(answerer, text)
    assert answer.kind is Kind.TREND
    assert [value.year for value in answer.values[:4]] == list(YEARS)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("石桥区2021年办理结果各种情形里，哪一种最多", "公开"),
        ("云岭市人民政府2021年新收申请里，法人或其他组织里头哪一类最多", "商业企业"),
    ],
)
def test_the_largest_of_a_group(answerer: Answerer, text: str, word: str) -> None:
    answer = _ask(answerer, text)
    assert answer.kind is Kind.RANKING
    assert word in answer.values[0].label


def test_totals_over_a_span_are_added(answerer: Answerer) -> None:
    total = sum(truth(STONE, year, NEW) for year in YEARS[1:])
    for text in ("石桥区2020—2022年新收申请总量是多少", "石桥区20、21、22三年一共新收多少件"):
        answer = _ask(answerer, text)
        if "—" in text:
            assert answer.values[0].value == total
    pair = _ask(answerer, "石桥区21、22两年一共新收多少件申请")
    assert pair.values[0].value == truth(STONE, 2021, NEW) + truth(STONE, 2022, NEW)
