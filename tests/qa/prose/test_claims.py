"""Claims: a clause that tells of its figure something else than what is asked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from corpus.facts import clause_to_subject, sentence_to_figures
from corpus.report import Fact, FactKind
from corpus.terms import compact
from qa.prose.claims import counted, read_asked
from qa.prose.clauses import fact_to_clause
from qa.prose.selection import decided, match_prose
from qa.understanding.lexicon import load_lexicon
from tests.qa.facts import make_fact

LEXICON = load_lexicon()


def facts_of(sentence: str) -> list[Fact]:
    """Return the figures of `sentence` as they are read from a report."""
    found = []
    for quantity, clause in sentence_to_figures(sentence):
        fact = make_fact(
            str(quantity.value),
            unit=quantity.unit,
            row=(clause_to_subject(sentence, clause, quantity),),
            kind=FactKind.PROSE,
            raw=compact(sentence[quantity.start : quantity.end]),
            quote=sentence,
        )
        found.append(replace(fact, id=f"f_{quantity.start}"))
    return found


def ask(text: str, unit: str | None, sentence: str, *, former: bool = False) -> list[Decimal]:
    """Return the figures of `sentence` that answer `text`."""
    matches = match_prose(text, unit, facts_of(sentence), {}, LEXICON, former=former)
    return [match.fact.value for match in decided(matches) if match.fact.value is not None]


@pytest.mark.parametrize(
    ("text", "head", "thing"),
    [
        ("检查了多少家区直部门", "区直部门", True),
        ("下发给几家单位", "单位", True),
        ("检查发现问题多少个", "问题", True),
        ("政策解读发布了多少条", "发布", False),
        ("监督热线咨询多少个", "咨询", True),
        ("公众号有多少人关注", "关注", False),
        ("答复率是百分之几", "答复率", True),
    ],
)
def test_what_a_question_counts(text: str, head: str, thing: bool) -> None:
    asked = read_asked(text, None, LEXICON)
    assert (asked.head, asked.thing) == (head, thing)


def test_the_thing_counted_stands_next_to_its_figure() -> None:
    sentence = "首页栏目精简后，老年人常用的20项服务集中到长者专区。"
    (fact,) = facts_of(sentence)
    assert counted(fact_to_clause(fact)) == "服务"
    assert ask("长者专区有几个", "个", sentence) == []
    assert ask("老年人常用的服务有几项", "项", sentence) == [20]


def test_a_figure_of_another_measure_counts_another_thing() -> None:
    sentence = "纾困专题分稳岗就业、消费促进等五个板块，发布政策326条。"
    assert ask("纾困专题信息多少条", "条", sentence) in ([], [326])
    pages = "抽查页面1600个，发现链接失效等问题129个。"
    assert ask("抽查问题多少个", "个", pages) in ([], [129])


def test_a_change_is_no_stock() -> None:
    sentence = "新增自助机10台，总数达到28台。"
    assert ask("自助机总数多少台", "台", sentence) in ([], [28])
    assert ask("新增自助机多少台", "台", sentence) == [10]
    assert ask("标准目录初稿有多少项", "项", "标准目录较初稿精简88项。") == []
    assert ask("公开信息比上年增加多少条", "条", "公开信息比上年减少69条。") == []


def test_what_was_before_is_told_only_to_who_asks_for_it() -> None:
    sentence = "首页栏目由64个精简为38个。"
    assert ask("首页栏目多少个", "个", sentence) == [38]
    assert ask("首页栏目多少个", "个", sentence, former=True) == [64]
    assert ask("公开信息多少条", "条", "公开信息比上年的3862条增长9%。") == []


def test_plans_means_and_single_cases_are_no_totals() -> None:
    assert ask("自助机增设多少台", "台", "计划增设自助机10台。") == []
    assert ask("计划增设自助机多少台", "台", "计划增设自助机10台。") == [10]
    assert ask("网站访问多少次", "次", "网站日均访问3400次。") == []
    assert ask("网站日均访问多少次", "次", "网站日均访问3400次。") == [3400]
    assert ask("短视频播放多少次", "次", "短视频单条最高播放1260次。") == []


def test_one_of_several_listed_has_no_figure_of_its_own() -> None:
    sentence = "收到投诉、举报和建议53条。"
    assert ask("收到投诉多少条", "条", sentence) == []
    assert ask("收到投诉、举报和建议多少条", "条", sentence) == [53]


def test_of_two_things_asked_for_together_one_is_no_answer() -> None:
    sentence = "办理建议68件、提案79件。"
    assert ask("办理建议和提案多少件", "件", sentence) == []
    assert ask("办理提案多少件", "件", sentence) == [79]


def test_a_word_said_of_a_figure_beside_is_not_said_of_this_one() -> None:
    sentence = "公开预算单位96家、决算单位94家。"
    assert ask("公开预算的单位多少家", "家", sentence) == [96]
    assert ask("公开决算的单位多少家", "家", sentence) == [94]
    signals = "监测各类负面信息157条，处置网络舆情235起。"
    assert ask("负面信息处置了多少条", "条", signals) == []


def test_what_was_done_must_be_what_was_asked() -> None:
    sentence = "对无人维护的账号进行关停，对现存的33个账号加强监管。"
    assert ask("关停了多少个账号", "个", sentence) == []


def test_what_is_counted_may_stand_in_the_clause_before() -> None:
    sentence = "发现问题74个，年底前完成整改71个。"
    assert ask("整改了多少个问题", "个", sentence) == [71]


def test_of_things_told_too_widely_nothing_is_said() -> None:
    sentence = "公开稳岗返还企业名单1105家。"
    assert ask("企业有多少家", "家", sentence) == []
    assert ask("稳岗返还企业多少家", "家", sentence) == [1105]
    assert ask("部门公开多少条信息", "条", "各部门均公开了预算，累计公开财政信息320条。") == []
