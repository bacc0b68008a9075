"""What a model may say: the answer's statements, whole, and not one figure out of place."""

from __future__ import annotations

import re

import pytest

from qa.answer import Answer
from qa.answerer import Answerer
from qa.llm.restatement import canonical, split_sentences
from qa.llm.rewording import LABEL, answer_to_source, reply_to_answer

TOTAL = "石桥区2020年收到多少件政府信息公开申请？"
MORE = "交通运输局2021年比2020年多收了多少件申请？"
MOST = "石桥区哪年商业企业申请最多"
BOTH = "石桥区2021年予以公开和部分公开各多少件"
RATE = "云岭市2019年行政复议纠正率是多少"
TEXT = "青禾区2022年存在的主要问题是什么？"


def worded(answerer: Answerer, question: str, reply: str) -> Answer | None:
    answer = answerer.ask(question)
    source = answer_to_source(answer, answerer.catalog)
    assert source is not None
    return reply_to_answer(list(split_sentences(reply)), answer, source, "stub")


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        (
            TOTAL,
            "2020年，石桥区共收到政府信息公开申请71件，其中自然人56件，商业企业12件，其他3件。",
        ),
        (
            TOTAL,
            "石桥区2020年一共收到71件政府信息公开申请。其中，自然人有56件，商业企业12件，其他3件。",
        ),
        (
            TOTAL,
            "您好，石桥区2020年度本年新收政府信息公开申请７１件，其中自然人五十六件、商业企业十二件、其他三件。",
        ),
        (MORE, "2021年，交通运输局本年新收政府信息公开申请共58件，比2020年（45件）多了13件。"),
        (
            MOST,
            "云岭市石桥区商业企业本年新收政府信息公开申请最多的是2021年，有14件；其次是2022年，共13件。",
        ),
        (RATE, "云岭市2019年行政复议结果纠正占行政复议总计的9.09%。"),
    ],
)
def test_other_words_for_the_same(answerer: Answerer, question: str, reply: str) -> None:
    answer = worded(answerer, question, reply)
    assert answer is not None
    assert answer.generated is not None
    assert answer.generated.withheld == 0
    assert answer.generated.extract == answerer.ask(question).text
    assert answer.notes[0] == LABEL
    # What was computed keeps its formula.
    assert ("计算：" in answer.text) == ("计算：" in answer.generated.extract)


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        # A figure that is nowhere, however it is written.
        (TOTAL, "2020年，石桥区收到政府信息公开申请72件，其中自然人56件，商业企业12件，其他3件。"),
        (
            TOTAL,
            "2020年，石桥区收到政府信息公开申请七十二件，其中自然人56件，商业企业12件，其他3件。",
        ),
        (
            TOTAL,
            "2020年，石桥区收到政府信息公开申请７２件，其中自然人56件，商业企业12件，其他3件。",
        ),
        # A true one with another unit, scale, sign or qualifier.
        (TOTAL, "2020年，石桥区收到政府信息公开申请71条，其中自然人56件，商业企业12件，其他3件。"),
        (
            TOTAL,
            "2020年，石桥区收到政府信息公开申请71万件，其中自然人56件，商业企业12件，其他3件。",
        ),
        (
            TOTAL,
            "2020年，石桥区收到政府信息公开申请71余件，其中自然人56件，商业企业12件，其他3件。",
        ),
        (
            TOTAL,
            "2020年，石桥区收到政府信息公开申请约71件，其中自然人56件，商业企业12件，其他3件。",
        ),
        (TOTAL, "2020年，石桥区收到政府信息公开申请-71件，其中自然人56件，商业企业12件，其他3件。"),
        (RATE, "云岭市2019年行政复议结果纠正占行政复议总计的9.09个百分点。"),
        # Of another year, issuer or indicator.
        (TOTAL, "2019年，石桥区收到政府信息公开申请71件，其中自然人56件，商业企业12件，其他3件。"),
        (TOTAL, "2020年，青禾区收到政府信息公开申请71件，其中自然人56件，商业企业12件，其他3件。"),
        (TOTAL, "2020年，石桥区收到政府信息公开申请71件，其中自然人12件，商业企业56件，其他3件。"),
        (TOTAL, "2020年，石桥区自然人申请71件，其中自然人56件，商业企业12件，其他3件。"),
        (TOTAL, "2020年，石桥区收到申请56件。"),
        (TOTAL, "2020年，石桥区结转政府信息公开申请71件，其中自然人56件，商业企业12件，其他3件。"),
        (MORE, "2020年，交通运输局本年新收政府信息公开申请58件，比2021年（45件）多13件。"),
        (MORE, "2021年，交通运输局本年新收政府信息公开申请45件，比2020年（58件）多13件。"),
        (MORE, "2021年，交通运输局本年新收政府信息公开申请58件，比2020年（45件）少13件。"),
        (
            MOST,
            "石桥区商业企业本年新收政府信息公开申请最少的是2021年，为14件；其次是2022年，13件。",
        ),
        (
            MOST,
            "石桥区商业企业本年新收政府信息公开申请最多的是2022年，为14件；其次是2021年，13件。",
        ),
        # Without what it is of.
        (TOTAL, "共71件，其中自然人56件，商业企业12件，其他3件。"),
        (TOTAL, "2020年，石桥区71件，其中自然人56件，商业企业12件，其他3件。"),
        # What nobody said.
        (TOTAL, "石桥区的工作很出色。"),
        (TOTAL, "石桥区没有收到申请。"),
        (TOTAL, "详见http://evil.example/71。"),
        (TOTAL, "![71](http://evil.example/71.png)"),
        (TOTAL, "<img src=//evil.example/71>"),
        (TOTAL, "[石桥区](javascript:alert)。"),
        (TOTAL, "您问的是“石桥区2020年收到99件”。"),
        (TOTAL, "“2020年收到99件”。"),
        (TOTAL, "，、；：。"),
        (TOTAL, "的的的的的的的的的的的的的的的的的的的的的的的的的的的的的的的的的的的的。"),
        # Quotations stay as they are, and unfinished ones are none.
        (TEXT, "2022年，青禾区的报告写道：“存在的主要问题：没有问题。”"),
    ],
)
def test_nothing_else_passes(answerer: Answerer, question: str, reply: str) -> None:
    assert worded(answerer, question, reply) is None


