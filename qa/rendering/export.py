"""Export: an answer's figures as a table for a spreadsheet, CSV or XLSX.

Numbers are written as numbers, so that they can be computed with; everything that came
from a report or a person is written as text, and what a spreadsheet would run as a
formula is disarmed by a leading '.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from qa.answer import Answer, Citation, Value, decimal_to_text

Cell = str | int | Decimal | None

HEADER = ("单位", "年份", "指标", "数字", "单位量", "说明", "报告", "页", "位置", "原文")
_STATES = {"blank": "空白", "slash": "/", "dash": "-", "zero": "", "number": ""}
_RUN = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_MAX_EXACT = 15
"""Digits a spreadsheet keeps of a number; a longer one is written as text."""


def answer_to_rows(answer: Answer) -> list[tuple[Cell, ...]]:
    """Return the figures of `answer`, a header first, one row each."""
    places = {c.fact: c for c in answer.citations if c.fact is not None}
    return [HEADER, *(_row(value, places.get(value.fact or "")) for value in answer.values)]


def _row(value: Value, place: Citation | None) -> tuple[Cell, ...]:
    said = _STATES.get(value.state.value, value.state.value)
    if value.derived is not None:
        said = "算出"
    elif value.qualifier:
        said = value.qualifier
    where = " › ".join((*place.row, *place.column)) if place else ""
    return (
        value.issuer,
        value.year,
        value.label,
        value.value,
        value.unit,
        said,
        place.title if place else None,
        place.page if place else None,
        where,
        place.quote if place else None,
    )


def disarm(text: str) -> str:
    """Return `text` so that no spreadsheet runs it as a formula.

    >>> disarm("=1+1"), disarm("行政许可")
    ("'=1+1", '行政许可')
    """
    bare = text.lstrip(" \u00a0\ufeff\u3000")
    inner = any(line.lstrip().startswith(_RUN) for line in text.splitlines())
    return f"'{text}" if bare.startswith(_RUN) or inner else text


def answer_to_csv(answer: Answer) -> str:
    """Return the table as CSV with a byte order mark, which spreadsheets need for UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerows([_text(cell) for cell in row] for row in answer_to_rows(answer))
    return "\ufeff" + buffer.getvalue()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return decimal_to_text(cell)
    return disarm(cell) if isinstance(cell, str) else str(cell)


def answer_to_xlsx(answer: Answer) -> bytes:
    """Return the table as a workbook: the figures, and a sheet with question and answer."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "数字"
    _fill(sheet, answer_to_rows(answer))
    sheet.freeze_panes = "A2"
    notes: list[Sequence[Cell]] = [
        ("问题", answer.question),
        ("理解为", answer.understood),
        ("回答", answer.text),
        *(("注意", note) for note in answer.notes),
    ]
    _fill(book.create_sheet("问答"), notes)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill(sheet: Any, rows: Sequence[Sequence[Cell]]) -> None:  # noqa: ANN401 - no types
    """Write `rows`; text is typed as text whatever it begins with."""
    for r, row in enumerate(rows, 1):
        for c, content in enumerate(row, 1):
            cell = sheet.cell(r, c)
            if isinstance(content, Decimal) and len(content.as_tuple().digits) > _MAX_EXACT:
                content = decimal_to_text(content)
            if isinstance(content, str):
                cell.value = _printable(disarm(content))
                cell.data_type = "s"
            else:
                cell.value = content


def _printable(text: str) -> str:
    """Drop control characters, which a workbook cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\t\n\r")


def save_answer(answer: Answer, path: Path) -> None:
    """Write the table of `answer` to `path`, as its ending says.

    Raises:
        UsageError: The ending is neither .csv nor .xlsx, or the file cannot be written.
    """
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise UsageError(f"只能存为 .csv 或 .xlsx，不能存为“{path.name}”。")
    table = path.suffix.lower() == ".csv"
    content = answer_to_csv(answer).encode() if table else answer_to_xlsx(answer)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(f"写不进“{path}”：{error.strerror}；请换一个位置。") from error
