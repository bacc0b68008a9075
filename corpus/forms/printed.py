"""Drawn cells to cells of a form: what stands in a cell, with its unit, page and box.

A figure broken over lines or set with spaces is joined only where the form's sums or
the cells beside it leave no other reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.forms.cells import SIGNED, is_alien, read_cell
from corpus.forms.digits import plain, row_holds
from corpus.forms.drawn import FIGURE, clean
from corpus.forms.form import FormTable
from corpus.forms.matching import is_heading
from corpus.report import READABLE, Cell, GridCell, Origin, State


@dataclass(frozen=True, slots=True)
class Figure:
    """What a form's cell has in a grid."""

    cell: GridCell | None
    """None where one drawn figure covers several columns of the form."""
    printed: tuple[str, str]
    """Row and column heading as printed, empty where there is none."""
    grid: int


def figures_to_cells(
    table: FormTable, prints: Sequence[Mapping[tuple[int, int], Figure]]
) -> tuple[list[Cell], list[str]]:
    """Return the cells of `table` from its prints, and a note on each not determined.

    A cell that several prints give differently is unreadable; a print without any figure
    (a blank form) does not count beside one that is filled in.
    """
    filled = [one for one in prints if any(f.cell and clean(f.cell.text) for f in one.values())]
    cells: list[Cell] = []
    notes: list[str] = []
    for r, row in enumerate(table.rows):
        read = [_row(table, r, one) for one in filled or prints[:1]]
        differ = False
        for c in range(len(table.columns)):
            several = [line[c] for line in read if c in line]
            if not several:
                continue
            first = several[0]
            if len({(cell.state, cell.value, cell.raw) for cell in several}) > 1:
                raw = " ".join(dict.fromkeys(cell.raw for cell in several))
                first = _unreadable(first, raw)
            differ = differ or first.state is State.UNREADABLE
            cells.append(first)
        label = row[-1] if row else table.name
        if differ:
            notes.append(f"“{label}”一行的数字无法全部对应到各列")
        elif not any(read):
            notes.append(f"没有找到“{label}”一行")
    return cells, notes


def _unreadable(cell: Cell, raw: str) -> Cell:
    return Cell(
        cell.row,
        cell.column,
        raw,
        State.UNREADABLE,
        unit=cell.unit,
        confidence=0.0,
        printed=cell.printed,
        page=cell.page,
        box=cell.box,
    )


def _row(table: FormTable, r: int, figures: Mapping[tuple[int, int], Figure]) -> dict[int, Cell]:
    """Return the cells of one form row by column."""
    line = {c: figures[r, c] for c in range(len(table.columns)) if (r, c) in figures}
    texts = {c: clean(f.cell.text) if f.cell else "" for c, f in line.items()}
    joined = {c: _joined(text) for c, text in texts.items()}
    whole = len(line) == len(table.columns) and all(f.cell for f in line.values())
    torn = [c for c, text in texts.items() if joined[c] is not None and text.split() != [text]]
    summed = whole and any(entry.over == "columns" for entry in table.sums)
    numbers = [joined[c] or texts[c] for c in sorted(texts)]
    if summed:
        sure = row_holds(numbers, table.sums)
    else:
        sure = whole and all(texts.values()) and not any(" " in texts[c] for c in torn)
    cells: dict[int, Cell] = {}
    for c, figure in line.items():
        text = joined[c] or texts[c]
        readable = figure.cell is not None and (c not in torn or sure)
        cells[c] = _cell(table, r, c, text if readable else None, figure)
    return cells


def _joined(text: str) -> str | None:
    """Return a figure without the breaks and spaces in it, None where `text` is none."""
    match = FIGURE.fullmatch(text)
    return "".join(text.split()) if match else None


def _cell(table: FormTable, r: int, c: int, text: str | None, figure: Figure) -> Cell:
    row, column = table.rows[r], table.columns[c]
    label = figure.printed[0] or "".join(row[-1:])
    printed = (label, figure.printed[1] or column[-1])
    unit = table.unit(column)
    drawn = figure.cell
    page = drawn.page if drawn else None
    box = drawn.box if drawn else None
    match = FIGURE.fullmatch(text) if text else None
    raw = text or ""
    if match:
        unit, raw = match["unit"] or unit, match["number"]
    state, value = read_cell(raw) if text is not None else (State.UNREADABLE, None)
    if drawn is not None and drawn.confidence < READABLE:
        state, value = State.UNREADABLE, None
    if value is not None and value < Decimal(0) and SIGNED not in column[-1]:
        state, value = State.UNREADABLE, None
    if state is State.TEXT and is_heading(raw):
        state = State.UNREADABLE
    if match and is_alien(match["unit"], table, column):
        state, value = State.UNREADABLE, None
    if state is State.UNREADABLE:
        raw = " ".join(clean(drawn.text).split()) if drawn else ""
        blank = Cell(row, column, raw, state, unit=unit, printed=printed, page=page, box=box)
        return _unreadable(blank, raw)
    confidence = drawn.confidence if drawn else 1.0
    origin = Origin.OCR if confidence < 1 else Origin.PRINTED
    shown = plain(raw) if match else raw
    return Cell(row, column, shown, state, value, unit, origin, confidence, printed, page, box)
