"""Figures of several reports are computed with only where they measure the same thing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.report import Fact, FactKind, Report
from qa.answer import Status
from qa.draft import Draft
from qa.prose.changes import told_change
from qa.prose.comparable import bounds, comparable, in_base, stands_out
from qa.prose.series import series_of_figures
from qa.understanding.lexicon import load_lexicon
from qa.understanding.question import parse_question
from qa.understanding.scope import Scope
from tests.qa.facts import make_fact

LEXICON = load_lexicon()
UNITS = ("件", "篇", "条", "人", "万人", "%", "场", "元", "万元", "人次", "天")


def prose(
    sentence: str,
    figure: str,
    unit: str,
    *,
    subject: str | None = None,
    year: int = 2020,
    qualifier: str | None = None,
) -> Fact:
    raw = f"{figure}{qualifier or ''}{unit}"
    return make_fact(
        figure,
        unit=unit,
        year=year,
        kind=FactKind.PROSE,
        row=(subject or sentence.split(figure)[0].split("，")[-1],),
        qualifier=qualifier,
        raw=raw,
        quote=sentence,
        name=f"{year}{sentence}{raw}",
    )


@pytest.mark.parametrize(
    ("text", "one", "other", "same"),
    [
        ("主动公开政府信息多少", "全市主动公开政府信息30条。", "全年主动公开政府信息40条。", True),
        ("公开信息多少", "公开信息30条。", "网站公开信息40条。", False),
        ("发布政策解读多少", "政策解读30条。", "发布政策解读40条。", True),
        ("政策解读多少", "发布政策解读30条。", "发布原创政策解读40条。", False),
        ("新闻发布会多少", "举办新闻发布会30场。", "举办疫情防控新闻发布会40场。", False),
        ("办结率多少", "热线工单5件，办结率30%。", "人大代表建议5件，办结率40%。", False),
        ("热线办结率多少", "热线工单5件，办结率30%。", "热线诉求5件，办结率40%。", True),
        ("“山河”粉丝多少", "微信公众号“山河”粉丝30人。", "“山河”粉丝40人。", True),
    ],
)
def test_words_that_restrict_one_and_not_the_other(
    text: str, one: str, other: str, same: bool
) -> None:
    unit = one[-2]
    facts = [
        prose(sentence, figure, unit, year=year)
        for sentence, figure, year in ((one, "30", 2020), (other, "40", 2021))
    ]
    assert comparable(facts, text, LEXICON) is same


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        (("5.8", "万人", "余"), "58000", "59000"),
        (("7.2", "万人", None), "71500", "72500"),
        (("1450", "人", "余"), "1450", "1460"),
        (("400", "人", "约"), "300", "500"),
        (("28760", "人", None), "28760", "28760"),
    ],
)
def test_what_a_print_leaves_open(
    printed: tuple[str, str, str | None], low: str, high: str
) -> None:
    figure, unit, qualifier = printed
    fact = prose(f"粉丝{figure}{unit}。", figure, unit, qualifier=qualifier)
    assert bounds(fact) == (Decimal(low), Decimal(high))


def test_a_rounded_print_does_not_decide_a_close_race() -> None:
    near = [prose("粉丝2.4万人。", "2.4", "万人"), prose("粉丝24100人。", "24100", "人", year=2021)]
    far = [prose("粉丝2.4万人。", "2.4", "万人"), prose("粉丝28760人。", "28760", "人", year=2021)]
    assert not stands_out(near, lowest=False)
    assert stands_out(far, lowest=False)
    assert in_base(far[0]).value == 24000
    assert in_base(far[0]).unit == "人"


def ask(question: str, facts: list[Fact]) -> Draft | None:
    """Return what a series of one report a fact answers, each fact that of its own year."""
    reports = tuple(_report(fact) for fact in facts)
    known = {report.id: fact for report, fact in zip(reports, facts, strict=True)}
    years = tuple(fact.year for fact in facts if fact.year is not None)
    return series_of_figures(
        parse_question(question, ()),
        Scope(reports, years, ("云岭市人民政府",)),
        lambda report: [known[report.id]],
        lambda ids: {},
        LEXICON,
    )


def _report(fact: Fact) -> Report:
    return Report(
        id=fact.report,
        title="",
        issuer=fact.issuer,
        year=fact.year,
        kind="年报",
        source_url=None,
        published=None,
        pages=None,
        sources=(),
        sections=(),
        passages=(),
        tables=(),
        problems=(),
    )


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(UNITS), st.sampled_from(UNITS), st.integers(2, 99), st.integers(2, 99))
def test_nothing_is_computed_from_different_units(
    one: str, other: str, first: int, second: int
) -> None:
    facts = [
        prose(f"发布政策解读{figure}{unit}。", str(figure), unit, year=year)
        for figure, unit, year in ((first, one, 2020), (second, other, 2021))
    ]
    bases = {in_base(fact).unit for fact in facts}
    for question in (
        "政策解读2021年比2020年多多少",
        "政策解读2021年比2020年增长百分之几",
        "2020年到2021年政策解读一共多少",
        "2020年到2021年政策解读年均多少",
        "政策解读2021年是2020年的几倍",
    ):
        draft = ask(question, facts)
        made = draft is not None and draft.status is Status.ANSWERED
        if len(bases) > 1:
            assert not made, question
        elif made:
            assert draft is not None
            assert {fact.id for fact in draft.facts} == {fact.id for fact in facts}


def test_a_missing_year_is_named_and_nothing_computed() -> None:
    facts = [
        prose("发布政策解读33条。", "33", "条", year=2020),
        prose("召开会议3次。", "3", "次", year=2021),
        prose("发布政策解读45条。", "45", "条", year=2022),
    ]
    draft = ask("2020年到2022年政策解读一共多少条", facts)
    assert draft is not None
    assert draft.status is Status.NOT_FOUND
    assert "2021年的报告正文里没有找到" in draft.sentences[0]
    assert "33条" in draft.sentences[1]
    assert "45条" in draft.sentences[1]
    assert not draft.values


@pytest.mark.parametrize(
    ("sentence", "years", "told"),
    [
        ("公开信息7655条，比上年增加613条。", (2022, 2021), True),
        ("公开信息7655条，比上年增加613条。", (2022, 2020), False),
        ("公开信息7655条，比2020年增加613条。", (2022, 2020), True),
        ("公开信息7655条，比2020年增加613条。", (2022, 2021), False),
    ],
)
def test_a_printed_change_is_of_its_own_two_years(
    sentence: str, years: tuple[int, ...], told: bool
) -> None:
    fact = prose(sentence, "613", "条", year=2022)
    question = parse_question("公开信息2022年比2021年增加多少条", ())
    assert told_change(question, Scope((), years, ()), fact) is told
