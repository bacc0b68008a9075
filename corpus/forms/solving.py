"""Which of the ways to fill a table its sums leave: the figures of glued rows.

Every row comes with its candidates. The form's sums narrow them: within a row, then
between rows. A cell is determined where all that remain agree on it. Where the original
itself does not add up, the sums that still hold decide, and only where every other way
to read a row would break clearly more of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from corpus.forms.digits import Number, Row, number, row_holds
from corpus.forms.form import Sum

MAX_HALF = 2_000
"""Combinations tried at once when the rows of a sum are fitted together."""

MAX_SHARED = 50
"""Combinations of the rows that stand in several sums."""

MAX_OTHERS = 3_000
"""Other readings of a row that are weighed where not all sums hold."""

MARGIN = 1
"""How many more sums another reading must break where not all of them can hold."""


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to fill one row."""

    holding: Sequence[Row]
    """Those that satisfy the sums over columns."""
    every: Callable[[], Sequence[Row] | None]
    """All that the print allows, None where there are too many to list; costly."""
    likely: Callable[[], Sequence[Row] | None]
    """Those to be weighed against a reading where not all sums hold; None as in `every`."""


@dataclass(frozen=True, slots=True)
class Solved:
    """The cells of a table; None where the source does not determine one."""

    rows: tuple[tuple[str | None, ...], ...]
    consistent: bool
    """Whether some reading satisfies all sums of the form."""


def solve(rows: Sequence[Ways | None], sums: Sequence[Sum]) -> Solved:
    """Decide each cell from the ways to fill every row.

    Args:
        rows: for each row its ways, None where its figures are unknown.
        sums: the form's sums. One over rows says nothing where a row is unknown.

    Returns:
        Determined cells. An unknown row has no cells.
    """
    usable = {i: _usable(ways) for i, ways in enumerate(rows) if ways is not None}
    between = [
        entry
        for entry in sums
        if entry.over == "rows" and all(usable.get(i) for i in (*entry.left, *entry.right))
    ]
    known = {i: list(ways) for i, ways in usable.items() if ways}
    whole = all(ways is None or ways.holding for ways in rows)
    remaining = _narrow(known, between) if whole else None
    if remaining is not None:
        return Solved(tuple(_cells(i, ways, remaining) for i, ways in enumerate(rows)), True)
    remaining = _narrow(known, between) or _without_one(known, between)
    doubtful = _doubtful(rows, remaining, sums)
    solved = []
    for i, ways in enumerate(rows):
        cells = _cells(i, ways, remaining)
        open_ = doubtful.get(i, set())
        solved.append(tuple(None if c in open_ else cell for c, cell in enumerate(cells)))
    return Solved(tuple(solved), consistent=False)


def _usable(ways: Ways) -> Sequence[Row]:
    """Return the ways that may enter sums over rows: printed figures count even if wrong."""
    if ways.holding:
        return ways.holding
    every = ways.every()
    return every if every is not None and len(every) == 1 else ()


def _cells(
    row: int, ways: Ways | None, remaining: Mapping[int, Sequence[Row]]
) -> tuple[str | None, ...]:
    if ways is None:
        return ()
    left = remaining.get(row)
    return agreement(left if left else ways.every() or ())


def agreement(ways: Sequence[Row]) -> tuple[str | None, ...]:
    """Return each cell that all `ways` give alike."""
    return tuple(
        values.pop() if len(values) == 1 else None
        for values in (set(column) for column in zip(*ways, strict=True))
    )


def _without_one(known: Mapping[int, list[Row]], between: Sequence[Sum]) -> dict[int, list[Row]]:
    """Return the ways left when one sum over rows is given up, whichever it is."""
    merged: dict[int, dict[Row, None]] = {}
    for given_up in between:
        remaining = _narrow(known, [entry for entry in between if entry is not given_up])
        for i, ways in (remaining or {}).items():
            merged.setdefault(i, {}).update(dict.fromkeys(ways))
    return {i: list(merged.get(i) or ways) for i, ways in known.items()}


def _doubtful(
    rows: Sequence[Ways | None], remaining: Mapping[int, Sequence[Row]], sums: Sequence[Sum]
) -> dict[int, set[int]]:
    """Return the cells of rows that could be read otherwise at little cost."""
    read = {i: ways[0] for i, ways in remaining.items() if len(ways) == 1}
    doubtful: dict[int, set[int]] = {}
    for i, ways in enumerate(rows):
        if ways is None or i not in remaining:
            continue
        every = ways.likely()
        if every is None or len(every) * len(remaining[i]) > MAX_OTHERS:
            doubtful[i] = set(range(len(remaining[i][0])))
            continue
        for reading in remaining[i]:
            broken = _broken({**read, i: reading}, sums, i)
            for other in every:
                if other not in remaining[i] and (
                    _broken({**read, i: other}, sums, i) <= broken + MARGIN
                ):
                    cells = {c for c, text in enumerate(other) if text != reading[c]}
                    doubtful.setdefault(i, set()).update(cells)
    return doubtful


def _broken(rows: Mapping[int, Row], sums: Sequence[Sum], row: int) -> int:
    """Return how many sums that `row` stands in are broken, as far as rows are known."""
    count = 0
    for entry in sums:
        if entry.over == "columns":
            count += not row_holds(rows[row], [entry])
        elif row in (*entry.left, *entry.right):
            count += sum(1 for total in _totals(rows, entry) or () if total)
    return count


