"""报告: one report to read — its sections, its tables whole, its problems beside them.

Opened from wherever a report is named, at the passage or the cell in question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from corpus.errors import UsageError
from corpus.report import Fact, FactKind, Passage, Problem, Report, Section
from corpus.terms import compact
from qa.desk import Desk
from qa.rendering.grid import facts_to_table
from qa.rendering.page_image import Spot, fact_to_spot, pages_to_html
from qa.workbench.entries import entries_of
from qa.workbench.fields import Fields
from qa.workbench.markup import button, choice, form, message, text_field
from qa.workbench.search import highlight

LISTED = 60
"""Reports of the list on a page."""


def reader_pane(desk: Desk, fields: Fields) -> str:
    """Return a report opened at a place, or the list of reports to open one from."""
    if fields.one("report"):
        return report_to_html(desk, fields)
    return reports_list(desk, fields)


def reports_list(desk: Desk, fields: Fields) -> str:
    """Return the reports held, narrowed by words and year."""
    held = desk.holdings
    words, year = fields.one("q").split(), fields.one("year")
    chosen = [
        report
        for report in held.reports
        if all(w in f"{report.title}{report.issuer or ''}{report.kind}" for w in words)
        and (not year or str(report.year) == year)
    ]
    asked = form(
        "list",
        text_field("q", "报告", fields.one("q"), "单位或题名中的字", held.issuers),
        choice("year", "年份", [("", "全部"), *((str(y), f"{y}年") for y in held.years)], year),
        submit="筛选",
    )
    items = "".join(
        f"<li>{button(report.title, 'open', {'report': report.id}, 'desk-link')}"
        f'<span class="desk-place">{escape(_facts_of(report))}</span></li>'
        for report in chosen[:LISTED]
    )
    rest = len(chosen) - LISTED
    more = message(f"另有{rest}份，请输入单位或年份缩小范围。") if rest > 0 else ""
    count = f'<h2 class="desk-count" tabindex="-1" data-focus>{len(chosen)}份报告</h2>'
    return asked + count + f'<ul class="desk-reports">{items}</ul>{more}'


def _facts_of(report: Report) -> str:
    parts = [report.issuer or "单位不明", f"{report.year}年" if report.year else "年份不明"]
    parts += [f"{report.pages}页"] if report.pages else []
    parts += [f"{len(report.problems)}处没有读准"] if report.problems else []
    return " · ".join(parts)


def report_to_html(desk: Desk, fields: Fields) -> str:
    """Return the whole report, the place asked for marked.

    Raises:
        UsageError: No such report.
    """
    identifier = fields.one("report")
    if identifier not in desk.holdings.by_id:
        raise UsageError("这份报告已经不在库里了，请重新检索。")
    library = desk.library
    report = library.report(identifier)
    facts = [f for f in library.facts(report=identifier) if f.kind is FactKind.CELL]
    at, words = fields.one("at"), fields.one("words").split()
    place = library.passages_by_id([at]).get(at)
    contents, body = _body(report.sections, _tables(facts), at, place, words)
    spots = [fact_to_spot(fact) for fact in facts if fact.id == at]
    if place is not None:
        spots.append(Spot(place.page, None, None, ()))
    drawn = identifier in desk.holdings.pictured
    picture = pages_to_html(identifier, report.title, spots) if drawn else ""
    others = "".join(
        button(f"{each.year}年", "open", {"report": each.id})
        for each in desk.holdings.reports
        if each.issuer == report.issuer and each.id != report.id and each.year is not None
    )
    years = f'<p class="desk-place">同一单位的其他年份：{others}</p>' if others else ""
    return (
        f"<p>{button('‹ 全部报告', 'list', {})}</p>"
        f'<article class="reader"><header><h2 tabindex="-1" data-focus>{escape(report.title)}</h2>'
        f'<p class="desk-place">{_origin(report)}</p>{years}'
        f'<div class="answer">{picture}</div></header>'
        f'<div class="reader-columns"><nav aria-label="目录">{contents}</nav>'
        f'<div class="reader-body">{body}</div>'
        f'<aside aria-label="没有读准的地方">{problems_to_html(report.problems)}'
        f"{entries_of(desk, facts)}</aside>"
        "</div></article>"
    )


def _origin(report: Report) -> str:
    parts = [escape(_facts_of(report)), escape(report.kind)]
    parts += [f"{escape(report.published)}发布"] if report.published else []
    parts += [f"源文件 {escape(source.name)}" for source in report.sources[:3]]
    return " · ".join(parts)


def _tables(facts: Sequence[Fact]) -> dict[str, list[Fact]]:
    """Return the cells of each table by its name, in document order."""
    tables: dict[str, list[Fact]] = {}
    for fact in facts:
        tables.setdefault(fact.table or "", []).append(fact)
    return tables


def _body(
    sections: Sequence[Section],
    tables: Mapping[str, Sequence[Fact]],
    at: str,
    place: Passage | None,
    words: Sequence[str],
) -> tuple[str, str]:
    """Return the contents and the text: sections in order, tables where they belong."""
    contents, body = [], []
    left = dict(tables)
    for number, section in enumerate(sections):
        own = [name for name, cells in left.items() if cells[0].section == section.path]
        if not (section.path or section.paragraphs or own):
            continue
        level = min(6, 3 + max(len(section.path) - 1, 0))
        title = section.path[-1] if section.path else "正文之前"
        contents.append(_entry(f"part-{number}", title, len(section.path)))
        body.append(f'<h{level} id="part-{number}">{escape(title)}</h{level}>')
        here = place if place is not None and place.section == section.path else None
        body += _paragraphs(section, here, words)
        body += [_table(name, left.pop(name), at) for name in own]
    if left:
        contents.append(_entry("part-tables", "其他表格", 1))
        body.append('<h3 id="part-tables">其他表格</h3>')
        body += [_table(name, cells, at) for name, cells in left.items()]
    return f"<ul>{''.join(contents)}</ul>", "".join(body)


def _entry(anchor: str, title: str, depth: int) -> str:
    return f'<li class="depth-{min(depth, 3)}"><a href="#{anchor}">{escape(title)}</a></li>'


def _paragraphs(section: Section, here: Passage | None, words: Sequence[str]) -> list[str]:
    """Return the paragraphs of a section; those that `here` is made of are marked."""
    wanted = compact(here.text) if here is not None else ""
    texts, page = [], None
    for paragraph in section.paragraphs:
        turned = paragraph.page is not None and paragraph.page != page
        page = paragraph.page
        said = f'<span class="reader-page">第{page}页</span>' if turned else ""
        text = compact(paragraph.text)
        marked = bool(wanted and text) and (text in wanted or wanted in text)
        style = ' class="reader-here" data-place' if marked else ""
        shown = highlight(paragraph.text, words if marked else (), whole=True)
        texts.append(f"<p{style}>{said}{shown}</p>")
    return texts


def _table(name: str, cells: Sequence[Fact], at: str) -> str:
    """Return a table whole; the cell asked for, if it is of this table, lit."""
    marks = {fact.id: True for fact in cells if fact.id == at}
    drawn = facts_to_table(cells, marks, name, "reader-", whole=True)
    unread = sum(fact.state.value == "unreadable" for fact in cells)
    said = f'<p class="desk-problem">有{unread}格原文无法辨认</p>' if unread else ""
    place = " data-place" if marks else ""
    return f'<div class="answer reader-table"{place}><h4>{escape(name)}</h4>{said}{drawn}</div>'


def problems_to_html(problems: Sequence[Problem]) -> str:
    """Return what could not be read, by page, or that everything could."""
    if not problems:
        return "<h3>没有读准的地方</h3><p>没有。</p>"
    items = "".join(
        f"<li>{f'第{p.page}页：' if p.page else ''}{escape(p.message)}</li>" for p in problems
    )
    return f"<h3>没有读准的地方（{len(problems)}）</h3><ul>{items}</ul>"
