"""One figure of running text over several reports: compared, ranked, summed, followed.

Each report's own sentence is found as for a question about it alone; what is then
computed is worded as for a cell of a table. A report where no single sentence answers
cannot be told from one that does not say it, so that nothing is ranked or summed over a
series with a gap.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from corpus.quantity import scaled
from corpus.report import Fact, FactKind, Passage, Report
from qa.answer import Status
from qa.arithmetic import Term
from qa.draft import Draft
from qa.prose.arithmetic import is_whole_of
from qa.prose.claims import counted
from qa.prose.clauses import fact_to_clause
from qa.prose.selection import COUNTED, Match, decided, match_prose
from qa.rendering.wording import fact_to_label
from qa.statutory.comparisons import compare
from qa.statutory.lookup import FactSource, Found
from qa.statutory.polarity import with_polarity
from qa.statutory.series import found_to_series
from qa.statutory.summaries import listed, summarise
from qa.statutory.targets import Target
from qa.understanding.choices import settle
from qa.understanding.cues import Operation
from qa.understanding.dates import GAP
from qa.understanding.lexicon import Lexicon
from qa.understanding.question import Question
from qa.understanding.scope import Scope

PassageSource = Callable[[Sequence[str]], dict[str, Passage]]
MAX_REPORTS = 40
"""Most reports whose running text is gone through for one question."""
IN_TEXT = Target("正文", None, None)
"""Stands for an indicator of running text, which no heading names."""
_FILLING = re.compile(r"全[区市县省年镇委局]|共计?|各[类级]|累计|合计|总计|[，、：]")
"""Words of a label that change nothing about what is counted."""
MORE = 4
"""Characters by which a label is longer that says more than another."""
_ABOUT = frozenset({"余", "多", "约", "近", "左右"})
_COMPARED = (Operation.DIFFERENCE, Operation.GROWTH, Operation.TIMES)
_WHOLE = (Operation.SUM, Operation.MEAN, Operation.RANK, Operation.COUNT, Operation.TIMES)
_SPOKEN = {
    Operation.DIFFERENCE: "compare",
    Operation.GROWTH: "compare",
    Operation.TIMES: "times",
    Operation.RANK: "rank",
    Operation.MEAN: "mean",
    Operation.TREND: "trend",
    Operation.COUNT: "count",
}
_OPENING = re.compile(
    r"^(?:[（(]?\d{1,2}[)）.．、])?(?:20\d\d年|全[区市县省年镇委局]|[我本][区市县省镇委局]|年内)*"
)
"""What a clause opens with that the head of the answer says already."""
_MOVED = (
    r"(?:净|同比)?(?:增加|增长|增多|减少|下降|上升|上涨|提高|提升|降低|多(?!少)|(?<!多)少"
    r"|涨|降|高|低|增|减|升|跌)"
)
_BY_PERCENT = re.compile(rf"{_MOVED}了?(?:百分之(?:多少|几)|(?:多少|几)%)|[增涨跌降]幅")
_POINTS = re.compile(r"(?:多少|几)个?(?:百分)?点|百分点")
_TAKEN = {
    Operation.DIFFERENCE: (
        re.compile(rf"{_MOVED}(?=[\u3400-\u9fff]{{0,2}}了?(?:多少|几|百分之|[吗么没？?]|$))"),
        re.compile(r"(?:多少|几)个?(?:百分)?点"),
        re.compile(r"变化|变动|相差|差距|差|[增涨跌降]幅|多大|幅度"),
        re.compile(r"(?<=[的了])百分之(?=多少|几)|百分之"),
        re.compile(
            r"相比|[与跟和同比较从由到至]+(?=GAP)|(?<=GAP)(?:相?比|[到至较])".replace("GAP", GAP)
        ),
    ),
    Operation.RANK: (
        re.compile(
            r"(?:是|属)?(?:谁|哪(?:[一几两三个家里边些]{1,2})?(?:[年区县市家]|单位|地方|部门)?)"
        ),
        re.compile(r"[最更较][多少高低大小]|(?<=[数量率])[高低多少]|排名|排序|第[一二三]"),
        re.compile(rf"相比|(?<={GAP})[比和与跟、]|[比和与跟、](?={GAP})"),
    ),
    Operation.MEAN: (re.compile(r"年均|平均每年|每年平均|年平均[数值]?|平均[数值]?"),),
    Operation.TREND: (
        re.compile(
            r"(?:变化|发展|总体)?(?:趋势|走势)|(?:增减)?变化(?:情况)?|怎么变|如何|怎么样|怎样"
        ),
    ),
}


def series_of_figures(
    question: Question,
    scope: Scope,
    facts: FactSource,
    passages: PassageSource,
    lexicon: Lexicon,
) -> Draft | None:
    """Return what is asked of one figure over the reports of `scope`, None if it is not found."""
    if not 1 < len(scope.reports) <= MAX_REPORTS or not _asks_several(question, scope):
        return None
    operation = question.operation
    if _BY_PERCENT.search(question.text) and operation in (
        Operation.VALUE,
        Operation.DIFFERENCE,
        Operation.TREND,
    ):
        operation = Operation.GROWTH
    asked = replace(question, operation=operation)
    spoken: frozenset[str] = dict(lexicon.spoken).get(_SPOKEN.get(operation, ""), frozenset())
    words = replace(lexicon, function=lexicon.function | spoken)
    found = [
        Found(report, IN_TEXT, Term((fact,), ""))
        for report in scope.reports
        if (fact := _figure_of(asked, report, facts, passages, words)) is not None
    ]
    if not found or len({(scaled_unit(item.term.facts[0].unit)) for item in found}) > 1:
        return None
    if not _alike(found, question.body, lexicon):
        return None
    labels = [_OPENING.sub("", fact_to_label(item.term.facts[0])) for item in found]
    label = min(labels, key=len)
    found = [replace(item, term=Term(item.term.facts, label)) for item in found]
    settled = settle(asked, scope, found)
    if isinstance(settled, Draft):
        return settled
    missing = [r for r in settled.scope.reports if all(r is not i.report for i in settled.found)]
    if len(settled.found) < 2 or (missing and operation in _WHOLE):
        return None
    draft = _worded(asked, settled.found, settled.scope)
    if draft is None or draft.status is not Status.ANSWERED:
        return None
    notes = [
        f"{report.issuer or ''}{report.year}年的报告里没有找到对应的一句，没有计入。"
        for report in missing
    ]
    if any(_differs(label, each) for each in labels):
        told = "；".join(
            f"{i.report.issuer or ''}{i.report.year}年“{fact_to_label(i.term.facts[0])}”"
            for i in settled.found
        )
        notes.append(f"各份报告的说法不完全一样，口径可能不同：{told}。")
    about = [said for item in settled.found if (said := _about(item.term.facts[0]))]
    notes += [f"原文是约数：{'；'.join(about)}。"] if about else []
    return with_polarity(asked, replace(draft, notes=(*draft.notes, *notes)))


def _asks_several(question: Question, scope: Scope) -> bool:
    """Tell whether the figures of several reports are asked for, not that of one of them."""
    several = len(scope.years) > 1 or scope.every or len(scope.issuers) > 1
    if question.operation in (Operation.SHARE, Operation.CHECK):
        return False
    if question.operation in (Operation.RANK, Operation.TREND):
        return question.axis is None
    return several or (scope.level is not None and question.operation in _WHOLE)


def scaled_unit(unit: str | None) -> tuple[str, str]:
    """Return a unit as multiple and base; things counted one by one are of one kind."""
    multiple, base = scaled(Decimal(1), unit)
    return str(multiple), "件" if base in COUNTED else base or ""


def _alike(found: Sequence[Found], asked: str, lexicon: Lexicon) -> bool:
    """Tell whether what is counted is the same thing in every report, as far as it is told.

    “双公示信息16291条” and “行政许可事项清单217项” both speak of 行政许可 and count other things.
    """
    things = [counted(fact_to_clause(item.term.facts[0])) for item in found]
    told = [thing for thing in things if thing and thing not in asked]
    return all(_same_thing(one, other, lexicon) for one, other in pairwise(told))


def _same_thing(one: str, other: str, lexicon: Lexicon) -> bool:
    if one in other or other in one or one[-2:] == other[-2:]:
        return True
    tails = (lexicon.alternatives(one[-2:]) | lexicon.alternatives(one)) - {one}
    return any(tail in other for tail in tails)


def _worded(question: Question, found: Sequence[Found], scope: Scope) -> Draft | None:
    if question.operation in _COMPARED:
        return compare(question, found, scope)
    told = replace(scope, reports=tuple(item.report for item in found))
    series = found_to_series(found, told)
    return summarise(question, series) or listed(series)


def _differs(one: str, other: str) -> bool:
    """Tell whether one of two labels says more than the other about what is counted."""
    short, long = sorted((_FILLING.sub("", one), _FILLING.sub("", other)), key=len)
    return not set(short) <= set(long) or len(long) - len(short) >= MORE


def _about(fact: Fact) -> str:
    return (
        f"{fact.year}年“{fact.raw}”" if fact.qualifier in {"余", "多", "约", "近", "左右"} else ""
    )


def _figure_of(
    question: Question,
    report: Report,
    facts: FactSource,
    passages: PassageSource,
    lexicon: Lexicon,
) -> Fact | None:
    """Return the one figure that answers in `report`, None if there is none or are several."""
    prose = [f for f in facts(report) if f.kind is FactKind.PROSE and f.year == report.year]
    known = passages([fact.passage for fact in prose if fact.passage])
    unit = question.unit
    if question.operation in (Operation.GROWTH, Operation.TIMES) or _POINTS.search(question.text):
        unit = None
    text = measured(question)
    return single_fact(decided(match_prose(text, unit, prose, known, lexicon)))


def single_fact(matches: Sequence[Match]) -> Fact | None:
    """Return the figure `matches` agree on, or the total of which the others are parts."""
    values = {match.fact.value for match in matches}
    if len(values) <= 1:
        return matches[0].fact if matches else None
    rivals = [match.fact for match in matches]
    return next((fact for fact in rivals if is_whole_of(fact, rivals)), None)


def measured(question: Question) -> str:
    """Return what is measured, without the words for what is done with the figures.

    Of “主动公开的信息比　增加多少条” the words “主动公开的信息多少条” are left.
    """
    text = question.body
    operation = Operation.DIFFERENCE if question.operation in _COMPARED else question.operation
    for pattern in _TAKEN.get(operation, ()):
        text = pattern.sub("", text)
    return text
