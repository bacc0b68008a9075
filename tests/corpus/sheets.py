"""Workbooks for tests, made on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl


def write_sheet(
    path: Path,
    rows: Sequence[Sequence[Any]],
    *,
    title: str = "Sheet1",
    merged: Sequence[str] = (),
    formats: dict[str, str] | None = None,
) -> Path:
    """Write one sheet: a list a row, None for blank."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    for place, code in (formats or {}).items():
        sheet[place].number_format = code
    book.save(path)
    return path


COMPANIES = [
    ["证券代码", "证券简称", "年份", "营业收入", "净利润", "法定代表人"],
    ["000001", "云岭水泥", "2020", "1000.5", "-20.25", "陈某"],
    ["000001", "云岭水泥", "2021", "1200", "-1", "陈某"],
    ["000002", "石桥股份", "2020", "0", "3", "nan"],
]
