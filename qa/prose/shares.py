"""Shares of a part told in running text in a whole printed in a table of the same report."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus.report import Fact
from qa.arithmetic import Term, share
from qa.draft import Draft
from qa.prose.selection import Match
from qa.rendering.wording import fact_to_label, fact_to_phrase, figure, place, when_and_who
from qa.statutory.indicators import read_tables
from qa.statutory.lookup import FactSource, find
from qa.statutory.numbers import computed
from qa.understanding.cues import Operation
from qa.understanding.lexicon import Lexicon
from qa.understanding.question import Question
from qa.understanding.scope import Scope

_SHARE_WORDS = re.compile(
    r"占比|比例|比重|百分比|份额|多大|百分之(?:多少|几)|多少%|几成|(?:是)?多少|[？?的]+$"
)


def share_in_table(
    question: Question,
    scope: Scope,
    match: Callable[[str, str | None], list[Match]],
    facts: FactSource,
    lexicon: Lexicon,
) -> Draft | None:
    """Return the percentage a figure of running text is of a cell of the same report.

    “网络申请占新收申请的比例”: how applications came in is told in words, how many in the
    table. Both must count in one unit, and the part may not exceed the whole.
    """
    cut = question.body.find("占")
    if question.operation is not Operation.SHARE or cut < 0 or len(scope.reports) != 1:
        return None
    part_text, whole_text = question.body[:cut], _SHARE_WORDS.sub("", question.body[cut + 1 :])
    matches = match(part_text, None)
    whole = _cell(question, whole_text, scope, facts, lexicon)
    if not matches or whole is None or any(m.fact.value != matches[0].fact.value for m in matches):
        return None
    part = matches[0].fact
    if part.unit != whole.unit or part.year != whole.year or part.qualifier:
        return None
    names = fact_to_label(part), fact_to_phrase(whole)
    result = share(Term((part,), names[0]), Term((whole,), names[1]))
    if result is None or result.value > 100:
        return None
    head = when_and_who(part.year, part.issuer)
    text = f"{head}：{names[0]}占{names[1]}的{figure(result.value, '%')}。"
    return computed(result, text, place(part.year, part.issuer, f"{names[0]}占{names[1]}的比例"))


def _cell(
    question: Question, text: str, scope: Scope, facts: FactSource, lexicon: Lexicon
) -> Fact | None:
    """Return the one cell `text` names in the report of `scope`."""
    asked = replace(question, body=text, text=text, operation=Operation.VALUE, unit=None)
    readings = [r for r in read_tables(asked, lexicon) if r.targets and not r.left]
    cells: Sequence[Fact] = [
        fact
        for reading in readings
        for item in find(asked, reading, scope.reports, facts)
        for fact in item.term.facts
    ]
    return cells[0] if len({fact.id for fact in cells}) == 1 else None
