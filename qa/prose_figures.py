"""Questions answered by the figures of running text: one figure, a share, a difference."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus.report import Fact, FactKind, Passage
from qa.answer import Kind, Reading, Status
from qa.arithmetic import Term, share, subtract
from qa.cues import Operation
from qa.dates import GAP
from qa.draft import Draft
from qa.lexicon import Lexicon
from qa.lookup import FactSource
from qa.numbers import computed, fact_to_value
from qa.prose import Match, decided, match_prose
from qa.question import Question
from qa.scope import Scope
from qa.wording import fact_to_label, figure, place, when_and_who

PassageSource = Callable[[Sequence[str]], dict[str, Passage]]
_PRINTED_OPERATION = {
    Operation.MEAN: re.compile("平均|人均|均"),
    Operation.GROWTH: re.compile("增长|增加|增幅|上升|提高|提升|下降|减少|降低|同比"),
}
_CHANGE = re.compile(
    r"[比较](?:上年|去年|上一年|上年度|20\d\d年)[^，,；;]{0,6}?(?:多|少|增|减|升|降|提高)"
)
"""A clause that itself tells a difference: its figure is no term of another one."""
MAX_READINGS = 4


def answer_from_prose(
    question: Question,
    scope: Scope,
    facts: FactSource,
    passages: PassageSource,
    lexicon: Lexicon,
) -> Draft | None:
    """Return the answer of a figure in running text, None if no clause explains it all."""
    # A report may tell of the year before it, which is not held itself.
    years = tuple(year - 1 for year in scope.years) if scope.label_year else scope.years
    prose = [
        fact
        for report in scope.reports
        for fact in facts(report)
        if fact.kind is FactKind.PROSE and (not years or fact.year in years)
    ]
    known = passages([fact.passage for fact in prose if fact.passage])

    def match(text: str, unit: str | None) -> list[Match]:
        return decided(match_prose(text, unit, prose, known, lexicon))

    if question.operation is Operation.DIFFERENCE and len(scope.years) > 1:
        # Years are compared by a clause that compares them, not by two figures of one.
        told = [f for f in prose if f.year == max(scope.years) and _CHANGE.search(f.row[0])]
        asked = question.body.replace("比", GAP)
        matches = decided(match_prose(asked, question.unit, told, known, lexicon))
        return _one_figure(question, replace(scope, years=(max(scope.years),)), matches)
    if question.operation in (Operation.SHARE, Operation.DIFFERENCE):
        prose = [fact for fact in prose if not _CHANGE.search(fact.row[0])]
        return _two_figures(question, match) or _share_of_sentence(question, match, prose)
    if question.operation in (Operation.RANK, Operation.CHECK):
        return None
    if question.operation is Operation.GROWTH and len(scope.years) > 1:
        return None
    printed = _PRINTED_OPERATION.get(question.operation)
    if printed is not None:
        # A mean or growth rate counts only where the clause itself calls it one.
        prose = [fact for fact in prose if printed.search(fact.row[0])]
    if not question.numeric:
        return None
    return _one_figure(question, scope, match(question.body, question.unit))


def _one_figure(question: Question, scope: Scope, matches: Sequence[Match]) -> Draft | None:
    if not matches:
        return None
    best = matches[0].fact
    years = {match.fact.year for match in matches}
    if scope.open_issuers or (scope.open_years and len(years) > 1):
        return _ask_which_report(question, matches)
    rivals = [m.fact for m in matches[1:] if m.fact.value != best.value]
    if rivals and not _is_whole_of(best, rivals):
        whole = next((f for f in (best, *rivals) if _is_whole_of(f, [best, *rivals])), None)
        best = whole or best
    return Draft(
        Status.ANSWERED,
        Kind.NUMBER,
        place(best.year, best.issuer, fact_to_label(best)),
        (_sentence(best),),
        (fact_to_value(best),),
        (best,),
    )


def _is_whole_of(fact: Fact, others: Sequence[Fact]) -> bool:
    """Tell whether `fact` stands first in the sentence all `others` stand in."""
    return all(
        other is fact
        or (other.quote == fact.quote and fact.quote.find(fact.raw) < fact.quote.find(other.raw))
        for other in others
    )


def _sentence(fact: Fact) -> str:
    shown = figure(fact.value, fact.unit, fact.qualifier)
    head = when_and_who(fact.year, fact.issuer)
    return f"{head}：{shown}。报告原文：“{fact.quote.strip()}”"


def _ask_which_report(question: Question, matches: Sequence[Match]) -> Draft:
    heads = dict.fromkeys(
        f"{match.fact.issuer or ''}" + ("" if question.years else f"{match.fact.year}年")
        for match in sorted(matches, key=lambda m: -(m.fact.year or 0))
    )
    readings = tuple(Reading(h, f"{h}{question.original}") for h in list(heads)[:MAX_READINGS])
    return Draft(
        Status.AMBIGUOUS,
        Kind.NUMBER,
        "",
        ("几份报告里都有，请问您问的是哪一份？",),
        readings=readings,
    )


def _share_of_sentence(
    question: Question, match: Callable[[str, str | None], list[Match]], prose: Sequence[Fact]
) -> Draft | None:
    """Return what share a part listed behind 其中 has in the total before it."""
    text = re.sub("占比|比例|比重|百分比|占", "", question.body)
    matches = match(text, None)
    if question.operation is not Operation.SHARE or not matches:
        return None
    part = matches[0].fact
    quote = "".join(part.quote.split())
    cut = quote.find("其中")
    totals = [
        fact
        for fact in prose
        if fact.quote == part.quote and fact.unit == part.unit and quote.find(fact.raw) < cut
    ]
    if not totals or quote.find(part.raw) < cut:
        return None
    whole = totals[-1]
    labels = fact_to_label(part), fact_to_label(whole)
    result = share(Term((part,), labels[0]), Term((whole,), labels[1]))
    if result is None or result.value > 100:
        return None
    understood = place(part.year, part.issuer, f"{labels[0]}占{labels[1]}的比例")
    head = when_and_who(part.year, part.issuer)
    text = f"{head}：{labels[0]}占{labels[1]}的{figure(result.value, '%')}。"
    return computed(result, text, understood)


def _two_figures(
    question: Question, match: Callable[[str, str | None], list[Match]]
) -> Draft | None:
    """Return a share or difference of two prose figures of one report."""
    cut = re.search("占" if question.operation is Operation.SHARE else "比|与|和", question.body)
    if cut is None:
        return None
    left_text, right_text = question.body[: cut.start()], question.body[cut.end() :]
    within = re.match(r"(.+?)(?:里面|里|中|当中|之中)(.+)$", left_text)
    if question.operation is Operation.SHARE and within and not re.search(r"的|信息", right_text):
        # “热线案件里市里转办的占多少”: the whole stands before the part.
        left_text, right_text = within[2], within[1]
    unit = None if question.unit == "%" else question.unit
    if question.operation is Operation.DIFFERENCE:
        # “区直单位比镇街道多发布多少条信息”: the predicate serves both sides.
        tail = re.search(r"(?:多|少|高|低)(.*)$", right_text)
        predicate = tail.group(1) if tail else ""
        right_text = right_text[: tail.start()] if tail else right_text
        left_text, right_text = left_text + predicate, right_text + predicate
    left, right = match(left_text, unit), match(right_text, unit)
    if not left:
        return None
    first = left[0].fact
    others = [m.fact for m in right if m.fact.id != first.id and m.fact.report == first.report]
    if not others:
        return None
    # A part is compared with the total of its own sentence, if that is among the matches.
    second = next((fact for fact in others if _is_whole_of(fact, [first])), others[0])
    if first.unit != second.unit:
        return None
    part = Term((first,), fact_to_label(first))
    whole = Term((second,), fact_to_label(second))
    understood = place(first.year, first.issuer, f"{part.label}与{whole.label}")
    head = when_and_who(first.year, first.issuer)
    if question.operation is Operation.SHARE:
        result = share(part, whole)
        if result is None or result.value > 100:
            return None
        text = f"{head}：{part.label}占{whole.label}的{figure(result.value, '%')}。"
        return computed(result, text, understood)
    if question.less:
        part, whole = whole, part
    result = subtract(part, whole)
    if result is None:
        return None
    word = "多" if result.value >= 0 else "少"
    text = f"{head}：{part.label}比{whole.label}{word}{figure(abs(result.value), result.unit)}。"
    return computed(result, text, understood, Kind.COMPARISON)
