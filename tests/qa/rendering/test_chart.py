from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from qa.answer import Kind
from qa.rendering.chart import Point, Series, answer_to_chart, series_to_chart, series_to_text
from tests.qa.drawing import answer, read, value


def _series(*numbers: int | None, name: str = "城东区") -> Series:
    points = (
        Point(f"{2019 + i}年", None if n is None else Decimal(n), "空白" if n is None else f"{n}件")
        for i, n in enumerate(numbers)
    )
    return Series(name, tuple(points))


def test_a_chart_says_all_its_figures_in_words() -> None:
    figure = read(series_to_chart([_series(29, None, 39)], "新收", over_time=True)).one("figure")
    assert "2019年29件，2020年空白，2021年39件" in figure.one("svg").attributes["aria-label"]
    assert figure.one("details").one("p").text == "2019年29件，2020年空白，2021年39件。"
    assert len(figure.find("rect")) == 2


def test_columns_are_as_high_as_their_figures() -> None:
    page = read(series_to_chart([_series(10, 20, 40)], "新收", over_time=True))
    heights = [float(bar.attributes["height"]) for bar in page.find("rect")]
    assert heights[1] == 2 * heights[0]
    assert heights[2] == 4 * heights[0]


def test_several_series_are_lines_told_apart_by_marks_and_names() -> None:
    both = [_series(1, 2, 3), _series(3, None, 1, name="石桥区")]
    page = read(series_to_chart(both, "新收", over_time=True))
    lines = page.find("path", class_="chart-line")
    assert [line.attributes["d"].count("M") for line in lines] == [1, 2], "a gap breaks the line"
    assert [item.text for item in page.one("ul", class_="chart-key").find("li")] == [
        "城东区",
        "石桥区",
    ]


def test_one_figure_makes_no_chart() -> None:
    assert series_to_chart([_series(3, None)], "新收", over_time=True) == ""


def test_trends_and_rankings_are_drawn_figures_of_two_kinds_are_not() -> None:
    years = tuple(value(str(n), year=2018 + n) for n in (1, 2, 3))
    assert "chart" in answer_to_chart(answer(kind=Kind.TREND, values=years))
    names = tuple(value(str(n), issuer=f"第{n}局") for n in (3, 2, 1))
    assert "chart" in answer_to_chart(answer(kind=Kind.RANKING, values=names))
    mixed = (*years, value("4", year=2022, unit="元"))
    assert answer_to_chart(answer(kind=Kind.TREND, values=mixed)) == ""
    assert answer_to_chart(answer(kind=Kind.NUMBER, values=years)) == ""


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=2, max_size=8), st.text())
def test_any_figures_and_texts_give_well_formed_markup(numbers: list[Decimal], text: str) -> None:
    points = tuple(Point(text, number, text) for number in numbers)
    for over_time in (True, False):
        html = series_to_chart([Series(text, points)] * 2, text, over_time=over_time)
        page = read(html)
        assert "nan" not in html.replace(text, "")
        assert page.one("figcaption").text == text
    assert series_to_text([Series("", points)]).endswith("。")
