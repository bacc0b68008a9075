"""Matching the rows of drawn grids to those of a form table.

Rows are matched in order, by the likeness of their headings; a row whose heading is lost
is known by its place where exactly one fits. A table may go on in the next grid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from corpus.forms.columns import block_of, figure_columns, match_columns
from corpus.forms.drawn import Drawn, Item, find_items, is_figure
from corpus.forms.form import load_forms
from corpus.forms.labels import MIN_LIKENESS, SURE, likeness, parents_likeness, path_likeness
from corpus.report import GridCell
from corpus.report import Path as HeadingPath

MAX_ITEMS = 2_000
"""Rows with headings a document may have that are considered."""

NEXT = 0.3
"""What it counts for two rows to follow each other as in the form."""


@dataclass(frozen=True, slots=True)
class Match:
    """One print of a form table."""

    cells: Mapping[tuple[int, int], GridCell | None]
    """For each form row and column its cell; None where one cell covers several."""
    items: Mapping[int, Item]
    """For each form row that was found, where it stands."""
    headings: Mapping[int, str]
    """For each form column its heading as printed."""
    extra: tuple[str, ...]
    """Headings of rows with figures between those found that the form does not have."""
    fit: float
    """How well form and print agree, 0 to 1."""


def match_table(
    drawn: Sequence[Drawn | None], rows: Sequence[HeadingPath], columns: Sequence[HeadingPath]
) -> list[Match]:
    """Return every print of the table with `rows` and `columns` among grids."""
    own = {row[-1] for row in rows}

    def wanted(grid: Drawn) -> bool:
        cells = (cell for line in grid.cells for cell in line if cell is not None)
        return any(likeness(cell.text, label) >= MIN_LIKENESS for cell in cells for label in own)

    items = [
        item
        for index, grid in enumerate(drawn)
        if grid is not None and wanted(grid)
        for item in find_items(grid, index, is_heading)
        if not _is_header(item, columns)
    ]
    if len(items) > MAX_ITEMS:
        return []
    matches: list[Match] = []
    waiting = _together(items)
    while waiting:
        part = waiting.pop(0)
        placed = _place(part, rows)
        if 2 * len(placed) < len(rows):
            continue
        match = _match(drawn, part, placed, rows, columns)
        if match is not None:
            matches.append(match)
        # The same table may be printed again before or behind.
        first, last = min(placed.values()), max(placed.values())
        waiting = [part[:first], part[last + 1 :], *waiting]
    return matches


def _is_header(item: Item, columns: Sequence[HeadingPath]) -> bool:
    """Tell whether an item is a line of the header: several columns are named in it."""
    texts = (*item.parents, *item.labels)
    named = [p for p in columns if p and any(likeness(text, p[-1]) >= SURE for text in texts)]
    return len(named) > 1


@lru_cache(maxsize=4096)
def is_heading(text: str) -> bool:
    """Tell whether `text` is the heading of a row or column of any form."""
    return any(likeness(text, label) >= SURE for label in _headings())


@cache
def _headings() -> frozenset[str]:
    tables = [table for form in load_forms() for table in form.tables]
    paths = [path for table in tables for path in (*table.rows, *table.columns)]
    return frozenset(path[-1] for path in paths if path)


def _together(items: Sequence[Item]) -> list[list[Item]]:
    """Cut items where a whole grid without any lies between."""
    parts: list[list[Item]] = []
    for item in items:
        if parts and item.grid <= parts[-1][-1].grid + 1:
            parts[-1].append(item)
        else:
            parts.append([item])
    return parts


def _likeness(item: Item, row: HeadingPath) -> float:
    like = path_likeness(item.labels, row)
    if like < MIN_LIKENESS:
        return 0.0
    return like + 0.2 * parents_likeness((*item.parents, *item.labels[:-1]), row)


def _match(
    drawn: Sequence[Drawn | None],
    items: Sequence[Item],
    found: Mapping[int, int],
    rows: Sequence[HeadingPath],
    columns: Sequence[HeadingPath],
) -> Match | None:
    placed = _fill(found, items, drawn)
    chosen = {row: items[index] for row, index in placed.items()}
    chosen = {row: item for row, item in chosen.items() if _certain(item, row, rows, chosen)}
    layout = match_columns(drawn, list(chosen.values()), columns)
    if layout is None:
        return None
    cells: dict[tuple[int, int], GridCell | None] = {}
    for row, item in chosen.items():
        grid = drawn[item.grid]
        assert grid is not None
        covering = [grid.cells[item.row][v] for v in layout.places[block_of(item)]]
        for column, cell in zip(layout.order[block_of(item)], covering, strict=True):
            shared = cell is not None and is_figure(cell.text) and covering.count(cell) > 1
            if column is not None:
                cells[row, column] = None if shared else cell
    indices = sorted(placed.values())
    between = [
        item
        for index, item in enumerate(items)
        if indices[0] < index < indices[-1] and index not in indices and _has_figure(drawn, item)
    ]
    score = sum(path_likeness(item.labels, rows[row]) for row, item in chosen.items())
    fit = 2 * score / (len(rows) + len(chosen) + len(between)) * layout.fit
    extra = tuple("".join(item.labels) for item in between)
    return Match(cells, chosen, layout.headings, extra, fit)


def _place(items: Sequence[Item], rows: Sequence[HeadingPath]) -> dict[int, int]:
    """Return the item of each row: in order, the most alike on the whole."""
    likes = [[_likeness(item, row) for row in rows] for item in items]
    empty = [0.0] * (len(rows) + 1)
    best = [list(empty) for _ in range(len(items) + 1)]
    taken = [list(empty) for _ in range(len(items) + 1)]
    for i in range(len(items) - 1, -1, -1):
        for j in range(len(rows) - 1, -1, -1):
            if likes[i][j]:
                follow = taken[i + 1][j + 1] + (NEXT if taken[i + 1][j + 1] else 0.0)
                taken[i][j] = likes[i][j] + max(follow, best[i + 1][j + 1])
            best[i][j] = max(best[i + 1][j], best[i][j + 1], taken[i][j])
    placed: dict[int, int] = {}
    i = j = 0
    while i < len(items) and j < len(rows) and best[i][j]:
        if taken[i][j] == best[i][j]:
            placed[j] = i
            i, j = i + 1, j + 1
        elif best[i + 1][j] == best[i][j]:
            i += 1
        else:
            j += 1
    return placed


def _fill(
    placed: Mapping[int, int], items: Sequence[Item], drawn: Sequence[Drawn | None]
) -> dict[int, int]:
    """Add the rows without a heading that stand where as many rows are wanting."""
    filled = dict(placed)
    known = sorted(placed)
    for first, second in pairwise(known):
        wanting = range(first + 1, second)
        between = [
            index
            for index in range(placed[first] + 1, placed[second])
            if _has_figure(drawn, items[index])
        ]
        lost = all(not items[index].labels for index in between)
        if wanting and len(between) == len(wanting) and lost:
            filled.update(zip(wanting, between, strict=True))
    return filled


def _certain(item: Item, row: int, rows: Sequence[HeadingPath], chosen: Mapping[int, Item]) -> bool:
    """Tell whether no row that was not found has the same heading as `row`."""
    twins = [
        j
        for j, path in enumerate(rows)
        if j not in chosen and likeness(path[-1], rows[row][-1]) >= SURE
    ]
    context = (*item.parents, *item.labels[:-1])
    return not twins or parents_likeness(context, rows[row]) >= SURE


def _has_figure(drawn: Sequence[Drawn | None], item: Item) -> bool:
    grid = drawn[item.grid]
    return grid is not None and bool(figure_columns(grid, item))
