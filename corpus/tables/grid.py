"""Drawn tables: a grid with its merged cells spread out, titles and notes set aside.

Every place of the rectangle holds the cell that covers it, so that a merged heading
stands above each of its columns. Rows and columns without any print are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.report import Grid, GridCell
from corpus.tables.cells import is_figure
from corpus.terms import compact, fold

Row = list[GridCell | None]

_META = re.compile(
    r"(?:货币|金额|计量)?单位(?:[:：]|$).*|(?:编制|填报|预算|报送|制表|主管)(?:单位|部门|日期|人)[:：]?.*"
    r"|(?:公开|附|预算|决算)?表?[\d一二三四五六七八九十]{1,3}表?[:：]?|财?[决预]?公开\d+表|.{0,6}日期[:：]?.*"
    r"|(?:19|20)\d\d年度?|(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?"
)
_NOTE = re.compile(
    r"(?:备?注|说明|附注|资料来源|数据来源|[*＊※])(?:[\d一二三四]?[、.：:])?.*", re.DOTALL
)
_LONG = 30


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A grid as a rectangle."""

    rows: list[Row]
    places: tuple[int, ...]
    """Row number in the source of each row, from 1."""
    columns: tuple[int, ...]
    """Column number in the source of each column, from 1."""
    titles: tuple[str, ...]
    """What stands in the rows above the headings: title, unit, who filled it in."""
    notes: tuple[str, ...]
    """What stands in the rows below the last figures."""

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.columns)

    def text(self, row: int, column: int) -> str:
        """Return the print at a place, wherever in a merged cell that is."""
        cell = self.rows[row][column]
        return cell.text if cell is not None else ""


def grid_to_drawn(grid: Grid) -> DrawnTable:
    """Return `grid` as a rectangle; title and note rows are split off."""
    used_rows = sorted({cell.row for cell in grid.cells if cell.text.strip()})
    used_columns = sorted({cell.column for cell in grid.cells if cell.text.strip()})
    row_at = {row: i for i, row in enumerate(used_rows)}
    column_at = {column: i for i, column in enumerate(used_columns)}
    rows: list[Row] = [[None] * len(used_columns) for _ in used_rows]
    for cell in grid.cells:
        if cell.row_span == cell.column_span == 1:
            i, j = row_at.get(cell.row), column_at.get(cell.column)
            if i is not None and j is not None:
                rows[i][j] = cell
            continue
        for r in range(cell.row, cell.row + cell.row_span):
            for c in range(cell.column, cell.column + cell.column_span):
                if r in row_at and c in column_at:
                    rows[row_at[r]][column_at[c]] = cell
    start, stop = _first(rows), _last(rows)
    return DrawnTable(
        rows=rows[start:stop],
        places=tuple(row + 1 for row in used_rows[start:stop]),
        columns=tuple(column + 1 for column in used_columns),
        titles=tuple(text for row in rows[:start] for text in texts_of(row)),
        notes=tuple(text for row in rows[stop:] for text in texts_of(row)),
    )


def texts_of(row: Sequence[GridCell | None]) -> list[str]:
    """Return the prints of a row from left to right, each cell once, blanks left out."""
    cells = {id(cell): cell for cell in row if cell is not None and cell.text.strip()}
    return [cell.text.strip() for cell in cells.values()]


def _first(rows: list[Row]) -> int:
    """Return the first row that is no title."""
    for index, row in enumerate(rows):
        texts = texts_of(row)
        lone = len(texts) == 1 and row[0] is not None and row[0].text.strip() == texts[0]
        title = lone and not is_figure(texts[0]) and len(row) > 1
        # A heading over the first column alone, above the rows of one column more.
        if not title and not (texts and all(_META.fullmatch(compact(fold(t))) for t in texts)):
            return index
    return len(rows)


def _last(rows: list[Row]) -> int:
    """Return the row after the last that is no note."""
    for index in range(len(rows), 0, -1):
        texts = texts_of(rows[index - 1])
        if len(texts) == 1 and not is_figure(texts[0]):
            text = compact(texts[0])
            whole = rows[index - 1][0] is not None and rows[index - 1][-1] is rows[index - 1][0]
            if _NOTE.fullmatch(text) or (whole and len(text) > _LONG):
                continue
        return index
    return 0
