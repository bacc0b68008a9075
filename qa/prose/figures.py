"""Questions answered by the figures of running text: one figure, a share, a difference."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.report import Fact, FactKind, Passage
from qa.answer import Kind, Reading, Status
from qa.draft import Draft
from qa.prose.arithmetic import (
    CHANGE,
    has_parts,
    is_whole_of,
    share_of_sentence,
    two_figures,
)
from qa.prose.asking import read_plainly
from qa.prose.changes import told_change
from qa.prose.clauses import fact_to_clause
from qa.prose.everyday import with_everyday
from qa.prose.measures import COMPARED, question_to_measure
from qa.prose.operands import lists_operands, rank_of_figures, sum_of_figures
from qa.prose.selection import Match, decided, match_prose
from qa.prose.series import series_of_figures
from qa.prose.shares import share_in_table
from qa.rendering.wording import fact_to_label, figure, place, when_and_who
from qa.statutory.lookup import FactSource
from qa.statutory.numbers import fact_to_value
from qa.understanding.cues import Operation, joins_operands
from qa.understanding.dates import GAP
from qa.understanding.lexicon import Lexicon
from qa.understanding.question import Question
from qa.understanding.scope import Scope

PassageSource = Callable[[Sequence[str]], dict[str, Passage]]
_PRINTED_OPERATION = {
    Operation.MEAN: re.compile("平均|人均|均"),
    Operation.RANK: re.compile("最[高多大低少小]|峰值"),
    Operation.GROWTH: re.compile("增长|增加|增幅|上升|提高|提升|下降|减少|降低|同比"),
}
_FORMER = re.compile(
    r"年初|原来|原先|原本|原有|之前|以前|(?:改版|修订|压减|精简|整合|调整|压缩|缩短)前"
)
_HOW_MUCH = re.compile("多少|(?<![哪这那])几")
_HOW_MANY = re.compile("(?:几|多少)个")
_WHOM = re.compile("[区市县](?:人民)?政府|全[区市县省]")
_FILLED = re.compile("^(?:其中|由|，)+")
MAX_READINGS = 4
ROUNDING = Decimal("0.1")
"""How far a printed change and one computed from the prints may lie apart."""


def answer_from_prose(
    question: Question,
    scope: Scope,
    facts: FactSource,
    passages: PassageSource,
    lexicon: Lexicon,
) -> Draft | None:
    """Return the answer of a figure in running text, None if no clause explains it all."""
    lexicon = with_everyday(lexicon)
    plain = read_plainly(question, lexicon)
    if question.operation is Operation.CHECK:
        return None
    draft = _answer(plain.question, plain.whole, scope, facts, passages, lexicon)
    if draft is None or len(draft.facts) != 1 or not (plain.whole or plain.apart):
        return draft
    report = next(r for r in scope.reports if r.id == draft.facts[0].report)
    # Of a total and its parts the one is never told for the other.
    total = has_parts(draft.facts[0], facts(report))
    return None if (plain.whole and not total) or (plain.apart and total) else draft


def _answer(
    question: Question,
    whole: bool,
    scope: Scope,
    facts: FactSource,
    passages: PassageSource,
    lexicon: Lexicon,
) -> Draft | None:
    measure = question_to_measure(question)
    if measure.operation is Operation.GROWTH and len(scope.years) > 1:
        question = replace(question, operation=Operation.GROWTH)
    several = series_of_figures(question, scope, facts, passages, lexicon)
    changes = question.operation in (Operation.DIFFERENCE, Operation.GROWTH)
    if several is not None and not changes:
        return several  # one year's figure is no answer for all of them
    alone = _of_one_report(question, whole, scope, facts, passages, lexicon)
    if several is None or several.status is Status.AMBIGUOUS:
        return alone or several
    if several.status is not Status.ANSWERED or (alone is not None and _differ(alone, several)):
        # A change the report itself tells is not put aside for one computed otherwise.
        return alone or several
    # Where both agree, the change the report itself tells is the plainer proof.
    told = alone is not None and question.operation is Operation.DIFFERENCE
    return alone if told else several


def _differ(told: Draft, made: Draft) -> bool:
    """Tell whether the change one report tells is not the one computed from two."""
    if told.status is not Status.ANSWERED or not told.values or not made.values:
        return False
    one, other = told.values[0], made.values[0]
    if one.unit != other.unit or one.value is None or other.value is None:
        return one.unit not in {"%", "％"}
    return abs(abs(one.value) - abs(other.value)) > ROUNDING


def _of_one_report(
    question: Question,
    whole: bool,
    scope: Scope,
    facts: FactSource,
    passages: PassageSource,
    lexicon: Lexicon,
) -> Draft | None:
    """Return the answer of a figure in one report."""
    former = wants_former(question, scope)
    # A report may tell of the year before it, which is not held itself.
    before = {year - 1 for year in scope.years if former}
    years = before if scope.label_year else {*scope.years, *before}
    prose = [
        fact
        for report in scope.reports
        for fact in facts(report)
        if fact.kind is FactKind.PROSE and (not scope.years or fact.year in years)
    ]
    known = passages([fact.passage for fact in prose if fact.passage])

    def match(text: str, unit: str | None) -> list[Match]:
        found = match_prose(text, unit, prose, known, lexicon, former=former)
        if former and scope.years:
            past = [fact for fact in prose if (fact.year or 0) < max(scope.years)]
            found = sorted(
                [*found, *match_prose(text, unit, past, known, lexicon)], key=lambda m: -m.score
            )
        return decided(found)

    if question.operation in COMPARED and len(scope.years) > 1:
        # Years are compared by a clause that compares them, not by two figures of one.
        told = [fact for fact in prose if told_change(question, scope, fact)]
        unit = None if question.operation is Operation.GROWTH else question.unit
        matches = decided(match_prose(question.body, unit, told, known, lexicon))
        return _one_figure(question, replace(scope, years=(max(scope.years),)), matches, told)
    if question.operation in (Operation.SHARE, Operation.DIFFERENCE):
        prose = [fact for fact in prose if not CHANGE.search(fact.row[0])]
        return (
            two_figures(question, match)
            or share_of_sentence(question, match, prose)
            or share_in_table(question, scope, match, facts, lexicon)
        )
    if question.operation is Operation.RANK and not _HOW_MUCH.search(question.text):
        return rank_of_figures(question, match)
    if question.operation is Operation.SUM and _joins(question, lexicon) and not whole:
        # One operand is never the answer to a question for the sum.
        return sum_of_figures(question, match)
    if lists_operands(question) and (summed := sum_of_figures(question, match)) is not None:
        return summed
    printed = _PRINTED_OPERATION.get(question.operation)
    if printed is not None:
        # A mean or growth rate counts only where the clause itself calls it one.
        prose = [fact for fact in prose if printed.search(fact.row[0])]
    if not question.numeric or (question.operation is Operation.GROWTH and len(scope.years) > 1):
        return None
    if question.level and _HOW_MANY.search(question.text) and not _HOW_MANY.search(question.body):
        return None  # “几个乡镇”: what is counted was taken for whose figures are asked for
    text = _FORMER.sub(lambda m: GAP * len(m.group()), question.body) if former else question.body
    return _one_figure(question, scope, match(text, question.unit), prose)


def _joins(question: Question, lexicon: Lexicon) -> bool:
    """Tell whether a sum of several figures is asked for; “镇和街道” is one body."""
    body = question.body
    for word in (word for group in lexicon.synonyms for word in group if "和" in word):
        body = body.replace(word, GAP)
    return joins_operands(body)


def wants_former(question: Question, scope: Scope) -> bool:
    """Tell whether what was before is asked for: of “由64个精简为38个” the 64."""
    if question.operation in (Operation.DIFFERENCE, Operation.GROWTH):
        return False
    before = -1 in question.relative and (question.years or scope.label_year)
    return bool(before or _FORMER.search(question.text))


def _one_figure(
    question: Question, scope: Scope, matches: Sequence[Match], prose: Sequence[Fact]
) -> Draft | None:
    if not matches:
        return None
    best = matches[0].fact
    years = {match.fact.year for match in matches}
    if scope.open_issuers or (scope.open_years and len(years) > 1):
        return _ask_which_report(question, matches)
    best = _of_whom(question.text, matches, prose)
    rivals = [m.fact for m in matches if m.fact.value != best.value]
    if rivals and best is matches[0].fact and not is_whole_of(best, rivals):
        whole = next((fact for fact in rivals if is_whole_of(fact, [best, *rivals])), None)
        if whole is None:
            return None  # two figures answer equally well: neither is asserted
        best = whole
    return Draft(
        Status.ANSWERED,
        Kind.NUMBER,
        place(best.year, best.issuer, fact_to_label(best)),
        (_sentence(best),),
        (fact_to_value(best),),
        (best,),
    )


def _of_whom(text: str, matches: Sequence[Match], prose: Sequence[Fact]) -> Fact:
    """Return the best match, or the figure beside it of whom the question names.

    “区政府公开多少条” is not what the whole district did, told in the same sentence.
    """
    best = matches[0].fact
    lead = _FILLED.sub("", fact_to_clause(best).lead)
    for named in _WHOM.finditer(text):
        before = text[: named.start()][-1:]
        if before and before in (best.issuer or ""):
            continue  # “城东区政府” is the issuer, whose figure is that of the whole
        if lead.startswith(named.group()) or not _WHOM.match(lead):
            continue
        for fact in prose:
            clause = fact_to_clause(fact)
            beside = fact.quote == best.quote and fact.unit == best.unit
            if beside and _FILLED.sub("", clause.lead).startswith(named.group()):
                return fact
    return best


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
