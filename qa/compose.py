"""Draft to answer: citations attached, contradictions noted, every figure proven."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from corpus.checks import CARRIED, Finding, Result
from corpus.report import Fact, Origin, Passage, Report, State
from qa.answer import Answer, Citation, Derived, Kind, Status, Value
from qa.arithmetic import Term, add
from qa.draft import Draft
from qa.proof import WITHHELD, Evidence, prove, years_of
from qa.rendering.wording import fact_to_label
from qa.statutory.numbers import fact_to_value, result_to_value
from qa.understanding.catalog import Catalog

Findings = Callable[[str], Sequence[Finding]]
MAX_NOTES = 3
"""Failed checks said one by one beside an answer; the others are counted."""
_HEADINGS = {
    "正文与表格": "正文与表格不一致",
    "几个来源": "几个来源不一致",
    CARRIED: "前后两年不衔接",
}


def draft_to_answer(draft: Draft, question: str, catalog: Catalog, findings: Findings) -> Answer:
    """Return `draft` as an answer whose figures are all proven; what is not is withheld."""
    headers = {report.id: report for report in catalog.reports}
    failed = _failed_checks(draft.facts, findings) if draft.status is Status.ANSWERED else []
    involved = tuple(fact for finding in failed for fact in finding.operands)
    facts = tuple(dict.fromkeys((*draft.facts, *involved)))
    others = {fact.id: f.source.sha256 for f in failed if f.source for fact in f.right}
    citations = (
        *(fact_to_citation(fact, headers[fact.report], others.get(fact.id)) for fact in facts),
        *(passage_to_citation(p, quote, headers[p.report]) for p, quote in draft.quotes),
    )
    evidence = Evidence(
        values=_evidence_values(draft, facts, failed),
        citations=citations,
        catalogue=_catalogue(catalog)
        | {fact_to_label(fact) for fact in facts}
        | {fact.issuer for fact in facts if fact.issuer}
        | {f"您问的是“{draft.understood}”"},
        years=years_of(
            draft.values,
            (*(r.year for r in catalog.reports), *(f.year for f in facts), *draft.years),
        ),
        issuers=frozenset(catalog.issuers),
        asked=f"{question}　{draft.understood}",
    )
    shown, withheld = prove(draft.sentences, evidence)
    check_notes = [] if draft.kind is Kind.CHECK else findings_to_notes(failed)
    notes, notes_withheld = prove([*draft.notes, *_entered(facts), *check_notes], evidence)
    if withheld or notes_withheld:
        notes = (*notes, WITHHELD)
    values = draft.values if draft.status is Status.ANSWERED and shown else ()
    status = draft.status if shown else Status.NOT_FOUND
    return Answer(
        question=question,
        understood=draft.understood,
        status=status,
        kind=draft.kind,
        text="".join(shown) or "这个问题的答案没有通过核对，不予显示。",
        values=values,
        citations=citations,
        notes=notes,
        readings=draft.readings,
        suggestions=draft.suggestions,
    )


def findings_to_notes(failed: Sequence[Finding]) -> list[str]:
    """Return a line for each of the first failed checks, and one that counts the others."""
    lines = list(dict.fromkeys(f"{_heading(f)}：{f.message}。" for f in failed))
    more = len(lines) - MAX_NOTES
    return [*lines[:MAX_NOTES], *([f"另有{more}处勾稽不符。"] if more > 0 else [])]


def _heading(finding: Finding) -> str:
    return _HEADINGS.get(finding.rule, "原文勾稽不符")


def _entered(facts: Iterable[Fact]) -> list[str]:
    """Return a note on each figure that a person entered in place of an illegible print."""
    return [
        f"人工补录：{fact_to_label(fact)}在原文里印作“{fact.raw}”，数字由工作人员补录。"
        for fact in facts
        if fact.origin is Origin.MANUAL
    ]


def _failed_checks(facts: Iterable[Fact], findings: Findings) -> list[Finding]:
    """Return the failed checks in which one of `facts` is an operand."""
    wanted = {fact.id: fact.report for fact in facts}
    every = [f for report in dict.fromkeys(wanted.values()) for f in findings(report)]
    return [
        finding
        for finding in dict.fromkeys(every)
        if finding.result is Result.FAIL and any(fact.id in wanted for fact in finding.operands)
    ]


def _evidence_values(
    draft: Draft, facts: Sequence[Fact], failed: Sequence[Finding]
) -> tuple[Value, ...]:
    """Return the figures sentences may use: the answer's, its operands', the checks' sums."""
    values = [*draft.values, *(fact_to_value(fact) for fact in facts)]
    for finding in failed:
        values.extend(finding_to_sums(finding))
    return (*values, *_counts(draft, failed))


def _counts(draft: Draft, failed: Sequence[Finding]) -> list[Value]:
    """Return how many years, issuers and reports the facts of an answer come from."""
    facts = [fact for fact in draft.facts if fact.value is not None]
    if not facts and not failed:
        return []
    kinds = (
        ("年", {fact.year for fact in facts}),
        ("个单位", {fact.issuer for fact in facts}),
        ("份报告", {fact.report for fact in facts}),
        ("处", set(range(_more(failed)))),
    )
    operands = tuple(fact.id for fact in facts)
    return [_count_to_value(len(members), unit, operands) for unit, members in kinds if members]


def _more(failed: Sequence[Finding]) -> int:
    return max(0, len({f"{_heading(f)}{f.message}" for f in failed}) - MAX_NOTES)


def _count_to_value(count: int, unit: str, operands: tuple[str, ...]) -> Value:
    return Value(
        value=Decimal(count),
        state=State.NUMBER,
        unit=unit,
        qualifier=None,
        year=None,
        issuer=None,
        label="",
        origin=Origin.PRINTED,
        fact=None,
        derived=Derived("count", operands),
    )


def finding_to_sums(finding: Finding) -> list[Value]:
    """Return both sides of a failed equation as derived figures."""
    sides = [Term(side, "") for side in (finding.left, finding.right)]
    results = [add([Term((fact,), "") for fact in side.facts]) for side in sides]
    return [result_to_value(result, finding.rule) for result in results if result is not None]


def _catalogue(catalog: Catalog) -> frozenset[str]:
    names = {report.title for report in catalog.reports}
    counts = {f"等{len(catalog.reports)}份报告", f"等{len(catalog.issuers)}个单位"}
    return frozenset(names | set(catalog.issuers) | counts)


def fact_to_citation(fact: Fact, report: Report, sha256: str | None = None) -> Citation:
    """Return where `fact` stands; `sha256` is of its file if not the report's first."""
    return Citation(
        report=report.id,
        title=report.title,
        source_url=report.source_url,
        published=report.published,
        page=fact.page,
        section=fact.section,
        row=fact.row if fact.table else (),
        column=fact.column,
        box=fact.box,
        quote=fact.quote,
        fact=fact.id,
        passage=None,
        sha256=sha256 or report.sources[0].sha256,
        table=fact.table,
    )


def passage_to_citation(passage: Passage, quote: str, report: Report) -> Citation:
    """Return where `quote` stands in `passage`."""
    return Citation(
        report=report.id,
        title=report.title,
        source_url=report.source_url,
        published=report.published,
        page=passage.page_at(max(passage.text.find(quote), 0)),
        section=passage.section,
        row=(),
        column=(),
        box=None,
        quote=quote,
        fact=None,
        passage=passage.id,
        sha256=report.sources[0].sha256,
    )
