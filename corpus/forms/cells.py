"""Groups of figures to cells: which figure of a row stands in which column.

A row with as many figures as the form has columns is read off. One with fewer is glued
or has empty cells, and its cells are those that every way to fill it agrees on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from types import MappingProxyType

from corpus.forms.digits import (
    Row,
    is_number,
    number,
    plain,
    row_holds,
    splits,
)
from corpus.forms.form import FormTable, Sum
from corpus.forms.prose import Spoken
from corpus.forms.solving import Ways, agreement, solve
from corpus.forms.stream import Group, Token
from corpus.report import BY_PROSE, Cell, Origin, State

SIGNED = "增/减"
"""Only a column of changes can hold a negative figure."""

COUNTED = "件"
"""Unit of what is counted, never a fraction."""

MONEY = "金额"
"""Only a column of amounts can hold yuan."""

MAX_DIGITS = 20
"""Digits a figure may have; a longer run is no row of a table."""


MANY_ZEROS = 0.25
"""Share of zeros among a table's digits that shows that zero cells are printed."""


def rows_to_cells(
    table: FormTable,
    picked: Sequence[Group | None],
    unsure: set[int],
    labels: Sequence[str],
    spoken: Spoken = MappingProxyType({}),
) -> tuple[list[Cell], list[str]]:
    """Return the cells of `table`, row by row, and a note on every row not wholly read.

    Args:
        table: the form's table.
        picked: for each row its group of figures, None where nothing is printed.
        unsure: rows whose figures cannot be trusted, or that may not be empty.
        labels: for each row its label as printed.
        spoken: what the report's running text says of cells, to cut glued figures by.
    """
    count = len(table.columns)
    # An empty row is unknown to the sums: its figures may have been lost.
    zeros = _prints_zeros(picked)
    rows = [_ways(group, table, zeros=zeros) if group else None for group in picked]
    solved = solve(rows, table.sums)
    unsure = unsure | _beside_crowded(picked, count)
    if zeros and any(group and _short(group, count) for group in picked):
        # Cells left empty among zeros: no sum tells where the others are cut.
        unsure |= {r for r, g in enumerate(picked) if g and placed_tokens(g, count) is None}
    cells: list[Cell] = []
    notes: list[str] = []
    for r, row in enumerate(table.rows):
        group = picked[r]
        raw = " ".join(token.text + (token.unit or "") for token in group.tokens) if group else ""
        row_cells = solved.rows[r] if group else ("",) * count
        readable = bool(row_cells) and r not in unsure
        told = _told(rows[r], r, spoken) if readable and None in row_cells else None
        if told is not None:
            label = row[-1] if row else table.name
            notes.append(f"“{label}”一行的数字连写，按正文所说断开")
        if not readable or None in (told or row_cells):
            label = row[-1] if row else table.name
            notes.append(f"“{label}”一行的数字无法全部对应到各列")
        tokens = placed_tokens(group, count) if group else None
        for c, column in enumerate(table.columns):
            token = tokens[c] if tokens else None
            unit = (token.unit if token else None) or table.unit(column)
            value = row_cells[c] if readable else None
            by_prose = value is None and told is not None and told[c] is not None
            value = told[c] if by_prose and told else value
            if token is not None and is_alien(token.unit, table, column):
                value = None
            cell = _cell(row, column, value, raw, unit, glued=bool(group) and tokens is None)
            cell = replace(cell, confidence=BY_PROSE) if by_prose else cell
            cells.append(replace(cell, printed=(labels[r] or "".join(row[-1:]), column[-1])))
    return cells, notes


def _told(ways: Ways | None, row: int, spoken: Spoken) -> tuple[str | None, ...] | None:
    """Return the cells of glued figures that the text decides, None where it does not.

    Of what the text says only what the print can hold counts; together it must be one of
    the ways to cut the print.
    """
    if ways is None or all(r != row for r, _ in spoken):
        return None
    every = ways.every() or ()
    left = list(every)
    decided = False
    for (r, c), value in spoken.items():
        fitting = [way for way in left if number(way[c]) == value]
        if r == row and any(number(way[c]) == value for way in every):
            left, decided = fitting, True
    return agreement(left) if decided and left else None


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


def _short(group: Group, count: int) -> bool:
    """Tell whether glued figures are too few digits for `count` columns, zeros among them."""
    texts = [token.text for token in group.tokens]
    glued = any(len(text) > 1 and text[0] == "0" for text in texts)
    return glued and sum(map(len, texts)) < count


