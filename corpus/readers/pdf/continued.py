"""Tables over several pages: parts joined, repeated headings dropped, torn cells mended.

Two parts are one table where their columns agree. At the seam a cell goes on where no
rule closes it on either page. Producers that close every cell at the page's end leave
only the words: a blank label that spans rows, or a label without the number all its
neighbours begin with, belongs to the label above. Two figures are never joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.readers.layout import MARKER
from corpus.readers.pdf.cells import Piece
from corpus.readers.pdf.text import is_figure, join_words
from corpus.report import GridCell

NEAR = 6.0
"""Points by which a column may shift from one page to the next."""
MAX_SHIFT = 45.0
"""Points by which a whole table may: inner and outer margins change sides."""


def join_parts(upper: Piece, lower: Piece) -> Piece | None:
    """Return the two parts as one table, None where their columns do not agree."""
    xs = _common_columns(upper.xs, lower.xs)
    if xs is None:
        return None
    bounds, of_upper, of_lower = xs
    above, below = _spread(upper.cells, of_upper), _spread(lower.cells, of_lower)
    repeated = _repeated_rows(above, below)
    below = [replace(c, row=c.row - repeated) for c in below if c.row >= repeated]
    pairs = _torn(upper, above, below, of_upper, of_lower, closed=repeated > 0, lower=lower)
    cells = _stack(above, below, upper.rows, pairs)
    cells, rows = _compact(cells)
    return Piece(
        page=upper.page,
        last_page=lower.last_page,
        xs=bounds,
        rows=rows,
        cells=tuple(cells),
        box=lower.box,
        open_top=_columns(upper.open_top, of_upper),
        open_bottom=_columns(lower.open_bottom, of_lower),
        ruled=upper.ruled,
    )


def repeats_heading(upper: Piece, lower: Piece) -> bool:
    """Tell whether the lower part begins with the heading of the upper one."""
    xs = _common_columns(upper.xs, lower.xs)
    if xs is None:
        return False
    _, of_upper, of_lower = xs
    return _repeated_rows(_spread(upper.cells, of_upper), _spread(lower.cells, of_lower)) > 0


def columns_agree(upper: Piece, lower: Piece) -> bool:
    """Tell whether the columns of two parts can be those of one table."""
    return _common_columns(upper.xs, lower.xs) is not None


def _common_columns(
    upper: Sequence[float], lower: Sequence[float]
) -> tuple[tuple[float, ...], list[int], list[int]] | None:
    """Return common bounds and the place of each part's bounds among them."""
    wide, other = upper[-1] - upper[0], lower[-1] - lower[0]
    if abs(upper[0] - lower[0]) > MAX_SHIFT or abs(other / wide - 1) > 0.03:
        return None
    scaled = [upper[0] + (x - lower[0]) * wide / other for x in lower]
    if len(scaled) == len(upper) and all(
        abs(a - b) <= 2 * NEAR for a, b in zip(upper, scaled, strict=True)
    ):
        places = list(range(len(upper)))
        return tuple(upper), places, places
    matched = {
        j: i
        for j, x in enumerate(scaled)
        for i in [min(range(len(upper)), key=lambda k: abs(upper[k] - x))]
        if abs(upper[i] - x) <= NEAR
    }
    if len(set(matched.values())) < len(matched):
        return None
    if len(matched) not in (len(scaled), len(upper)):
        return None
    bounds = sorted([*upper, *(x for j, x in enumerate(scaled) if j not in matched)])
    of_upper = [bounds.index(x) for x in upper]
    of_lower = [
        of_upper[matched[j]] if j in matched else bounds.index(x) for j, x in enumerate(scaled)
    ]
    return tuple(bounds), of_upper, of_lower


def _spread(cells: Iterable[GridCell], places: Sequence[int]) -> list[GridCell]:
    return [
        replace(
            cell,
            column=places[cell.column],
            column_span=places[cell.column + cell.column_span] - places[cell.column],
        )
        for cell in cells
    ]


def _columns(columns: Iterable[int], places: Sequence[int]) -> frozenset[int]:
    return frozenset(c for k in columns for c in range(places[k], places[k + 1]))


