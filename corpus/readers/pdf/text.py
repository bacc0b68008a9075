"""Characters to text: runs of one stroke of the pen, segments, lines and cell texts.

A *run* is what the producer wrote in one go: consecutive characters on one baseline. A
*segment* is a part of a printed line without a wide gap. Figures are never glued
together: where the print leaves room between two digits, a space (or a line end) stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.readers.layout import squeeze
from corpus.readers.pdf.marks import Char

WIDE_GAP = 1.2
"""Character sizes of white that separate two segments."""
_FIGURE = re.compile(r"[0-9０-９.,，．%％+\-－−/／]+")
_LETTER = re.compile(r"[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a printed line; coordinates in points of the (turned) page."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float

    @property
    def width(self) -> float:
        """Printed width in points."""
        return self.x1 - self.x0


def chars_to_runs(chars: Iterable[Char], gap: float) -> list[list[Char]]:
    """Group consecutive characters of one baseline at most `gap` sizes apart."""
    runs: list[list[Char]] = []
    for char in chars:
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and abs(last.bottom - char.bottom) <= 0.35 * max(last.size, char.size)
            and -0.6 * char.size <= char.x0 - last.x1 <= gap * max(last.size, char.size)
        ):
            runs[-1].append(char)
        else:
            runs.append([char])
    return runs


def chars_to_segments(chars: Sequence[Char]) -> list[Segment]:
    """Return the segments of a page, top to bottom and left to right."""
    runs = chars_to_runs(chars, 1.0)
    segments: list[Segment] = []
    for line in baselines(runs):
        row: list[Char] = []
        for char in sorted(line, key=lambda c: c.x0):
            if row and char.x0 - max(c.x1 for c in row[-3:]) > WIDE_GAP * max(
                char.size, row[-1].size
            ):
                segments.append(_segment(row))
                row = []
            row.append(char)
        if row:
            segments.append(_segment(row))
    return segments


def baselines(runs: Sequence[Sequence[Char]]) -> list[list[Char]]:
    """Group runs that stand on one baseline, top to bottom."""
    lines: list[list[Char]] = []
    base = size = 0.0
    for run in sorted((r for r in runs if r), key=lambda r: (r[0].bottom, r[0].x0)):
        first = run[0]
        if lines and first.bottom - base <= 0.35 * max(size, first.size):
            lines[-1].extend(run)
        else:
            lines.append(list(run))
            base, size = first.bottom, first.size
    return lines


def _segment(row: Sequence[Char]) -> Segment:
    return Segment(
        text=row_to_text(row),
        x0=min(c.x0 for c in row),
        top=min(c.top for c in row),
        x1=max(c.x1 for c in row),
        bottom=max(c.bottom for c in row),
        size=sorted(c.size for c in row)[len(row) // 2],
    )


def row_to_text(row: Sequence[Char]) -> str:
    """Return the text of characters on one line, sorted by `x0`."""
    parts: list[str] = []
    last: Char | None = None
    for char in row:
        if last is not None:
            space = (char.x0 - last.x1) / max(1.0, min(char.size, last.size))
            latin = _LETTER.match(last.text[-1]) and _LETTER.match(char.text[0])
            if space > (0.17 if latin else 0.8):
                parts.append(" ")
        parts.append(char.text)
        last = char
    return "".join(parts)


def cell_to_text(chars: Sequence[Char], room: float) -> str:
    """Return the text of one cell that is `room` points wide inside its borders.

    Lines of words are joined. Figures on two lines are joined only where the first line
    fills the cell, so that it had to be broken; otherwise the line end stays and the
    cell holds two figures.
    """
    lines = [sorted(line, key=lambda c: c.x0) for line in baselines(chars_to_runs(chars, 1.0))]
    text = ""
    previous: list[Char] = []
    for line in lines:
        piece = squeeze(row_to_text(line))
        if not text:
            text = piece
        elif _is_figure(text[-1]) and _is_figure(piece[0]):
            taken = previous[-1].x1 - previous[0].x0
            full = taken + (line[0].x1 - line[0].x0) > room - 0.4 * line[0].size
            text += piece if full and len(previous) > 1 else "\n" + piece
        else:
            text += join_words(text, piece)
        previous = line
    return text


def join_words(left: str, right: str) -> str:
    """Return `right` with the space it needs behind `left`."""
    if _LETTER.match(left[-1:]) and _LETTER.match(right[:1]):
        return " " + right
    return right


def _is_figure(character: str) -> bool:
    return bool(_FIGURE.fullmatch(character))


def is_figure(text: str) -> bool:
    """Tell whether `text` is nothing but a figure."""
    squeezed = re.sub(r"\s", "", text)
    return bool(_FIGURE.fullmatch(squeezed)) and any(c.isdigit() for c in squeezed)
