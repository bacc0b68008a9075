"""Answers without a figure: what is missing, and what is held instead."""

from __future__ import annotations

from qa.answer import Kind, Status
from qa.catalog import Catalog
from qa.draft import Draft
from qa.question import Question
from qa.scope import Scope

MAX_SUGGESTIONS = 3
_SUGGESTED = ("收到多少件政府信息公开申请？", "行政处罚处理决定有多少？", "行政复议总计多少件？")


def refuse(question: Question) -> Draft:
    """Return the answer to a question for an opinion."""
    del question
    return Draft(
        Status.REFUSED,
        Kind.TEXT,
        "",
        ("这里只回答报告里写明的内容，不作评价。您可以问报告中的数字、做法和存在的问题。",),
    )


def not_held(question: Question, scope: Scope, catalog: Catalog) -> Draft:
    """Return the answer where no report of the year or issuer asked about is held."""
    if not catalog.reports:
        return Draft(
            Status.NOT_FOUND, Kind.TEXT, "", ("库里还没有报告，请先导入：baogao ingest 文件夹。",)
        )
    who = "、".join(scope.issuers)
    when = "、".join(f"{year}年" for year in scope.years)
    understood = " · ".join(part for part in (when, who) if part)
    text = f"您问的是“{understood}”，库里没有这样的报告。"
    return Draft(
        Status.NOT_FOUND,
        Kind.NUMBER if question.numeric else Kind.TEXT,
        understood,
        (text, f"现有：{catalog.held()}。"),
        suggestions=suggest(scope, catalog),
    )


def nothing_found(question: Question, scope: Scope, catalog: Catalog, kind: Kind) -> Draft:
    """Return the answer where the reports in question do not hold what was asked."""
    del kind
    names = "、".join(dict.fromkeys(r.title for r in scope.reports[:2]))
    more = "等报告" if len(scope.reports) > 2 else ""
    text = f"没有找到您问的内容：《{names}》{more}里没有与问题完全对应的"
    text += "数字。" if question.numeric else "文字。"
    return Draft(
        Status.NOT_FOUND,
        Kind.NUMBER if question.numeric else Kind.TEXT,
        "",
        (text, f"现有：{catalog.held()}。"),
        suggestions=suggest(scope, catalog),
    )


def suggest(scope: Scope, catalog: Catalog) -> tuple[str, ...]:
    """Return up to three questions that the library can answer, near what was asked."""
    reports = scope.reports or tuple(
        r for r in catalog.reports if not scope.issuers or r.issuer in scope.issuers
    )
    latest = max(reports or catalog.reports, key=lambda report: report.year or 0)
    head = f"{latest.year}年{latest.issuer or ''}"
    return tuple(f"{head}{question}" for question in _SUGGESTED[:MAX_SUGGESTIONS])
