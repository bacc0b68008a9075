"""Choices: whose figures and of which year, where a question leaves that open.

Either the figures in question can be settled — those of one level under one place for a
ranking or a total — or the question is asked back with its readings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.answer import Kind, Reading, Status
from qa.draft import Draft
from qa.rendering.wording import place
from qa.statutory.lookup import Found
from qa.understanding.cues import Operation, joins_operands
from qa.understanding.levels import ALL, groups, part_and_whole
from qa.understanding.question import Question
from qa.understanding.scope import Scope

MAX_READINGS = 6
_OVER = (Operation.SUM, Operation.MEAN, Operation.RANK, Operation.COUNT)
_COMPARED = (Operation.DIFFERENCE, Operation.GROWTH, Operation.TIMES)
_YEARLY = re.compile(
    r"哪(?:一|几|些)?个?年|[几多少]+年(?!来)|年份|每年|年均|哪[两二三四五]年|[两二三四五]年"
)
_LEVEL_WORDS = {"县": "各区县", "部门": "各部门", "市": "各市", "乡镇": "各乡镇", "省": "各省"}


@dataclass(frozen=True, slots=True)
class Settled:
    """The figures in question, and the scope narrowed to them."""

    found: tuple[Found, ...]
    scope: Scope


def settle(question: Question, scope: Scope, found: Sequence[Found]) -> Settled | Draft:
    """Return the figures `question` is about, or the draft that asks back."""
    issuers = list(dict.fromkeys(item.report.issuer or "" for item in found))
    if question.members is not None and len(scope.issuers) != question.members:
        return _not_so_many(question, scope.issuers)
    settled = Settled(tuple(found), scope)
    if len(issuers) > 1:
        chosen = _settle_issuers(question, scope, issuers)
        if isinstance(chosen, Draft):
            return chosen
        settled = Settled(
            tuple(item for item in found if item.report.issuer in chosen),
            replace(
                scope,
                reports=tuple(r for r in scope.reports if r.issuer in chosen),
                issuers=scope.issuers or tuple(chosen),
            ),
        )
    years = sorted({i.report.year for i in settled.found if i.report.year}, reverse=True)
    if scope.open_years and len(years) > 1 and not _spans_years(question, settled):
        heads = [f"{year}年" for year in years]
        who = settled.found[0].report.issuer if len(issuers) == 1 else None
        shown = f"{who}" if who and not question.issuers and scope.open_issuers else ""
        return ask("请问您问的是哪一年？", [f"{shown}{head}" for head in heads], question)
    return settled


def _settle_issuers(question: Question, scope: Scope, issuers: list[str]) -> list[str] | Draft:
    parents = dict(scope.parents)
    summed = question.operation in (Operation.SUM, Operation.MEAN)
    if scope.level is None and scope.issuers:
        pair = part_and_whole(issuers, parents) if summed else None
        return issuers if pair is None else _whole_and_part(question, *pair)
    if scope.level is not None or question.level is not None:
        return _one_group(question, issuers, parents)
    year = f"{scope.reports[0].year}年" if _one_year(scope) and not question.years else ""
    return ask("请问您问的是哪个单位？", [f"{issuer}{year}" for issuer in issuers], question)


def _one_year(scope: Scope) -> bool:
    return len({report.year for report in scope.reports}) == 1


def _one_group(
    question: Question, issuers: list[str], parents: dict[str, str]
) -> list[str] | Draft:
    """Return the issuers of one level under one place, or ask which."""
    if question.operation not in _OVER:
        return issuers
    alike = groups(issuers, parents)
    summed = question.operation in (Operation.SUM, Operation.MEAN)
    if len(alike) == 1 or (question.level == ALL and not summed):
        return issuers
    sets = {key: names for key, names in alike.items() if len(names) > 1}
    if not sets and summed:
        return _nothing_alike(question, issuers)
    heads = [f"{parent or ''}{_LEVEL_WORDS.get(level or '', '各单位')}" for level, parent in sets]
    heads += [] if summed else ["在库的全部单位中"]
    return ask("这些单位不是同一级的，不能放在一起比较或相加。请问您问的是：", heads, question)


def _nothing_alike(question: Question, issuers: Sequence[str]) -> Draft:
    names = "、".join(issuers[:4])
    text = f"库里的单位级别不同（{names}），不能放在一起比较或相加。"
    return Draft(Status.NOT_FOUND, Kind.NUMBER, place(None, names, ""), (text,), final=True)


def _not_so_many(question: Question, issuers: Sequence[str]) -> Draft:
    """Say which issuers are held, where the question counts others than those."""
    del question
    names = "、".join(issuers[:MAX_READINGS])
    held = f"库里有：{names}。" if issuers else "库里没有这样的单位。"
    text = f"您问的单位数与库里的对不上，{held}请点名要问的单位。"
    return Draft(Status.NOT_FOUND, Kind.NUMBER, place(None, names, ""), (text,), final=True)


def _whole_and_part(question: Question, part: str, whole: str) -> Draft:
    del question
    text = f"{part}属于{whole}所辖，{whole}的数字可能已经包含它，两者不能相加。"
    return Draft(Status.NOT_FOUND, Kind.NUMBER, f"{part}、{whole}", (text,), final=True)


def _spans_years(question: Question, settled: Settled) -> bool:
    """Tell whether a question that names no year means all that are held."""
    one_issuer = len({item.report.issuer for item in settled.found}) == 1
    operation = question.operation
    if operation is Operation.TREND:
        return True
    if operation is Operation.RANK:
        return one_issuer and question.axis is None and question.level is None
    if operation in (Operation.MEAN, Operation.COUNT, Operation.SUM):
        return question.every or (_YEARLY.search(question.text) is not None and one_issuer)
    if operation in _COMPARED and one_issuer:
        return len(settled.found) == 2 and not joins_operands(question.text)
    return False


def ask(text: str, heads: Sequence[str], question: Question) -> Draft:
    """Return the draft that asks back, one reading for each of `heads`."""
    readings = tuple(Reading(head, f"{head}{question.original}") for head in heads[:MAX_READINGS])
    more = len(heads) - MAX_READINGS
    said = f"{text[:-1]}（只列出前几个）{text[-1]}" if more > 0 else text
    return Draft(Status.AMBIGUOUS, Kind.NUMBER, "", (said,), readings=readings)
