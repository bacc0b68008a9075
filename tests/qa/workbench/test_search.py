from __future__ import annotations

from corpus.report import Passage, Report
from qa.workbench.fields import Fields, event_to_fields
from qa.workbench.search import fold_alike, highlight, word_for_word


def _passage(report: str, text: str) -> Passage:
    return Passage(f"{report}-{text[:4]}", report, 0, ("一、总体情况",), 1, text)


def _report(identifier: str, issuer: str, year: int) -> Report:
    return Report(identifier, f"{issuer}{year}年报告", issuer, year, "年度报告", None, None, 3, ())


OLD, NEW = _report("r1", "城东区", 2019), _report("r2", "城东区", 2020)
OTHER = _report("r3", "城西区", 2020)
YEARLY = "全年主动公开政府信息{}条，通过网站公开{}条，占总数的九成以上。"


def test_what_is_repeated_every_year_is_shown_once() -> None:
    found = fold_alike(
        [
            (_passage("r2", YEARLY.format(120, 99)), NEW),
            (_passage("r3", YEARLY.format(7, 5)), OTHER),
            (_passage("r1", YEARLY.format(87, 80)), OLD),
            (_passage("r1", "申请人对答复不满意的，可以申请行政复议。"), OLD),
        ]
    )
    assert [each.report.id for each in found] == ["r2", "r3", "r1"]
    assert [report.year for _, report in found[0].alike] == [2019]


def test_word_for_word_finds_every_report_whatever_the_line_breaks() -> None:
    passages = [_passage("r1", "开展“双随 机”检查"), _passage("r2", "双随机"), _passage("r3", "无")]
    reports = {report.id: report for report in (OLD, NEW, OTHER)}
    assert [f.report.year for f in word_for_word(passages, reports, "双随机")] == [2020, 2019]
    assert word_for_word(passages, {"r3": OTHER}, "双随机") == []


def test_words_are_marked_and_everything_is_escaped() -> None:
    assert highlight("甲<b>行政\n复议</b>", ["行政复议"]) == (
        "甲&lt;b&gt;<mark>行政\n复议</mark>&lt;/b&gt;"
    )
    assert highlight("长" * 500 + "终点", ["终点"]).startswith("…长")
    assert highlight("a.b", ["."], whole=True) == "a<mark>.</mark>b"


def test_what_a_browser_sends_is_taken_apart_without_trust() -> None:
    sent = {"act": "go", "fields": {"q": [" 甲 ", 3, None], "n": "乙", 5: ["x"], "z": [{}]}}
    assert event_to_fields(sent) == Fields("go", {"q": (" 甲 ",), "n": ("乙",)})
    assert event_to_fields(sent).one("q") == "甲"
    assert event_to_fields([1, 2]) == Fields()
    assert event_to_fields({"act": 7, "fields": "x"}) == Fields()
    assert len(event_to_fields({"fields": {"q": ["x" * 10**6]}}).one("q")) == 2000
    assert Fields("", {"n": ("٣",)}).number("n", 5) == 5
