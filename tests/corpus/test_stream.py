"""Text as letters and groups of figures: what is an ordinal and what a figure."""

from corpus.forms.alignment import Aligned, align
from corpus.forms.form import load_forms
from corpus.forms.stream import text_to_stream
from corpus.report import Cell, State

WIDE = next(table for table in load_forms()[1].tables if table.kind == "申请办理")
BUYING = next(table for table in load_forms()[0].tables if table.kind == "政府集中采购")


def read(text: str, label: str) -> list[Cell]:
    result = align(text, WIDE)
    assert isinstance(result, Aligned)
    return [cell for cell in result.cells if cell.row[-1] == label]


def test_ordinal_cut_off_from_its_label_by_the_figures_is_no_figure() -> None:
    """`2672673. 129972296380其他` is the end of one row and the whole of the next."""
    rows = ["".join(row[-1:]) + "0 0 0 0 0 0 0" for row in WIDE.rows]
    rows[21] = rows[21].removesuffix("0 0 0 0 0 0 0") + " 267267"
    rows[22] = "3. 129972296380其他"
    cells = read("\n" + "".join(rows), "3.其他")
    assert {cell.state for cell in cells} <= {State.UNREADABLE}


def test_yuan_in_a_column_of_counts_are_not_read() -> None:
    result = align("政府集中采购 19827345.06元 67", BUYING)
    assert isinstance(result, Aligned)
    assert result.cells[0].state is State.UNREADABLE


def test_figures_behind_an_opening_bracket_belong_to_the_label_it_opens() -> None:
    _, _, groups, _ = text_to_stream("8.属于行政查询事项 12（ 66四）无法提供")
    assert [([t.text for t in group.tokens], group.opens) for group in groups] == [
        (["12"], False),
        (["66"], True),
    ]
