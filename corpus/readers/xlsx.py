"""XLSX to a document: each sheet's cells, merged ranges kept, as stored.

Figures come as calamine reads them and are written out again as the shortest decimal
of the 15 digits a spreadsheet keeps, so that no binary noise enters; percentages as
displayed. What calamine leaves blank though something stands there (an error, a
formula that was never calculated) is put back by `corpus.readers.xlsx_marks`.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import SourceError
from corpus.readers.package import open_archive
from corpus.readers.source import read_source
from corpus.readers.xlsx_marks import Mark, workbook_to_marks
from corpus.report import Block, Document, Grid, GridCell, Line, Problem

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MAX_CELLS = 4_000_000
"""Cells, blank ones included, that one workbook may span."""

_GENERIC = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)
_FIGURE = re.compile(r"[-+(（]?[\d,，]*\d(?:\.\d+)?[)）%]?")


def read_xlsx(path: Path) -> Document:
    """Read the workbook at `path`: a grid for each table of each visible sheet.

    Raises:
        SourceError: the file is no readable workbook, is encrypted, or is too large.
    """
    data, source = read_source(path)
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    if data.startswith(b"PK"):
        open_archive(data, path.name).close()  # refused if it would inflate beyond the limits
    book = _open(data, path.name)
    marks = workbook_to_marks(data)
    blocks: list[Block] = []
    problems: list[Problem] = []
    cells = 0
    for meta in book.sheets_metadata:
        if meta.visible != SheetVisibleEnum.Visible:
            problems.append(Problem("hidden_sheet", f"工作表“{meta.name}”是隐藏的，没有读入。"))
            continue
        if meta.typ != SheetTypeEnum.WorkSheet:
            problems.append(Problem("no_table", f"“{meta.name}”是图表，里面没有可读的表格。"))
            continue
        rows, merged = _sheet(book, meta.name, marks.get(meta.name, {}))
        cells += sum(map(len, rows))
        if cells > MAX_CELLS:
            raise SourceError("too_many_cells", f"“{path.name}”超过{MAX_CELLS}格，请拆开再导入。")
        title = path.stem if _GENERIC.fullmatch(meta.name.strip()) else meta.name.strip()
        blocks += sheet_to_blocks(rows, merged, title)
    return Document(source, tuple(blocks), problems=tuple(problems))


def _open(data: bytes, name: str) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise SourceError("encrypted", f"“{name}”有密码，请先取消密码再导入。") from error
    except CalamineError as error:
        raise SourceError("damaged", f"“{name}”不是完好的表格文件，请重新保存再导入。") from error


def _sheet(
    book: CalamineWorkbook, name: str, marks: dict[tuple[int, int], Mark]
) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    """Return the texts of a sheet from its first cell on and its merged ranges."""
    from python_calamine import CalamineError

    try:
        sheet = book.get_sheet_by_name(name)
        rows = [[value_to_text(v) for v in row] for row in sheet.to_python(skip_empty_area=False)]
    except CalamineError as error:
        raise SourceError("damaged", f"工作表“{name}”读不出来，请重新保存再导入。") from error
    for (row, column), mark in marks.items():
        while mark.is_shown and len(rows) <= row:
            rows.append([])
        if row < len(rows):
            line = rows[row]
            line += [""] * (column + 1 - len(line))
            line[column] = mark.apply(line[column])
    width = max(map(len, rows), default=0)
    for line in rows:
        line += [""] * (width - len(line))
    merged = [(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
    return rows, merged


def value_to_text(value: Any) -> str:  # noqa: ANN401 - calamine's cells are of many types
    """Return a cell as text.

    >>> value_to_text(0.1 + 0.2), value_to_text(34830971.6), value_to_text(3.0)
    ('0.3', '34830971.6', '3')
    """
    if isinstance(value, str):
        return value.strip("\r\n\t") if value.strip() else ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        text = format(Decimal(format(value, ".15g")), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def sheet_to_blocks(
    rows: Sequence[Sequence[str]], merged: Sequence[tuple[int, int, int, int]], title: str
) -> list[Block]:
    """Return the tables of a sheet as grids and lone texts as lines.

    Tables are parted by blank rows with a heading below. Rows and columns are counted
    from the sheet's own first cell.

    Args:
        rows: texts, all rows of one length.
        merged: first row, first column, last row, last column of each merged range.
        title: name of the sheet, or of the file where the sheet has none of its own.
    """
    blocks: list[Block] = []
    for start, stop in _parts(rows):
        used = [c for c in range(len(rows[start])) if any(rows[r][c] for r in range(start, stop))]
        texts = [[t for t in rows[r] if t] for r in range(start, stop)]
        if all(len(row) <= 1 for row in texts) and not any(
            _FIGURE.fullmatch(text.strip()) for row in texts for text in row
        ):
            blocks += [Line(row[0]) for row in texts if row]
            continue
        spans = {(a, b): (c, d) for a, b, c, d in merged if a < stop and c >= start}
        covered = {
            (r, c)
            for (a, b), (last, right) in spans.items()
            for r in range(a, min(last, stop - 1) + 1)
            for c in range(b, right + 1)
        } - spans.keys()
        cells = tuple(
            GridCell(
                rows[r][c],
                r,
                c,
                *(_span(spans[r, c], r, c, stop) if (r, c) in spans else (1, 1)),
            )
            for r in range(start, stop)
            for c in range(used[0], used[-1] + 1)
            if (r, c) not in covered
        )
        blocks.append(Grid(cells, caption=title))
    return blocks


def _span(end: tuple[int, int], row: int, column: int, stop: int) -> tuple[int, int]:
    return min(end[0], stop - 1) - row + 1, end[1] - column + 1


def _parts(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Yield (first row, row after the last) of each part that blank rows set apart."""
    start: int | None = None
    blank = 0
    for index, row in enumerate(rows):
        if not any(row):
            blank = blank or index
            continue
        if start is not None and blank and not any(_FIGURE.fullmatch(t.strip()) for t in row if t):
            yield start, blank
            start = index
        start = index if start is None else start
        blank = 0
    if start is not None:
        yield start, blank or len(rows)
