"""Follow-ups read with the turn before."""

from __future__ import annotations

import pytest

from qa.understanding.catalog import issuer_to_aliases
from qa.understanding.cues import Operation
from qa.understanding.followup import Turn, merge
from qa.understanding.question import Question, parse_question
from tests.qa.samples import GREEN, STONE

ALIASES = [(name, issuer_to_aliases(name)) for name in (STONE, GREEN)]


def _merged(text: str, *earlier: str) -> Question:
    turns = [Turn(question, "") for question in earlier]
    return merge(parse_question(text, ALIASES), turns, ALIASES)


def _shape(question: Question) -> tuple[tuple[int, ...], tuple[str, ...], bool]:
    return question.years, question.issuers, "新收" in question.body


@pytest.mark.parametrize(
    ("text", "years", "issuers", "same_subject"),
    [
        ("那青禾区呢", (2020,), (GREEN,), True),
        ("2021年呢？", (2021,), (STONE,), True),
        ("那么青禾区2019年呢", (2019,), (GREEN,), True),
        ("换成青禾区", (2020,), (GREEN,), True),
        ("行政处罚处理决定多少件", (2020,), (STONE,), False),
        ("青禾区2021年行政处罚多少件", (2021,), (GREEN,), False),
        ("其中自然人几件", (2020,), (STONE,), False),
    ],
)
def test_what_carries_over(
    text: str, years: tuple[int, ...], issuers: tuple[str, ...], same_subject: bool
) -> None:
    merged = _merged(text, "石桥区2020年新收申请多少件")
    assert _shape(merged) == (years, issuers, same_subject)


def test_unit_and_operation_come_with_the_subject() -> None:
    merged = _merged("那2021年呢", "石桥区2020年自然人占新收申请的比例")
    assert merged.operation is Operation.SHARE
    assert merged.unit == "%"
    assert merged.numeric
    assert merged.original == "那2021年呢"


def test_a_chain_of_ellipses() -> None:
    merged = _merged("那2021年呢", "石桥区2020年新收申请多少件", "那青禾区呢")
    assert _shape(merged) == ((2021,), (GREEN,), True)


def test_last_year_is_its_own_year() -> None:
    merged = _merged("去年呢", "石桥区2020年新收申请多少件")
    assert merged.relative == (-1,)
    assert merged.issuers == (STONE,)


def test_nothing_before_changes_nothing() -> None:
    alone = parse_question("那青禾区呢", ALIASES)
    assert merge(alone, [], ALIASES) == alone
