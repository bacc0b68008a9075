"""对比: one issuer over its years, or two reports side by side with what differs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from corpus.report import Fact, Report
from qa.answer import decimal_to_text
from qa.desk import Desk
from qa.rendering.chart import Series, series_to_chart
from qa.workbench.checks import PATIENCE
from qa.workbench.data import measures_first
from qa.workbench.fields import Fields
from qa.workbench.ledger import ledger
from qa.workbench.markup import button, choice, form, message
from qa.workbench.measures import Measure, measures
from qa.workbench.pivot import LEGEND, cell_to_html, fact_to_point

_WITH_FORMS = "SELECT DISTINCT issuer FROM facts WHERE table_kind IS NOT NULL"


def profile_pane(desk: Desk, fields: Fields) -> str:
    """Return the two forms, and the profile or the comparison asked for."""
    held = desk.holdings
    if not held.issuers or not measures(desk.library):
        return message("库中还没有法定表格的数据。")
    with_forms = {row[0] for row in desk.library.store.select(_WITH_FORMS)}
    first_known = next((each for each in held.issuers if each in with_forms), held.issuers[0])
    issuer = fields.one("issuer") if fields.one("issuer") in held.issuers else first_known
    names = [(each, each) for each in held.issuers]
    titles = [
        (r.id, f"{r.issuer} {r.year}年") for r in held.reports if r.issuer and r.year is not None
    ]
    own = [r.id for r in held.reports if r.issuer == issuer and r.year is not None]
    first = fields.one("first") or (own[-2] if len(own) > 1 else "")
    second = fields.one("second") or (own[-1] if own else "")
    asked = form("profile", choice("issuer", "一个单位", names, issuer), submit="看各年")
    asked += form(
        "compare",
        choice("first", "甲", titles, first),
        choice("second", "乙", titles, second),
        submit="两份对比",
    )
    if fields.act == "compare":
        return asked + _comparison(desk, first, second)
    return asked + _profile(desk, issuer)


def _profile(desk: Desk, issuer: str) -> str:
    reports = desk.counter().answerer.catalog.select([issuer], [])
    ledger(desk).done.wait(PATIENCE)
    reports = sorted(reports, key=lambda r: r.year or 0)
    rows = _rows(desk, reports)
    if not rows:
        return message(f"{issuer}的报告里没有政府信息公开的法定表格；其他表格请到“数据”里看。")
    first = measures_first(desk)
    cells = next((cells for measure, cells in rows if measure is first), [None] * len(reports))
    points = tuple(
        fact_to_point(f"{r.year}年", fact) for r, fact in zip(reports, cells, strict=True)
    )
    chart = series_to_chart([Series(issuer, points)], f"{issuer}：{first.label}", over_time=True)
    links = "".join(
        f"<li>{button(r.title, 'open', {'report': r.id}, 'desk-link', 'reader')}"
        f'<span class="desk-place">{_problems(desk, r)}</span></li>'
        for r in reports
    )
    heads = [f"{r.year}年" if r.year else "年份不明" for r in reports]
    return (
        f'<h2 class="desk-count" tabindex="-1" data-focus>{escape(issuer)}</h2>'
        f'<ul class="desk-reports">{links}</ul>{chart}{_table(heads, rows)}'
    )


def _problems(desk: Desk, report: Report) -> str:
    known = ledger(desk).checked.get(report.id)
    failed = sum(f.result == "FAIL" for f in known.findings) if known else 0
    parts = [f"{failed}处勾稽不符" if failed else "勾稽相符" if known else "尚未核对"]
    parts += [f"{len(report.problems)}处没有读准"] if report.problems else []
    return escape("，".join(parts))


def _comparison(desk: Desk, first: str, second: str) -> str:
    held = desk.holdings.by_id
    if first not in held or second not in held or first == second:
        return message("请选两份不同的报告。", "alert")
    reports = [held[first], held[second]]
    heads = [f"{r.issuer} {r.year}年" for r in reports] + ["乙比甲"]
    names = " 与 ".join(heads[:2])
    return (
        f'<h2 class="desk-count" tabindex="-1" data-focus>{escape(names)}</h2>'
        f"{_table(heads, _rows(desk, reports), differences=True)}"
    )


def _rows(desk: Desk, reports: Sequence[Report]) -> list[tuple[Measure, list[Fact | None]]]:
    """Return the main figures that at least one of `reports` holds, a cell for each report."""
    by_place = {
        (fact.report, fact.table_kind, fact.form, fact.row, fact.column, fact.unit): fact
        for report in reports
        for fact in desk.library.facts(report=report.id)
        if fact.table_kind is not None
    }
    rows = []
    for measure in measures(desk.library):
        cells = [
            next(
                (
                    fact
                    for i in measure.indicators
                    if (fact := by_place.get((r.id, i.table_kind, i.form, i.row, i.column, i.unit)))
                ),
                None,
            )
            for r in reports
        ]
        if measure.main and any(cells):
            rows.append((measure, cells))
    return rows


def _table(
    heads: Sequence[str],
    rows: Sequence[tuple[Measure, list[Fact | None]]],
    *,
    differences: bool = False,
) -> str:
    lines, table = [], ""
    for measure, cells in rows:
        if measure.table != table:
            table = measure.table
            lines.append(
                f'<tr><th scope="rowgroup" class="desk-group" colspan="{len(heads) + 1}">'
                f"{escape(table)}</th></tr>"
            )
        unit = f"（{measure.unit}）" if measure.unit else ""
        row = "".join(map(cell_to_html, cells)) + (_difference(cells) if differences else "")
        lines.append(f'<tr><th scope="row">{escape(measure.label + unit)}</th>{row}</tr>')
    columns = "".join(f'<th scope="col">{escape(each)}</th>' for each in ["指标", *heads])
    return (
        '<div class="desk-table" role="region" tabindex="0" aria-label="主要数据"><table>'
        f"<caption>主要数据</caption><thead><tr>{columns}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table></div>{message(LEGEND)}"
    )


def _difference(cells: Sequence[Fact | None]) -> str:
    """Return the cell that says by how much the second figure differs from the first."""
    known = [fact.value for fact in cells if fact is not None and fact.value is not None]
    if len(known) != 2:
        return '<td class="desk-number desk-absent">不能比</td>'
    change = known[1] - known[0]
    words = "相同" if change == 0 else f"{_more_or_less(change)}{decimal_to_text(abs(change))}"
    return f'<td class="desk-number">{words}</td>'


def _more_or_less(change: Decimal) -> str:
    return "多" if change > 0 else "少"
