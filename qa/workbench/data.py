"""数据: figures of several issuers and years in one table to sort, to draw and to take along.

One measure makes a table of issuers by years, several a table of reports by measures.
Every figure leads to its cell; blank, “/”, “-” and unreadable stay four things.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlencode

from corpus.errors import BaogaoError
from corpus.report import Fact, Report
from qa.desk import Desk
from qa.rendering.chart import SERIES, Series, series_to_chart
from qa.rendering.sheets import Row
from qa.workbench.fields import Fields
from qa.workbench.ledger import ledger
from qa.workbench.markup import button, form, message, ticks, years_choice
from qa.workbench.measures import Measure, chosen, fact_to_words, measure_facts, measures
from qa.workbench.pivot import LEGEND, cell_to_html, fact_to_point, sortable
from qa.workbench.tables import tables_pane, tables_to_rows

MOST = 12
"""Measures side by side."""
BARS = 12
_CURRENT = ' aria-current="true"'

Cells = Mapping[str, Mapping[str, Fact]]
"""Cells by key of the measure and report."""


def data_pane(desk: Desk, fields: Fields) -> str:
    """Return figures of the statutory tables, or of all others where they are asked for."""
    statutory = bool(measures(desk.library))
    other = fields.act == "tables" or not statutory
    parts = (("data", "政府信息公开表格", not other), ("tables", "其他表格（预算、决算等）", other))
    switch = "".join(
        button(words, act, {}).replace(
            "<button ", '<button aria-current="true" ' if on else "<button ", 1
        )
        for act, words, on in parts
    )
    return f'<p class="desk-row">{switch}</p>' + (
        tables_pane(desk, fields) if other else _statutory(desk, fields)
    )


def _statutory(desk: Desk, fields: Fields) -> str:
    """Return the form and the table asked for, to begin with one of the main figures."""
    held = desk.holdings
    picked = chosen(desk, fields.many("measure"))[:MOST] or [measures_first(desk)]
    groups: dict[str, list[tuple[str, str]]] = {}
    for measure in measures(desk.library):
        groups.setdefault(measure.table, []).append((measure.key, measure.label))
    asked = form(
        "data",
        ticks("measure", "指标", groups, [measure.key for measure in picked]),
        ticks("issuer", "单位", {"": [(i, i) for i in held.issuers]}, fields.many("issuer")),
        years_choice(held.years, fields.one("from"), fields.one("to")),
        submit="列表",
    )
    reports = chosen_reports(desk, fields)
    cells = {measure.key: measure_facts(desk, measure, set(reports)) for measure in picked}
    rows = [r for r in reports.values() if any(r.id in cells[m.key] for m in picked)]
    if not rows:
        return asked + message("这些单位和年份没有这样的数据。")
    one = len(picked) == 1
    drawn = _pivot(picked[0], rows, cells) if one else _listing(picked, rows, cells)
    title = f"{picked[0].label}（{picked[0].unit or '无单位'}）" if one else f"{len(picked)}项指标"
    return (
        f'{asked}<h2 class="desk-count" tabindex="-1" data-focus>{escape(title)}：'
        f"{len({r.issuer for r in rows})}个单位，{len({r.year for r in rows})}个年份</h2>"
        f"{drawn}{message(LEGEND)}{_links(fields, picked)}"
        f"{_chart(picked[0], rows, cells) if one else ''}"
    )


def prepare(desk: Desk) -> None:
    """Work out what the tabs of figures and checks begin with, before anybody opens them."""
    with contextlib.suppress(BaogaoError):
        measures(desk.library)
        ledger(desk)


def measures_first(desk: Desk) -> Measure:
    """Return the measure a table begins with: the first total of the first table."""
    every = measures(desk.library)
    return next((measure for measure in every if measure.main), every[0])


def chosen_reports(desk: Desk, fields: Fields) -> dict[str, Report]:
    """Return the reports that meet the filters, each year's latest edition, by id."""
    years = () if fields.all_years else fields.within(desk.holdings.years)
    if not fields.all_years and not years:
        return {}
    catalog = desk.counter().answerer.catalog
    return {report.id: report for report in catalog.select(fields.many("issuer"), years)}


