"""Grids to tables: header paths × row paths, for tables that follow no statutory form.

A *matrix* table names its cells by row labels and column labels, a *record* table
(`corpus.tables.records`) by key columns. A grid without figures is text that was drawn in
boxes and goes back to the running text. A grid whose headings cannot be told from its
figures is a Problem, not a guess, and stays findable as text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.report import READABLE, Block, Cell, Grid, Line, Origin, Path, Problem, State, Table
from corpus.tables.cells import find_unit, is_unit, label_unit, read_cell
from corpus.tables.grid import DrawnTable, grid_to_drawn, texts_of
from corpus.tables.headings import Half, Headings, column_path, find_headings, row_paths
from corpus.tables.record import RecordTable
from corpus.tables.records import is_amount, rows_to_records
from corpus.terms import compact, fold

TITLE_LENGTH = 60
_LINES_ABOVE = 4
_TITLE = re.compile(
    r"表[\d一二三四五六七八九十]*(?:（[^）]*）)?$|表[\d一二三四五六七八九十]+|情况$|一览|明细|统计|汇总"
)
_BRACKETED = re.compile(r"[(（][\d,，]*[.,，]\d+[)）]")
_UNIT_HEADING = re.compile(r"(?:计量)?单位")


@dataclass(frozen=True, slots=True)
class TableReading:
    """What the grids of a document hold, and the lines that are left."""

    tables: tuple[Table, ...]
    records: tuple[RecordTable, ...]
    lines: tuple[Line, ...]
    """The document's lines, with the text of grids that are no tables at its place."""
    problems: tuple[Problem, ...]


class _Undetermined(Exception):
    """The headings of a grid cannot be told; the message says why, in Chinese."""


def read_general_tables(blocks: Sequence[Block], missing: Sequence[str] = ()) -> TableReading:
    """Read every grid among `blocks` that no statutory form claimed.

    Args:
        blocks: lines and grids in reading order; the lines above a grid hold its title
            and its unit.
        missing: prints that stand for “no data” in this document.
    """
    tables: list[Table] = []
    records: list[RecordTable] = []
    problems: list[Problem] = []
    lines: list[Line] = []
    names: dict[str, int] = {}
    for block in blocks:
        if isinstance(block, Line):
            lines.append(block)
            continue
        drawn = grid_to_drawn(block)
        if not _has_figures(drawn):
            lines += _grid_to_lines(block, drawn)
            continue
        above = [line.text for line in lines if line.text.strip()][-_LINES_ABOVE:]
        name = _unique(_name(drawn, block, above, len(names)), names)
        unit = find_unit([*drawn.titles, *drawn.notes, block.caption or ""]) or _unit_above(above)
        try:
            headings = find_headings(drawn)
            kept = _read_records(drawn, headings, name, unit, block.page, missing)
            if kept is not None:
                records.append(kept)
                continue
            cells, unread = _read_matrix(drawn, headings, unit, missing)
        except _Undetermined as reason:
            problems.append(Problem("table_undetermined", str(reason), block.page, name))
            lines += _grid_to_lines(block, drawn)
            continue
        if not cells:
            lines += _grid_to_lines(block, drawn)
            continue
        problems += [Problem("cells_unread", text, block.page, name) for text in unread]
        tables.append(Table(name, None, None, (), block.page, tuple(cells)))
        lines += [Line(text, block.page) for text in drawn.notes]
    return TableReading(tuple(tables), tuple(records), tuple(lines), tuple(problems))


def _has_figures(drawn: DrawnTable) -> bool:
    return any(
        read_cell(text).state in (State.NUMBER, State.ZERO, State.UNREADABLE)
        for row in drawn.rows
        for text in texts_of(row)
    )


def _grid_to_lines(grid: Grid, drawn: DrawnTable) -> list[Line]:
    rows = ["｜".join(texts_of(row)) for row in drawn.rows]
    return [Line(text, grid.page) for text in (*drawn.titles, *rows, *drawn.notes)]


def _name(drawn: DrawnTable, grid: Grid, above: Sequence[str], number: int) -> str:
    """Return the title of a table: printed in it, above it, or given by the format."""
    inside = [compact(text) for text in drawn.titles if not is_meta(text)]
    if inside:
        return inside[0][:TITLE_LENGTH]
    for text in reversed([compact(line) for line in above]):
        if len(text) <= TITLE_LENGTH and _TITLE.search(text) and not is_meta(text):
            return re.sub(r"[:：]$", "", text)
    return grid.caption or f"表格{number + 1}"


def is_meta(text: str) -> bool:
    """Tell whether a line above a table says its unit or number, not its title."""
    plain = compact(fold(text))
    return bool(
        re.search(r"单位[:：]|^(?:公开|附)?表?\d+表?$|(?:编制|填报).{0,4}[:：]", plain)
    ) or (not re.search(r"[\u3400-\u9fff]{2}", plain))


def _unit_above(above: Sequence[str]) -> str | None:
    """Return the unit stated right above the table, not in the running text before it."""
    near = [text for text in above[-3:] if len(compact(text)) <= TITLE_LENGTH]
    return find_unit([text for text in near if not re.search(r"[。；]", text)])


def _unique(name: str, names: dict[str, int]) -> str:
    names[name] = names.get(name, 0) + 1
    return name if names[name] == 1 else f"{name}（{names[name]}）"


