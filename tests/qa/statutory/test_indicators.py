"""Question to indicators: accepted only where every word is explained."""

from __future__ import annotations

import pytest

from corpus.report import Fact
from index.library import Library
from qa.statutory.indicators import TableReading, read_tables
from qa.statutory.targets import target_facts
from qa.understanding.lexicon import load_lexicon
from qa.understanding.question import parse_question
from tests.qa.samples import STONE

LEXICON = load_lexicon()


@pytest.fixture(scope="module")
def facts(samples: Library) -> tuple[Fact, ...]:
    (report,) = [r for r in samples.reports() if (r.issuer, r.year) == (STONE, 2020)]
    return tuple(samples.facts(report=report.id))


def _readings(text: str) -> list[TableReading]:
    return [r for r in read_tables(parse_question(text, []), LEXICON) if not r.left and r.targets]


def _cells(text: str, facts: tuple[Fact, ...]) -> list[tuple[str, ...]]:
    reading = max(_readings(text), key=lambda r: len(r.named))
    return [
        (fact.row[-1] if fact.row else fact.column[-2], fact.column[-1])
        for target in reading.targets
        for fact in target_facts(target, facts)
    ]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("收到多少件申请", ("一、本年新收政府信息公开申请数量", "总计")),
        ("自然人提了多少申请", ("一、本年新收政府信息公开申请数量", "自然人")),
        ("上年结转多少件", ("二、上年结转政府信息公开申请数量", "总计")),
        ("结转下年度多少件", ("四、结转下年度继续办理", "总计")),
        ("办结了多少件申请", ("（七）总计", "总计")),
        ("商业企业重复申请多少件", ("2.重复申请", "商业企业")),
        ("行政许可处理决定多少", ("行政许可", "处理决定数量")),
        ("行政处罚多少", ("行政处罚", "处理决定数量")),
        ("政府集中采购花了多少钱", ("政府集中采购", "采购总金额")),
        ("采购总金额", ("政府集中采购", "采购总金额")),
        ("前一年度遗留到今年办的申请几件", ("二、上年结转政府信息公开申请数量", "总计")),
        ("2020年罚了多少起", ("行政处罚", "处理决定数量")),
        ("行政事业性收费今年增加了还是减少了，变动几项？", ("行政事业性收费", "本年增/减")),
        ("有几件申请被当作重复申请不予处理", ("2.重复申请", "总计")),
        ("表三里本年度办理结果的总计数是多少", ("（七）总计", "总计")),
        ("其他对外管理服务事项今年比去年增加或减少了几项", ("其他对外管理服务事项", "本年增/减")),
        ("往年遗留的申请中，自然人提出的是几件", ("二、上年结转政府信息公开申请数量", "自然人")),
        ("被认定为重复申请而不予处理的申请有几件", ("2.重复申请", "总计")),
        ("行政事业性收费项目数量增减情况是多少", ("行政事业性收费", "本年增/减")),
        ("前一年没办结转过来的申请总数", ("二、上年结转政府信息公开申请数量", "总计")),
        (
            "上一年拖过来的申请里自然人几件",
            ("二、上年结转政府信息公开申请数量", "自然人"),
        ),
        ("好像有人说没先复议就告到法院的也有，结果维持几件", ("未经复议直接起诉", "结果维持")),
        ("手头没现成的、得另外加工汇总的申请几件", ("2.没有现成信息需要另行制作", "总计")),
        ("话说真正动用行政强制作出处理决定的统共几次", ("行政强制", "处理决定数量")),
        ("答复结果为予以公开的件数", ("（一）予以公开", "总计")),
        ("其它对外管理服务事项处理决定数", ("其他对外管理服务事项", "处理决定数量")),
        ("不含上年结转，当年新收申请总数", ("一、本年新收政府信息公开申请数量", "总计")),
        ("不是许可、而是其他对外管理服务的处理决定", ("其他对外管理服务事项", "处理决定数量")),
        ("个人申请当年办出结果的总计几件", ("（七）总计", "自然人")),
        ("仍没判下来的行政复议，也就是尚未审结，几件", ("行政复议", "尚未审结")),
        ("做买卖的单位（商业企业）新提多少件", ("一、本年新收政府信息公开申请数量", "商业企业")),
        ("其他对外管理服务事项做了多少处理决定", ("其他对外管理服务事项", "处理决定数量")),
    ],
)
def test_a_reading_names_one_cell(
    text: str, cell: tuple[str, str], facts: tuple[Fact, ...]
) -> None:
    assert _cells(text, facts) == [cell]


def test_a_group_heading_stands_for_its_parts(facts: tuple[Fact, ...]) -> None:
    parts = [row for row, _ in _cells("不予公开多少件", facts)]
    assert len(parts) == 8
    assert parts[0].endswith("国家秘密")
    assert _cells("不予公开里的国家秘密多少件", facts) == [("1.属于国家秘密", "总计")]


def test_what_happened_in_the_cases(facts: tuple[Fact, ...]) -> None:
    (reading,) = _readings("行政复议结果维持多少件")
    (fact,) = target_facts(reading.targets[0], facts)
    assert fact.column == ("行政复议", "结果维持")
    (reading,) = _readings("未经复议直接起诉多少件")
    (fact,) = target_facts(reading.targets[0], facts)
    assert fact.column[-2:] == ("未经复议直接起诉", "总计")


@pytest.mark.parametrize(
    "text",
    [
        "外国公民申请多少件",
        "邮件申请多少件",
        "3月份申请多少件",
        "夜间收到的申请多少件",
        "不是自然人的申请多少件",
        "除自然人以外的申请多少件",
        "行政赔偿几件",
        "公务员行政处罚多少",
        "没有收到申请吗多少件案子赔钱",
        "记者提了多少件申请",
        "不含企业的申请总计",
        "不是不予公开的，办结了几件",
        "不掌握的37件里头告知了向哪个机关申请的几件",
        "不含网上的申请，也就是新收，多少件",
        "申请，就是网上提交的，有多少",
        "写信提出的申请多少件",
        "拿到部分材料的老百姓申请多少件",
        "到期撤回的申请多少件",
    ],
)
def test_an_unexplained_word_refuses_every_reading(text: str) -> None:
    assert _readings(text) == []


@pytest.mark.parametrize("text", ["天气怎么样", "市长是谁", "GDP多少"])
def test_what_names_no_heading_is_no_reading(text: str) -> None:
    assert _readings(text) == []


@pytest.mark.parametrize("text", ["处理决定数量", "收费金额一共多少万元"])
def test_a_column_that_names_no_row_is_no_reading(text: str) -> None:
    assert _readings(text) == []
