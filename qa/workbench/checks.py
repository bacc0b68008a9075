"""核对: where reports contradict themselves, each finding with the cells it rests on.

Findings come from `qa.workbench.ledger`, which works them out in the background; until
then the page says how far it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from corpus.report import Fact, Report
from qa.desk import Desk
from qa.rendering.grid import facts_to_table
from qa.workbench.fields import Fields
from qa.workbench.ledger import Told, ledger
from qa.workbench.markup import button, choice, form, message, years_choice

SHOWN = 40
"""Reports with findings on a page."""
PATIENCE = 0.5
"""Seconds a page waits for findings that are being worked out."""
RESULTS = (("FAIL", "不符"), ("UNKNOWN", "无法核对"), ("", "全部"))


def checks_pane(desk: Desk, fields: Fields) -> str:
    """Return the filters and the findings that meet them, by report."""
    held = desk.holdings
    book = ledger(desk)
    book.done.wait(PATIENCE)
    issuers = [("", "全部"), *((issuer, issuer) for issuer in held.issuers)]
    result = fields.one("result", "FAIL") if fields.act == "checks" else "FAIL"
    asked = form(
        "checks",
        choice("issuer", "单位", issuers, fields.one("issuer")),
        years_choice(held.years, fields.one("from"), fields.one("to")),
        choice("result", "结果", RESULTS, result),
        submit="筛选",
    )
    found = select(desk, fields, result)
    progress = ""
    if not book.done.is_set():
        words = f"正在核对：已完成{len(book.checked)}份，共{book.total}份。"
        again = button("刷新", "checks", dict(fields.entries))
        progress = (
            f'<p class="desk-message" role="status">{words} <progress max="{book.total}" '
            f'value="{len(book.checked)}">{words}</progress> {again}</p>'
        )
    count = sum(len(findings) for _, findings in found)
    holding = sum(book.checked[r].holding for r in list(book.checked))
    heading = (
        f"{len(found)}份报告，{count}处{dict(RESULTS).get(result, '')}（另有{holding}处核对相符）"
    )
    parts = "".join(_report(desk, *each) for each in found[:SHOWN])
    rest = len(found) - SHOWN
    more = message(f"另有{rest}份，请选单位或年份缩小范围。") if rest > 0 else ""
    query = [(n, fields.one(n)) for n in ("issuer", "from", "to") if fields.one(n)]
    address = escape(urlencode([*query, ("result", result)]))
    return (
        f'{asked}{progress}<h2 class="desk-count" tabindex="-1" data-focus>{escape(heading)}</h2>'
        f'<p class="desk-row"><a class="desk-plain" href="checks?{address}" target="_blank" '
        f'rel="noopener">打印核对单</a></p>{parts}{more}'
    )


def select(desk: Desk, fields: Fields, result: str) -> list[tuple[Report, list[Told]]]:
    """Return the reports with findings of one result (all where it is empty)."""
    book = ledger(desk)
    issuer, years = fields.one("issuer"), fields.within(desk.holdings.years)
    found = []
    for report in desk.holdings.reports:
        known = book.checked.get(report.id)
        if known is None or (issuer and report.issuer != issuer):
            continue
        if not fields.all_years and report.year not in years:
            continue
        kept = [f for f in known.findings if not result or f.result == result]
        if kept:
            found.append((report, kept))
    return found


def _report(desk: Desk, report: Report, findings: Sequence[Told]) -> str:
    lead = button(report.title, "open", {"report": report.id}, "desk-link", "reader")
    items = "".join(
        f"<li>{finding_to_html(desk, each, f'check-{report.id}-{n}-')}</li>"
        for n, each in enumerate(findings)
    )
    return (
        f'<section class="desk-checks"><h3>{lead} <small>{len(findings)}处</small></h3>'
        f"<ol>{items}</ol></section>"
    )


def finding_to_html(desk: Desk, finding: Told, prefix: str) -> str:
    """Return a finding in words, which opens to the tables with its cells lit."""
    mark = {"FAIL": "不符", "UNKNOWN": "无法核对"}.get(finding.result, "相符")
    # The tables are fetched when somebody opens the finding.
    see = button(
        "看这些格",
        "cells",
        {"fact": finding.operands, "prefix": prefix},
        "desk-plain",
    )
    return (
        f'<p><b class="desk-{finding.result.lower()}">{mark}</b> {escape(finding.rule)}：'
        f"{escape(finding.message)}</p><p>{see}</p>"
    )


def cells_to_html(desk: Desk, fields: Fields) -> str:
    """Return the tables and sentences that hold the cells of one finding, those lit."""
    facts = desk.library.facts_by_id(fields.many("fact")[:60])
    groups: dict[tuple[str, str], list[Fact]] = {}
    quotes = []
    for fact in facts.values():
        if fact.table is None:
            quotes.append(f"<blockquote>{escape(fact.quote)}</blockquote>")
        else:
            groups.setdefault((fact.report, fact.table), []).append(fact)
    tables = "".join(
        facts_to_table(desk.library.table(*place), {f.id: True for f in lit}, place[1], "cells-")
        for place, lit in groups.items()
    )
    back = button("‹ 返回核对结果", "checks", {"from": "", "to": ""})
    return (
        f'<p>{back}</p><div class="answer desk-cells"><h2 class="desk-count" tabindex="-1" '
        f"data-focus>核对用到的格</h2>{tables}{''.join(quotes)}</div>"
    )


def checks_or_cells(desk: Desk, fields: Fields) -> str:
    """Return the list of findings or the cells of one of them."""
    return cells_to_html(desk, fields) if fields.act == "cells" else checks_pane(desk, fields)
