"""The contrary of what is asked, and the hotline beside it, are no answers."""

from __future__ import annotations

import pytest

from qa.prose.clauses import fact_to_clause
from qa.prose.opposites import is_opposite
from tests.qa.prose.test_claims import facts_of

LINES = "12320热线接听来电52418次，接通率93.2%；办理12345热线工单9536件，办结率99.3%。"


@pytest.mark.parametrize(
    ("asked", "sentence", "figure", "opposite"),
    [
        ("抽检合格多少批次", "公开抽检信息22期1930批次，不合格25批次。", "25", True),
        ("抽检不合格多少批次", "公开抽检信息22期1930批次，不合格25批次。", "25", False),
        ("更新多于12次的村有几个", "36个行政村更新少于12次。", "36", True),
        ("12345接通率是多少", LINES, "93.2", True),
        ("12320接通率是多少", LINES, "93.2", False),
        ("12345热线工单多少件", LINES, "9536", False),
    ],
)
def test_is_opposite(asked: str, sentence: str, figure: str, *, opposite: bool) -> None:
    (fact,) = [fact for fact in facts_of(sentence) if str(fact.value) == figure]
    assert is_opposite(asked, fact_to_clause(fact)) is opposite
