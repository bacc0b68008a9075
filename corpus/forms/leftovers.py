"""What remains of a document's grids when the statutory tables are taken out.

Words above or below a table that were drawn into its grid become lines again, a table
of another kind in the same grid a grid of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from corpus.forms.columns import header_top
from corpus.forms.drawn import Drawn, clean, is_figure
from corpus.forms.form import load_forms
from corpus.forms.labels import SURE, likeness
from corpus.report import Block, Grid, Line


def without_tables(
    blocks: Sequence[Block], drawn: Sequence[Drawn | None], taken: Mapping[int, set[int]]
) -> list[Block]:
    """Return `blocks` without the rows `taken` from each grid, and without their headers."""
    kept: list[Block] = []
    index = -1
    for block in blocks:
        if isinstance(block, Line):
            kept.append(block)
            continue
        index += 1
        grid = drawn[index]
        if grid is None or not taken.get(index):
            kept.append(block)
        else:
            kept.extend(_remains(block, grid, _with_headers(grid, taken[index])))
    return kept


def _with_headers(grid: Drawn, rows: set[int]) -> set[int]:
    """Return `rows` with the header rows and the title of the table above them."""
    whole = set(rows)
    for row in rows:
        if row - 1 in rows:
            continue
        top = header_top(grid, row)
        whole.update(range(top, row))
        if top > 0 and _is_title(grid, top - 1):
            whole.add(top - 1)
    return whole


def _is_title(grid: Drawn, row: int) -> bool:
    text = "".join("".join(cell.text.split()) for cell in grid.row(row))
    anchors = {t.anchor for form in load_forms() for t in form.tables if t.anchor != t.section}
    return any(likeness(text, anchor) >= SURE for anchor in anchors)


def _remains(block: Grid, grid: Drawn, taken: set[int]) -> list[Block]:
    """Return the rows of a grid that are not taken, as lines or as smaller grids."""
    rest: list[Block] = []
    for is_taken, group in groupby(range(len(grid.cells)), lambda row: row in taken):
        rows = list(group)
        if is_taken:
            continue
        figures = [r for r in rows if any(is_figure(c.text) for c in grid.row(r) if clean(c.text))]
        if len(figures) > 1 and grid.width > 1:
            rest.append(_part(block, rows))
            continue
        for row in rows:
            cells = [cell for cell in grid.row(row) if cell.row == row and clean(cell.text)]
            if cells and not _is_title(grid, row):
                text = " ".join("".join(cell.text.split("\n")) for cell in cells)
                rest.append(Line(text, cells[0].page))
    return rest


def _part(block: Grid, rows: Sequence[int]) -> Grid:
    first, last = rows[0], rows[-1]
    cells = tuple(
        replace(cell, row=cell.row - first, row_span=min(cell.row_span, last + 1 - cell.row))
        for cell in block.cells
        if first <= cell.row <= last
    )
    return Grid(cells, cells[0].page if cells else block.page, block.caption)
