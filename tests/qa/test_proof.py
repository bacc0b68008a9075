"""Proof: a figure that is not the cited one, in its unit, year and issuer, is withheld."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corpus.report import Fact
from qa.answer import Citation, Value
from qa.arithmetic import Term, share, subtract
from qa.proof import Evidence, prove, unproven
from qa.statutory.numbers import fact_to_value, result_to_value
from tests.qa.facts import make_fact
from tests.qa.samples import GREEN, STONE

NEW = make_fact(71, issuer=STONE, year=2020)
OLD = make_fact(52, issuer=STONE, year=2019)
OTHER = make_fact(78, issuer=GREEN, year=2020)
MONEY = make_fact("21460938.5", unit="元", issuer=STONE, row=("采购",))
QUOTE = "全年主动公开政府信息1689条，较上年的1537条增长9.89%。"
PASSAGE = Citation(
    report="r1",
    title="云岭市石桥区人民政府2020年政府信息公开工作年度报告",
    source_url=None,
    published=None,
    page=None,
    section=("一、总体情况",),
    row=(),
    column=(),
    box=None,
    quote=QUOTE,
    fact=None,
    passage="p1",
    sha256="0" * 64,
)


def _evidence(*facts: Fact, values: tuple[Value, ...] = ()) -> Evidence:
    return Evidence(
        values=(*(fact_to_value(fact) for fact in facts), *values),
        citations=(PASSAGE,),
        catalogue=frozenset({PASSAGE.title, "12345热线受理诉求"}),
        years=frozenset({2019, 2020, 2021}),
        issuers=frozenset({STONE, GREEN}),
    )


@pytest.mark.parametrize(
    "sentence",
    [
        f"2020年，{STONE}本年新收申请71件。",
        "新收申请７１件。",
        "新收申请七十一件。",
        "新收申请71。",
        "没有数字的句子。",
        "2019年、2020年、2021年。",
        f"《{PASSAGE.title}》。",
        "12345热线受理诉求71件。",
        f"报告写道：“{QUOTE}”",
        "报告写道：“增长9.89%”，新收71件。",
    ],
)
def test_what_is_cited_is_shown(sentence: str) -> None:
    assert prove([sentence], _evidence(NEW)) == ((sentence,), False)


@pytest.mark.parametrize(
    "sentence",
    [
        f"2020年，{STONE}本年新收申请72件。",
        f"2021年，{STONE}本年新收申请71件。",
        f"2020年，{GREEN}本年新收申请71件。",
        f"2018年，{STONE}本年新收申请71件。",
        "新收申请71条。",
        "新收申请71万件。",
        "新收申请71%。",
        "新收申请７２件。",
        "新收申请七十二件。",
        "新收申请七十一条。",
        "新收申请7.1件。",
        "新收申请71.5件。",
        "新收申请171件。",
        "新收申请71件，其中自然人56件。",
        "报告写道：“增长9.98%”。",
        "报告写道：“全年主动公开1690条”。",
        "增长9.89%。",
        "编号12345。",
    ],
)
def test_what_is_not_is_withheld(sentence: str) -> None:
    assert prove([sentence], _evidence(NEW)) == ((), True)


def test_each_clause_answers_for_its_own_year_and_issuer() -> None:
    evidence = _evidence(NEW, OLD, OTHER)
    right = f"2020年，{STONE}新收71件；2019年，{STONE}新收52件；2020年，{GREEN}新收78件。"
    assert unproven(right, evidence) == []
    for wrong in (
        f"2020年，{STONE}新收52件；2019年，{STONE}新收71件。",
        f"2020年，{STONE}新收78件；2020年，{GREEN}新收71件。",
    ):
        assert len(unproven(wrong, evidence)) == 2


def test_a_computed_figure_is_proven_by_its_result() -> None:
    new, old = Term((NEW,), "2020年新收申请"), Term((OLD,), "2019年新收申请")
    result = subtract(new, old)
    assert result is not None
    evidence = _evidence(NEW, OLD, values=(result_to_value(result, "新收申请"),))
    assert (
        unproven(f"2020年新收申请比2019年新收申请多19件。计算：{result.formula}件。", evidence)
        == []
    )
    assert unproven("2020年新收申请比2019年新收申请多18件。", evidence)
    assert share(new, old) is not None
    assert unproven("2020年新收申请是2019年新收申请的136.54%。", evidence)


def test_withholding_one_sentence_keeps_the_others() -> None:
    kept, withheld = prove(["新收申请71件。", "其中自然人56件。"], _evidence(NEW))
    assert kept == ("新收申请71件。",)
    assert withheld


@given(number=st.integers(0, 10**9))
def test_no_other_number_passes(number: int) -> None:
    assume(number not in (71,))
    assert unproven(f"本年新收申请{number}件。", _evidence(NEW))


@given(amount=st.decimals(0, 10**9, places=2), unit=st.sampled_from(["", "元", "万元", "件", "%"]))
def test_amounts_pass_only_as_they_are_printed(amount: Decimal, unit: str) -> None:
    proven = not unproven(f"采购总金额为{amount}{unit}。", _evidence(MONEY))
    assert proven == (amount == Decimal("21460938.5") and unit in ("", "元"))


def test_without_evidence_no_number_is_shown() -> None:
    nothing = replace(_evidence(), citations=(), catalogue=frozenset(), years=frozenset())
    assert unproven("新收申请0件。", nothing)
    assert unproven(f"报告写道：“{QUOTE}”", nothing)
