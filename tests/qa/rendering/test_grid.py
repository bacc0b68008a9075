from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.report import Path, State
from qa.rendering.grid import facts_to_table
from tests.qa.drawing import COLUMNS, TABLE, Element, fact, grid, read


def _rows(count: int) -> list[Path]:
    return [(f"第{i}行",) for i in range(count)]


def _spread(table: Element) -> list[list[str]]:
    """Lay the table out as a browser does, a text for every column of every row."""
    lines: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}
    for row in table.find("tr"):
        line: list[str] = []
        cells = iter(row.inside)
        while True:
            left, text = below.get(len(line), (0, ""))
            if left:
                below[len(line)] = (left - 1, text)
                line.append(text)
                continue
            cell = next(cells, None)
            if cell is None:
                break
            for _ in range(int(cell.attributes.get("colspan", "1"))):
                below[len(line)] = (int(cell.attributes.get("rowspan", "1")) - 1, cell.text)
                line.append(cell.text)
        lines.append(line)
    return lines


def test_headings_are_merged_and_every_cell_stands_under_its_own() -> None:
    facts = grid(_rows(2))
    table = read(facts_to_table(facts, {facts[3].id: True}, TABLE, "a-"))

    assert _spread(table) == [
        ["", "自然人", "法人或其他组织", "法人或其他组织", "总计"],
        ["", "自然人", "商业企业", "其他", "总计"],
        ["第0行", "0", "1", "2", "3"],
        ["第1行", "10", "11", "12", "13"],
    ]
    assert table.one("th", colspan="2").attributes["scope"] == "colgroup"
    assert {th.attributes["scope"] for th in table.find("th")} == {"col", "colgroup", "row"}
    assert table.one("caption").text == TABLE


def test_exactly_the_cited_cell_is_lit() -> None:
    facts = grid(_rows(2))
    table = read(facts_to_table(facts, {facts[3].id: True}, TABLE, "a-"))

    lit = table.one("td", aria_current="true")
    assert lit.text == "3"
    assert lit.attributes["class"] == "answer-lit"
    assert lit.attributes["id"] == "a-" + facts[3].id


def test_rows_under_a_heading_stand_in_its_group() -> None:
    rows: list[Path] = [
        ("一、新收",),
        ("三、办理结果", "（一）予以公开"),
        ("三、办理结果", "（三）不予公开", "1.国家秘密"),
        ("三、办理结果", "（三）不予公开", "2.其他"),
        ("三、办理结果", "（七）总计"),
        ("四、结转",),
    ]
    facts = grid(rows)
    table = read(facts_to_table(facts, {facts[0].id: True}, TABLE, ""))

    assert [th.text for th in table.find("th") if th.attributes["scope"][:3] == "row"] == [
        "一、新收",
        "三、办理结果",
        "（一）予以公开",
        "三、办理结果 › （三）不予公开",
        "1.国家秘密",
        "2.其他",
        "三、办理结果",
        "（七）总计",
        "四、结转",
    ]


def test_a_table_without_row_labels_has_no_label_column() -> None:
    columns: list[Path] = [
        ("行政复议", "结果维持"),
        ("行政复议", "总计"),
        ("行政诉讼", "未经复议", "总计"),
        ("行政诉讼", "复议后起诉", "总计"),
    ]
    facts = grid([()], columns)
    table = read(facts_to_table(facts, {facts[1].id: True}, "复议诉讼", ""))

    assert _spread(table) == [
        ["行政复议", "行政复议", "行政诉讼", "行政诉讼"],
        ["结果维持", "总计", "未经复议", "复议后起诉"],
        ["结果维持", "总计", "总计", "总计"],
        ["0", "1", "2", "3"],
    ]


@pytest.mark.parametrize(
    ("lit", "labels"),
    [
        ([0], ["第0行", "第1行", "第2行", "…（其余17行）"]),
        ([19], ["…（其余17行）", "第17行", "第18行", "第19行"]),
        (
            [4, 9],
            ["…（其余2行）"] + [f"第{i}行" for i in range(2, 12)] + ["…（其余8行）"],
        ),
    ],
)
def test_a_long_table_is_cut_to_the_cited_rows(lit: list[int], labels: list[str]) -> None:
    facts = grid(_rows(20))
    ids = {facts[i * len(COLUMNS)].id: True for i in lit}
    table = read(facts_to_table(facts, ids, TABLE, ""))

    assert [row.inside[0].text for row in table.one("tbody").find("tr")] == labels


def test_cells_mentioned_beside_the_answer_are_marked_more_quietly() -> None:
    facts = grid(_rows(20))
    table = read(facts_to_table(facts, {facts[0].id: True, facts[43].id: False}, TABLE, "a-"))

    assert table.one("td", aria_current="true").text == facts[0].raw
    cited = table.one("td", class_="answer-cited")
    assert (cited.text, cited.attributes["id"]) == (facts[43].raw, "a-" + facts[43].id)
    assert [row.inside[0].text for row in table.one("tbody").find("tr")] == [
        "第0行",
        "第1行",
        "第2行",
        "…（其余7行）",
        "第10行",
        "…（其余9行）",
    ]


def test_a_short_table_is_shown_whole() -> None:
    facts = grid(_rows(8))
    assert "其余" not in facts_to_table(facts, {facts[0].id: True}, TABLE, "")


def test_cells_show_the_print_and_words_where_it_cannot_be_told() -> None:
    facts = [
        fact(("行",), ("甲",), "/", state=State.SLASH),
        fact(("行",), ("乙",), "", state=State.BLANK),
        fact(("行",), ("丙",), "117", state=State.UNREADABLE),
        fact(("行",), ("丁",), "", state=State.BLANK),
    ]
    table = read(facts_to_table(facts, {facts[3].id: True}, TABLE, ""))

    assert [td.text for td in table.one("tbody").find("td")] == ["/", "空白", "不可辨", "（空白）"]


def test_no_table_where_nothing_of_it_is_cited() -> None:
    assert facts_to_table(grid(_rows(2)), {"f_elsewhere": True}, TABLE, "") == ""
    assert facts_to_table([], {"f_elsewhere": True}, TABLE, "") == ""


_TEXT = st.text(min_size=1, max_size=4)
_PATHS = st.lists(st.lists(_TEXT, min_size=1, max_size=3).map(tuple), min_size=1, max_size=6)


@given(rows=_PATHS, columns=_PATHS, data=st.data())
def test_any_table_is_well_formed_and_rectangular(
    rows: list[Path], columns: list[Path], data: st.DataObject
) -> None:
    facts = grid(dict.fromkeys(rows), dict.fromkeys(columns))
    cited = data.draw(st.sampled_from(facts))
    html = facts_to_table(facts, {cited.id: True}, "<表>", "a-")
    table = read(html)

    assert {len(line) for line in _spread(table)} == {len(set(columns)) + 1}
    assert table.one("td", aria_current="true").text == cited.raw
    assert table.one("caption").text == "<表>"
    assert escape("<表>") in html
