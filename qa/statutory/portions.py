"""Portions: what share one issuer's figure is of the city's, or of all its like.

“青禾区占全市的比重” is over the city's own report; “占全市各区的比重” over the districts
held, which are named, so that nobody takes them for all there are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from qa.arithmetic import Term, share, show
from qa.draft import Draft
from qa.rendering.wording import figure, place, when_and_who
from qa.statutory.lookup import Found
from qa.statutory.numbers import computed, missing, term_to_value
from qa.statutory.series import runs_over
from qa.understanding.levels import level_of
from qa.understanding.question import Question
from qa.understanding.scope import Scope

_OF = re.compile(r"占(?!比|了?(?:多少|几|百分))")
_OF_OTHERS = re.compile(r"占.{0,8}(?:全|各|所有|全部|每个)(?P<level>[省市区县])")
MAX_NAMED = 4


def of_others(question: Question, scope: Scope) -> bool:
    """Tell whether the share is of something larger than the issuer asked about.

    A share of the whole city is never that of the district's own total.
    """
    match = _OF_OTHERS.search(question.text)
    if match is None or len(question.issuers) != 1:
        return False
    own = {"省": "省", "市": "市", "区": "县", "县": "县"}[match["level"]]
    return level_of(question.issuers[0]) != own or scope.level is not None


def is_portion(question: Question, found: Sequence[Found]) -> bool:
    """Tell whether one issuer's figure is asked for as a share of others'."""
    issuers = {item.report.issuer for item in found}
    years = {item.report.year for item in found}
    split = _OF.search(question.text) is not None
    alike = runs_over(found) and len(years) == 1
    return split and alike and len(issuers) > 1 and bool(question.issuers)


def answer_portion(question: Question, found: Sequence[Found]) -> Draft | None:
    """Return the share of the first issuer named in the others, or in all of them."""
    part = next((i for i in found if i.report.issuer == question.issuers[0]), None)
    if part is None:
        return None
    others = [item for item in found if item is not part]
    year, label = part.report.year, part.term.label
    mine = Term(part.term.facts, f"{part.report.issuer}{label}")
    understood = place(year, part.report.issuer, f"{label}所占比例")
    if question.level is None:
        if len(others) != 1:
            return None
        whole = others[0]
        base = Term(whole.term.facts, f"{whole.report.issuer}{label}")
        result = share(mine, base)
        of = f"{whole.report.issuer}（{figure(base.value, base.unit)}）"
    else:
        facts = tuple(fact for item in found for fact in item.term.facts)
        names = "、".join(item.report.issuer or "" for item in found[:MAX_NAMED])
        more = "等" if len(found) > MAX_NAMED else ""
        base = Term(facts, "各单位合计")
        result = share(mine, base)
        if result is not None:
            # Every operand by its issuer's name, so that each can be proven.
            sum_of = "＋".join(
                f"{i.report.issuer}{show(i.term.value or Decimal(0))}" for i in found
            )
            formula = f"{mine.label}{show(mine.value or Decimal(0))}÷（{sum_of}）"
            result = replace(result, formula=f"{formula}＝{show(result.value)}%")
        of = f"库里{len(found)}个单位（{names}{more}）合计{figure(base.value, base.unit)}"
    if result is None:
        return missing((mine, base), understood)
    said = f"{when_and_who(year, mine.label)}{figure(mine.value, mine.unit)}"
    draft = computed(result, f"{said}，占{of}的{show(result.value)}%。", understood)
    shown = (draft.values[0], replace(term_to_value(base), label=base.label), *draft.values[1:])
    return replace(draft, values=shown)
