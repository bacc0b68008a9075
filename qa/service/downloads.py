"""Downloads: rows of figures as a file to save, an Excel workbook or CSV."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from fastapi.responses import Response

from qa.rendering.sheets import CSV, XLSX, Row, rows_to_csv, rows_to_xlsx


def file_to_response(rows: Sequence[Row], name: str, form: str) -> Response:
    """Return rows as a file to save, an Excel workbook or CSV."""
    content = rows_to_xlsx(rows, name) if form == "xlsx" else rows_to_csv(rows)
    saved = f"attachment; filename*=UTF-8''{quote(name)}.{'xlsx' if form == 'xlsx' else 'csv'}"
    return Response(
        content,
        media_type=XLSX if form == "xlsx" else CSV,
        headers={"content-disposition": saved, "cache-control": "no-store"},
    )
