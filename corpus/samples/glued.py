"""Which cells of a table can still be told once its rows are glued together.

Stated for the truth files only and by brute force, apart from the code that reads
reports: a row's digits may be cut anywhere that leaves no leading zero, the sums of the
form exclude cuts, and a cell is determined when all cuts that remain agree on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, pairwise, product

from corpus.forms.form import FormTable

Row = tuple[str, ...]


def undetermined(table: FormTable, rows: Sequence[Row]) -> set[tuple[int, int]]:
    """Return (row, column) of every cell of `rows` that gluing leaves open.

    The true reading satisfies the sums, so at least one reading remains.
    """
    readings = [
        [cut for cut in _cuts("".join(row), len(row)) if _holds(table, "columns", cut)]
        for row in rows
    ]
    remaining = [
        table_rows
        for table_rows in product(*readings)
        if all(_holds(table, "rows", column) for column in zip(*table_rows, strict=True))
    ]
    return {
        (i, j)
        for i, row in enumerate(rows)
        for j, cell in enumerate(row)
        if any(reading[i][j] != cell for reading in remaining)
    }


def _cuts(digits: str, count: int) -> Iterator[Row]:
    """Yield every cut of `digits` into `count` figures without leading zeros."""
    if count == 1:
        yield (digits,)
        return
    for places in combinations(range(1, len(digits)), count - 1):
        bounds = (0, *places, len(digits))
        cut = tuple(digits[a:b] for a, b in pairwise(bounds))
        if all(figure == "0" or not figure.startswith("0") for figure in cut):
            yield cut


def _holds(table: FormTable, over: str, figures: Sequence[str]) -> bool:
    return all(
        sum(Decimal(figures[i]) for i in entry.left)
        == sum(Decimal(figures[i]) for i in entry.right)
        for entry in table.sums
        if entry.over == over
    )
