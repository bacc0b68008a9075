"""Small PDFs drawn for the tests, and what the reader made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from corpus.readers.pdf.reader import read_pdf
from corpus.report import Document, Grid, Line

FONT = "STSong-Light"
LETTER = (595.0, 842.0)

Span = tuple[int, int, int, int, str]
"""Row, column, row span, column span, text."""


@dataclass
class Sheet:
    """A canvas whose y runs downwards from the top left corner."""

    canvas: Any
    height: float
    size: float = 10.0
    font: str = FONT

    def text(self, x: float, top: float, text: str, size: float | None = None) -> None:
        self.canvas.setFont(self.font, size or self.size)
        self.canvas.drawString(x, self.height - top - (size or self.size) * 0.88, text)

    def line(self, x0: float, top: float, x1: float, bottom: float) -> None:
        self.canvas.line(x0, self.height - top, x1, self.height - bottom)

    def table(
        self,
        x: float,
        top: float,
        widths: Sequence[float],
        spans: Sequence[Span],
        *,
        row: float = 24.0,
        skip: Sequence[tuple[str, int, int]] = (),
    ) -> None:
        """Draw cells with their borders; `skip` leaves out (side, row, column) borders."""
        lefts = [x + sum(widths[:i]) for i in range(len(widths) + 1)]
        for r, c, high, wide, text in spans:
            x0, x1, y0, y1 = lefts[c], lefts[c + wide], top + r * row, top + (r + high) * row
            sides = {
                "top": (x0, y0, x1, y0),
                "bottom": (x0, y1, x1, y1),
                "left": (x0, y0, x0, y1),
                "right": (x1, y0, x1, y1),
            }
            for side, ends in sides.items():
                if (side, r, c) not in skip:
                    self.line(*ends)
            lines = text.split("\n")
            for i, part in enumerate(lines):
                middle = (y0 + y1) / 2 + (i - len(lines) / 2) * (self.size + 1)
                self.text(x0 + 3, middle, part)

    def next(self) -> None:
        self.canvas.showPage()
        self.canvas.setLineWidth(0.5)


def sheet(path: Path | BytesIO, size: tuple[float, float] = LETTER, **options: Any) -> Sheet:
    """Return an empty sheet; `close` writes it."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path) if isinstance(path, Path) else path, pagesize=size, **options)
    canvas.setLineWidth(0.5)
    return Sheet(canvas, size[1])


def close(drawn: Sheet) -> None:
    drawn.canvas.showPage()
    drawn.canvas.save()


def plain(rows: Sequence[Sequence[str]]) -> list[Span]:
    """Return rows of single cells as spans."""
    return [(r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row)]


def read(drawn: Sheet, tmp_path: Path) -> Document:
    close(drawn)
    return read_pdf(tmp_path / "年报.pdf")


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def cells(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in grid.cells]


def texts(document: Document) -> list[str]:
    return [
        block.text.replace("\u3000", "") if isinstance(block, Line) else "（表）"
        for block in document.blocks
    ]
