from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.report import State
from qa.answer import Derived, Kind, Reading, Status
from qa.rendering.card import answer_to_html, error_to_html, years_to_text
from qa.rendering.figures import value_to_text
from tests.qa.drawing import REPORT, TABLE, answer, cite, fact, grid, read, value

ROWS = [("一、本年新收政府信息公开申请数量",), ("二、上年结转政府信息公开申请数量",)]
FACTS = grid(ROWS)
CITED = FACTS[3]
TABLES = {(REPORT, TABLE): FACTS}


def test_figure_sentence_understanding_proof_stand_in_this_order() -> None:
    html = answer_to_html(
        answer(values=(value("39"),), citations=(cite(CITED),), notes=("原表勾稽不符：39＋5≠32",)),
        TABLES,
    )
    page = read(html)

    assert page.one("p", class_="answer-figure").text == "39件"
    assert page.one("strong").text == "39"
    assert page.one("td", aria_current="true").text == CITED.raw
    order = ["answer-figure", "answer-text", "理解为：", "注意：", "出处", "<table", "以原文为准"]
    places = [html.index(mark) for mark in order]
    assert places == sorted(places)


def test_only_the_figures_own_cell_is_lit() -> None:
    page = read(
        answer_to_html(
            answer(
                values=(value("3", fact=CITED.id),),
                citations=(cite(CITED), cite(FACTS[0]), cite(FACTS[7])),
            ),
            TABLES,
        )
    )
    assert page.one("td", aria_current="true").text == CITED.raw
    assert len(page.find("td", class_="answer-cited")) == 2
    assert page.one("blockquote").text == f"原文：{CITED.quote}"


def test_source_names_title_section_page_print_and_original() -> None:
    citation = cite(CITED, source_url="https://x.gov.cn/a?b=1&c=2", published="2021-01-20")
    page = read(answer_to_html(answer(values=(value("39"),), citations=(citation,)), TABLES))

    assert page.one("summary").text == "出处 城东区人民政府2020年政府信息公开工作年度报告"
    assert page.one("p", class_="answer-place").text == (
        "三、收到和处理政府信息公开申请情况 · 第8页 · 2021-01-20发布 · 查看原文"
    )
    link = page.one("p", class_="answer-place").one("a")
    assert link.attributes["href"] == "https://x.gov.cn/a?b=1&c=2"
    assert "noopener" in link.attributes["rel"]
    assert page.one("blockquote").text == f"原文：{CITED.quote}"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//x.gov.cn",
        "http:",
        "http://[",
        "x.gov.cn",
    ],
)
def test_only_web_addresses_become_links(url: str) -> None:
    citation = cite(CITED, source_url=url)
    assert not read(answer_to_html(answer(citations=(citation,)), {})).find("a")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.BLANK, "空白（原表此格没有填写）"),
        (State.SLASH, "“/”（原表此格填的是斜线）"),
        (State.DASH, "“-”（原表此格填的是短横）"),
    ],
)
def test_what_is_not_a_number_is_said_in_words(state: State, words: str) -> None:
    page = read(answer_to_html(answer(values=(value(None, state=state),)), {}))
    assert page.one("p", class_="answer-figure").text == words


def test_zero_is_a_figure() -> None:
    page = read(answer_to_html(answer(values=(value("0", state=State.ZERO),)), {}))
    assert page.one("p", class_="answer-figure").text == "0件"


@pytest.mark.parametrize(
    ("number", "unit", "qualifier", "text"),
    [
        ("39", "件", None, "39件"),
        ("60", "人", "余", "60余人"),
        ("3", "万件", "多", "3万多件"),
        ("60", "人", "以上", "60人以上"),
        ("60", "人", "约", "约60人"),
        ("77.86", "%", "均达到", "均达到77.86%"),
        ("5", None, None, "5"),
        ("-3.20", "万元", None, "-3.20万元"),
    ],
)
def test_unit_and_qualifier_stand_as_printed(
    number: str, unit: str | None, qualifier: str | None, text: str
) -> None:
    assert value_to_text(value(number, unit=unit, qualifier=qualifier)) == text


@pytest.mark.parametrize(
    ("number", "unit", "aid"),
    [
        ("34830971.6", "元", "（约3483.10万元）"),
        ("123456789", "元", "（约1.23亿元）"),
        ("99999", "元", ""),
        ("340000", "万元", ""),
        ("340000", None, ""),
    ],
)
def test_long_figures_get_a_reading_aid(number: str, unit: str | None, aid: str) -> None:
    page = read(answer_to_html(answer(values=(value(number, unit=unit),)), {}))
    assert [each.text for each in page.find("span", class_="answer-aid")] == [aid] * bool(aid)