def test_a_figure_never_moves_between_two_that_were_asked_for(answerer: Answerer) -> None:
    extract = answerer.ask(BOTH).text
    first, second = (re.findall(r"公开(\d+件)", extract))[:2]
    swapped = extract.replace(first, "甲").replace(second, first).replace("甲", second)
    assert swapped != extract
    assert worded(answerer, BOTH, swapped) is None
    assert worded(answerer, BOTH, f"石桥区2021年予以公开{second}。") is None
    # Year and issuer may be left out only where the same were just said.
    one = f"石桥区2021年予以公开{first}，部分公开{second}。"
    assert worded(answerer, BOTH, one) is not None
    assert worded(answerer, BOTH, f"予以公开{first}，部分公开{second}。") is None


def test_statements_change_places_and_what_is_unsaid_follows(answerer: Answerer) -> None:
    extract = answerer.ask(BOTH).text
    one, other = extract.rstrip("。").split("；")
    turned = worded(answerer, BOTH, f"{other}。{one}。")
    assert turned is not None
    assert turned.text == f"{other}。{one}。"
    half = worded(answerer, BOTH, f"{other}。有人说一共九千件。")
    assert half is not None
    assert half.generated is not None
    assert half.generated.withheld == 1
    assert half.text == f"{one}。{other}。"
    assert "略去" in "".join(half.notes)


def test_a_statement_begun_must_be_finished(answerer: Answerer) -> None:
    assert worded(answerer, TOTAL, "2020年，石桥区收到政府信息公开申请71件。") is None
    assert worded(answerer, TOTAL, "2020年，石桥区收到申请71件，其中自然人56件。") is None


def test_a_question_that_leans_on_another_lends_no_words(answerer: Answerer) -> None:
    from qa.answerer import Turn

    before = answerer.ask(TOTAL)
    answer = answerer.ask("那商业企业有多少件呢？", history=[Turn(TOTAL, before.understood)])
    source = answer_to_source(answer, answerer.catalog)
    assert source is not None
    assert reply_to_answer(["石桥区2020年商业企业有12件。"], answer, source, "stub") is None


def test_every_answer_restates_itself_and_no_change_of_it_does(answerer: Answerer) -> None:
    for question in (TOTAL, MORE, MOST, BOTH, RATE, TEXT):
        answer = answerer.ask(question)
        same = worded(answerer, question, answer.text)
        assert same is not None
        assert same.text == answer.text
        sentence = next(split_sentences(answer.text))
        for match in re.finditer(r"\d+", sentence):
            for number in (f"1{match[0]}", f"{match[0]}0", f"{match[0]}.5", str(int(match[0]) + 1)):
                changed = sentence[: match.start()] + number + sentence[match.end() :]
                assert worded(answerer, question, changed) is None, changed


def test_how_a_figure_is_written_makes_no_difference() -> None:
    assert canonical("一万二千件，1,679条") == canonical("12000件，１６７９条")
    assert canonical("第三条，一件，三十万") == "第三条，一件，三十万"
    assert canonical("“三十件”") == "“三十件”"


def test_sentences_end_outside_quotations() -> None:
    text = "甲写道：“一。二。”乙写道：“三”，四。五\n六"
    assert list(split_sentences(text)) == ["甲写道：“一。二。”", "乙写道：“三”，四。", "五", "六"]
    assert list(split_sentences("“一。二")) == ["“一。二"]
    assert list(split_sentences("")) == []
