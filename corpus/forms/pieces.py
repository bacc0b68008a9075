"""A table of one line that a text prints otherwise than the form draws it.

Fifteen columns do not fit a page: agencies print them as several narrow tables, each a
header with its figures below, or down the page, a heading and its figure a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.forms.alignment import Aligned, Misfit, align
from corpus.forms.cells import rows_to_cells
from corpus.forms.form import FormTable, Sum, letters
from corpus.forms.stream import Group, Token, text_to_stream
from corpus.report import Cell, State
from corpus.report import Path as HeadingPath

MIN_COLUMNS = 4
"""Columns a table must have to be printed in pieces."""

_VALUE: HeadingPath = ("数量",)
"""Heading of the one column of a table printed down the page."""


def align_pieces(text: str, table: FormTable) -> Aligned | Misfit:
    """Read `table` from `text`, all of what follows its title, where it is printed otherwise.

    Every heading must be there, and every figure at its place: else it is no such print.
    """
    if table.rows != ((),) or len(table.columns) < MIN_COLUMNS:
        return Misfit("表式不止一行", 0.0)
    return _in_blocks(text, table) or _down(text, table) or Misfit("不是分块印的", 0.0)


def _in_blocks(text: str, table: FormTable) -> Aligned | None:
    """Read several narrow tables, each a header and as many figures as it has columns."""
    stream, _, groups, _ = text_to_stream(text)
    for pieces in _cuts(table.columns):
        tokens: list[Token] = []
        before = 0
        for piece, figures in zip(pieces, _runs(groups), strict=False):
            header = stream[before : figures[0].after]
            found = [token for group in figures for token in group.tokens]
            fits = any(sorted(header) == sorted(wanted) for wanted in _headers(piece))
            if not fits or len(found) != len(piece):
                break
            tokens += found
            before = figures[0].after
        if len(tokens) == len(table.columns):
            # What the figures are is told by the cells, whichever line they stand on.
            cells, notes = rows_to_cells(table, [Group(tuple(tokens), 0)], set(), [""])
            return _whole(cells, notes, tokens, table)
    return None


def _runs(groups: Sequence[Group]) -> Iterator[list[Group]]:
    """Yield the groups that stand between the same letters together."""
    run: list[Group] = []
    for group in groups:
        if run and run[-1].after != group.after:
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _cuts(columns: Sequence[HeadingPath]) -> Iterator[list[list[HeadingPath]]]:
    """Yield the ways to cut `columns`: by their outermost headings, then by those below too."""
    seen: list[int] = [1]
    for depth in range(1, max(map(len, columns))):
        pieces: list[list[HeadingPath]] = []
        for path in columns:
            if pieces and pieces[-1][-1][:-1][:depth] == path[:-1][:depth]:
                pieces[-1].append(path)
            else:
                pieces.append([path])
        if len(pieces) not in seen:
            seen.append(len(pieces))
            yield pieces


def _headers(piece: Sequence[HeadingPath]) -> Iterator[str]:
    """Yield the letters a header of `piece` may have: an outer heading may be left out."""
    prefixes = dict.fromkeys(path[: n + 1] for path in piece for n in range(len(path)))
    whole = [letters(prefix[-1]) for prefix in prefixes]
    yield "".join(whole)
    if len(piece[0]) > 2:
        yield "".join(letters(prefix[-1]) for prefix in prefixes if len(prefix) > 1)


def _down(text: str, table: FormTable) -> Aligned | None:
    """Read a table printed down the page, a heading and its figure a line."""
    sums = tuple(Sum("rows", s.left, s.right) for s in table.sums if s.over == "columns")
    units = ((_VALUE[-1], table.unit(table.columns[0]) or ""),)
    turned = replace(table, rows=table.columns, columns=(_VALUE,), units=units, sums=sums)
    result = align(text, turned)
    if isinstance(result, Misfit) or result.matched < 1.0:
        return None
    cells = [
        replace(cell, row=(), column=cell.row, printed=("", (cell.printed or ("",))[0]))
        for cell in result.cells
    ]
    if any(cell.state in (State.UNREADABLE, State.BLANK) for cell in cells):
        return None
    return replace(result, cells=tuple(cells))


def _whole(
    cells: Sequence[Cell], notes: Sequence[str], tokens: Sequence[Token], table: FormTable
) -> Aligned | None:
    if any(cell.state is State.UNREADABLE for cell in cells):
        return None
    end = tokens[-1].offset + len(tokens[-1].text)
    offsets = tuple(token.offset for token in tokens)
    return Aligned(tuple(cells), offsets, end, 1.0, 1.0, tuple(notes))