@pytest.mark.parametrize(
    ("op", "formula"),
    [
        ("sum", "＝ 3 ＋ 13"),
        ("sub", "＝ 3 − 13"),
        ("share", "＝ 3 ÷ 13"),
        ("growth", "＝ （3 − 13） ÷ 13"),
        ("mean", "＝ （3 ＋ 13） ÷ 2"),
    ],
)
def test_a_computed_figure_shows_its_formula_and_links_to_the_cells(op: str, formula: str) -> None:
    operands = (FACTS[3], FACTS[7])
    derived = Derived(op, (operands[0].id, operands[1].id))
    page = read(
        answer_to_html(
            answer(values=(value("137", derived=derived),), citations=tuple(map(cite, operands))),
            TABLES,
        )
    )

    shown = page.one("p", class_="answer-figure").one("span", class_="answer-formula")
    assert shown.text == formula
    lit = {f"#{cell.attributes['id']}" for cell in page.find("td", aria_current="true")}
    assert {link.attributes["href"] for link in shown.find("a")} == lit
    assert len(page.find("table")) == 1, "two cells of one table are lit in one drawing"


def test_what_the_formula_shows_is_not_said_again() -> None:
    derived = Derived("sub", (FACTS[3].id, FACTS[7].id))
    shown = answer(
        text="2020年比2019年多10件。计算：39－29＝10件。",
        values=(value("10", derived=derived),),
        citations=(cite(FACTS[3]), cite(FACTS[7])),
    )
    page = read(answer_to_html(shown, TABLES))
    assert page.one("p", class_="answer-text").text == "2020年比2019年多10件。"


def test_no_formula_without_all_its_operands() -> None:
    derived = Derived("sub", (FACTS[3].id, "f_unknown"))
    html = answer_to_html(answer(values=(value("137", derived=derived),)), TABLES)
    assert "answer-formula" not in html


def test_a_ranking_names_the_winner_and_lists_all() -> None:
    values = (value("39"), value("30", issuer="河西区人民政府"), value("5", issuer="卫健局"))
    page = read(answer_to_html(answer(kind=Kind.RANKING, values=values), {}))

    assert page.one("p", class_="answer-figure").text == "城东区人民政府 39件"
    rows = page.one("table", class_="answer-values").find("tr")
    assert [[cell.text for cell in row.inside] for row in rows] == [
        ["城东区人民政府", "39件"],
        ["河西区人民政府", "30件"],
        ["卫健局", "5件"],
    ]


def test_a_difference_is_not_listed_beside_what_it_was_taken_from() -> None:
    derived = Derived("sub", (FACTS[3].id, FACTS[7].id))
    values = (value("10", derived=derived), value("39"), value("29", year=2019))
    page = read(answer_to_html(answer(kind=Kind.COMPARISON, values=values), TABLES))

    rows = page.one("table", class_="answer-values").find("tr")
    assert [[cell.text for cell in row.inside] for row in rows] == [
        ["2020年", "39件"],
        ["2019年", "29件"],
    ]


def test_not_found_says_what_is_held_and_what_to_ask() -> None:
    html = answer_to_html(
        answer(
            status=Status.NOT_FOUND,
            text="没有找到您问的内容：报告里没有“外国公民”。现有：城东区人民政府（2019年、2020年）。",
            suggestions=("城东区2020年自然人申请多少件？",),
        ),
        {},
        [("城东区人民政府", [2019, 2020])],
    )
    page = read(html)

    assert page.one("p", class_="answer-figure").text == "没有找到"
    assert page.one("p", class_="answer-text").text == "报告里没有“外国公民”。"
    assert [chip.text for chip in page.one("ul", class_="answer-chips").find("li")] == [
        "城东区人民政府 2019–2020年"
    ]
    button = page.one("ul", class_="answer-choices").one("button")
    assert button.attributes["data-ask"] == button.text == "城东区2020年自然人申请多少件？"
    assert "以原文为准" not in html


def test_a_cell_that_cannot_be_read_is_not_called_missing() -> None:
    unread = fact(ROWS[0], ("总计",), "12453", state=State.UNREADABLE, value=None)
    html = answer_to_html(
        answer(status=Status.NOT_FOUND, text="原文里印作“12453”。", citations=(cite(unread),)),
        {(REPORT, TABLE): [unread]},
        [("城东区人民政府", [2020])],
    )
    page = read(html)
    assert page.one("p", class_="answer-figure").text == "原文无法辨认"
    assert page.one("td", aria_current="true").text == "不可辨"
    assert not page.find("ul", class_="answer-chips")


def test_several_contradictions_are_one_line_that_opens() -> None:
    notes = ("原文勾稽不符：甲。", "正文与表格不一致：乙。", "有一句话里的数字没有找到出处。")
    page = read(answer_to_html(answer(notes=notes), {}))
    (folded,) = page.find("details", class_="answer-notes")
    assert "原文有2处数字互相对不上" in folded.one("summary").text
    assert [item.text for item in folded.find("li")] == list(notes[:2])
    assert [note.text for note in page.find("p", class_="answer-note")] == [f"注意：{notes[2]}"]


