"""What a sentence must account for, and everyday speech for what reports print."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from corpus.report import Fact, FactKind
from qa.prose.asking import completed, read_plainly
from qa.prose.everyday import load_everyday, with_everyday
from qa.prose.particulars import asked_form
from qa.prose.selection import decided, match_prose
from qa.understanding.dates import GAP
from qa.understanding.lexicon import load_lexicon
from qa.understanding.question import parse_question
from tests.qa.facts import make_fact

LEXICON = with_everyday(load_lexicon())


def _prose(value: int, subject: str, quote: str, unit: str) -> Fact:
    return make_fact(
        value,
        unit=unit,
        row=(subject,),
        kind=FactKind.PROSE,
        raw=f"{value}{unit}",
        quote=quote,
        name=f"{subject}{value}",
    )


def _answers(text: str, *facts: Fact) -> list[Decimal | None]:
    question = read_plainly(parse_question(text, ()), LEXICON).question
    found = match_prose(question.body, question.unit, facts, {}, LEXICON)
    return [match.fact.value for match in decided(found)]


@pytest.mark.parametrize(
    ("question", "body", "whole", "apart"),
    [
        ("钱袋子的信息，也就是财政信息，公开了多少", "财政信息，公开了多少", False, False),
        ("热线办了多少件，转来的和自己接的都算上", "热线办了多少件", True, False),
        ("转下来的单子多少件？不要算自己接的", "转下来的单子多少件", False, True),
        ("回访的比例是多少", "回访率是多少", False, False),
    ],
)
def test_what_is_said_beside_is_taken_out(
    question: str, body: str, whole: bool, apart: bool
) -> None:
    plain = read_plainly(parse_question(question, ()), LEXICON)
    assert plain.question.body.replace(GAP, "").rstrip("？") == body
    assert (plain.whole, plain.apart) == (whole, apart)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("不好的消息监测出来几条", [41]),
        ("被要求整改的有几家", [6]),
        ("热线转下来的单子有多少件", [905]),
        ("专题培训的共有多少人", [75]),
        ("外国的单子有多少件", []),
        ("被约谈的有几家", []),
    ],
)
def test_everyday_words_stand_for_printed_ones(question: str, expected: list[int]) -> None:
    bad = "全年监测负面信息41条。"
    warned = "对6家单位下发整改通知。"
    calls = "热线受理案件共1000件，其中上级转办案件905件。"
    taught = "组织专题培训，学习新条例，共计培训75人。"
    facts = (
        _prose(41, "监测负面信息", bad, "条"),
        _prose(6, "对…单位下发整改通知", warned, "家"),
        _prose(905, "上级转办案件", calls, "件"),
        _prose(75, "共计培训", taught, "人"),
    )
    assert _answers(question, *facts) == expected


def test_printed_words_do_not_stand_for_everyday_ones() -> None:
    quote = "基层受理案件30件。"
    assert _answers("镇街道受理的案件有多少件", _prose(30, "基层受理案件", quote, "件")) == []


def test_a_stretch_that_says_nothing_takes_the_clause_before() -> None:
    quote = "涉及农村土地确权的申请最多，有21件。"
    assert _answers("农村土地确权的申请有几件", _prose(21, "有", quote, "件")) == [21]


def test_everyday_words_are_not_their_own_translation() -> None:
    for word, printed in load_everyday().printed.items():
        assert printed - {word}, word


def test_items_listed_under_one_word() -> None:
    form = asked_form(parse_question("到底是哪三个同步？", ()))
    assert form is not None
    assert form.finds.search("坚持同步起草、同步审核、同步发布")
    assert not form.finds.search("同步起草、同步发布")
    assert not form.finds.search("“三同步”机制")


def test_what_is_left_unsaid_is_what_was_counted_before() -> None:
    before = parse_question("各委办局发了多少条信息", ())
    asked = replace(parse_question("镇街道的呢", ()), context=(before.body,))
    told = completed(asked)
    assert told.body == "镇街道发了多少条信息"
    assert told.unit == "条"
    assert told.numeric