def _read_records(
    drawn: DrawnTable,
    headings: Headings,
    name: str,
    unit: str | None,
    page: int | None,
    missing: Sequence[str],
) -> RecordTable | None:
    if headings.depth == 0:
        return None
    paths = [column_path(drawn, headings.depth, c) for c in range(drawn.width)]
    body = range(headings.depth, len(drawn.rows))
    rows = [[drawn.text(r, c) for c in range(drawn.width)] for r in body]
    places = [drawn.places[r] for r in body]
    return rows_to_records(
        name, paths, rows, places, unit=unit, page=page, missing=missing, columns=drawn.columns
    )


def _read_matrix(
    drawn: DrawnTable, headings: Headings, unit: str | None, missing: Sequence[str]
) -> tuple[list[Cell], list[str]]:
    """Return the cells of a matrix table and what of it could not be read."""
    depth = headings.depth
    if depth == len(drawn.rows):
        raise _Undetermined("表格里只有标题，没有数据行。")
    cells: list[Cell] = []
    unread: list[str] = []
    brackets = _prints_brackets(drawn)
    for half in headings.halves:
        if not half.values:
            continue
        columns = {c: column_path(drawn, depth, c) for c in half.values}
        _check_columns(columns, depth, len(half.values))
        rows = row_paths(drawn, depth, half)
        if not half.labels and len(rows) > 1:
            raise _Undetermined("左边没有行标题，认不出每一行是什么。")
        for r, path in enumerate(rows, start=depth):
            texts = [drawn.text(r, c).strip() for c in half.values]
            if not path and half.labels:
                counts = any(read_cell(t).state in (State.NUMBER, State.ZERO) for t in texts)
                if counts and not _is_one_cell(drawn, r):
                    unread.append(f"第{drawn.places[r]}行没有行标题，这一行没有读入。")
                continue
            cells += _row_cells(drawn, r, path, columns, half, unit, missing, brackets=brackets)
    if not any(cell.state in (State.NUMBER, State.ZERO, State.UNREADABLE) for cell in cells):
        if any(_columns_count(drawn, half) for half in headings.halves):
            raise _Undetermined("认不出哪些格是标题、哪些格是数据。")
        return [], []  # its only numbers number the rows
    return cells, unread


def _prints_brackets(drawn: DrawnTable) -> bool:
    """Tell whether the table prints negative figures in brackets: one cannot be else."""
    if any("括号" in text for text in (*drawn.titles, *drawn.notes)):
        return True
    return any(_BRACKETED.fullmatch(compact(t)) for row in drawn.rows for t in texts_of(row))


def _is_one_cell(drawn: DrawnTable, row: int) -> bool:
    return all(cell is drawn.rows[row][0] for cell in drawn.rows[row])


def _columns_count(drawn: DrawnTable, half: Half) -> bool:
    """Tell whether a column beside the ones that only number holds a figure."""
    states = (State.NUMBER, State.ZERO, State.UNREADABLE)
    return any(
        read_cell(drawn.text(r, c)).state in states
        for c in (*half.labels, *half.values)
        for r in range(len(drawn.rows))
    )


def _check_columns(columns: dict[int, Path], depth: int, count: int) -> None:
    if depth == 0:
        if count > 1:
            raise _Undetermined("第一行就是数字，没有列标题，认不出每一列是什么。")
        return
    seen: dict[Path, int] = {}
    for column, path in columns.items():
        if not path:
            raise _Undetermined(f"第{column + 1}列没有列标题，认不出这一列是什么。")
        if path in seen:
            label = "›".join(path)
            raise _Undetermined(f"有两列的标题都是“{label}”，分不清是哪一列。")
        seen[path] = column


def _row_cells(
    drawn: DrawnTable,
    row: int,
    path: Path,
    columns: dict[int, Path],
    half: Half,
    unit: str | None,
    missing: Sequence[str],
    *,
    brackets: bool,
) -> list[Cell]:
    own = _row_unit(drawn, row, path, half, columns)
    cells = []
    for column, heading in columns.items():
        drawn_cell = drawn.rows[row][column]
        if drawn_cell is None or _UNIT_HEADING.fullmatch("".join(heading[-1:])):
            continue
        raw = drawn_cell.text.strip()
        reading = read_cell(raw, brackets=brackets)
        if raw in missing:
            reading = replace(reading, state=State.BLANK, value=None)
        if drawn_cell.confidence < READABLE:
            reading = replace(reading, state=State.UNREADABLE, value=None)
        named = next((u for part in reversed(heading) if (u := label_unit(part)[1])), None)
        counted = all(is_amount(label_unit(part)[0]) for part in (*path[-1:], *heading))
        cells.append(
            Cell(
                row=path,
                column=heading,
                raw=raw,
                state=reading.state,
                value=reading.value,
                unit=reading.unit or own or named or (unit if counted else None),
                origin=Origin.PRINTED if drawn_cell.confidence == 1.0 else Origin.OCR,
                confidence=drawn_cell.confidence,
                page=drawn_cell.page,
                box=drawn_cell.box,
            )
        )
    return cells


def _row_unit(
    drawn: DrawnTable, row: int, path: Path, half: Half, columns: dict[int, Path]
) -> str | None:
    """Return the unit a row states, in a column of its own or behind its label."""
    for column, heading in columns.items():
        text = compact(drawn.text(row, column))
        if _UNIT_HEADING.fullmatch("".join(heading[-1:])) and is_unit(text):
            return text
    return label_unit(path[-1])[1] if path else None