def test_both_marks_are_explained_where_both_are_drawn() -> None:
    lit = answer(values=(value("3", fact=CITED.id),), citations=(cite(CITED), cite(FACTS[7])))
    (legend,) = read(answer_to_html(lit, TABLES)).find("p", class_="answer-legend")
    assert [mark.text for mark in legend.find("span")] == ["答案", "文字或核对中提到的数"]
    alone = answer(values=(value("3", fact=CITED.id),), citations=(cite(CITED),))
    assert not read(answer_to_html(alone, TABLES)).find("p", class_="answer-legend")


def test_figures_side_by_side_are_all_lit_and_none_is_large() -> None:
    values = (value("3", fact=CITED.id, year=2019), value("13", fact=FACTS[7].id))
    shown = answer(kind=Kind.COMPARISON, values=values, citations=(cite(CITED), cite(FACTS[7])))
    page = read(answer_to_html(shown, TABLES))
    assert len(page.find("td", aria_current="true")) == 2
    assert not page.find("p", class_="answer-figure")


def test_only_a_page_that_knows_the_answer_offers_what_to_do_with_it() -> None:
    assert "data-copy" not in answer_to_html(answer(), {})
    page = read(answer_to_html(answer(), {}, key="k1"))
    actions = page.one("div", class_="answer-actions")
    assert actions.attributes["data-answer"] == "k1"
    assert [link.attributes["href"] for link in actions.find("a")] == [
        "answers/k1.xlsx",
        "answers/k1.csv",
    ]
    assert [b.text for b in actions.find("button")] == ["复制", "有用", "有误", "提交"]


def test_many_issuers_are_counted_not_listed() -> None:
    held = [(f"第{i}局", [2020]) for i in range(30)]
    page = read(answer_to_html(answer(status=Status.NOT_FOUND), {}, held))
    chips = page.one("ul", class_="answer-chips").find("li")
    assert len(chips) == 13
    assert chips[-1].text == "等30个单位"


def test_ambiguous_offers_its_readings() -> None:
    readings = (Reading("不予公开", "不予公开多少件？"), Reading("部分公开", "部分公开多少件？"))
    page = read(answer_to_html(answer(status=Status.AMBIGUOUS, readings=readings), {}))
    buttons = page.one("ul", class_="answer-choices").find("button")
    assert [(each.text, each.attributes["data-ask"]) for each in buttons] == [
        (reading.label, reading.question) for reading in readings
    ]


def test_the_question_can_be_taken_back_into_the_box() -> None:
    page = read(answer_to_html(answer(), {}))
    assert page.one("p", class_="answer-understood").one("button").attributes["data-edit"] == (
        "城东区2020年收到多少件申请？"
    )


def test_many_sources_are_folded_after_the_second() -> None:
    citations = tuple(cite(CITED, section=(f"第{i}节",), table=None) for i in range(4))
    sources = read(answer_to_html(answer(citations=citations), {})).find("details")
    assert ["open" in source.attributes for source in sources] == [True, True, False, False]


@pytest.mark.parametrize(
    ("years", "text"),
    [
        ([2019, 2020, 2021, 2023], "2019–2021、2023年"),
        ([2020, 2020], "2020年"),
        ([], "年份不明"),
    ],
)
def test_years_are_joined(years: list[int], text: str) -> None:
    assert years_to_text(years) == text


@given(st.text(min_size=1))
def test_every_text_is_escaped(text: str) -> None:
    poison = f"<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;{text}"
    cited = fact((poison,), (poison,), poison, section=(poison,), table=poison, quote=poison)
    derived = Derived("sub", (cited.id, cited.id))
    poisoned = answer(
        question=poison,
        understood=poison,
        text=poison,
        kind=Kind.RANKING,
        values=(
            value("1", unit=poison, issuer=poison, label=poison, derived=derived),
            value("2", qualifier=poison, issuer="另一个", label=poison),
        ),
        citations=(cite(cited, title=poison, published=poison, source_url=f"https://x/{poison}"),),
        notes=(poison,),
        readings=(Reading(poison, poison),),
        suggestions=(poison,),
    )
    tables = {(REPORT, poison): [cited]}
    html = answer_to_html(poisoned, tables, [(poison, [2020])], poison)
    page = read(html + error_to_html(poison))

    assert not page.find("script")
    assert not page.find("img")
    assert page.one("p", class_="answer-text").text == poison
    assert page.one("td", aria_current="true").text == poison.strip()
    assert page.find("button")[0].attributes["data-edit"] == poison


def test_figures_are_never_rounded_or_rewritten() -> None:
    page = read(answer_to_html(answer(values=(value("0.10"),)), {}))
    assert page.one("strong").text == str(Decimal("0.10"))
