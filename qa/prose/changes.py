"""Changes a report itself tells: “比上年增加216条”, “同比增长18.11%”."""

from __future__ import annotations

import re

from corpus.report import Fact
from corpus.terms import compact
from qa.prose.arithmetic import CHANGE
from qa.understanding.cues import Operation
from qa.understanding.question import Question
from qa.understanding.scope import Scope

_BASE = re.compile(
    r"(?:比|较|同比|相比|相较|对比)(?P<last>上年|去年|上一年|上年度|同期)?(?P<year>20\d\d)?"
)
_RATE = re.compile(r"增长|增加|增幅|上升|提高|提升|下降|减少|降低|同比")
_PERCENT = frozenset({"%", "％"})


def told_change(question: Question, scope: Scope, fact: Fact) -> bool:
    """Tell whether `fact` is the change between the years asked about, told by a report.

    The later year's report tells it, against the earlier year and no other.
    """
    first, last = min(scope.years), max(scope.years)
    if fact.year != last or len(set(scope.years)) != 2 or len(scope.issuers) > 1:
        return False
    subject = fact.row[0]
    if question.operation is Operation.TIMES:
        return False
    if question.operation is Operation.GROWTH:
        tells = fact.unit in _PERCENT and _RATE.search(subject) is not None
    else:
        tells = CHANGE.search(subject) is not None
    return tells and _base_year(fact, last) == first


def _base_year(fact: Fact, last: int) -> int | None:
    """Return the year a change is counted from, told in the figure's clause or before it."""
    quote, raw = compact(fact.quote), compact(fact.raw)
    head = quote[: max(quote.find(raw), 0)]
    found = list(_BASE.finditer(head))
    if not found:
        return None
    named = found[-1]["year"]
    return int(named) if named else last - 1
