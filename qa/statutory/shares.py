"""Shares: what percentage a part is of its whole, in one report or over several.

The whole is named (“甲占乙的比例”), or it is the total a cell belongs to: that of its row,
for an outcome that of all outcomes, for what was dealt with all there was to deal with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.report import Report
from qa.answer import Kind, Status, Value
from qa.arithmetic import Result, Term, share, show
from qa.draft import Draft
from qa.rendering.wording import fact_to_phrase, place, when_and_who
from qa.statutory.lookup import FactSource, Found
from qa.statutory.numbers import fact_to_value, missing, result_to_value
from qa.statutory.operations import answer_share
from qa.statutory.targets import Target, target_facts
from qa.understanding.cues import Operation
from qa.understanding.lexicon import Domain
from qa.understanding.question import Question

_NAMES_WHOLE = re.compile(r"占(?!比|的|了|到|多少|几|百分)")
_JOINS_PARTS = re.compile(r"^(?!.*(?:分别|各)).*(?:和|与|及|、|加).*占")
"""“甲占乙的比例” names part and whole; in “甲和乙占比” both are parts."""

_EACH = re.compile("各|分别")

_Share = tuple[Report, Term, Term, Result]


def answer_shares(
    question: Question, found: Sequence[Found], facts: FactSource, domain: Domain
) -> Draft | None:
    """Return the share asked for, in each report that is in question."""
    if len(found) > 1 and _EACH.search(question.text) and not _NAMES_WHOLE.search(question.text):
        return _each(question, found, facts, domain)
    reports = list({item.report.id: item.report for item in found}.values())
    shares: list[_Share] = []
    gaps = []
    for report in sorted(reports, key=lambda r: (r.year or 0, r.issuer or "")):
        items = [item for item in found if item.report.id == report.id]
        terms = _terms(question, items, facts, domain)
        if terms is None:
            return None
        result = share(*terms)
        if len(reports) == 1:
            return answer_share(*terms, report)
        if result is None:
            gaps.append((report, terms))
        else:
            shares.append((report, *terms, result))
    if len(shares) < 2:
        return missing([term for _, terms in gaps for term in terms], "")
    return _several(question, shares, [report for report, _ in gaps])


def _each(
    question: Question, found: Sequence[Found], facts: FactSource, domain: Domain
) -> Draft | None:
    """Return the share of each of several parts of one report."""
    report = found[0].report
    if len({item.report.id for item in found}) > 1:
        return None
    pairs = [_terms(question, [item], facts, domain) for item in found]
    results = [(pair, share(*pair)) for pair in pairs if pair is not None]
    known = [(part, whole, result) for (part, whole), result in results if result is not None]
    if len(known) != len(found):
        return None
    said = "；".join(
        f"{part.label}占{whole.label}的{show(result.value)}%" for part, whole, result in known
    )
    formulas = "；".join(result.formula for *_, result in known)
    operands = tuple(dict.fromkeys(fact for *_, result in known for fact in result.operands))
    return Draft(
        Status.ANSWERED,
        Kind.COMPARISON,
        place(report.year, report.issuer, "、".join(f"{p.label}的占比" for p, *_ in known)),
        (f"{when_and_who(report.year, report.issuer)}{said}。", f"计算：{formulas}。"),
        (
            *(
                result_to_value(result, f"{part.label}占{w.label}的比例")
                for part, w, result in known
            ),
            *(fact_to_value(fact) for fact in operands),
        ),
        operands,
    )


def _terms(
    question: Question, found: Sequence[Found], facts: FactSource, domain: Domain
) -> tuple[Term, Term] | None:
    """Return part and whole within one report."""
    if len(found) > 2:
        return None
    part = found[0]
    if len(found) == 2 and _NAMES_WHOLE.search(question.text):
        return part.term, found[1].term
    if len(found) == 2 and not _JOINS_PARTS.search(question.text):
        return None
    wholes = {_whole_of(item.target, domain) for item in found}
    targets = wholes.pop()
    if not targets or wholes:
        return None
    cells = tuple(f for target in targets for f in target_facts(target, facts(part.report)))
    if len(cells) < len(targets):
        return None
    operands = tuple(fact for item in found for fact in item.term.facts)
    label = "与".join(fact_to_phrase(cell) for cell in cells) if len(cells) <= 2 else "合计"
    return (
        Term(operands, "与".join(item.term.label for item in found)),
        Term(cells, label + ("之和" if len(cells) == 2 else "")),
    )


def _whole_of(target: Target, domain: Domain) -> tuple[Target, ...]:
    """Return the total `target` is a part of, as the cells that make it up."""
    default = next((node for node in domain.nodes if node.default), None)
    if default is None or target.row is None:
        return ()
    if target.column is not None and not target.column.default:
        return (Target(target.domain, target.row, default),)
    if target.domain != "申请办理":
        return ()
    if target.row.id in {"总计", "结转下年"}:
        # What there was to deal with: 新收 and 上年结转, as the form's own sum has it.
        rows = ("新收", "上年结转")
        return tuple(Target(target.domain, domain.node(row), default) for row in rows)
    if target.row.id in {"新收", "上年结转"}:
        return ()
    return (Target(target.domain, domain.node("总计"), default),)


def _several(question: Question, shares: list[_Share], gaps: Sequence[Report]) -> Draft | None:
    by_year = len({report.year for report, *_ in shares}) > 1
    by_issuer = len({report.issuer for report, *_ in shares}) > 1
    part, whole = shares[0][1].label, shares[0][2].label
    first = shares[0][0]
    head = "" if by_issuer else (first.issuer or "")
    head = head if by_year else f"{when_and_who(first.year, None)}{head}"
    subject = f"{head}{part}占{whole}的比例"

    def name(report: Report) -> str:
        issuer = (report.issuer or "") if by_issuer else ""
        return f"{issuer}{report.year}年" if by_year else issuer

    said = [f"{name(r)}{show(result.value)}%" for r, _, _, result in shares]
    kind = Kind.TREND if by_year and not by_issuer else Kind.COMPARISON
    order, what = shares, f"{part}占{whole}的比例"
    text = f"{subject}：{'，'.join(said)}。"
    extra: tuple[Value, ...] = ()
    if question.operation is Operation.RANK:
        order = sorted(shares, key=lambda s: s[3].value, reverse=not question.lowest)
        word = "最低" if question.lowest else "最高"
        best = [s for s in order if s[3].value == order[0][3].value]
        names = "、".join(name(s[0]) for s in best)
        text = f"{subject}{word}的是{names}，为{show(order[0][3].value)}%。"
        kind, what = Kind.RANKING, f"{what} › {word}"
    elif question.operation is Operation.DIFFERENCE and len(shares) == 2:
        later, earlier = (shares[1], shares[0]) if by_year else (shares[0], shares[1])
        change = _points(later[3], earlier[3])
        word = "高" if change.value >= 0 else "低"
        text = (
            f"{subject}：{name(later[0])}{show(later[3].value)}%，"
            f"比{name(earlier[0])}（{show(earlier[3].value)}%）{word}{show(abs(change.value))}个百分点。"
        )
        extra, kind = (result_to_value(change, f"{what}之差"),), Kind.COMPARISON
        order = [later, earlier]
    elif len(said) > 3:
        text = f"{subject}由{said[0]}变为{said[-1]}，各项见表。"
    facts = tuple(dict.fromkeys(fact for *_, result in shares for fact in result.operands))
    issuer = None if by_issuer else first.issuer
    years = "" if by_year else f"{first.year}年"
    understood = " · ".join(p for p in (years, place(None, issuer, what)) if p)
    values = tuple(result_to_value(result, f"{part}占{whole}的比例") for *_, result in order)
    return Draft(
        Status.ANSWERED,
        kind,
        understood,
        (text, f"计算：{order[0][3].formula}。"),
        (*extra, *values, *(fact_to_value(fact) for fact in order[0][3].operands)),
        facts,
        notes=tuple(f"{name(report)}算不出比例，没有列入。" for report in gaps),
    )


def _points(later: Result, earlier: Result) -> Result:
    """Return the difference of two shares, in percentage points."""
    operands = (*later.operands, *earlier.operands)
    return Result("sub", later.value - earlier.value, "个百分点", operands, "")
