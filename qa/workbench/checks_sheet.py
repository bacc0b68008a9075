"""核对单: the failed checks as a page to print, for the office that must correct them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from corpus.report import Fact, Report
from qa.desk import Desk
from qa.rendering.wording import fact_to_figure, fact_to_label
from qa.workbench.checks import PATIENCE, RESULTS, select
from qa.workbench.fields import Fields
from qa.workbench.ledger import Told, ledger

_STYLE = """
body{max-width:210mm;margin:24px auto;padding:0 16px;color:#1a1d21;background:#fff;
font:16px/1.7 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
h1{font-size:24px}h2{margin:24px 0 4px;font-size:18px}p{margin:4px 0}
table{width:100%;border-collapse:collapse;font-size:14px}
th,td{padding:4px 8px;border:1px solid #5a6270;text-align:left;vertical-align:top}
section{break-inside:avoid}.sign{margin-top:32px}
"""


def checks_to_page(desk: Desk, fields: Fields) -> str:
    """Return a page of its own with every finding, its figures, and room for the reply."""
    book = ledger(desk)
    book.done.wait(20 * PATIENCE)
    result = fields.one("result")
    found = select(desk, fields, result)
    who = fields.one("issuer") or "全部单位"
    title = f"{who}数据核对单"
    open_ = "" if book.done.is_set() else "<p>核对还没有全部完成，请稍后重新打开本页。</p>"
    ids = [fact for _, findings in found for each in findings for fact in each.operands]
    facts = desk.library.facts_by_id(ids)
    parts = "".join(_report(report, findings, facts) for report, findings in found)
    kind = dict(RESULTS).get(result, "")
    count = sum(len(findings) for _, findings in found)
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>"
        f"<p>{date.today().isoformat()}制表，{len(found)}份报告，{count}处{kind}。"
        "以下由程序按原文印出的数字核对，请对照原件更正或说明。</p>"
        f"{open_}{parts or '<p>没有需要更正的地方。</p>'}"
        '<p class="sign">核对人：＿＿＿＿　更正单位：＿＿＿＿　日期：＿＿＿＿＿＿</p></html>'
    )


def _report(report: Report, findings: Sequence[Told], facts: Mapping[str, Fact]) -> str:
    rows = "".join(_finding(number, each, facts) for number, each in enumerate(findings, start=1))
    source = "、".join(source.name for source in report.sources)
    return (
        f"<h2>{escape(report.title)}</h2><p>源文件：{escape(source)}</p>"
        '<table><thead><tr><th scope="col">序号</th><th scope="col">核对</th>'
        '<th scope="col">原文的数字</th><th scope="col">更正或说明</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _finding(number: int, finding: Told, facts: Mapping[str, Fact]) -> str:
    operands = [facts[key] for key in finding.operands if key in facts]
    figures = "".join(
        f"<p>{escape(fact_to_label(fact))}：{escape(fact_to_figure(fact))}"
        f"{f'（第{fact.page}页）' if fact.page else ''}</p>"
        for fact in operands
        if fact.value != 0
    )
    return (
        f"<tr><td>{number}</td><td>{escape(finding.rule)}<p>{escape(finding.message)}</p></td>"
        f"<td>{figures}</td><td></td></tr>"
    )
