"""Text questions: the sentence that answers, quoted, or nothing."""

from __future__ import annotations

import pytest

from corpus.report import Passage
from qa.answer import Kind, Status
from qa.answerer import Answerer
from qa.prose.passages import find_excerpts, incomplete_list
from qa.understanding.lexicon import load_lexicon
from qa.understanding.question import parse_question
from tests.qa.samples import assert_sound

LEXICON = load_lexicon()
CONTACT = "办公地址：拱辰街29号；电话：0368-5530418；邮编：498105。"
TEXTS = {
    "contact": ((), CONTACT),
    "wells": (("一、总体情况",), "全年修建机井12眼。村民用水有了保障。"),
    "problems": (("五、存在的主要问题", "（一）存在的问题"), "一是人手不够；二是经费不足。"),
}
PASSAGES = [
    Passage(name, "r1", n, section, None, text)
    for n, (name, (section, text)) in enumerate(TEXTS.items())
]


def _found(text: str) -> list[str]:
    question = parse_question(text, [])
    return [e.passage.id for e in find_excerpts(question, PASSAGES, {}, LEXICON)]


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("办公地址在哪里", "contact"),
        ("联系电话是多少", "contact"),
        ("邮编是多少", "contact"),
        ("机井修建情况怎么样", "wells"),
        ("存在哪些问题", "problems"),
    ],
)
def test_the_passage_that_answers_comes_first(text: str, passage: str) -> None:
    assert _found(text)[:1] == [passage]


@pytest.mark.parametrize("text", ["水库修建情况怎么样", "传真号码", "邮箱是什么", "是谁负责"])
def test_nothing_answers_where_a_noun_or_form_is_missing(text: str) -> None:
    assert _found(text) == []


def test_the_sentence_is_cut_out_of_its_passage() -> None:
    question = parse_question("村民用水有保障了吗", [])
    (excerpt, *_) = find_excerpts(question, PASSAGES, {}, LEXICON)
    assert excerpt.text.strip() == "村民用水有了保障。"


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("从户政、健康、民政、教育、人社等六个方向推进。", "六个方向"),
        ("涉及征地补偿、规划许可等3个方面。", "3个方面"),
        ("涉及征地补偿、规划许可等两个方面。", None),
        ("从户政、健康、民政三个方向推进。", None),
        ("没有列举。", None),
    ],
)
def test_lists_that_do_not_hold_what_they_say(text: str, remark: str | None) -> None:
    found = incomplete_list(text)
    assert (found is None) == (remark is None)
    if remark:
        assert remark in (found or "")
        assert "数目不符" in (found or "")


@pytest.mark.parametrize(
    ("question", "must"),
    [
        ("石桥区2020年报告里的联系电话", "0368-5530418"),
        ("石桥区2020年邮编是多少", "498105"),
        ("石桥区2020年存在的问题有哪些", "答复依据不统一"),
        ("石桥区2020年下一步改进措施有哪些", "双人复核"),
        ("云岭市2020年哪个文件细化了不予公开的理由", "岭政办发〔2020〕41号"),
        ("石桥区2020年收费系统什么时候对接", "2020年12月"),
    ],
)
def test_texts_of_the_samples_are_quoted(question: str, must: str, answerer: Answerer) -> None:
    answer = answerer.ask(question)
    assert_sound(answer)
    assert answer.status is Status.ANSWERED
    assert answer.kind in (Kind.TEXT, Kind.LIST)
    assert must in answer.text
    assert any(must in citation.quote.replace("\n", "") for citation in answer.citations)
    assert answer.values == ()


@pytest.mark.parametrize(
    "question",
    [
        "石桥区2020年区长是谁",
        "石桥区2020年外国人怎么申请",
        "云岭市2019年市长邮箱",
        "石桥区2020年地铁是怎么规划的",
    ],
)
def test_what_no_passage_says_is_not_found(question: str, answerer: Answerer) -> None:
    answer = answerer.ask(question)
    assert_sound(answer)
    assert answer.status is Status.NOT_FOUND, answer.text


HOTLINE = "“8890”便民热线全年畅通。依托行政服务中心设立信息公开专区。本报告统计期限为2020年全年。"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("热线号码是多少", "“8890”便民热线全年畅通。"),
        ("信息公开专区设在哪", "依托行政服务中心设立信息公开专区。"),
        ("数据的统计时间段", "本报告统计期限为2020年全年。"),
    ],
)
def test_particulars_are_found_by_their_form(text: str, answer: str) -> None:
    passages = [*PASSAGES, Passage("hotline", "r1", 9, ("一、总体情况",), None, HOTLINE)]
    (excerpt, *_) = find_excerpts(parse_question(text, []), passages, {}, LEXICON)
    assert excerpt.text.strip() == answer


def test_the_digits_of_one_number_are_no_list() -> None:
    assert incomplete_list("列出一级事项15类、二级事项132项。") is None


def test_every_sentence_that_names_the_sort_of_thing_is_found() -> None:
    texts = ("一是按照“谁起草谁解读”原则，坚持公开。", "二是坚持“公开是常态”原则。")
    passages = [Passage(t, "r1", n, ("一、总体情况",), None, t) for n, t in enumerate(texts)]
    found = find_excerpts(parse_question("公开坚持什么原则", []), passages, {}, LEXICON)
    assert [excerpt.of_sort for excerpt in found] == [True, True]
