"""What the lists of the REST interface hold, a page at a time.

Each function reads one generation of the library and returns the published JSON shape.
Reports are walked one after the other, so that a page costs the same however many are
held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from corpus.report import Report
from corpus.terms import simplify
from qa.api.paging import page_of
from qa.api.wire import fact_to_json, finding_to_json, hit_to_json, report_to_json
from qa.desk import Counter
from qa.service.refusals import Refusal

Json = dict[str, Any]
T = TypeVar("T")

DEEPEST = 200
"""Passages of one search that can be paged through."""


def hits(at: Counter, q: str, k: int, year: int | None, issuer: str | None, cursor: str) -> Json:
    """Return passages that answer `q`, best first."""
    years, issuers = [year] if year else [], [issuer] if issuer else []

    def found(_: None) -> Iterator[Json]:
        return map(hit_to_json, at.library.search(q, DEEPEST, years, issuers))

    return _page([None], found, k, cursor, at, "search", q, year, issuer)


def reports(at: Counter, q: str, k: int, year: int | None, issuer: str | None, cursor: str) -> Json:
    """Return the headers of reports whose title holds every word of `q`."""
    words = _words(q)
    chosen = [r for r in _chosen(at, year, issuer, None) if _holds(r.title, words)]

    def header(report: Report) -> Iterator[Json]:
        yield report_to_json(report, at.library.fact_count(report.id))

    return _page(chosen, header, k, cursor, at, "reports", q, year, issuer)


def facts(
    at: Counter,
    q: str,
    k: int,
    year: int | None,
    issuer: str | None,
    report: str | None,
    table: str | None,
    cursor: str,
) -> Json:
    """Return figures whose headings hold every word of `q`."""
    words = _words(q)

    def within(each: Report) -> Iterator[Json]:
        for fact in at.library.facts(each.id):
            if table is not None and fact.table != table:
                continue
            if _holds("".join((*fact.row, *fact.column, fact.table or "")), words):
                yield fact_to_json(fact)

    chosen = _chosen(at, year, issuer, report)
    return _page(chosen, within, k, cursor, at, "facts", q, year, issuer, report, table)


def checks(
    at: Counter,
    q: str,
    k: int,
    year: int | None,
    issuer: str | None,
    report: str | None,
    cursor: str,
) -> Json:
    """Return findings whose message holds every word of `q`."""
    words = _words(q)

    def within(each: Report) -> Iterator[Json]:
        for finding in at.answerer.findings(each.id):
            if _holds(finding.message, words):
                yield finding_to_json(finding)

    chosen = _chosen(at, year, issuer, report)
    return _page(chosen, within, k, cursor, at, "checks", q, year, issuer, report)


def full_report(at: Counter, report: str) -> Json:
    """Return a report with its sections.

    Raises:
        Refusal: There is none of this id.
    """
    if all(each.id != report for each in at.answerer.catalog.reports):
        raise Refusal(404, "no_such_report", "资料库里没有这份报告")
    full = at.library.report(report)
    found = at.library.facts(report)
    return {
        **report_to_json(full, len(found)),
        "sections": [
            {
                "path": list(section.path),
                "page": section.page,
                "paragraphs": [{"text": p.text, "page": p.page} for p in section.paragraphs],
            }
            for section in full.sections
        ],
        "tables": list(dict.fromkeys(fact.table for fact in found if fact.table is not None)),
    }


def _page(
    groups: Sequence[T],
    items_of: Callable[[T], Iterable[Json]],
    k: int,
    cursor: str,
    at: Counter,
    *of: object,
) -> Json:
    items, following = page_of(groups, items_of, k, cursor, repr((at.library.generation, *of)))
    return {"items": items, "next": following}


def _chosen(at: Counter, year: int | None, issuer: str | None, report: str | None) -> list[Report]:
    """Return the reports of a year, of an issuer by any name it goes by, or of an id."""
    held = at.answerer.catalog
    names = {issuer}
    if issuer is not None:
        wanted = simplify(issuer)
        names |= {name for name, aliases in held.aliases() if wanted in map(simplify, aliases)}
        if not names & set(held.issuers):
            names |= {name for name in held.issuers if wanted in simplify(name)}
    return [
        each
        for each in held.reports
        if report in (None, each.id)
        and year in (None, each.year)
        and (issuer is None or each.issuer in names)
    ]


def _words(q: str) -> list[str]:
    return simplify(q).split()


def _holds(text: str, words: list[str]) -> bool:
    return not words or all(word in simplify(text) for word in words)
