"""Drawn tables of Word and the web: what is a grid, and what only arranges the page.

Such tables hold paragraphs and further tables in their cells and are used for layout
as much as for data. One row, one column, or cells that hold little but other tables:
that arranges, and its content is taken in reading order. Everything else is a grid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.report import Block, Grid, GridCell, Line, Problem

PICTURE = "〔图〕"
"""What stands for a picture: a cell that holds one is not blank."""
_LONG = 60
"""Characters from which a line is running text, no entry of a row."""
_SPACES = re.compile(r"[^\S\n]+")
_FIGURE = re.compile(r"[-－+]?\d[\d,，]*(?:[.．]\d+)?[%％]?|[/／-]")
_ROW = 3
"""Figures that make one row a table."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LEFT_OUT = {
    "hidden": "有隐藏的文字，没有读入。",
    "struck": "有划去的文字，没有读入。",
    "picture": "有图片，图片里的文字没有读入。",
}


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell with everything in it, in reading order."""

    blocks: tuple[Block, ...]
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1

    @property
    def end(self) -> int:
        """The row below it."""
        return self.row + self.row_span

    @property
    def text(self) -> str:
        """Its own lines, without the tables in it."""
        lines = [block.text for block in self.blocks if isinstance(block, Line)]
        if not any(PICTURE in line for line in lines):
            return "\n".join(lines)
        written = "\n".join(line.text for line in without_pictures(self.blocks))
        return written or (PICTURE if lines else "")

    @property
    def nested(self) -> list[Grid]:
        """The grids in it."""
        return [block for block in self.blocks if isinstance(block, Grid)]


def drawn_to_blocks(cells: Sequence[DrawnCell], caption: str | None = None) -> list[Block]:
    """Return the grid that `cells` draw, then those within; or what a layout arranges."""
    cells = sorted(cells, key=lambda cell: (cell.row, cell.column))
    if _is_layout(cells):
        caption_lines = [Line(caption)] if caption else []
        return [*caption_lines, *_unwrapped(cells)]
    grid = Grid(
        tuple(
            GridCell(cell.text, cell.row, cell.column, cell.row_span, cell.column_span)
            for cell in cells
        ),
        caption=caption,
    )
    return [grid, *(inner for cell in cells for inner in cell.nested)]


def _is_layout(cells: Sequence[DrawnCell]) -> bool:
    held = [cell for cell in cells if cell.blocks]
    nested = sum(1 for cell in held if cell.nested)
    if _is_row(held):
        return False
    if len({cell.row for cell in held}) < 2 or len({cell.column for cell in held}) < 2:
        # Blank cells make a grid too, as long as its rows and columns are named.
        return len({cell.row for cell in cells}) < 2 or len({cell.column for cell in cells}) < 2
    return nested > 0 and len(held) - nested < 4 * nested


def _is_row(cells: Sequence[DrawnCell]) -> bool:
    """Tell whether `cells` are the last row of a table that was cut before it."""
    if len({cell.row for cell in cells}) != 1 or any(cell.nested for cell in cells):
        return False
    texts = ["".join(cell.text.split()) for cell in cells]
    figures = [text for text in texts if _FIGURE.fullmatch(text)]
    words = [text for text in texts if text not in figures]
    return len(figures) >= _ROW and texts[: len(words)] == words and 0 < len(words) < _ROW


def _unwrapped(cells: Sequence[DrawnCell]) -> list[Block]:
    """Return what the cells hold; short cells of a single row stay on one line."""
    lines = [block for cell in cells for block in cell.blocks if isinstance(block, Line)]
    one_row = len({cell.row for cell in cells}) == 1
    plain = len(lines) == sum(len(cell.blocks) for cell in cells)
    short = all(len(cell.blocks) < 2 for cell in cells)
    if one_row and plain and short and all(len(line.text) < _LONG for line in lines):
        return [Line(" ".join(line.text for line in lines))] if lines else []
    return [block for cell in cells for block in cell.blocks]


def text_to_lines(text: str) -> list[Line]:
    """Return the lines of `text` that hold anything, blanks of every kind as one space."""
    if "\n" not in text:
        bare = " ".join(text.split())
        return [Line(bare)] if bare else []
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return [Line(line) for line in lines if line]


def without_pictures(blocks: Iterable[Block]) -> list[Line]:
    """Return the lines among `blocks`, the pictures in them left out."""
    lines = (block for block in blocks if isinstance(block, Line))
    bare = (Line(line.text.replace(PICTURE, "").strip(), line.page) for line in lines)
    return [line for line in bare if line.text]


def raise_digits(text: str) -> str:
    """Return `text` with raised digits, which are no digits of the figure before them.

    >>> "12" + raise_digits("[1]")
    '12[¹]'
    """
    return text.translate(_RAISED)


def left_out_problems(codes: Iterable[str]) -> tuple[Problem, ...]:
    """Return a Problem for each of `codes`, why text of a file was left out."""
    return tuple(Problem(f"{code}_text", _LEFT_OUT[code]) for code in sorted(set(codes)))
