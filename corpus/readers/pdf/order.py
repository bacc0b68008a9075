"""Reading order: segments and tables of a page, down the columns, as printed lines.

Columns are believed only where both sides of a gutter hold running text or a table
over several lines; two words at the ends of one line are one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.readers.pdf.cells import Piece
from corpus.readers.pdf.text import WIDE_GAP, Segment, is_figure

Item = Segment | Piece
MAX_ITEMS = 1500
"""Items of a page beyond which no columns are looked for."""


APART = 30.0
"""Points of white across both columns at which they end."""

PARTED = "  "
"""Stands for the white between the parts of a line."""
FAR = 4.0
"""Character sizes of white between two words that have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A line in reading order with its place on the (turned) page."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    column: tuple[float, float] | None = None
    """Left and right edge of the column it stands in, None across the page."""


def in_reading_order(items: Sequence[Item]) -> list[Printed | Piece]:
    """Return the lines and tables of a page in the order they are read."""
    ordered = sorted(items, key=lambda item: (item.top, item.x0))
    result: list[Printed | Piece] = []
    start = 0
    while start < len(ordered):
        found = _columns(ordered, start) if len(ordered) <= MAX_ITEMS else None
        if found is None:
            stop = _next_columns(ordered, start)
            result += _rows(ordered[start:stop])
            start = stop
            continue
        stop, middle = found
        zone = ordered[start:stop]
        for side in (
            [item for item in zone if item.x1 <= middle],
            [item for item in zone if item.x1 > middle],
        ):
            edges = (min(item.x0 for item in side), max(item.x1 for item in side))
            result += [
                replace(item, column=edges)
                if isinstance(item, Printed) and not item.column
                else item
                for item in in_reading_order(side)
            ]
        start = stop
    return result


def _next_columns(ordered: Sequence[Item], start: int) -> int:
    if len(ordered) > MAX_ITEMS:
        return len(ordered)
    for stop in range(start + 1, len(ordered)):
        # Columns begin where something stands beside something else.
        here, before = ordered[stop], ordered[stop - 1]
        beside = here.top < before.bottom and (here.x0 >= before.x1 or here.x1 <= before.x0)
        if beside and stop - 1 > start and _columns(ordered, stop - 1) is not None:
            return stop - 1
    return len(ordered)


def _columns(ordered: Sequence[Item], start: int) -> tuple[int, float] | None:
    """Return where two columns that begin at `start` end, and the middle of the gutter."""
    gutters = [(min(i.x0 for i in ordered), max(i.x1 for i in ordered))]
    best: tuple[int, float] | None = None
    foot = ordered[start].bottom
    for stop in range(start, len(ordered)):
        item = ordered[stop]
        if item.top - foot > APART:
            break
        foot = max(foot, item.bottom)
        size = WIDE_GAP * (item.size if isinstance(item, Segment) else 10.0)
        gutters = [
            part
            for left, right in gutters
            for part in ((left, min(right, item.x0)), (max(left, item.x1), right))
            if part[1] - part[0] >= size and part[1] > part[0]
        ]
        zone = ordered[start : stop + 1]
        inner = [g for g in gutters if _separates(zone, g)]
        if not gutters:
            break
        if inner:
            left, right = max(inner, key=lambda g: g[1] - g[0])
            best = (stop + 1, (left + right) / 2)
    return best


def _separates(zone: Sequence[Item], gutter: tuple[float, float]) -> bool:
    middle = (gutter[0] + gutter[1]) / 2
    sides = [[i for i in zone if i.x1 <= middle], [i for i in zone if i.x0 >= middle]]
    if not all(sides):
        return False
    tables = [any(isinstance(item, Piece) for item in side) for side in sides]
    overlap = min(max(i.bottom for i in side) for side in sides) - max(
        min(i.top for i in side) for side in sides
    )
    if all(tables):
        return overlap > 0
    return overlap > 0 and all(
        table or _is_running_text(side) for table, side in zip(tables, sides, strict=True)
    )


def _is_running_text(side: Sequence[Item]) -> bool:
    lines = [item for item in side if isinstance(item, Segment)]
    full = max(i.x1 for i in side) - min(i.x0 for i in side)
    long = [line for line in lines if line.width >= full * 0.6 and len(line.text) >= 8]
    return len(long) >= 3 and len(long) >= len(lines) * 0.6


def _rows(items: Sequence[Item]) -> list[Printed | Piece]:
    """Join the segments of each printed line; tables stand between the lines."""
    result: list[Printed | Piece] = []
    row: list[Segment] = []
    for item in items:
        if isinstance(item, Piece):
            continue
        if row and abs(item.bottom - row[0].bottom) > 0.4 * max(item.size, row[0].size):
            result += _lines(row)
            row = []
        row.append(item)
    if row:
        result += _lines(row)
    tables = [item for item in items if isinstance(item, Piece)]
    return sorted([*result, *tables], key=_depth)


def _depth(item: Printed | Piece) -> float:
    return item.top if isinstance(item, Piece) else (item.top + item.bottom) / 2


def _lines(row: Sequence[Segment]) -> list[Printed]:
    """Return a printed line; two words at the ends of one are two."""
    parts = sorted(row, key=lambda s: s.x0)
    far = len(parts) == 2 and parts[1].x0 - parts[0].x1 > FAR * parts[0].size
    if far and not is_figure(parts[1].text):
        return [_line(parts[:1]), _line(parts[1:])]
    return [_line(parts)]


def _line(parts: Sequence[Segment]) -> Printed:
    return Printed(
        text=PARTED.join(part.text for part in parts),
        x0=parts[0].x0,
        top=min(p.top for p in parts),
        x1=parts[-1].x1,
        bottom=max(p.bottom for p in parts),
        size=parts[0].size,
    )
