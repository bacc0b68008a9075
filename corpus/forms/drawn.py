"""Grids as rows of headings and figures, before they are matched to a form.

A `Drawn` is a grid in which every place knows the cell that covers it. An `Item` is a
run of headings in one row: what may be a row of a form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from corpus.forms.form import letters
from corpus.report import Grid, GridCell

MAX_ROWS = 300
MAX_COLUMNS = 60
"""A grid larger than this is no statutory table."""

_SIGN = "-－−﹣–—"
UNITS = "万元|亿元|元|件|个|项|条|宗|起"
FIGURE = re.compile(
    rf"(?P<number>[{_SIGN}+＋]?\s*\d[\d,，\s]*(?:[.．]\s*\d[\d\s]*)?)(?P<unit>{UNITS}|[%％])?"
)
"""A cell that is one figure, its unit behind it."""
MARK = re.compile(rf"[/／\\]|[{_SIGN}]{{1,2}}")
_VOID = dict.fromkeys(map(ord, "\u00a0\u200b\u200c\u200d\ufeff\u3000"), " ")


def clean(text: str) -> str:
    """Return `text` without the invisible characters that stand in empty cells."""
    return text.translate(_VOID).strip()


def is_figure(text: str) -> bool:
    """Tell whether a cell prints a figure or a mark in place of one."""
    printed = clean(text)
    return bool(FIGURE.fullmatch(printed) or MARK.fullmatch(printed))


def is_label(text: str) -> bool:
    """Tell whether a cell prints words."""
    return bool(letters(text)) and not is_figure(text)


@dataclass(frozen=True, slots=True)
class Item:
    """A run of headings in a row, or a row that prints figures without any."""

    grid: int
    row: int
    labels: tuple[str, ...]
    """Headings that begin in this row, from left to right."""
    parents: tuple[str, ...]
    """Headings that cover this row from above."""
    start: int
    """First column right of the first heading."""
    stop: int
    """Where the next run of headings begins, else the number of columns."""
    segment: int = 0
    """Which run of its row it is: the second of two tables side by side is 1."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A grid in which every place knows the cell that covers it."""

    cells: tuple[tuple[GridCell | None, ...], ...]

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.cells[0]) if self.cells else 0

    def row(self, row: int) -> Iterator[GridCell]:
        """Yield the cells that cover `row`, from left to right, each once."""
        previous = None
        for cell in self.cells[row]:
            if cell is not None and cell is not previous:
                yield cell
            previous = cell

    def transposed(self) -> Drawn:
        """Return the grid with rows and columns exchanged."""
        swapped: dict[int, GridCell] = {}
        for line in self.cells:
            for cell in line:
                if cell is not None:
                    swapped[id(cell)] = replace(
                        cell,
                        row=cell.column,
                        column=cell.row,
                        row_span=cell.column_span,
                        column_span=cell.row_span,
                    )
        columns = zip(*self.cells, strict=True)
        return Drawn(
            tuple(
                tuple(None if cell is None else swapped[id(cell)] for cell in column)
                for column in columns
            )
        )


def draw(grid: Grid) -> Drawn | None:
    """Return `grid` place by place, None where it is too large to be a form's."""
    rows, columns = grid.rows, grid.columns
    if not grid.cells or rows > MAX_ROWS or columns > MAX_COLUMNS:
        return None
    places: list[list[GridCell | None]] = [[None] * columns for _ in range(rows)]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                if places[row][column] is None:
                    places[row][column] = cell
    return Drawn(tuple(tuple(line) for line in places))


def find_items(drawn: Drawn, index: int, known: Callable[[str], bool]) -> list[Item]:
    """Return the items of a grid: left run of every row first, then the runs beside it.

    Args:
        drawn: the grid.
        index: its number, kept in the items.
        known: whether words behind figures are a heading, not words in place of a figure.
    """
    items = [item for row in range(len(drawn.cells)) for item in _row_items(drawn, row, known)]
    items.sort(key=lambda item: (item.segment, item.row))
    return [replace(item, grid=index) for item in items]


def _row_items(drawn: Drawn, row: int, known: Callable[[str], bool]) -> list[Item]:
    items: list[Item] = []
    labels: list[str] = []
    parents: list[str] = []
    start: int | None = None
    figures = False

    beside = False

    def close(stop: int) -> None:
        # Headings with no place beside them head columns, not a row.
        if start is not None and beside:
            made = (tuple(labels), tuple(parents), start, stop, len(items))
            items.append(Item(0, row, *made))

    for cell in drawn.row(row):
        if is_label(cell.text) and (not figures or known(cell.text)):
            if figures:
                close(cell.column)
                labels, parents, start, figures = [], [], None, False
            beside = False
            level = labels if cell.row == row else parents
            text = "".join(cell.text.split())
            if level[-1:] != [text]:  # what is merged may be printed in every place
                level.append(text)
            start = cell.column + cell.column_span if start is None else start
        elif is_figure(cell.text):
            figures = True
        beside = beside or not is_label(cell.text)
    if start is None and not items and figures:
        start = 0
    close(drawn.width)
    return items
