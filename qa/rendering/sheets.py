"""Sheets: rows of text and figures as CSV and XLSX files that any office opens.

Figures go out as figures (`Decimal`), text as text: what begins like a formula gets an
apostrophe before it, so that nothing a report or a question says is ever computed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from corpus.errors import UsageError
from qa.answer import Answer, decimal_to_text
from qa.rendering.figures import value_to_text

Cell = str | Decimal | int | None
Row = Sequence[Cell]

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = re.compile(r"^[\s\u00a0\ufeff]*[=+\-@\t\r\n＝＋－＠]|[\r\n][\s\u00a0]*[=+\-@＝＋－＠]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDEST = 48
_MAX_EXACT = 15
"""Digits a spreadsheet keeps of a number; a longer one goes out as text."""


def safe_text(text: str) -> str:
    """Return `text` such that no office takes it for a formula.

    >>> safe_text("=1+1")
    "'=1+1"
    """
    clean = _CONTROL.sub("", text)
    return "'" + clean if _FORMULA.search(clean) else clean


def rows_to_csv(rows: Iterable[Row]) -> bytes:
    """Return UTF-8 with a byte order mark, which Excel needs to show Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return decimal_to_text(cell)
    return safe_text(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def _typed(cell: Cell) -> Cell:
    if isinstance(cell, Decimal) and len(cell.as_tuple().digits) > _MAX_EXACT:
        return decimal_to_text(cell)
    return safe_text(cell) if isinstance(cell, str) else cell


def rows_to_xlsx(rows: Iterable[Row], title: str) -> bytes:
    """Return a workbook of one sheet whose first row is the heading."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = re.sub(r"[\\/*?:\[\]]", " ", title)[:31] or "数据"
    widths: dict[int, int] = {}
    for row in rows:
        sheet.append([_typed(cell) for cell in row])
        for written in sheet[sheet.max_row] if row else ():
            if isinstance(written.value, str):
                # Or a text like “#N/A” would be taken for an error of the sheet's.
                written.data_type = "s"
        for place, cell in enumerate(row, start=1):
            size = sum(1 + (ord(sign) > 127) for sign in _plain(cell))
            widths[place] = min(_WIDEST, max(widths.get(place, 8), size + 2))
    for place, width in widths.items():
        sheet.column_dimensions[get_column_letter(place)].width = width
    for heading in sheet[1]:
        heading.font = Font(bold=True)
        heading.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def answer_to_rows(answer: Answer) -> list[Row]:
    """Return the figures of an answer with their places, below the question and the answer."""
    places = {c.fact: c for c in answer.citations if c.fact is not None}
    rows: list[Row] = [
        (
            "年份",
            "单位",
            "指标",
            "数值",
            "计量单位",
            "说明",
            "出处",
            "页码",
            "原文",
            "源文件SHA-256",
        ),
    ]
    for value in answer.values:
        place = places.get(value.fact) if value.fact else None
        said = value_to_text(value) if value.value is None or value.qualifier else ""
        said = "由下列数字算出" if value.derived else said
        source = (place.title, place.page, place.quote, place.sha256) if place else ("", None) * 2
        rows.append((value.year, value.issuer, value.label, value.value, value.unit, said, *source))
    rows += [
        ("引文", "", "", "", "", "", c.title, c.page, c.quote, c.sha256)
        for c in answer.citations
        if c.passage is not None
    ]
    rows += [("问题", answer.question), ("答案", answer.text)]
    rows += [("注意", note) for note in answer.notes]
    by = "答案的文字由大模型改写" if answer.generated else "答案由程序从原文摘取"
    return [*rows, ("说明", f"{by}，以原文为准")]


def save_answer(answer: Answer, path: Path) -> None:
    """Write the table of `answer` to `path`, as its ending says.

    Raises:
        UsageError: The ending is neither .csv nor .xlsx, or the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise UsageError(f"只能存为 .csv 或 .xlsx，不能存为“{path.name}”。")
    rows = answer_to_rows(answer)
    content = rows_to_csv(rows) if ending == ".csv" else rows_to_xlsx(rows, "答案")
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(f"写不进“{path}”：{error.strerror}；请换一个位置。") from error
