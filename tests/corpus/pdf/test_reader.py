"""The PDF reader: tables as drawn, merged, continued, turned, without rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.drawn_pdf import FONT, Sheet, Span, cells, grids, plain, read, sheet, texts

HEADING: list[Span] = [
    (0, 0, 2, 1, "项目"),
    (0, 1, 1, 2, "支出"),
    (1, 1, 1, 1, "基本"),
    (1, 2, 1, 1, "总计"),
]


@pytest.fixture
def page(tmp_path: Path) -> Sheet:
    return sheet(tmp_path / "年报.pdf")


def test_merged_cells_and_blanks_stand_as_drawn(page: Sheet, tmp_path: Path) -> None:
    spans = [*HEADING, *[(r + 2, c, 1, 1, t) for r, c, _, _, t in plain([["甲", "", "3,001"]])]]
    page.text(72, 60, "一、收支情况")
    page.table(72, 100, [120, 60, 60], spans)
    document = read(page, tmp_path)
    assert texts(document) == ["一、收支情况", "（表）"]
    (grid,) = grids(document)
    assert cells(grid) == sorted(spans)
    cell = next(c for c in grid.cells if c.text == "3,001")
    assert cell.page == 1
    assert cell.box == pytest.approx((252, 148, 312, 172), abs=0.6)


def test_table_goes_on_over_the_page_and_its_heading_is_dropped(
    page: Sheet, tmp_path: Path
) -> None:
    body = [[f"第{i}项", str(i), str(100 + i)] for i in range(24)]
    rows = [["项目", "件数", "金额"], *body]
    page.table(72, 80, [120, 60, 60], plain(rows), row=28)
    page.text(290, 800, "- 1 -")
    page.next()
    more = [["第24项", "24", "124"], ["合计", "25", "3000"]]
    page.table(72, 60, [120, 60, 60], plain([rows[0], *more]), row=28)
    page.text(290, 800, "- 2 -")
    (grid,) = grids(read(page, tmp_path))
    assert [c.text for c in grid.cells if c.column == 0][-3:] == ["第23项", "第24项", "合计"]
    assert grid.rows == 27
    assert next(c for c in grid.cells if c.text == "合计").page == 2


def test_cell_torn_by_the_page_break_is_mended_where_no_rule_closes_it(
    page: Sheet, tmp_path: Path
) -> None:
    first: list[Span] = [
        (0, 0, 1, 2, "项目"),
        (0, 2, 1, 1, "总计"),
        (1, 0, 23, 1, "三、结果"),
        *[(r, 1, 1, 1, f"{r}.小项") for r in range(1, 24)],
        *[(r, 2, 1, 1, str(r)) for r in range(1, 24)],
    ]
    page.table(72, 80, [60, 160, 60], first, row=29, skip=[("bottom", 1, 0), ("bottom", 23, 1)])
    page.next()
    second: list[Span] = [
        (0, 0, 2, 1, ""),
        (0, 1, 1, 1, "24.小项"),
        (0, 2, 1, 1, "24"),
        (1, 1, 1, 1, "25.小项"),
        (1, 2, 1, 1, "25"),
    ]
    page.table(72, 60, [60, 160, 60], second, row=29, skip=[("top", 0, 0)])
    (grid,) = grids(read(page, tmp_path))
    assert grid.rows == 26
    result = next(c for c in grid.cells if c.text == "三、结果")
    assert (result.row, result.row_span) == (1, 25)
    assert [c.text for c in grid.cells if c.column == 2][-3:] == ["23", "24", "25"]


def test_row_torn_in_two_is_one_row(page: Sheet, tmp_path: Path) -> None:
    rows = [["项目", "总计"], *[[f"{i}.事项", str(i)] for i in range(1, 24)]]
    rows.append(["24.要求行政机关确认或", "7"])
    page.table(72, 80, [160, 60], plain(rows), row=28, skip=[("bottom", 24, 0), ("bottom", 24, 1)])
    page.next()
    rest = plain([["重新出具已获取信息", ""], ["25.其他", "9"]])
    page.table(72, 60, [160, 60], rest, row=28, skip=[("top", 0, 0), ("top", 0, 1)])
    (grid,) = grids(read(page, tmp_path))
    assert cells(grid)[-4:] == [
        (24, 0, 1, 1, "24.要求行政机关确认或重新出具已获取信息"),
        (24, 1, 1, 1, "7"),
        (25, 0, 1, 1, "25.其他"),
        (25, 1, 1, 1, "9"),
    ]


def test_two_figures_are_never_joined_over_the_page(page: Sheet, tmp_path: Path) -> None:
    rows = [["项目", "总计"], *[[f"{i}.事项", str(i)] for i in range(1, 25)]]
    page.table(72, 80, [160, 60], plain(rows), row=28, skip=[("bottom", 24, 0), ("bottom", 24, 1)])
    page.next()
    rest = plain([["甲", "5"], ["乙", "9"]])
    page.table(72, 60, [160, 60], rest, row=28, skip=[("top", 0, 0), ("top", 0, 1)])
    (grid,) = grids(read(page, tmp_path))
    assert [c.text for c in grid.cells if c.column == 1][-3:] == ["24", "5", "9"]


def test_label_torn_under_a_closed_rule_goes_on(page: Sheet, tmp_path: Path) -> None:
    head: list[Span] = [(0, 0, 1, 2, "项目"), (0, 2, 1, 1, "总计")]
    groups: list[Span] = [
        (1, 0, 11, 1, "（一）公开"),
        (12, 0, 11, 1, "（二）不公开"),
        (23, 0, 1, 1, "（三）无"),
    ]
    rest = [(r, c, 1, 1, t) for r in range(1, 24) for c, t in ((1, f"{r}.项"), (2, str(r)))]
    page.table(72, 80, [70, 160, 60], [*head, *groups, *rest], row=29)
    page.next()
    spans: list[Span] = [
        (0, 0, 2, 1, "法提供"),
        (0, 1, 1, 1, "24.项"),
        (0, 2, 1, 1, "24"),
        (1, 1, 1, 1, "25.项"),
        (1, 2, 1, 1, "25"),
    ]
    page.table(72, 60, [70, 160, 60], spans, row=29)
    (grid,) = grids(read(page, tmp_path))
    label = next(c for c in grid.cells if c.text == "（三）无法提供")
    assert (label.row, label.row_span) == (23, 3)


def test_another_table_on_the_next_page_stays_another(page: Sheet, tmp_path: Path) -> None:
    page.table(72, 80, [120, 60], plain([["项目", "总计"], ["甲", "1"]]))
    page.next()
    page.table(72, 60, [120, 60], plain([["类别", "数量"], ["乙", "2"]]))
    page.next()
    page.text(72, 60, "表三")
    page.table(72, 90, [120, 60], plain([["类别", "数量"], ["丙", "3"]]))
    assert len(grids(read(page, tmp_path))) == 3


def test_two_tables_side_by_side_are_two(page: Sheet, tmp_path: Path) -> None:
    for x, name in ((60, "甲区"), (320, "乙区")):
        page.text(x, 60, f"{name}公开情况如下表")
        page.table(x, 90, [100, 60], plain([["项目", "总计"], [name, "12"], ["合计", "12"]]))
        page.text(x, 180, f"{name}表后说明")
    document = read(page, tmp_path)
    assert [g.cells[2].text for g in grids(document)] == ["甲区", "乙区"]
    assert texts(document) == [
        *("甲区公开情况如下表", "（表）", "甲区表后说明"),
        *("乙区公开情况如下表", "（表）", "乙区表后说明"),
    ]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_turned_pages_read_like_upright_ones(rotation: int, tmp_path: Path) -> None:
    drawn = sheet(tmp_path / "年报.pdf", (842.0, 595.0))
    canvas = drawn.canvas
    if rotation == 90:
        canvas.translate(842, 0)
    elif rotation == 180:
        canvas.translate(842, 595)
    else:
        canvas.translate(0, 595)
    canvas.rotate(rotation)
    drawn.height = 842.0 if rotation != 180 else 595.0
    drawn.text(72, 60, "一、收支情况")
    drawn.table(72, 100, [120, 60, 60], HEADING)
    document = read(drawn, tmp_path)
    assert texts(document) == ["一、收支情况", "（表）"]
    (grid,) = grids(document)
    assert cells(grid) == HEADING
    x0, top, x1, bottom = grid.cells[0].box or (0, 0, 0, 0)
    size = {round(x1 - x0), round(bottom - top)}
    assert size == {120, 48}
    assert 0 <= x0 < x1 <= 842
    assert 0 <= top < bottom <= 595


def test_table_without_rules_needs_headings_and_alignment(page: Sheet, tmp_path: Path) -> None:
    page.text(72, 40, "三、收入情况")
    for i, row in enumerate(
        [["项目", "2019", "2020"], ["税收", "1,200", "98"], ["其他", "7", "-"]]
    ):
        for x, text in zip((72, 260, 400), row, strict=True):
            page.canvas.setFont(FONT, 10)
            if x == 72:
                page.text(x, 80 + 18 * i, text)
            else:
                page.canvas.drawRightString(x, page.height - 88.8 - 18 * i, text)
    for i, text in enumerate(["联系电话", "邮政编码"]):
        page.text(72, 300 + 18 * i, text)
        page.text(260, 300 + 18 * i, "010-8000" if i else "100000")
    document = read(page, tmp_path)
    (grid,) = grids(document)
    assert [c.text for c in grid.cells] == [
        *("项目", "2019", "2020"),
        *("税收", "1,200", "98"),
        *("其他", "7", "-"),
    ]
    assert [line.text.split()[0] for line in document.lines] == [
        *("三、收入情况", "联系电话", "邮政编码"),
    ]
    assert "010-8000" in document.lines[-1].text


def test_figures_on_two_lines_of_a_cell_stay_two(page: Sheet, tmp_path: Path) -> None:
    page.table(
        72, 80, [120, 60, 34], plain([["项目", "件", "元"], ["甲\n乙", "38\n1", "123456\n7890"]]),
        row=40,
    )  # fmt: skip
    (grid,) = grids(read(page, tmp_path))
    assert [c.text for c in grid.cells][3:] == ["甲乙", "38\n1", "1234567890"]


def test_figure_over_a_border_is_given_to_nobody(page: Sheet, tmp_path: Path) -> None:
    page.table(72, 80, [60, 40, 40], plain([["项目", "甲", "乙"], ["件", "", ""]]))
    page.text(157, 111, "123456")
    page.table(72, 200, [60, 40, 40], plain([["项目", "甲", "乙"], ["件", "", ""]]))
    page.text(169, 231, "123456")
    first, second = grids(read(page, tmp_path))
    assert {c.confidence for c in first.cells if c.row == 1 and c.column} == {0.0}
    assert [(c.text, c.confidence) for c in second.cells][-1] == ("123456", 1.0)