def _totals(rows: Mapping[int, Row], entry: Sum) -> list[Number] | None:
    """Return left less right in every column, None where a row is not known."""
    if any(i not in rows for i in (*entry.left, *entry.right)):
        return None
    width = len(rows[entry.right[0]])
    return [
        sum(number(rows[i][c]) for i in entry.left) - sum(number(rows[i][c]) for i in entry.right)
        for c in range(width)
    ]


def _narrow(known: Mapping[int, list[Row]], between: Sequence[Sum]) -> dict[int, list[Row]] | None:
    """Return the ways that are part of a reading in which all sums hold; None if none is."""
    ways = {i: list(rows) for i, rows in known.items()}
    for _ in range(len(ways) + 1):
        before = sum(map(len, ways.values()))
        for entry in between:
            _bound(ways, entry)
        if any(not rows for rows in ways.values()):
            return None
        if sum(map(len, ways.values())) == before:
            break
    return _fit(ways, between)


def _bound(ways: dict[int, list[Row]], entry: Sum) -> None:
    """Drop ways with a cell too large or too small for its column's sum."""
    sides = [(i, 1) for i in entry.left] + [(i, -1) for i in entry.right]
    width = max((len(row) for i, _ in sides for row in ways[i][:1]), default=0)
    for c in range(width):
        if any(not ways[i] for i, _ in sides):
            return
        spans = {}
        for i, sign in sides:
            values = [sign * number(row[c]) for row in ways[i]]
            spans[i] = (min(values), max(values))
        low = sum(span[0] for span in spans.values())
        high = sum(span[1] for span in spans.values())
        for i, sign in sides:
            if spans[i][0] == spans[i][1] and low <= 0 <= high:
                continue
            least, most = low - spans[i][0], high - spans[i][1]
            ways[i] = [row for row in ways[i] if least <= -sign * number(row[c]) <= most]


def _fit(ways: dict[int, list[Row]], between: Sequence[Sum]) -> dict[int, list[Row]] | None:
    """Fit rows together exactly; what is too much to try stays as it is."""
    counts = [i for entry in between for i in {*entry.left, *entry.right}]
    shared = sorted({i for i in counts if counts.count(i) > 1})
    if prod(len(ways[i]) for i in shared) > MAX_SHARED:
        return ways
    kept: dict[int, set[Row]] = {i: set() for i in counts}
    for rows in product(*(ways[i] for i in shared)):
        fixed = dict(zip(shared, rows, strict=True))
        parts = [_fit_one(ways, entry, fixed) for entry in between]
        if any(part is not None and not part for part in parts):
            continue
        for i, row in fixed.items():
            kept[i].add(row)
        for entry, part in zip(between, parts, strict=True):
            for i in {*entry.left, *entry.right} - fixed.keys():
                kept[i].update(part[i] if part is not None else ways[i])
    if any(not rows for rows in kept.values()):
        return None
    return {i: [r for r in rows if i not in kept or r in kept[i]] for i, rows in ways.items()}


def _fit_one(
    ways: Mapping[int, Sequence[Row]], entry: Sum, fixed: Mapping[int, Row]
) -> dict[int, set[Row]] | None:
    """Return the ways of the rows of one sum that can make it hold; empty if none can.

    None where there are too many to try. `fixed` rows are as given.
    """
    signs = {**dict.fromkeys(entry.left, 1), **dict.fromkeys(entry.right, -1)}
    choices = {i: [fixed[i]] if i in fixed else ways[i] for i in signs}
    free = sorted((i for i in choices if len(choices[i]) > 1), key=lambda i: len(choices[i]))
    halves = free[::2], free[1::2]
    if any(prod(len(choices[i]) for i in half) > MAX_HALF for half in halves):
        return None
    base = _added([(signs[i], choices[i][0]) for i in signs if i not in free], ways, entry)
    left = list(_combinations(halves[0], choices, signs, base))
    right = list(_combinations(halves[1], choices, signs, tuple(0 for _ in base)))
    meeting = {total for _, total in left} & {tuple(-x for x in total) for _, total in right}
    if not meeting:
        return {}
    kept: dict[int, set[Row]] = {i: set() for i in signs}
    for i in signs:
        if i not in free:
            kept[i].add(choices[i][0])
    for half, combined, sign in ((halves[0], left, 1), (halves[1], right, -1)):
        for rows, total in combined:
            if tuple(sign * x for x in total) in meeting:
                for i, row in zip(half, rows, strict=True):
                    kept[i].add(row)
    return kept


Total = tuple[Number, ...]


def _combinations(
    half: Sequence[int],
    choices: Mapping[int, Sequence[Row]],
    signs: Mapping[int, int],
    base: Total,
) -> Iterator[tuple[tuple[Row, ...], Total]]:
    """Yield each combination of rows with its signed sum over `base`."""
    for rows in product(*(choices[i] for i in half)):
        total = base
        for i, row in zip(half, rows, strict=True):
            total = tuple(x + signs[i] * number(t) for x, t in zip(total, row, strict=True))
        yield rows, total


def _added(rows: Iterable[tuple[int, Row]], ways: Mapping[int, Sequence[Row]], entry: Sum) -> Total:
    total: Total = tuple(0 for _ in ways[entry.right[0]][0])
    for sign, row in rows:
        total = tuple(x + sign * number(t) for x, t in zip(total, row, strict=True))
    return total
