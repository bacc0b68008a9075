"""One figure of running text over several reports: compared, ranked, summed, followed.

Each report's own sentence is found as for a question about it alone; what is then
computed is worded as for a cell of a table. A report where no single sentence answers
cannot be told from one that does not say it, so that nothing is ranked or summed over a
series with a gap; what is there is then only quoted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus.report import Fact, FactKind, Passage, Report
from qa.answer import Derived, Kind, Status, Value
from qa.arithmetic import Term
from qa.draft import Draft
from qa.prose.arithmetic import CHANGE, is_whole_of
from qa.prose.comparable import (
    comparable,
    in_base,
    inexact,
    stands_out,
    unit_to_dimension,
    unit_to_multiple,
)
from qa.prose.labels import facts_to_label
from qa.prose.measures import COMPARED, Measure, question_to_measure
from qa.prose.selection import Match, decided, match_prose
from qa.rendering.wording import fact_to_figure, fact_to_label, figure, place
from qa.statutory.comparisons import compare
from qa.statutory.lookup import FactSource, Found
from qa.statutory.polarity import with_polarity
from qa.statutory.series import found_to_series
from qa.statutory.summaries import listed, summarise
from qa.statutory.targets import Target
from qa.understanding.choices import settle
from qa.understanding.cues import Operation
from qa.understanding.lexicon import Lexicon
from qa.understanding.question import Question
from qa.understanding.scope import Scope

PassageSource = Callable[[Sequence[str]], dict[str, Passage]]
MAX_REPORTS = 40
"""Most reports whose running text is gone through for one question."""
MAX_QUOTED = 6
"""Most figures quoted where nothing can be computed from them."""
_RATED = re.compile("[率度]|占比|比例|比重")
"""Words that name a percentage: without one no rate is meant."""
IN_TEXT = Target("正文", None, None)
"""Stands for an indicator of running text, which no heading names."""
_WHOLE = (Operation.SUM, Operation.MEAN, Operation.RANK, Operation.COUNT, *COMPARED)
_ADDED = (Operation.SUM, Operation.MEAN)
_ROUND = frozenset({"sub", "sum", "mean", "growth", "share"})


def series_of_figures(
    question: Question,
    scope: Scope,
    facts: FactSource,
    passages: PassageSource,
    lexicon: Lexicon,
) -> Draft | None:
    """Return what is asked of one figure over the reports of `scope`, None if it is not found.

    Where it is found but cannot be computed, the draft is `not_found` and quotes what is there.
    """
    if not 1 < len(scope.reports) <= MAX_REPORTS or not _asks_several(question, scope):
        return None
    measure = question_to_measure(question)
    found = [
        Found(report, IN_TEXT, Term((fact,), ""))
        for report in scope.reports
        if (fact := _figure_of(measure, report, facts, passages, lexicon)) is not None
    ]
    if not found:
        return None
    if measure.operation is Operation.GROWTH and not measure.rate and _in(found, "%"):
        measure = replace(measure, operation=Operation.DIFFERENCE)  # rates differ by points
    label = facts_to_label([item.term.facts[0] for item in found], measure.text, lexicon)
    found = [replace(item, term=Term(item.term.facts, label)) for item in found]
    asked = replace(question, operation=measure.operation, unit=measure.unit)
    settled = settle(asked, scope, found)
    if isinstance(settled, Draft):
        return settled
    found, scope = list(settled.found), settled.scope
    missing = [r for r in scope.reports if all(r is not item.report for item in found)]
    if measure.operation in COMPARED and len(found) == 2:
        missing = []
    obstacle = _obstacle(asked, measure.text, found, missing, lexicon)
    if obstacle is not None:
        return _quoted(measure, found, obstacle)
    if len(found) < 2:
        return None
    draft = _computed(asked, found, scope)
    if draft is None or draft.status is not Status.ANSWERED:
        return _quoted(measure, found, "这些数字算不出结果。")
    notes = tuple(f"{_name(report)}的报告正文里没有找到对应的一句。" for report in missing)
    return with_polarity(asked, replace(draft, notes=(*draft.notes, *notes)))


def _asks_several(question: Question, scope: Scope) -> bool:
    """Tell whether the figures of several reports are asked for, not that of one of them."""
    operation = question.operation
    several = len(scope.years) > 1 or scope.every or len(scope.issuers) > 1
    if operation in (Operation.SHARE, Operation.CHECK):
        return False
    if operation is Operation.VALUE:
        return several and question.numeric
    if operation in (Operation.RANK, Operation.TREND):
        return question.axis is None
    return several or (scope.level is not None and operation in _WHOLE)


def _in(found: Sequence[Found], dimension: str) -> bool:
    return all(unit_to_dimension(item.term.facts[0].unit) == dimension for item in found)


def _obstacle(
    question: Question,
    text: str,
    found: Sequence[Found],
    missing: Sequence[Report],
    lexicon: Lexicon,
) -> str | None:
    """Return why nothing may be computed from `found`, in words; None if it may."""
    facts = [item.term.facts[0] for item in found]
    operation = question.operation
    if missing and operation in _WHOLE:
        names = "、".join(_name(report) for report in missing[:MAX_QUOTED])
        more = f"等{len(missing)}份" if len(missing) > MAX_QUOTED else ""
        return f"{names}{more}的报告正文里没有找到唯一对应的数字。"
    if len({unit_to_dimension(fact.unit) for fact in facts}) > 1:
        return "这些数字的单位不同。"
    bases = {in_base(fact).unit for fact in facts}
    if len(bases) > 1 and operation not in (Operation.RANK, Operation.VALUE):
        return "这些数字的单位不同。"
    if not comparable(facts, text, lexicon):
        return "各份报告的说法不同，不一定是同一口径。"
    if _in(found, "%") and (operation in _ADDED or operation in COMPARED[1:]):
        return "这些数字是百分比，不能这样计算。"
    if operation is Operation.COUNT and any(inexact(fact) for fact in facts):
        return "其中有约数。"
    if operation is Operation.RANK and not stands_out(facts, lowest=question.lowest):
        return "其中有约数，分不出先后。"
    return None


def _figure_of(
    measure: Measure,
    report: Report,
    facts: FactSource,
    passages: PassageSource,
    lexicon: Lexicon,
) -> Fact | None:
    """Return the one figure that answers in `report`, None if there is none or are several."""
    rated = _RATED.search(measure.text) is not None
    prose = [
        fact
        for fact in facts(report)
        if fact.kind is FactKind.PROSE
        and fact.year == report.year
        and not CHANGE.search(fact.row[0])
        and (unit_to_dimension(fact.unit) != "%" or measure.unit == "%" or rated)
    ]
    known = passages([fact.passage for fact in prose if fact.passage])
    return single_fact(decided(match_prose(measure.text, measure.unit, prose, known, lexicon)))


def single_fact(matches: Sequence[Match]) -> Fact | None:
    """Return the figure `matches` agree on, or the total of which the others are parts."""
    values = {(match.fact.value, match.fact.unit) for match in matches}
    if len(values) <= 1:
        return matches[0].fact if matches else None
    rivals = [match.fact for match in matches]
    return next((fact for fact in rivals if is_whole_of(fact, rivals)), None)


def _computed(question: Question, found: Sequence[Found], scope: Scope) -> Draft | None:
    """Return the answer `found` gives, brought to one multiple, approximate where they are."""
    facts = [item.term.facts[0] for item in found]
    even = len({unit_to_multiple(fact.unit) for fact in facts}) > 1
    even = even or (question.operation is Operation.COUNT and facts[0].unit is not None)
    items = [replace(i, term=Term((in_base(i.term.facts[0]),), i.term.label)) for i in found]
    draft = _worded(question, items if even else found, scope)
    if draft is None or draft.status is not Status.ANSWERED:
        return draft
    changed = [f for f in facts if even and unit_to_multiple(f.unit) != 1]
    draft = _with_prints(draft, facts, changed)
    if any(inexact(fact) for fact in facts) or changed:
        draft = _approximate(draft, [f for f in facts if inexact(f) or f in changed])
    return draft


def _worded(question: Question, found: Sequence[Found], scope: Scope) -> Draft | None:
    if question.operation in COMPARED:
        return compare(question, found, scope)
    told = replace(scope, reports=tuple(item.report for item in found))
    series = found_to_series(found, told)
    return summarise(question, series) or listed(series)


def _with_prints(draft: Draft, facts: Sequence[Fact], changed: Sequence[Fact]) -> Draft:
    """Cite the prints; a figure shown in another multiple is converted from one of them."""
    prints = {fact.id: fact for fact in facts}
    converted = {fact.id for fact in changed}
    values = tuple(
        replace(value, fact=None, derived=Derived("convert", (value.fact,)))
        if value.fact in converted
        else value
        for value in draft.values
    )
    cited = tuple(prints.get(fact.id, fact) for fact in draft.facts)
    return replace(draft, values=values, facts=cited)


def _approximate(draft: Draft, about: Sequence[Fact]) -> Draft:
    """Say that what was computed from rounded or approximate prints is approximate too."""
    values, sentences = [], draft.sentences
    for value in draft.values:
        if value.derived is not None and value.derived.op in _ROUND and value.value:
            shown = figure(abs(value.value), value.unit)
            sentences = tuple(_about(sentence, shown) for sentence in sentences)
            value = replace(value, qualifier="约")
        values.append(value)
    prints = "；".join(f"{fact.year}年“{fact.raw}”" for fact in about[:MAX_QUOTED])
    word = "，结果也是约数" if any(_is_rounded(value) for value in values) else ""
    note = f"原文不是精确数：{prints}{word}。"
    return replace(draft, values=tuple(values), sentences=sentences, notes=(*draft.notes, note))


def _is_rounded(value: Value) -> bool:
    return value.qualifier == "约" and value.derived is not None


def _about(sentence: str, shown: str) -> str:
    return re.sub(rf"(?<![\d.约]){re.escape(shown)}", f"约{shown}", sentence)


def _quoted(measure: Measure, found: Sequence[Found], obstacle: str) -> Draft | None:
    """Quote the figures that are there, and say why nothing is computed from them."""
    if measure.operation is Operation.VALUE:
        return None
    word = "比较" if measure.operation in (*COMPARED, Operation.RANK) else "计算"
    said = "；".join(
        f"{_name(item.report)}“{fact_to_label(item.term.facts[0])}”"
        f"{fact_to_figure(item.term.facts[0])}"
        for item in found[:MAX_QUOTED]
    )
    issuers = {item.report.issuer for item in found}
    return Draft(
        Status.NOT_FOUND,
        Kind.COMPARISON,
        place(None, issuers.pop() if len(issuers) == 1 else None, found[0].term.label),
        (f"无法直接{word}：{obstacle}", f"正文里有：{said}。"),
        facts=tuple(item.term.facts[0] for item in found[:MAX_QUOTED]),
        final=True,
    )


def _name(report: Report) -> str:
    return f"{report.issuer or ''}{report.year}年"
