"""Statutory tables in drawn grids: well drawn ones are read whole, spoiled ones never wrong."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.forms.form import Form, FormTable, load_forms
from corpus.forms.reading import FormReading, read_forms
from corpus.report import Block, Cell, Grid, GridCell, Line, State
from tests.corpus import drawing, printing
from tests.corpus.drawing import Sheet, drawn

FORMS = {form.id: form for form in load_forms()}


def table_of(form: str, kind: str) -> FormTable:
    return next(table for table in FORMS[form].tables if table.kind == kind)


def figures(table: FormTable, start: int = 1) -> list[list[str]]:
    """Return cells that are all different and satisfy no sum."""
    count = len(table.columns)
    return [[str(start + r * count + c) for c in range(count)] for r in range(len(table.rows))]


def cells_of(reading: FormReading, table: FormTable) -> dict[tuple[int, int], Cell]:
    """Return what was read of `table`, by row and column of the form."""
    places = {}
    for read in reading.tables:
        if read.kind == table.kind and (read.form == table.form or not table.rows[0]):
            for cell in read.cells:
                places[table.rows.index(cell.row), table.columns.index(cell.column)] = cell
    return places


def stated(reading: FormReading, table: FormTable) -> list[list[str]]:
    cells = cells_of(reading, table)
    return [
        [
            cells[r, c].raw
            if (r, c) in cells and cells[r, c].state is not State.UNREADABLE
            else "?"
            for c in range(len(table.columns))
        ]
        for r in range(len(table.rows))
    ]


def wrong(reading: FormReading, table: FormTable, values: list[list[str]]) -> list[str]:
    """Return every cell that states something else than `values`."""
    return [
        f"{cell.row} {cell.column} {values[r][c]} read as {cell.state} {cell.raw}"
        for (r, c), cell in cells_of(reading, table).items()
        if cell.state is not State.UNREADABLE
        and (cell.state, cell.value) != printing.truth(values[r][c])
    ]


@pytest.mark.parametrize("table", printing.TABLES, ids=printing.table_id)
@pytest.mark.parametrize("way", ["as drawn", "unmerged", "transposed"])
def test_table_as_drawn_is_read_whole(table: FormTable, way: str) -> None:
    values = figures(table)
    sheet = drawn(table, values, title=way != "transposed" and table.anchor != table.section)
    sheet = {"unmerged": drawing.unmerged, "transposed": drawing.transposed}.get(
        way, lambda same: same
    )(sheet)
    reading = read_forms([Line("前文"), sheet.grid(3), Line("后文")])
    assert stated(reading, table) == values
    assert reading.blocks == (Line("前文"), Line("后文"))
    cells = cells_of(reading, table).values()
    assert {cell.page for cell in cells} == {3}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_all_tables_in_one_grid(form: Form) -> None:
    """Agencies draw 表二 as one table with parts, some the whole report as one."""
    truth = {table.kind: figures(table, 1 + 200 * n) for n, table in enumerate(form.tables)}
    sheets = [
        drawn(t, truth[t.kind], title=t.anchor != t.section and t.kind in truth)
        for t in form.tables
    ]
    reading = read_forms([drawing.stacked(sheets).grid(1)])
    assert {t.kind: stated(reading, t) for t in form.tables} == truth
    assert reading.problems == ()


def test_two_tables_side_by_side() -> None:
    first, second = FORMS["2019"].tables[1:3]
    one, two = figures(first), figures(second, 50)
    reading = read_forms([drawing.beside(drawn(first, one), drawn(second, two)).grid(1)])
    assert stated(reading, first) == one
    assert stated(reading, second) == two


def test_review_and_litigation_below_each_other() -> None:
    """Two five and ten columns wide blocks instead of one of fifteen."""
    table = table_of("2021", "复议诉讼")
    values = figures(table)
    head = [("行政复议", 5), ("行政诉讼", 10)]
    sheets, done = [], 0
    for name, width in head:
        part = Sheet.blank(3 if width == 5 else 4, width)
        part.put(name, range(1), range(width))
        for c in range(width):
            path = table.columns[done + c]
            if width == 10 and c % 5 == 0:
                part.put(path[1], range(1, 2), range(c, c + 5))
            part.put(path[-1], range(len(part.places) - 2, len(part.places) - 1), range(c, c + 1))
            part.put(
                values[0][done + c], range(len(part.places) - 1, len(part.places)), range(c, c + 1)
            )
        sheets.append(part)
        done += width
    reading = read_forms([sheet.grid(1) for sheet in sheets])
    assert wrong(reading, table, values) == []
    assert stated(reading, table) == values


def test_edition_is_chosen_table_by_table() -> None:
    """A report may print new tables and one of the older edition."""
    tables = [*FORMS["2021"].tables[:4], table_of("2019", "申请办理")]
    reading = read_forms(
        [drawn(t, figures(t), title=t.anchor != t.section).grid(1) for t in tables]
    )
    assert {(t.kind, t.form) for t in reading.tables} == {(t.kind, t.form) for t in tables}
    assert [problem.code for problem in reading.problems] == ["table_missing"]


def test_blank_form_is_blank_not_unread() -> None:
    table = table_of("2021", "申请办理")
    blank = [[""] * len(table.columns) for _ in table.rows]
    reading = read_forms([drawn(table, blank).grid(1)])
    assert {cell.state for cell in cells_of(reading, table).values()} == {State.BLANK}


def test_blank_zero_slash_and_dash_differ() -> None:
    table = table_of("2021", "规章和规范性文件")
    values = [["0", "", "/"], ["-", "12", "0"]]
    reading = read_forms([drawn(table, values).grid(1)])
    assert wrong(reading, table, values) == []
    assert len(cells_of(reading, table)) == 6


def test_printed_headings_box_and_unit_are_kept() -> None:
    table = table_of("2019", "政府集中采购")
    grid = drawn(table, [["156", "34,830,971.6元"]]).grid(2)
    boxed = Grid(tuple(with_box(cell) for cell in grid.cells), 2)
    count, amount = cells_of(read_forms([boxed]), table).values()
    assert (count.raw, count.box, count.page) == ("156", (1.0, 1.0, 2.0, 2.0), 2)
    assert (amount.raw, amount.unit) == ("34830971.6", "元")
    assert amount.printed == ("政府集中采购", "采购总金额")


def with_box(cell: GridCell) -> GridCell:
    x, y = float(cell.column), float(cell.row)
    return replace(cell, box=(x, y, x + 1, y + 1))


def test_two_prints_that_differ_are_not_chosen_between() -> None:
    table = table_of("2021", "规章和规范性文件")
    first, second = [["1", "2", "3"], ["4", "5", "6"]], [["1", "2", "3"], ["4", "7", "6"]]
    reading = read_forms([drawn(table, first).grid(1), drawn(table, second).grid(2)])
    assert stated(reading, table) == [["1", "2", "3"], ["4", "?", "6"]]
    assert [problem.code for problem in reading.problems if problem.code == "row_unfit"]


def test_figure_broken_over_lines_is_joined_where_its_row_adds_up() -> None:
    table = table_of("2021", "申请办理")
    values = [["0"] * 7 for _ in table.rows]
    values[0] = ["12\n34", "1", "0", "0", "0", "0", "1235"]
    values[1] = ["12\n34", "1", "0", "0", "0", "0", "1236"]
    told = stated(read_forms([drawn(table, values).grid(1)]), table)
    assert told[0] == ["1234", "1", "0", "0", "0", "0", "1235"]
    assert told[1] == ["?", "1", "0", "0", "0", "0", "1236"]


def test_row_without_heading_between_two_others_is_known_by_its_place() -> None:
    table = table_of("2021", "申请办理")
    values = figures(table)
    sheet = drawn(table, values)
    lost = next(key for key, text in sheet.texts.items() if text.startswith("5.属于三类"))
    assert stated(read_forms([drawing.relabelled(sheet, {lost: ""}).grid(1)]), table) == values


def test_words_drawn_into_the_grid_become_lines() -> None:
    table = table_of("2021", "规章和规范性文件")
    sheet = drawing.titled(drawn(table, figures(table), title=True), "一律不准发布。")
    reading = read_forms([sheet.grid(2)])
    assert stated(reading, table) == figures(table)
    assert reading.blocks == (Line("一律不准发布。", 2),)


@pytest.mark.parametrize(
    "rows",
    [
        [["科目", "预算数", "决算数"], ["行政事业性收费", "12", "13"], ["行政许可", "4", "5"]],
        [["姓名", "总计"], ["其他", "3"], ["规章", "4"]],
        [["项目", "金额"], ["行政事业性收费收入", "7730.28"]],
    ],
)
def test_other_tables_with_words_of_the_form_are_left_alone(rows: list[list[str]]) -> None:
    cells = [GridCell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row)]
    grid = Grid(tuple(cells))
    reading = read_forms([grid])
    assert reading.tables == ()
    assert reading.blocks == (grid,)


@pytest.mark.parametrize("table", printing.TABLES, ids=printing.table_id)
@given(data=st.data())
@settings(max_examples=15 * printing.STRESS, deadline=None)
def test_spoiled_grid_is_never_read_wrong(table: FormTable, data: st.DataObject) -> None:
    values = data.draw(printing.grids(table))
    for row in values:
        for c in range(len(row)):
            if data.draw(st.integers(0, 40)) == 0:
                row[c] = data.draw(st.sampled_from(["", "/", "-"]))
    if data.draw(st.integers(0, 3)) == 0:
        blank = data.draw(st.integers(0, len(values[0]) - 1))
        for row in values:
            row[blank] = ""
    document = data.draw(drawing.spoiled(table, values))
    assert wrong(read_forms(document), table, values) == []


@given(
    st.lists(
        st.builds(
            GridCell,
            st.one_of(
                st.text(max_size=5),
                st.sampled_from(["总计", "其他", "规章", "0", "12", "结果维持"]),
            ),
            st.integers(0, 5),
            st.integers(0, 5),
            st.integers(1, 3),
            st.integers(1, 3),
        ),
        max_size=30,
    )
)
@settings(max_examples=50 * printing.STRESS, deadline=None)
def test_any_grid_is_read_or_left(cells: list[GridCell]) -> None:
    blocks: list[Block] = [Grid(tuple(cells))]
    reading = read_forms(blocks)
    assert len(reading.blocks) <= len(cells) + 1
