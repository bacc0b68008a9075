"""Groups of figures to cells: which figure of a row stands in which column.

A row with as many figures as the form has columns is read off; one with fewer is glued,
and its cells are those that every way to split it agrees on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.forms.digits import Row, solve, split_tokens
from corpus.forms.form import FormTable
from corpus.forms.stream import Group
from corpus.report import Cell, Origin, State

SIGNED = "增/减"
"""Only a column of changes can hold a negative figure."""


def rows_to_cells(
    table: FormTable,
    picked: Sequence[Group | None],
    thin: set[int],
    labels: Sequence[str],
) -> tuple[list[Cell], list[str]]:
    """Return the cells of `table`, row by row, and a note on every row not wholly read.

    Args:
        table: the form's table.
        picked: for each row its group of figures, None where nothing is printed.
        thin: rows whose label is too uncertain to trust their figures.
        labels: for each row its label as printed.
    """
    count = len(table.columns)
    blank: list[Row] = [("",) * count]
    signed = [c for c, column in enumerate(table.columns) if SIGNED in column[-1]]
    rows = [_candidates(group, count, signed) if group else blank for group in picked]
    solved = solve([splits or blank for splits in rows], table.sums)
    cells: list[Cell] = []
    notes: list[str] = []
    for r, row in enumerate(table.rows):
        group = picked[r]
        raw = " ".join(token.text + (token.unit or "") for token in group.tokens) if group else ""
        readable = bool(rows[r]) and r not in thin
        if not readable or None in solved.rows[r]:
            label = row[-1] if row else table.name
            notes.append(f"“{label}”一行的数字连在一起，无法全部对应到各列")
        glued = group is not None and group.fields is None and len(group.tokens) != count
        for c, column in enumerate(table.columns):
            unit = table.unit(column)
            if group is not None and len(group.tokens) == count:
                unit = group.tokens[c].unit or unit
            value = solved.rows[r][c] if readable else None
            cell = _cell(row, column, value, raw, unit, glued=glued)
            cells.append(replace(cell, printed=(labels[r] or "".join(row[-1:]), column[-1])))
    return cells, notes


def _candidates(group: Group, count: int, signed: Sequence[int]) -> list[Row]:
    if len(group.tokens) == count:
        return [tuple(token.text for token in group.tokens)]
    if group.fields is not None and len(group.fields) == count:
        return [group.fields]
    tokens = [re.sub("[,，]", "", token.text.replace("－", "-")) for token in group.tokens]
    if len(tokens) > count or any(token.unit for token in group.tokens[:-1]):
        return []
    return [
        split
        for split in split_tokens(tokens, count)
        if all(c in signed for c, text in enumerate(split) if text.startswith("-"))
    ]


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
    plain = text.strip().replace(",", "").replace("，", "")
    if not plain:
        return State.BLANK, None
    if plain in {"/", "／", "\\"}:
        return State.SLASH, None
    if plain in {"-", "－", "—", "——", "--"}:
        return State.DASH, None
    if re.fullmatch(r"[-+]?\d+(?:\.\d+)?", plain):
        value = Decimal(plain)
        return (State.ZERO if value == 0 else State.NUMBER), value
    return State.TEXT, None
