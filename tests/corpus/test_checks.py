"""勾稽: what adds up, what does not, and what cannot be told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from corpus.checks import CARRIED, Result, check_carried, check_prose
from corpus.facts import report_to_facts
from corpus.report import Fact, FactKind, Origin, Passage, Report, State


def _prose(text: str) -> list[Fact]:
    report = Report("r1", "报告", "城东区", 2020, "年报", None, None, None, ())
    passage = Passage("p1", "r1", 0, ("一、总体情况",), None, text)
    return report_to_facts(replace(report, passages=(passage,)))


@pytest.mark.parametrize(
    ("text", "results"),
    [
        ("共公开信息10条，其中甲类4条，乙类6条。", [Result.PASS]),
        ("共公开信息10条，其中甲类4条，乙类5条。", [Result.FAIL]),
        ("共公开信息10条，其中甲类4条；乙类5条。", [Result.FAIL]),
        # The list ends with the semicolon: what follows is of something else.
        ("办理复议10件，其中维持4件，纠正6件；办理诉讼9件，其中维持9件。", [Result.PASS]),
        # A member without a figure, and a figure without its unit: not complete.
        ("共公开信息10条，其中甲类4条，年度预算，乙类5条。", [Result.UNKNOWN]),
        ("共公开信息10条，其中甲类4条，乙类5条，丙类1。", [Result.UNKNOWN]),
        # Enough of the list makes the sum; the rest counts something else.
        ("办结81件，其中甲42件，占51.85%；乙39件，占48.15%；引起的复议2件。", [Result.PASS]),
        ("共收到46件，其中甲类16件，乙类4件。", [Result.UNKNOWN]),
        ("共公开信息10条，其中甲类约4条，乙类5条。", []),
        ("共公开信息10条，其中甲类4条。", []),
    ],
)
def test_parts_against_the_total_of_a_sentence(text: str, results: list[Result]) -> None:
    assert [finding.result for finding in check_prose(_prose(text))] == results


def _cell(year: int, row: str, raw: str) -> Fact:
    number = raw.isdigit()
    return Fact(
        id=f"f{year}{row}",
        report=f"r{year}",
        issuer="城东区",
        year=year,
        kind=FactKind.CELL,
        table="申请",
        table_kind="申请办理",
        form="2021",
        row=(row,),
        column=("总计",),
        printed=None,
        raw=raw,
        state=State.NUMBER if number else State.BLANK,
        value=Decimal(raw) if number else None,
        unit="件",
        qualifier=None,
        origin=Origin.PRINTED,
        confidence=1.0,
        section=(),
        page=None,
        box=None,
        quote=raw,
    )


@pytest.mark.parametrize(
    ("left", "right", "result"),
    [("4", "4", Result.PASS), ("4", "5", Result.FAIL), ("4", "", Result.UNKNOWN)],
)
def test_what_is_carried_over_is_taken_over(left: str, right: str, result: Result) -> None:
    earlier = _cell(2020, "四、结转下年度继续办理", left)
    later = _cell(2021, "二、上年结转政府信息公开申请数量", right)
    (finding,) = check_carried([earlier], [later])
    assert (finding.rule, finding.result) == (CARRIED, result)
    assert finding.operands == (earlier, later)
    if result is not Result.UNKNOWN:
        assert finding.message.startswith("总计：2020年结转下年度继续办理4，2021年上年结转")