def _repeated_rows(above: Sequence[GridCell], below: Sequence[GridCell]) -> int:
    """Return how many rows at the head of both are the same print."""

    def rows(cells: Sequence[GridCell]) -> dict[int, list[tuple[int, int, int, str]]]:
        found: dict[int, list[tuple[int, int, int, str]]] = {}
        for c in sorted(cells, key=lambda c: (c.row, c.column)):
            found.setdefault(c.row, []).append(
                (c.column, c.column_span, c.row_span, "".join(c.text.split()))
            )
        return found

    first, second = rows(above), rows(below)
    count = 0
    while count in second and first.get(count) == second[count]:
        count += 1
    while count and any(c.row < count < c.row + c.row_span for c in below):
        count -= 1
    words = any(text and not is_figure(text) for *_, text in second.get(0, []))
    return count if words else 0


def _torn(
    upper: Piece,
    above: Sequence[GridCell],
    below: Sequence[GridCell],
    of_upper: Sequence[int],
    of_lower: Sequence[int],
    *,
    closed: bool,
    lower: Piece,
) -> list[tuple[GridCell, GridCell]]:
    """Return the pairs of cells that the page break tore."""
    ends = {(c.column, c.column_span): c for c in above if c.row + c.row_span == upper.rows}
    pairs = [
        (ends[c.column, c.column_span], c)
        for c in below
        if c.row == 0 and (c.column, c.column_span) in ends
    ]
    gaps = _columns(upper.open_bottom, of_upper) & _columns(lower.open_top, of_lower)
    if not closed:
        open_pairs = [
            (a, b) for a, b in pairs if gaps.issuperset(range(a.column, a.column + a.column_span))
        ]
        if open_pairs and all(_can_be_one(a, b) for a, b in open_pairs):
            return open_pairs
    labels = [(a, b) for a, b in pairs if _label_goes_on(a, b, above)]
    if labels and _row_goes_on(pairs, labels):
        return pairs
    return labels


def _can_be_one(a: GridCell, b: GridCell) -> bool:
    if a.text and b.text and (is_figure(a.text) or is_figure(b.text)):
        return False
    return not (MARKER.match(a.text) and MARKER.match(b.text))


def _label_goes_on(a: GridCell, b: GridCell, above: Sequence[GridCell]) -> bool:
    column = [c for c in above if c.column == a.column]
    if not a.text or is_figure(a.text) or any(not c.text for c in column):
        return False
    if not b.text:
        return a.row_span > 1 or b.row_span > 1
    numbered = [c for c in column if MARKER.match(c.text)]
    return bool(
        MARKER.match(a.text)
        and not MARKER.match(b.text)
        and not is_figure(b.text)
        and len(numbered) >= 2
    )


def _row_goes_on(
    pairs: Sequence[tuple[GridCell, GridCell]], labels: Sequence[tuple[GridCell, GridCell]]
) -> bool:
    """Tell whether the whole row was torn: one side holds labels only."""
    others = [(a, b) for a, b in pairs if (a, b) not in labels]
    rows = [(a.row_span, b.row_span) for a, b in pairs]
    if not others or any(span != (1, 1) for span in rows):
        return False
    return all(not b.text for _, b in others) or all(not a.text for a, _ in others)


def _stack(
    above: Sequence[GridCell],
    below: Sequence[GridCell],
    rows: int,
    pairs: Sequence[tuple[GridCell, GridCell]],
) -> list[GridCell]:
    tail = {(a.row, a.column): b for a, b in pairs}
    merged = {(b.row, b.column) for _, b in pairs}
    cells = []
    for cell in above:
        rest = tail.get((cell.row, cell.column))
        if rest is not None:
            cell = replace(
                cell,
                text=cell.text + join_words(cell.text, rest.text),
                row_span=cell.row_span + rest.row_span,
                page=cell.page if cell.text or not rest.text else rest.page,
                box=cell.box if cell.text or not rest.text else rest.box,
                confidence=min(cell.confidence, rest.confidence),
            )
        cells.append(cell)
    cells += [replace(c, row=c.row + rows) for c in below if (c.row, c.column) not in merged]
    return cells


def _compact(cells: Sequence[GridCell]) -> tuple[list[GridCell], int]:
    """Drop rows in which no cell begins: two halves of one row."""
    starts = sorted({cell.row for cell in cells})
    place = {row: index for index, row in enumerate(starts)}
    compact = [
        replace(
            cell,
            row=place[cell.row],
            row_span=sum(cell.row <= row < cell.row + cell.row_span for row in starts),
        )
        for cell in cells
    ]
    return compact, len(starts)
