"""Matching the columns of drawn grids to those of a form table.

Columns are matched by the headings above them, or counted where those say nothing else.
A column the form does not have (备注) is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.forms.drawn import Drawn, Item, is_figure, is_label
from corpus.forms.labels import MIN_LIKENESS, SURE, path_likeness
from corpus.report import GridCell
from corpus.report import Path as HeadingPath


def figure_columns(grid: Drawn, item: Item) -> list[int]:
    """Return where the figures of an item's row begin."""
    return [
        cell.column
        for cell in grid.row(item.row)
        if item.start <= cell.column < item.stop and is_figure(cell.text) and cell.row == item.row
    ]


Block = tuple[int, int]
"""A grid and which of the tables side by side in it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which grid columns hold which form columns, in every block of a table."""

    places: dict[Block, list[int]]
    """Grid columns that hold figures."""
    order: dict[Block, list[int | None]]
    """The form column of each, None for one the form does not have."""
    headings: dict[int, str]
    fit: float


def block_of(item: Item) -> Block:
    """Return the block `item` stands in."""
    return item.grid, item.segment


def match_columns(
    drawn: Sequence[Drawn | None], found: Sequence[Item], columns: Sequence[HeadingPath]
) -> Layout | None:
    """Match the columns of every block the table stands in; None where one does not fit."""
    layout = Layout({}, {}, {}, 0.0)
    blocks: dict[Block, list[Item]] = {}
    for item in found:
        blocks.setdefault(block_of(item), []).append(item)
    fits: list[float] = []
    before: tuple[int, list[int], list[int | None]] | None = None
    for block, items in sorted(blocks.items()):
        grid = drawn[block[0]]
        assert grid is not None
        places = sorted({c for item in items for c in figure_columns(grid, item)})
        top, first = _header_rows(grid, items)
        heads: dict[int, tuple[str, ...]] = {}
        if columns == ((),):
            order, fit = _single(grid, items, places)
        else:
            across = range(min(i.start for i in items), max(i.stop for i in items))
            heads = {v: _heading(grid, v, top, first) for v in across}
            order, fit, places = _ordered(heads, places, columns)
            for v, j in zip(places, order or (), strict=False):
                if j is not None and heads[v]:
                    layout.headings.setdefault(j, heads[v][-1])
        if before is not None and before[0] == grid.width and not any(heads.values()):
            # A grid that goes on without a header has the columns of the one before.
            extra = [v for v in places if v not in before[1]]
            places, order, fit = [*before[1], *extra], [*before[2], *(None for _ in extra)], 0.0
        elif order is not None and columns != ((),) and not any(heads.values()):
            order = order if _adjoins(grid, items, places[0]) else None
        if order is None:
            return None
        layout.places[block], layout.order[block] = places, order
        before = (grid.width, places, order)
        if fit:
            fits.append(fit)
    total = sum(fits) / len(fits) if fits else 0.5
    return Layout(layout.places, layout.order, layout.headings, total)


def _adjoins(grid: Drawn, items: Sequence[Item], column: int) -> bool:
    """Tell whether a heading stands right before `column`, so that none is left out there."""
    cells = [grid.cells[item.row][column - 1] for item in items] if column else []
    return any(cell is not None and is_label(cell.text) for cell in cells)


def _single(
    grid: Drawn, items: Sequence[Item], places: list[int]
) -> tuple[list[int | None] | None, float]:
    """Return the order of a table of one line without a heading."""
    counted = [
        v
        for v in places
        if [_text(grid, item.row, v) for item in sorted(items, key=lambda i: i.row)]
        == [str(n + 1) for n in range(len(items))]
    ]
    if len(places) == 2 and len(counted) == 1 and len(items) > 2:
        return [None if v in counted else 0 for v in places], 1.0
    return ([0], 1.0) if len(places) == 1 else (None, 0.0)


def _text(grid: Drawn, row: int, column: int) -> str:
    cell = grid.cells[row][column]
    return "" if cell is None else "".join(cell.text.split())


def _header_rows(grid: Drawn, items: Sequence[Item]) -> tuple[int, int]:
    """Return the rows above the first item that print headings and no figure."""
    first = min(item.row for item in items)
    return header_top(grid, first), first


def header_top(grid: Drawn, first: int) -> int:
    """Return the first of the header rows right above row `first`.

    They print headings and no figure; a line over the whole width is a title or text.
    """
    top = first
    while top > 0:
        above = list(grid.row(top - 1))
        title = any(cell.column_span == grid.width for cell in above)
        if title or not above or any(is_figure(cell.text) for cell in above):
            break
        top -= 1
    return top


def _heading(grid: Drawn, column: int, top: int, first: int) -> tuple[str, ...]:
    """Return the headings above `column`, outermost first."""
    seen: list[GridCell] = []
    for row in range(top, first):
        cell = grid.cells[row][column]
        if cell is not None and is_label(cell.text) and cell not in seen:
            seen.append(cell)
    return tuple("".join(cell.text.split()) for cell in seen)


def _ordered(
    heads: Mapping[int, tuple[str, ...]],
    places: list[int],
    columns: Sequence[HeadingPath],
) -> tuple[list[int | None] | None, float, list[int]]:
    """Return the form column of each place, how alike they are, and the places."""
    likes = {v: [path_likeness(head, path) for path in columns] for v, head in heads.items()}
    named = _named(likes, len(columns))
    if named is not None:
        spare = [v for v in places if v not in named]
        if all(heads[v] for v in spare):
            where = sorted([*named, *spare])
            fit = sum(likes[v][j] for v, j in named.items()) / (len(columns) + len(spare) / 2)
            return [named.get(v) for v in where], fit, where
        if not named.keys().isdisjoint(places):
            return None, 0.0, places
    if len(places) != len(columns):
        return None, 0.0, places
    own = [likes.get(v, [0.0] * len(columns)) for v in places]
    against = any(
        likes_here[j] < MIN_LIKENESS and max(likes_here) >= SURE for j, likes_here in enumerate(own)
    )
    mean = sum(likes_here[j] for j, likes_here in enumerate(own)) / len(own)
    if against or (mean < 0.5 and any(heads[v] for v in places)):
        return None, 0.0, places
    return list(range(len(columns))), mean, places


def _named(likes: Mapping[int, Sequence[float]], count: int) -> dict[int, int] | None:
    """Return the form column of each place, where the headings alone name all of them.

    Of several places below one heading that covers them, the first is meant.
    """
    named: dict[int, int] = {}
    for j in range(count):
        top = max((like[j] for like in likes.values()), default=0.0)
        if top < SURE:
            return None
        best = [v for v, like in likes.items() if like[j] >= top - 0.05]
        own = [v for v in best if max(range(count), key=lambda k: likes[v][k]) == j]
        if not own or own != list(range(own[0], own[0] + len(own))) or own[0] in named:
            return None
        named[own[0]] = j
    return named