def _links(fields: Fields, picked: Sequence[Measure]) -> str:
    query = [("measure", measure.key) for measure in picked]
    query += [("issuer", issuer) for issuer in fields.many("issuer")]
    query += [(name, fields.one(name)) for name in ("from", "to") if fields.one(name)]
    address = escape(urlencode(query))
    return (
        f'<p class="desk-row"><a class="desk-plain" href="data.xlsx?{address}" download>下载 Excel'
        f'</a><a class="desk-plain" href="data.csv?{address}" download>下载 CSV</a></p>'
    )


def _pivot(measure: Measure, reports: Sequence[Report], cells: Cells) -> str:
    found = {(r.issuer, r.year): cells[measure.key].get(r.id) for r in reports}
    years = sorted({r.year for r in reports if r.year is not None})
    lines = [
        f'<tr><th scope="row" data-value="{escape(issuer)}">{escape(issuer)}</th>'
        + "".join(cell_to_html(found.get((issuer, year))) for year in years)
        + "</tr>"
        for issuer in dict.fromkeys(r.issuer or "" for r in reports)
    ]
    return sortable(["单位", *(f"{year}年" for year in years)], lines, measure.label)


def _listing(picked: Sequence[Measure], reports: Sequence[Report], cells: Cells) -> str:
    lines = [
        f'<tr><th scope="row" data-value="{escape(r.issuer or "")}">{escape(r.issuer or "")}</th>'
        f'<td data-value="{r.year or ""}">{f"{r.year}年" if r.year else "不明"}</td>'
        + "".join(cell_to_html(cells[measure.key].get(r.id)) for measure in picked)
        + "</tr>"
        for r in reports
    ]
    heads = [f"{m.label}（{m.unit}）" if m.unit else m.label for m in picked]
    return sortable(["单位", "年份", *heads], lines, "各单位各年数据")


def _chart(measure: Measure, reports: Sequence[Report], cells: Cells) -> str:
    issuers = list(dict.fromkeys(r.issuer or "" for r in reports))
    years = sorted({r.year for r in reports if r.year is not None})
    found = {(r.issuer or "", r.year): cells[measure.key].get(r.id) for r in reports}
    if len(years) > 1 and len(issuers) <= SERIES:
        series = [
            Series(i, tuple(fact_to_point(f"{y}年", found.get((i, y))) for y in years))
            for i in issuers
        ]
        return series_to_chart(series, measure.label, over_time=True)
    if len(years) != 1:
        return message(f"单位多于{SERIES}个时不画折线图；请少选几个单位，或只选一年。")
    points = [fact_to_point(i, found.get((i, years[0]))) for i in issuers]
    points.sort(key=lambda point: (point.value is None, -(point.value or 0)))
    name = f"{years[0]}年 · {measure.label}"
    return series_to_chart([Series(name, tuple(points[:BARS]))], name, over_time=False)


def data_to_rows(desk: Desk, fields: Fields) -> list[Row]:
    """Return the table as rows of a file: one line a report and measure, with its place."""
    reports = chosen_reports(desk, fields)
    if fields.one("kind") == "tables":
        return tables_to_rows(desk, fields)
    rows: list[Row] = [("单位", "年份", "指标", "数值", "计量单位", "原文", "出处", "页码")]
    for measure in chosen(desk, fields.many("measure"))[:MOST]:
        for identifier, fact in measure_facts(desk, measure, set(reports)).items():
            report = reports[identifier]
            said = fact_to_words(fact)
            rows.append(
                (
                    report.issuer,
                    report.year,
                    measure.label,
                    fact.value,
                    fact.unit,
                    said,
                    report.title,
                    fact.page,
                )
            )
    return rows
