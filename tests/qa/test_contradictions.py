"""A figure in running text against the cell it repeats."""

from __future__ import annotations

import pytest

from corpus.checks import Result
from corpus.report import Fact, FactKind
from index.library import Library
from qa.contradictions import prose_against_tables
from qa.understanding.lexicon import load_lexicon
from tests.qa.facts import make_fact
from tests.qa.samples import STONE

LEXICON = load_lexicon()
CELL = make_fact(71)


def _prose(
    value: int, subject: str = "新收政府信息公开申请", *, unit: str = "件", **more: str
) -> Fact:
    quote = f"全年{subject}{value}{unit}。"
    return make_fact(
        value,
        unit=unit,
        row=(subject,),
        kind=FactKind.PROSE,
        raw=f"{value}{unit}",
        quote=quote,
        qualifier=more.get("qualifier"),
    )


def test_equal_figures_agree() -> None:
    (finding,) = prose_against_tables([CELL, _prose(71)], LEXICON)
    assert finding.result is Result.PASS
    assert "一致" in finding.message


def test_other_figures_do_not() -> None:
    (finding,) = prose_against_tables([CELL, _prose(72)], LEXICON)
    assert finding.result is Result.FAIL
    assert "72件" in finding.message
    assert "71件" in finding.message
    assert finding.operands == (finding.left[0], CELL)


@pytest.mark.parametrize(
    "prose",
    [
        _prose(72, unit="条"),
        _prose(72, qualifier="约"),
        _prose(72, "外国公民新收政府信息公开申请"),
        _prose(72, "受理热线"),
        _prose(72, "修剪树木"),
    ],
    ids=lambda fact: f"{fact.row[0]}{fact.qualifier or ''}{fact.unit}",
)
def test_what_is_not_the_same_figure_is_not_compared(prose: Fact) -> None:
    assert prose_against_tables([CELL, prose], LEXICON) == []


def test_the_samples_hold_one_contradiction(samples: Library) -> None:
    failed = [
        (report.issuer, report.year, finding.message)
        for report in samples.reports()
        for finding in prose_against_tables(tuple(samples.facts(report=report.id)), LEXICON)
        if finding.result is Result.FAIL
    ]
    ((issuer, year, message),) = failed
    assert (issuer, year) == (STONE, 2022)
    assert "120件" in message
    assert "119件" in message