def placed_tokens(group: Group, count: int) -> tuple[Token | None, ...] | None:
    """Return the tokens of `count` columns where the print itself tells them apart."""
    fields = group.fields
    if fields is None or None not in fields:
        return group.tokens if len(group.tokens) == count else None
    if any(fields[count:]):
        return None
    return fields[:count] if len(fields) >= count else None


def _prints_zeros(groups: Sequence[Group | None]) -> bool:
    """Tell whether a table prints its zeros, so that it has few empty cells if any."""
    texts = [token.text for group in groups if group is not None for token in group.tokens]
    if any(text[:1] == "0" for text in texts):
        return True
    digits = [character for text in texts for character in text if character.isdigit()]
    return digits.count("0") >= MANY_ZEROS * len(digits) > 0


def _ways(group: Group, table: FormTable, *, zeros: bool) -> Ways:
    """Return the ways to fill the columns of `table` with `group`.

    An empty cell prints nothing, so there may be some wherever figures are too few. Where
    zeros are printed, a figure glued to another beside an empty cell is not considered.
    """
    count = len(table.columns)
    tokens = placed_tokens(group, count)
    if tokens is not None:
        return _fixed(tuple(token.text if token else "" for token in tokens), table)
    summed = any(entry.over == "columns" for entry in table.sums)
    pieces = tuple(plain(token.text) for token in group.tokens)
    if group.fields is not None and len(pieces) <= count < len(group.fields):
        # More cells than columns, some empty: only a sum tells which are the form's.
        proven = summed and len(pieces) == count and row_holds(pieces, table.sums)
        return _fixed(pieces, table) if proven else Ways((), tuple, tuple)
    too_long = any(len(piece) > MAX_DIGITS * count for piece in pieces)
    # A mark in place of a figure leaves its sum open, which then cuts no other figure.
    open_ = len(pieces) < count and not all(any(map(str.isdigit, piece)) for piece in pieces)
    if too_long or open_ or len(pieces) > count or any(token.unit for token in group.tokens[:-1]):
        return Ways((), tuple, tuple)

    def ways(sums: tuple[Sum, ...], *, blanks: bool) -> Sequence[Row] | None:
        rows = splits(pieces, count, sums, blanks=blanks)
        spread = [] if blanks else _spread(pieces, count)
        if rows is None:
            return None
        apart = "0" in pieces and len(pieces) > count // 2
        holds = _stated_hold if apart else row_holds
        rows = (*rows, *(row for row in spread if holds(row, sums)))
        return [row for row in rows if _possible(row, table)]

    def every() -> Sequence[Row] | None:
        return ways((), blanks=True)

    def likely() -> Sequence[Row] | None:
        # A run of digits is hardly one figure beside empty cells where it can be all cells.
        whole = splits(pieces, count) if zeros else ()
        return ways((), blanks=not zeros) if whole == () else whole

    holding = ways(table.sums, blanks=not zeros) if summed else every()
    return Ways(holding or (), every, likely)


def _spread(figures: Row, count: int) -> list[Row]:
    """Return `figures` in order over `count` columns in every way, some of them empty."""
    rows: list[Row] = []
    if len(figures) >= count or any(text[0] == "0" and text[1:].isdigit() for text in figures):
        return rows
    for columns in combinations(range(count), len(figures)):
        row = [""] * count
        for column, figure in zip(columns, figures, strict=True):
            row[column] = figure
        rows.append(tuple(row))
    return rows


def _stated_hold(row: Row, sums: Sequence[Sum]) -> bool:
    """Tell whether the sums over columns hold all of whose cells are printed.

    Where zeros are printed an empty cell is no zero: any figure may be wanting there.
    """
    across = [entry for entry in sums if entry.over == "columns"]
    return row_holds(row, [e for e in across if all(row[c] for c in (*e.left, *e.right))])


def _fixed(row: Row, table: FormTable) -> Ways:
    """Return the one way of a row whose cells the print tells apart."""
    rows = (row,) if _possible(row, table) else ()
    return Ways(rows if row_holds(row, table.sums) else (), lambda: rows, lambda: rows)


def is_alien(unit: str | None, table: FormTable, column: tuple[str, ...]) -> bool:
    """Tell whether a figure printed in yuan stands in a column of something else."""
    return unit is not None and unit.endswith("元") and MONEY not in column[-1]


def _possible(row: Row, table: FormTable) -> bool:
    """Tell whether `row` has negative figures only for changes and fractions of no count."""
    for text, column in zip(row, table.columns, strict=True):
        if not text or text.isdigit():
            continue
        figure = plain(text)
        if re.match(r"-\d", figure) and SIGNED not in column[-1]:
            return False
        if "." in figure and table.unit(column) == COUNTED:
            return False
    return True


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
