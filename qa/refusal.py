"""Answers without a figure: what is missing, and what is held instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.report import Report
from qa.answer import Kind, Status
from qa.draft import Draft
from qa.rendering.wording import fact_to_phrase
from qa.statutory.lookup import FactSource
from qa.statutory.nearest import fact_to_question, nearest_facts, unheld_place
from qa.understanding.catalog import Catalog
from qa.understanding.lexicon import Lexicon
from qa.understanding.question import Question
from qa.understanding.scope import Scope

MAX_SUGGESTIONS = 3


def refuse(question: Question) -> Draft:
    """Return the answer to a question for an opinion."""
    del question
    return Draft(
        Status.REFUSED,
        Kind.TEXT,
        "",
        ("这里只回答报告里写明的内容，不作评价。您可以问报告中的数字、做法和存在的问题。",),
    )


def not_held(question: Question, scope: Scope, catalog: Catalog, facts: FactSource) -> Draft:
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
        suggestions=_other_years(question, scope, catalog) or examples(catalog.reports, facts),
    )


def _other_years(question: Question, scope: Scope, catalog: Catalog) -> tuple[str, ...]:
    """Return the same question of the nearest year that is held."""
    asked = [year for year in scope.years if str(year) in question.original]
    held = [
        r.year
        for r in catalog.reports
        if r.year and (not scope.issuers or r.issuer in scope.issuers)
    ]
    if len(asked) != 1 or not held:
        return ()
    near = min(held, key=lambda year: (abs(year - asked[0]), -year))
    return (question.original.replace(str(asked[0]), str(near)),)


def nothing_found(
    question: Question, scope: Scope, catalog: Catalog, facts: FactSource, lexicon: Lexicon
) -> Draft:
    """Return the answer where the reports in question do not hold what was asked.

    It names the indicator nearest to the question, as far as there is one.
    """
    names = "、".join(f"《{title}》" for title in dict.fromkeys(r.title for r in scope.reports[:2]))
    more = "等报告" if len(scope.reports) > 2 else ""
    what = "数字" if question.numeric else "文字"
    sentences = [f"没有找到您问的内容：{names}{more}里没有与问题完全对应的{what}。"]
    place = unheld_place(question, lexicon)
    if place is not None:
        sentences = [f"没有找到您问的内容：库里没有“{place}”的报告。"]
    near = nearest_facts(question, scope.reports, facts, lexicon)
    if near and question.numeric:
        sentences.append(f"最接近的指标是“{fact_to_phrase(near[0])}”。")
    sentences.append(f"现有：{catalog.held()}。")
    suggestions = tuple(dict.fromkeys(fact_to_question(fact) for fact in near))
    return Draft(
        Status.NOT_FOUND,
        Kind.NUMBER if question.numeric else Kind.TEXT,
        "",
        tuple(sentences),
        facts=tuple(near[:1]) if question.numeric else (),
        suggestions=suggestions or examples(scope.reports, facts),
    )


def with_held(
    draft: Draft,
    question: Question,
    scope: Scope,
    catalog: Catalog,
    facts: FactSource,
    lexicon: Lexicon,
) -> Draft:
    """Add what is held to an answer that was not found and does not say so itself."""
    if draft.status is not Status.NOT_FOUND or draft.suggestions or draft.facts:
        return draft
    near = nearest_facts(question, catalog.reports, facts, lexicon)
    suggestions = tuple(dict.fromkeys(fact_to_question(fact) for fact in near))
    return replace(
        draft,
        sentences=(*draft.sentences, f"现有：{catalog.held()}。"),
        suggestions=suggestions or examples(scope.reports, facts),
    )


def examples(reports: Sequence[Report], facts: FactSource) -> tuple[str, ...]:
    """Return questions the newest of `reports` with figures in tables can answer."""
    for report in sorted(reports, key=lambda report: report.year or 0, reverse=True)[:4]:
        cells = [
            fact
            for fact in facts(report)
            if fact.table_kind is not None and fact.value is not None and fact.column
        ]
        totals = [fact for fact in cells if fact.column[-1] == "总计"] or cells
        if totals:
            return tuple(fact_to_question(fact) for fact in totals[:MAX_SUGGESTIONS])
    title = max(reports, key=lambda report: report.year or 0).title if reports else ""
    return (f"《{title}》写了哪些工作？",) if title else ()
