"""Arithmetic over facts: exact, half-up, nothing computed from what is missing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.report import State
from qa.arithmetic import Term, add, growth, mean, rounded, share, subtract
from tests.qa.facts import make_fact

AMOUNTS = st.decimals(-(10**9), 10**9, places=2)
COUNTS = st.integers(1, 10**6)


def _term(value: int | str | None, label: str = "甲", unit: str | None = "件") -> Term:
    return Term((make_fact(value, unit=unit, name=f"{label}{value}"),), label)


MISSING = [
    Term((make_fact(None, state=state),), "缺")
    for state in (State.BLANK, State.SLASH, State.DASH, State.UNREADABLE, State.TEXT)
] + [Term((), "无")]


@pytest.mark.parametrize(
    ("dividend", "divisor", "expected"),
    [
        (100, 39, "2.56"),
        (1, 8, "0.125"),
        (1, 16, "0.0625"),
        (1, 32, "0.03"),
        (1, 3, "0.33"),
        (2, 3, "0.67"),
        (5600, 71, "78.87"),
        (1005, 1000, "1.005"),
        (100, 4, "25"),
        (30000, 3, "10000"),
        (-100, 39, "-2.56"),
        (12345, 10**6, "0.01"),
        (15, 1000 * 3, "0.005"),
        (0, 7, "0"),
    ],
)
def test_quotients(dividend: int, divisor: int, expected: str) -> None:
    assert str(rounded(Decimal(dividend), Decimal(divisor))) == expected


@given(dividend=AMOUNTS, divisor=COUNTS)
def test_a_quotient_is_exact_or_within_half_a_hundredth(dividend: Decimal, divisor: int) -> None:
    quotient = rounded(dividend, Decimal(divisor))
    assert abs(quotient * divisor - dividend) <= Decimal("0.005") * divisor
    _, _, places = format(quotient, "f").partition(".")
    assert len(places) <= 4
    if len(places) > 2:
        assert quotient * divisor == dividend


@given(values=st.lists(AMOUNTS, min_size=1, max_size=6))
def test_sums_are_exact_and_keep_their_operands(values: list[Decimal]) -> None:
    terms = [_term(str(value), f"第{n}项") for n, value in enumerate(values)]
    result = add(terms)
    assert result is not None
    assert result.value == sum(values)
    assert result.operands == tuple(term.facts[0] for term in terms)
    assert result.unit == "件"
    assert result.formula.endswith(f"＝{result.value:f}")


@given(left=AMOUNTS, right=AMOUNTS)
def test_a_difference_added_to_what_was_taken_away_gives_the_rest(
    left: Decimal, right: Decimal
) -> None:
    result = subtract(_term(str(left)), _term(str(right), "乙"))
    assert result is not None
    assert result.value + right == left


def test_shares_and_growth_in_percent() -> None:
    result = share(_term(56, "自然人"), _term(71, "总计"))
    assert result is not None
    assert (result.value, result.unit) == (Decimal("78.87"), "%")
    assert result.formula == "自然人56÷总计71＝78.87%"
    grown = growth(_term(71, "今年"), _term(52, "去年"))
    assert grown is not None
    assert grown.value == Decimal("36.54")
    assert "71" in grown.formula
    assert "52" in grown.formula
    fallen = growth(_term(52), _term(71))
    assert fallen is not None
    assert fallen.value == Decimal("-26.76")


def test_a_mean_is_in_the_unit_of_its_total() -> None:
    result = mean(_term("21460938.5", "总额", "元"), _term(72, "项目数", None))
    assert result is not None
    assert (result.value, result.unit) == (Decimal("298068.59"), "元")


@pytest.mark.parametrize("missing", MISSING, ids=lambda term: term.label)
def test_nothing_is_computed_from_what_is_missing(missing: Term) -> None:
    there = _term(5)
    assert missing.value is None
    assert add([there, missing]) is None
    assert subtract(there, missing) is None
    assert subtract(missing, there) is None
    assert share(missing, there) is None
    assert share(there, missing) is None
    assert growth(missing, there) is None
    assert growth(there, missing) is None
    assert mean(there, missing) is None
    assert mean(missing, there) is None


def test_nothing_is_divided_by_zero() -> None:
    zero, one = _term(0), _term(1)
    assert zero.value == 0
    assert share(one, zero) is None
    assert growth(one, zero) is None
    assert mean(one, zero) is None
    nothing = share(zero, one)
    assert nothing is not None
    assert nothing.value == 0


def test_units_are_never_mixed() -> None:
    cases, lots = _term(5), _term(3, "乙", "条")
    assert add([cases, lots]) is None
    assert subtract(cases, lots) is None
    assert share(cases, lots) is None
    assert growth(cases, lots) is None
    assert Term((*cases.facts, *lots.facts), "").unit is None


def test_a_group_is_the_sum_of_its_cells_or_unknown() -> None:
    assert Term((make_fact(2), make_fact(0), make_fact(3)), "不予公开").value == 5
    assert Term((make_fact(2), make_fact(None)), "不予公开").value is None
