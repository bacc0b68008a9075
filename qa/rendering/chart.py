"""Charts as inline SVG: columns or lines over the years, bars over names.

Made by hand: the few shapes needed weigh nothing and need neither a script nor the
network. Every chart says all its figures as text beside it, so that nothing is to be
seen in it alone. Colours come from the page's style sheet through classes; figures
are `Decimal` up to the moment a length is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from qa.answer import Answer, Kind, Value
from qa.rendering.figures import value_to_text

SERIES = 6
"""Lines a chart can tell apart."""
_WIDTH, _HEIGHT = 640, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 16, 16, 36, 32
_BAR = 34
_CLEAR = 16
_MARKS = (
    '<circle r="4"/>',
    '<path d="M-4-4h8v8h-8z"/>',
    '<path d="M0-5 5 4H-5z"/>',
    '<path d="M0-5 5 0 0 5-5 0z"/>',
    '<path d="M0 5 5-4H-5z"/>',
    '<path d="M-5-1.5h3.5V-5h3v3.5H5v3H1.5V5h-3V1.5H-5z"/>',
)


@dataclass(frozen=True, slots=True)
class Point:
    """One figure: where it stands, how large, and how it is said (`39件`, `空白`)."""

    label: str
    value: Decimal | None
    said: str


@dataclass(frozen=True, slots=True)
class Series:
    """Figures that belong together; all series of a chart have the same labels."""

    name: str
    points: tuple[Point, ...]


def series_to_chart(series: Sequence[Series], title: str, *, over_time: bool) -> str:
    """Return a figure with its text equivalent, nothing where too little is to be drawn.

    Args:
        series: At most `SERIES` are drawn.
        title: What the figures are, as plain text.
        over_time: Labels are years in order: columns, or lines for several series;
            otherwise bars, one below the other, of the first series.
    """
    drawn = [each for each in series[:SERIES] if _numbers([each])]
    if len(_numbers(drawn)) < 2:
        return ""
    if not over_time:
        body = _bars(drawn[0])
    else:
        body = _columns(drawn[0]) if len(drawn) == 1 else _lines(drawn)
    height, shapes = body
    text = series_to_text(drawn)
    return (
        f'<figure class="chart"><figcaption>{escape(title)}</figcaption>'
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}：'
        f'{escape(text)}">{shapes}</svg>{_key(drawn)}'
        f'<details class="chart-text"><summary>图中的数字</summary><p>{escape(text)}</p></details>'
        '<button type="button" data-picture>保存图片</button></figure>'
    )


def series_to_text(series: Sequence[Series]) -> str:
    """Return every figure of a chart in words: `2019年29件，2020年39件`."""
    parts = []
    for each in series:
        said = "，".join(f"{point.label}{_colon(point)}{point.said}" for point in each.points)
        parts.append(f"{each.name}：{said}" if len(series) > 1 else said)
    return "；".join(parts) + "。"


def answer_to_chart(answer: Answer) -> str:
    """Return the chart of a trend, comparison or ranking of at least three figures."""
    values = [v for v in answer.values if v.value is not None and v.derived is None]
    comparable = len({value.unit for value in values}) == 1 and len(values) >= 3
    if answer.kind not in (Kind.TREND, Kind.RANKING, Kind.COMPARISON, Kind.LIST) or not comparable:
        return ""
    title = " · ".join(dict.fromkeys(value.label for value in values))
    issuers = list(dict.fromkeys(value.issuer or "" for value in values))
    years = sorted({value.year for value in values if value.year is not None})
    if len({value.label for value in values}) > 1:
        return ""
    if len(years) >= 2 and len(issuers) <= SERIES:
        series = [Series(name, tuple(_in_years(values, name, years))) for name in issuers]
        return series_to_chart(series, title, over_time=True)
    if len(years) > 1 or len(issuers) < len(values):
        return ""
    points = [Point(v.issuer or "", v.value, value_to_text(v)) for v in values[:12]]
    return series_to_chart([Series(title, tuple(points))], title, over_time=False)


def _in_years(values: Sequence[Value], issuer: str, years: Sequence[int]) -> list[Point]:
    known = {value.year: value for value in values if (value.issuer or "") == issuer}
    return [
        Point(f"{year}年", known[year].value, value_to_text(known[year]))
        if year in known
        else Point(f"{year}年", None, "没有数据")
        for year in years
    ]


def _colon(point: Point) -> str:
    return "" if point.label.endswith("年") else " "


def _numbers(series: Sequence[Series]) -> list[Decimal]:
    return [p.value for each in series for p in each.points if p.value is not None]


def _scale(series: Sequence[Series], length: float) -> tuple[float, float]:
    """Return pixels for one unit, and the pixels from the lowest end up to zero."""
    numbers = _numbers(series)
    top, low = max(*numbers, Decimal(0)), min(*numbers, Decimal(0))
    unit = length / float(top - low) if top > low else 0.0
    return unit, float(-low) * unit


def _columns(series: Series) -> tuple[int, str]:
    """Return height and shapes: one column a label, its figure above it."""
    unit, below = _scale([series], _HEIGHT - _TOP - _BOTTOM)
    zero = _HEIGHT - _BOTTOM - below
    step = (_WIDTH - _LEFT - _RIGHT) / len(series.points)
    width = min(56.0, step * 0.56)
    shapes = [f'<path class="chart-axis" d="M{_LEFT} {zero:.1f}H{_WIDTH - _RIGHT}"/>']
    for place, point in enumerate(series.points):
        middle = _LEFT + step * (place + 0.5)
        tall = float(point.value or 0) * unit
        top = zero - max(tall, 0)
        if point.value is not None:
            shapes.append(
                f'<rect class="chart-1" x="{middle - width / 2:.1f}" y="{top:.1f}" rx="2" '
                f'width="{width:.1f}" height="{abs(tall):.1f}"/>'
            )
        shapes.append(_word(middle, top - 8, point.said, "chart-figure"))
        shapes.append(_word(middle, _HEIGHT - 10, point.label))
    return _HEIGHT, "".join(shapes)


def _lines(series: Sequence[Series]) -> tuple[int, str]:
    """Return height and shapes: a line for each series, broken where a figure is missing."""
    unit, below = _scale(series, _HEIGHT - _TOP - _BOTTOM)
    zero = _HEIGHT - _BOTTOM - below
    labels = [point.label for point in series[0].points]
    step = (_WIDTH - _LEFT - _RIGHT) / len(labels)
    shapes = [f'<path class="chart-axis" d="M{_LEFT} {zero:.1f}H{_WIDTH - _RIGHT}"/>']
    for place, label in enumerate(labels):
        shapes.append(_word(_LEFT + step * (place + 0.5), _HEIGHT - 10, label))
    said: dict[int, list[float]] = {}
    for number, each in enumerate(series):
        path, pen = "", "M"
        marks = []
        for place, point in enumerate(each.points):
            if point.value is None:
                pen = "M"
                continue
            x, y = _LEFT + step * (place + 0.5), zero - float(point.value) * unit
            path += f"{pen}{x:.1f} {y:.1f}"
            pen = "L"
            marks.append(f'<g transform="translate({x:.1f} {y:.1f})">{_MARKS[number]}</g>')
            # Figures that would print over one another stand in the text and the table.
            if all(abs(y - other) > _CLEAR for other in said.setdefault(place, [])):
                said[place].append(y)
                marks.append(_word(x, y - 9, point.said, "chart-figure"))
        style = f"chart-{number + 1}"
        shapes.append(f'<path class="chart-line {style}" d="{path}"/>')
        shapes.append(f'<g class="{style}">{"".join(marks)}</g>')
    return _HEIGHT, "".join(shapes)


def _bars(series: Series) -> tuple[int, str]:
    """Return height and shapes: one bar a label, the label above it, the figure behind."""
    points = series.points
    unit, before = _scale([series], _WIDTH - _LEFT - _RIGHT - 120)
    shapes = []
    for place, point in enumerate(points):
        y = place * (_BAR + 10)
        long = float(point.value or 0) * unit
        left = _LEFT + before + min(long, 0)
        shapes.append(_word(_LEFT, y + 14, point.label, anchor="start"))
        if point.value is not None:
            shapes.append(
                f'<rect class="chart-1" x="{left:.1f}" y="{y + 20}" rx="2" '
                f'width="{max(abs(long), 1):.1f}" height="16"/>'
            )
        end = _LEFT + before + max(long, 0) + 8
        shapes.append(_word(end, y + 33, point.said, "chart-figure", anchor="start"))
    return len(points) * (_BAR + 10) + 8, "".join(shapes)


def _word(x: float, y: float, text: str, style: str = "", anchor: str = "middle") -> str:
    name = f' class="{style}"' if style else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{name}>{escape(text)}</text>'


def _key(series: Sequence[Series]) -> str:
    """Return which mark is whose, where there are several."""
    if len(series) < 2:
        return ""
    items = "".join(
        f'<li><svg viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true">'
        f'<g class="chart-{number + 1}">{_MARKS[number]}</g></svg>{escape(each.name)}</li>'
        for number, each in enumerate(series)
    )
    return f'<ul class="chart-key">{items}</ul>'
