"""Groups of figures to cells: which figure of a row stands in which column.

A row with as many figures as the form has columns is read off. One with fewer is glued
or has empty cells, and its cells are those that every way to fill it agrees on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from corpus.forms.digits import Row, adding_splits, is_number, plain, row_holds, split_tokens
from corpus.forms.form import FormTable
from corpus.forms.solving import Ways, solve
from corpus.forms.stream import Group, Token
from corpus.report import Cell, Origin, State

SIGNED = "增/减"
"""Only a column of changes can hold a negative figure."""

MAX_DIGITS = 20
"""Digits a figure may have; a longer run is no row of a table."""


def rows_to_cells(
    table: FormTable,
    picked: Sequence[Group | None],
    unsure: set[int],
    labels: Sequence[str],
) -> tuple[list[Cell], list[str]]:
    """Return the cells of `table`, row by row, and a note on every row not wholly read.

    Args:
        table: the form's table.
        picked: for each row its group of figures, None where nothing is printed.
        unsure: rows whose figures cannot be trusted, or that may not be empty.
        labels: for each row its label as printed.
    """
    count = len(table.columns)
    # An empty row is unknown to the sums: its figures may have been lost.
    rows = [_ways(group, table) if group else None for group in picked]
    solved = solve(rows, table.sums)
    unsure = unsure | _beside_crowded(picked, count)
    cells: list[Cell] = []
    notes: list[str] = []
    for r, row in enumerate(table.rows):
        group = picked[r]
        raw = " ".join(token.text + (token.unit or "") for token in group.tokens) if group else ""
        row_cells = solved.rows[r] if group else ("",) * count
        readable = bool(row_cells) and r not in unsure
        if not readable or None in row_cells:
            label = row[-1] if row else table.name
            notes.append(f"“{label}”一行的数字无法全部对应到各列")
        tokens = placed_tokens(group, count) if group else None
        for c, column in enumerate(table.columns):
            token = tokens[c] if tokens else None
            unit = (token.unit if token else None) or table.unit(column)
            value = row_cells[c] if readable else None
            cell = _cell(row, column, value, raw, unit, glued=bool(group) and tokens is None)
            cells.append(replace(cell, printed=(labels[r] or "".join(row[-1:]), column[-1])))
    return cells, notes


def _beside_crowded(picked: Sequence[Group | None], count: int) -> set[int]:
    """Return the empty rows beside one with too many figures: some may be theirs."""
    beside: set[int] = set()
    for order in (range(len(picked)), range(len(picked) - 1, -1, -1)):
        crowded = False
        for r in order:
            group = picked[r]
            if group is not None:
                crowded = len(group.tokens) > count
            elif crowded:
                beside.add(r)
    return beside


def placed_tokens(group: Group, count: int) -> tuple[Token | None, ...] | None:
    """Return the tokens of `count` columns where the print itself tells them apart."""
    fields = group.fields
    if fields is None or None not in fields:
        return group.tokens if len(group.tokens) == count else None
    if any(fields[count:]):
        return None
    return fields[:count] if len(fields) >= count else None


def _ways(group: Group, table: FormTable) -> Ways:
    """Return the ways to fill the columns of `table` with `group`."""
    signed = {c for c, column in enumerate(table.columns) if SIGNED in column[-1]}
    ways = _fillings(group, table)

    def allowed(rows: Sequence[Row]) -> list[Row]:
        return [row for row in rows if _negatives(row) <= signed]

    layout = None if ways.layout is None else allowed(ways.layout)
    return Ways(allowed(ways.holding), layout)


def _negatives(row: Row) -> set[int]:
    return {c for c, text in enumerate(row) if re.match(r"-\d", plain(text))}


def _fillings(group: Group, table: FormTable) -> Ways:
    count = len(table.columns)
    tokens = placed_tokens(group, count)
    if tokens is not None:
        row = tuple(token.text if token else "" for token in tokens)
        return Ways([row] if row_holds(row, table.sums) else [], [row])
    summed = any(entry.over == "columns" for entry in table.sums)
    pieces = [plain(token.text) for token in group.tokens]
    if group.fields is not None and len(group.tokens) <= count < len(group.fields):
        # More cells than columns, some empty: only a sum tells which are the form's.
        proven = summed and len(pieces) == count and row_holds(pieces, table.sums)
        return Ways([tuple(pieces)], [tuple(pieces)]) if proven else Ways([], [])
    too_long = any(len(piece) > MAX_DIGITS * count for piece in pieces)
    if too_long or len(pieces) > count or any(token.unit for token in group.tokens[:-1]):
        return Ways([], [])
    adding = adding_splits(pieces, count, table.sums)
    if adding is None:
        return Ways([], None)
    # An empty cell prints nothing, so fewer figures than columns may be just that. Under
    # sums a figure glued to another beside an empty cell is not considered.
    blanks = [
        filled
        for used in range(len(pieces), len(pieces) + 1 if summed else count)
        for figures in split_tokens(pieces, used) or []
        for filled in _with_blanks(figures, count)
        if row_holds(filled, table.sums)
    ]
    glued = split_tokens(pieces, count)
    layout = None if glued is None else glued + blanks
    return Ways(adding + blanks, layout)


def _with_blanks(figures: Row, count: int) -> Iterator[Row]:
    """Yield `figures` spread in order over `count` columns, the others empty."""
    for columns in combinations(range(count), len(figures)):
        row = [""] * count
        for column, figure in zip(columns, figures, strict=True):
            row[column] = figure
        yield tuple(row)


def _cell(
    row: tuple[str, ...],
    column: tuple[str, ...],
    text: str | None,
    printed: str,
    unit: str | None,
    *,
    glued: bool,
) -> Cell:
    if text is None:
        return Cell(row, column, printed, State.UNREADABLE, unit=unit, confidence=0.0)
    state, value = read_cell(text)
    origin = Origin.RECONSTRUCTED if glued else Origin.PRINTED
    return Cell(row, column, text, state, value, unit, origin)


def read_cell(text: str) -> tuple[State, Decimal | None]:
    """Return what a cell's text says: its state and, for a number, its value."""
    figure = plain(text)
    if not figure:
        return State.BLANK, None
    if figure in {"/", "／", "\\"}:
        return State.SLASH, None
    if figure in {"-", "--"}:
        return State.DASH, None
    if is_number(figure):
        value = Decimal(figure)
        return (State.ZERO if value == 0 else State.NUMBER), value
    return State.TEXT, None
