"""其他表格: general tables — budgets, accounts — one item over issuers and years, or one whole.

What is asked for is a heading of a row; every cell of a general table below such a row is
listed, a line for each issuer, row and column, a column for each year.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from urllib.parse import urlencode

from corpus.report import Fact, FactKind
from index.library import Library
from qa.desk import Desk
from qa.rendering.chart import SERIES, Series, series_to_chart
from qa.rendering.sheets import Row
from qa.workbench.fields import Fields
from qa.workbench.markup import Options, choice, form, message, text_field, years_choice
from qa.workbench.measures import fact_to_words
from qa.workbench.pivot import LEGEND, cell_to_html, fact_to_point, sortable

MOST = 3000
"""Cells taken together."""
LABELS = 300
"""Row headings suggested."""
Line = tuple[str, str, str, str]
"""Issuer, table, row and column, as they stand in a line of the list."""


def tables_pane(desk: Desk, fields: Fields) -> str:
    """Return the form and the cells asked for."""
    held = desk.holdings
    known = desk.library.store.reports_with_tables()
    reports = [held.by_id[each] for each in known if each in held.by_id]
    if not reports:
        return message("库中还没有其他表格；读入预算、决算等带表格的报告后可以比较。")
    options: Options = [("", "全部"), *((r.id, r.title) for r in reports)]
    asked = form(
        "tables",
        text_field(
            "row", "表里的项目（行）", fields.one("row"), "例如：住房保障支出", labels(desk.library)
        ),
        choice("report", "报告", options, fields.one("report")),
        years_choice(held.years, fields.one("from"), fields.one("to")),
        submit="列表",
    )
    if not (fields.one("row") or fields.one("report")):
        return asked + message("填一个项目，看它在各单位各年的数；或者选一份报告，看它的全部表格。")
    facts = chosen_facts(desk, fields)
    if not facts:
        return asked + message("这些报告的表格里没有这个项目。可以少写几个字，或者放宽年份。")
    lines = facts_to_lines(facts)
    years = sorted({fact.year for fact in facts if fact.year is not None})
    rows = [_line(line, cells, years) for line, cells in lines.items()]
    heads = ["单位", "表", "项目", "栏目", *(f"{year}年" for year in years)]
    name = fields.one("row") or held.by_id[fields.one("report")].title
    cut = message(f"太多，这里只列前{MOST}格，请缩小范围。") if len(facts) == MOST else ""
    return (
        f'{asked}<h2 class="desk-count" tabindex="-1" data-focus>{escape(name)}：'
        f"{len(lines)}行，{len(years)}个年份</h2>{cut}{sortable(heads, rows, name, 4)}"
        f"{message(LEGEND)}{_links(fields)}{_chart(name, lines, years)}"
    )


@lru_cache(maxsize=1)
def labels(library: Library) -> list[str]:
    """Return the row headings most of the general tables have."""
    rows = library.store.select(
        "SELECT json_extract(\"row\", '$[#-1]') AS label, count(DISTINCT report) AS n FROM facts"
        " WHERE kind = 'cell' AND table_kind IS NULL AND label IS NOT NULL"
        f" GROUP BY label ORDER BY n DESC, min(place) LIMIT {LABELS}"
    )
    return [row[0] for row in rows]


def chosen_facts(desk: Desk, fields: Fields) -> list[Fact]:
    """Return the cells of general tables that meet the filters, in document order."""
    years = () if fields.all_years else fields.within(desk.holdings.years)
    words = "".join(fields.one("row").split())
    rows = desk.library.store.select(
        "SELECT id FROM facts WHERE kind = 'cell' AND table_kind IS NULL"
        " AND (? = '' OR report = ?) AND (? = '' OR instr(json_extract(\"row\", '$[#-1]'), ?))"
        f" ORDER BY report, place LIMIT {MOST}",
        *(fields.one("report"),) * 2,
        *(words,) * 2,
    )
    facts = desk.library.facts_by_id(row[0] for row in rows).values()
    return [
        fact
        for fact in facts
        if fact.kind is FactKind.CELL and (fields.all_years or fact.year in years)
    ]


def facts_to_lines(facts: Sequence[Fact]) -> dict[Line, dict[int | None, Fact]]:
    """Return the cells by line and year; of two cells of one year the first counts."""
    lines: dict[Line, dict[int | None, Fact]] = {}
    for fact in facts:
        unit = f"（{fact.unit}）" if fact.unit else ""
        column = " › ".join(fact.column) + unit
        line = (fact.issuer or "单位不明", fact.table or "", " › ".join(fact.row), column)
        lines.setdefault(line, {}).setdefault(fact.year, fact)
    return lines


def _line(line: Line, cells: dict[int | None, Fact], years: Sequence[int]) -> str:
    issuer, *parts = map(escape, line)
    texts = "".join(f'<td class="desk-words" data-value="{part}">{part}</td>' for part in parts)
    figures = "".join(cell_to_html(cells.get(year)) for year in years)
    return f'<tr><th scope="row" data-value="{issuer}">{issuer}</th>{texts}{figures}</tr>'


def _chart(name: str, lines: dict[Line, dict[int | None, Fact]], years: Sequence[int]) -> str:
    """Return lines over the years where figures of several years belong together."""
    drawn = [
        Series(
            " · ".join((line[0], line[3])),
            tuple(fact_to_point(f"{year}年", cells.get(year)) for year in years),
        )
        for line, cells in lines.items()
        if sum(fact.value is not None for fact in cells.values()) > 1
    ]
    units = {fact.unit for cells in lines.values() for fact in cells.values()}
    if len(years) < 2 or not 0 < len(drawn) <= SERIES or len(units) > 1:
        return ""
    return series_to_chart(drawn, name, over_time=True)


def _links(fields: Fields) -> str:
    query = [("kind", "tables")]
    query += [(n, fields.one(n)) for n in ("row", "report", "from", "to") if fields.one(n)]
    address = escape(urlencode(query))
    return (
        f'<p class="desk-row"><a class="desk-plain" href="data.xlsx?{address}" download>下载 Excel'
        f'</a><a class="desk-plain" href="data.csv?{address}" download>下载 CSV</a></p>'
    )


def tables_to_rows(desk: Desk, fields: Fields) -> list[Row]:
    """Return the cells as rows of a file, one a line, with their places."""
    titles = desk.holdings.by_id
    rows: list[Row] = [
        ("单位", "年份", "表", "项目", "栏目", "数值", "计量单位", "原文", "出处", "页码")
    ]
    for fact in chosen_facts(desk, fields):
        rows.append(
            (
                fact.issuer,
                fact.year,
                fact.table,
                " › ".join(fact.row),
                " › ".join(fact.column),
                fact.value,
                fact.unit,
                fact_to_words(fact),
                titles[fact.report].title,
                fact.page,
            )
        )
    return rows
