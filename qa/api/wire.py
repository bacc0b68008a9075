"""The published JSON shapes of facts, checks, search hits, reports and ingest results.

The answer object has its own in `qa.answer`. Figures go out as decimal strings.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from corpus.report import Fact, Problem, Report
from qa.answer import decimal_to_text

if TYPE_CHECKING:
    from corpus.checks import Finding
    from index.library import Hit, IngestResult

Json = dict[str, Any]


def to_line(content: Json) -> str:
    """Return `content` as one line of JSON, Chinese left readable."""
    return json.dumps(content, ensure_ascii=False)


def fact_to_json(fact: Fact) -> Json:
    """Return the published shape of a fact."""
    return {
        "fact": fact.id,
        "report": fact.report,
        "issuer": fact.issuer,
        "year": fact.year,
        "table": fact.table,
        "row": list(fact.row),
        "column": list(fact.column),
        "printed": None if fact.printed is None else list(fact.printed),
        "raw": fact.raw,
        "state": fact.state.value,
        "value": None if fact.value is None else decimal_to_text(fact.value),
        "unit": fact.unit,
        "qualifier": fact.qualifier,
        "origin": fact.origin.value,
        "confidence": fact.confidence,
        "page": fact.page,
        "box": None if fact.box is None else list(fact.box),
        "kind": fact.kind.value,
    }


def hit_to_json(hit: Hit) -> Json:
    """Return the published shape of a search hit."""
    passage, report = hit.passage, hit.report
    return {
        "rank": hit.rank,
        "passage": passage.id,
        "report": report.id,
        "title": report.title,
        "year": report.year,
        "issuer": report.issuer,
        "page": passage.page,
        "section": list(passage.section),
        "text": passage.text,
        "score": hit.score,
        "sha256": report.sources[0].sha256,
    }


def report_to_json(report: Report, facts: int, superseded: Sequence[Report] = ()) -> Json:
    """Return the published shape of a report of which `facts` facts are held.

    `superseded` are its earlier editions.
    """
    return {
        "report": report.id,
        "title": report.title,
        "issuer": report.issuer,
        "year": report.year,
        "kind": report.kind,
        "pages": report.pages,
        "facts": facts,
        "problems": [problem_to_json(problem) for problem in report.problems],
        "sources": [
            {"name": s.name, "sha256": s.sha256, "size": s.size, "media": s.media}
            for s in report.sources
        ],
        "source_url": report.source_url,
        "published": report.published,
        "level": report.level,
        "region": report.region,
        "period": report.period,
        "basis": dict(report.basis),
        "superseded": [
            {"report": old.id, "published": old.published, "name": old.sources[0].name}
            for old in superseded
        ],
    }


def finding_to_json(finding: Finding) -> Json:
    """Return the published shape of a check."""
    return {
        "report": finding.report,
        "rule": finding.rule,
        "result": finding.result.value,
        "operands": [fact_to_json(fact) for fact in finding.operands],
        "message": finding.message,
    }


def result_to_json(result: IngestResult) -> Json:
    """Return the published shape of what became of an ingested file."""
    return {
        "path": str(result.path),
        "status": result.status,
        "report": result.report,
        "message": result.message,
        "problems": [problem_to_json(problem) for problem in result.problems],
    }


def problem_to_json(problem: Problem) -> Json:
    """Return the published shape of something that could not be read."""
    return {
        "code": problem.code,
        "message": problem.message,
        "page": problem.page,
        "table": problem.table,
    }
