"""Characters into the cells of a lattice.

A character belongs to the cell its centre lies in; a run that is wider than its cell
belongs, whole, to the cell most of it lies in. A figure of which no cell has a clear
majority makes the cells it touches unsure (`confidence` 0).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.readers.pdf.marks import Char, Marks
from corpus.readers.pdf.rules import Lattice, Place, lattice_to_cells
from corpus.readers.pdf.text import cell_to_text, chars_to_runs, is_figure
from corpus.report import Box, GridCell

TOUCHING = 0.12
"""Character sizes between two characters of one word at most."""
CLEAR_MAJORITY = 0.6


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a table that stands on one page, or several parts already joined."""

    page: int
    last_page: int
    xs: tuple[float, ...]
    rows: int
    cells: tuple[GridCell, ...]
    box: Box
    """Outline in points of the turned page; of the last page where joined."""
    open_top: frozenset[int] = frozenset()
    """Columns without a rule above the first row."""
    open_bottom: frozenset[int] = frozenset()
    """Columns without a rule below the last row."""
    ruled: bool = True

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.box[0]

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.box[1]

    @property
    def x1(self) -> float:
        """Right edge."""
        return self.box[2]

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.box[3]

    @property
    def filled(self) -> int:
        """Number of cells with text."""
        return sum(bool(cell.text) for cell in self.cells)


def lattice_to_piece(lattice: Lattice, marks: Marks) -> tuple[Piece, set[int]]:
    """Fill a lattice with the characters inside it.

    Returns:
        The piece, and the positions of the characters it took.
    """
    spans = lattice_to_cells(lattice)
    owner: dict[Place, int] = {
        (row + r, column + c): index
        for index, (row, column, high, wide) in enumerate(spans)
        for r in range(high)
        for c in range(wide)
    }
    inside = [i for i, char in enumerate(marks.chars) if lattice.place_at(char.middle, char.centre)]
    held: dict[int, list[Char]] = defaultdict(list)
    unsure: set[int] = set()
    for run in _words([marks.chars[i] for i in inside]):
        for part, cell, sure in _assign(run, lattice, owner):
            held[cell].extend(part)
            if not sure:
                unsure |= {cell, *_touched(part, lattice, owner)}
    cells = []
    for index, (row, column, high, wide) in enumerate(spans):
        box = (
            lattice.xs[column],
            lattice.bands[row].top,
            lattice.xs[column + wide],
            lattice.bands[row + high - 1].bottom,
        )
        text = cell_to_text(held[index], box[2] - box[0] - 2.0) if held[index] else ""
        cells.append(
            GridCell(
                text=text,
                row=row,
                column=column,
                row_span=high,
                column_span=wide,
                page=marks.page,
                box=rounded(marks.box_on_page(box)),
                confidence=0.0 if index in unsure else _confidence(held[index]),
            )
        )
    piece = Piece(
        page=marks.page,
        last_page=marks.page,
        xs=lattice.xs,
        rows=len(lattice.bands),
        cells=tuple(cells),
        box=lattice.box,
        open_top=lattice.open_top,
        open_bottom=lattice.open_bottom,
    )
    return piece, set(inside)


def _confidence(chars: Sequence[Char]) -> float:
    """Return how sure a cell is: as its least sure digit, else as its words on average."""
    digits = [char.confidence for char in chars if char.text.isdigit()]
    if digits:
        return min(digits)
    return sum(char.confidence for char in chars) / len(chars) if chars else 1.0


def rounded(box: Box) -> Box:
    """Return `box` to a tenth of a point."""
    x0, top, x1, bottom = (round(value, 1) for value in box)
    return (x0, top, x1, bottom)


def _words(chars: Sequence[Char]) -> list[list[Char]]:
    """Return touching characters as words, figures apart from what is no figure."""
    words: list[list[Char]] = []
    for run in chars_to_runs(chars, TOUCHING):
        for char in run:
            if char is not run[0] and is_figure(char.text) == is_figure(words[-1][-1].text):
                words[-1].append(char)
            else:
                words.append([char])
    return words


def _assign(
    word: list[Char], lattice: Lattice, owner: dict[Place, int]
) -> list[tuple[list[Char], int, bool]]:
    """Return parts of a word with the cell of each and whether that is sure."""
    shares: dict[int, float] = defaultdict(float)
    for char in word:
        place = lattice.place_at(char.middle, char.centre)
        if place is not None:
            shares[owner[place]] += char.x1 - char.x0
    cell = max(shares, key=lambda key: shares[key])
    if len(shares) == 1 or not sum(shares.values()):
        return [(word, cell, True)]
    sure = shares[cell] / sum(shares.values()) >= CLEAR_MAJORITY
    figures = any(char.text.isdigit() for char in word)
    return [(word, cell, sure or not figures)]


def _touched(word: Sequence[Char], lattice: Lattice, owner: dict[Place, int]) -> set[int]:
    places = (lattice.place_at(char.middle, char.centre) for char in word)
    return {owner[place] for place in places if place is not None}
