"""Tables without rules: rows of figures under headings, told by alignment alone.

Believed only where nothing contradicts it: one heading row, at least two rows below it,
the same white gutters through all of them, a label at the head of every row, and
columns of figures that line up. Anything less stays lines of text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus.readers.pdf.cells import Piece, rounded
from corpus.readers.pdf.marks import Marks
from corpus.readers.pdf.text import Segment, is_figure
from corpus.report import GridCell

GUTTER = 0.6
"""Character sizes of white between two columns at least, through all rows."""
LEADING = 2.6
"""Character sizes from one row's foot to the next at most."""
ALIGNED = 0.8
"""Character sizes by which the edges of a column's figures may differ."""
_NOTHING = frozenset({"-", "—", "–", "－", "/", "…"})

Row = list[Segment]
Interval = tuple[float, float]


def aligned_pieces(segments: Sequence[Segment], marks: Marks) -> tuple[list[Piece], list[Segment]]:
    """Return the tables without rules on a page, and the segments that remain."""
    rows = _rows(segments)
    pieces: list[Piece] = []
    taken: set[int] = set()
    start = 0
    while start < len(rows):
        stop = _band(rows, start)
        for first in range(start, stop - 2):
            band = rows[first:stop]
            columns = _columns(band)
            if columns and _is_table(band, columns):
                pieces.append(_piece(band, columns, marks))
                taken |= {id(segment) for row in band for segment in row}
                break
        start = max(stop, start + 1)
    return pieces, [segment for segment in segments if id(segment) not in taken]


def _rows(segments: Sequence[Segment]) -> list[Row]:
    rows: list[Row] = []
    for segment in sorted(segments, key=lambda s: (s.bottom, s.x0)):
        if rows and abs(segment.bottom - rows[-1][0].bottom) <= 0.4 * segment.size:
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [sorted(row, key=lambda s: s.x0) for row in rows]


def _band(rows: Sequence[Row], start: int) -> int:
    """Return where the rows of several segments that begin at `start` end.

    A line of one segment between two such rows may be half of a broken label, so it
    ends nothing: it makes the band inconsistent, and the band stays text.
    """
    if len(rows[start]) < 2:
        return start
    stop = start + 1
    while stop < len(rows) and _follows(rows[stop - 1], rows[stop]):
        alone = len(rows[stop]) < 2
        last = stop + 1 == len(rows) or not _follows(rows[stop], rows[stop + 1])
        if alone and (last or len(rows[stop + 1]) < 2):
            break
        stop += 1
    return stop


def _follows(upper: Row, lower: Row) -> bool:
    return lower[0].bottom - upper[0].bottom <= LEADING * max(lower[0].size, upper[0].size)


def _columns(band: Sequence[Row]) -> list[Interval]:
    """Return the columns as the stretches that are not white in every row."""
    size = band[0][0].size
    columns: list[Interval] = []
    for x0, x1 in sorted((s.x0, s.x1) for row in band for s in row):
        if columns and x0 - columns[-1][1] < GUTTER * size:
            columns[-1] = (columns[-1][0], max(x1, columns[-1][1]))
        else:
            columns.append((x0, x1))
    fits = all(len({_column_of(s, columns) for s in row}) == len(row) for row in band)
    return columns if fits and len(columns) > 1 else []


def _column_of(segment: Segment, columns: Sequence[Interval]) -> int:
    return next(i for i, (x0, x1) in enumerate(columns) if x0 <= segment.x0 and segment.x1 <= x1)


def _is_table(band: Sequence[Row], columns: Sequence[Interval]) -> bool:
    heading, body = band[0], band[1:]
    if len(body) < 2 or any(_column_of(row[0], columns) != 0 for row in body):
        return False
    named = {_column_of(s, columns) for s in heading}
    if any(is_figure(s.text) and not _is_year(s.text) for s in heading):
        return False
    if not named.issuperset(range(1, len(columns))):
        return False
    figures = 0
    for column in range(1, len(columns)):
        cells = [s for row in body for s in row if _column_of(s, columns) == column]
        numeric = [s for s in cells if is_figure(s.text) or s.text.strip() in _NOTHING]
        if not numeric:
            continue
        if len(numeric) < len(cells) or len(cells) < len(body) * 0.5 or not _line_up(cells):
            return False
        figures += 1
    return figures > 0


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit() and text[:2] in ("19", "20")


def _line_up(cells: Sequence[Segment]) -> bool:
    allowed = ALIGNED * cells[0].size
    return any(
        max(edges) - min(edges) <= allowed
        for edges in (
            [s.x1 for s in cells],
            [s.x0 for s in cells],
            [(s.x0 + s.x1) / 2 for s in cells],
        )
    )


def _piece(band: Sequence[Row], columns: Sequence[Interval], marks: Marks) -> Piece:
    bounds = [columns[0][0]]
    bounds += [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    bounds.append(columns[-1][1])
    cells = []
    for row, segments in enumerate(band):
        top, bottom = min(s.top for s in segments), max(s.bottom for s in segments)
        texts = {_column_of(s, columns): s.text for s in segments}
        for column in range(len(columns)):
            box = marks.box_on_page((bounds[column], top, bounds[column + 1], bottom))
            text = texts.get(column, "")
            cells.append(GridCell(text, row, column, page=marks.page, box=rounded(box)))
    outline = (
        bounds[0],
        min(s.top for s in band[0]),
        bounds[-1],
        max(s.bottom for s in band[-1]),
    )
    return Piece(
        page=marks.page,
        last_page=marks.page,
        xs=tuple(bounds),
        rows=len(band),
        cells=tuple(cells),
        box=outline,
        ruled=False,
    )
