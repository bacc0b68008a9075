"""Rules to lattices: the drawn lines of a table as rows × columns with their borders.

    rules → collinear pieces joined → connected groups → one `Lattice` a group

A lattice knows for every elementary place whether a border runs at its right and below
it; places without a border between them are one merged cell. Pure geometry: the same
code serves rules of a PDF and rules found in the image of a scan. A table that goes on
over a page has its last or first rule missing where a cell is torn, so a lattice ends
where its rules end, not at its last crossing rule.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.readers.pdf.marks import Rule
from corpus.report import Box

GAP = 3.0
"""Points between two pieces of one (dotted, overlapping) rule, and at a crossing."""
CLOSE = 4.0
"""Rules of one table nearer than this are one rule, or the two strokes of a double one."""
MAX_RULES = 2000
"""Joined rules a page may have in each direction."""

Place = tuple[int, int]
"""Row and column."""


@dataclass(frozen=True, slots=True)
class Band:
    """One row of a lattice: where it stands."""

    page: int
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Lattice:
    """The elementary places of a table and the borders between them."""

    xs: tuple[float, ...]
    """Column bounds, left to right; one more than columns."""
    bands: tuple[Band, ...]
    right: frozenset[Place]
    """Places with a border at their right (the last column always has one)."""
    below: frozenset[Place]
    """Places with a border below them."""
    open_top: frozenset[int] = frozenset()
    """Columns without a rule above the first row."""

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.xs) - 1

    @property
    def open_bottom(self) -> frozenset[int]:
        """Columns without a rule below the last row."""
        last = len(self.bands) - 1
        return frozenset(c for c in range(self.columns) if (last, c) not in self.below)

    @property
    def box(self) -> Box:
        """Outline of the first page's part."""
        page = self.bands[0].page
        bottom = max(band.bottom for band in self.bands if band.page == page)
        return (self.xs[0], self.bands[0].top, self.xs[-1], bottom)

    def place_at(self, x: float, y: float) -> Place | None:
        """Return the place at a point of the (one) page, None outside."""
        box = self.box
        if not (box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1):
            return None
        column = bisect_right(self.xs, x) - 1
        row = bisect_right([band.top for band in self.bands], y) - 1
        return (
            min(max(row, 0), len(self.bands) - 1),
            min(max(column, 0), self.columns - 1),
        )


def rules_to_lattices(
    page: int, horizontal: Iterable[Rule], vertical: Iterable[Rule]
) -> list[Lattice]:
    """Return the tables that the rules of a page draw, top to bottom.

    Raises:
        ValueError: There are more than `MAX_RULES` rules; the page is a drawing.
    """
    across, down = join_collinear(horizontal), join_collinear(vertical)
    if len(across) > MAX_RULES or len(down) > MAX_RULES:
        raise ValueError("too many rules")
    groups = _connected(across, down)
    found = [_lattice(page, h, v) for h, v in groups if h and v]
    return sorted((x for x in found if x is not None), key=lambda x: (x.box[1], x.box[0]))


def join_collinear(rules: Iterable[Rule]) -> list[Rule]:
    """Join overlapping and almost touching pieces that lie on one line."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if lines and rule.at - lines[-1][0].at <= 1.5:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    joined: list[Rule] = []
    for line in lines:
        at = sum(rule.at for rule in line) / len(line)
        start = end = None
        for rule in sorted(line, key=lambda r: r.start):
            if start is None or end is None:
                start, end = rule.start, rule.end
            elif rule.start <= end + GAP:
                end = max(end, rule.end)
            else:
                joined.append(Rule(at, start, end))
                start, end = rule.start, rule.end
        if start is not None and end is not None:
            joined.append(Rule(at, start, end))
    return [rule for rule in joined if rule.end - rule.start > CLOSE]


def _connected(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Group the rules that touch one another, directly or through others."""
    leader = list(range(len(across) + len(down)))

    def find(item: int) -> int:
        while leader[item] != item:
            leader[item] = leader[leader[item]]
            item = leader[item]
        return item

    for j, v in enumerate(down):
        for i, h in enumerate(across):
            if h.start - GAP <= v.at <= h.end + GAP and v.start - GAP <= h.at <= v.end + GAP:
                leader[find(len(across) + j)] = find(i)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, h in enumerate(across):
        groups.setdefault(find(i), ([], []))[0].append(h)
    for j, v in enumerate(down):
        groups.setdefault(find(len(across) + j), ([], []))[1].append(v)
    return list(groups.values())


def _lattice(page: int, across: Sequence[Rule], down: Sequence[Rule]) -> Lattice | None:
    xs = _bounds([v.at for v in down], [end for h in across for end in (h.start, h.end)])
    ys = _bounds([h.at for h in across], [end for v in down for end in (v.start, v.end)])
    if len(xs) < 3 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) < 2:
        return None
    rows, columns = len(ys) - 1, len(xs) - 1
    right = {
        (r, c)
        for r in range(rows)
        for c in range(columns)
        if c == columns - 1 or _covers(down, xs[c + 1], ys[r], ys[r + 1])
    }
    below = {
        (r, c)
        for r in range(rows)
        for c in range(columns)
        if _covers(across, ys[r + 1], xs[c], xs[c + 1])
    }
    opened = {c for c in range(columns) if not _covers(across, ys[0], xs[c], xs[c + 1])}
    bands = tuple(Band(page, ys[r], ys[r + 1]) for r in range(rows))
    return Lattice(tuple(xs), bands, frozenset(right), frozenset(below), frozenset(opened))


def _bounds(places: Sequence[float], ends: Sequence[float]) -> list[float]:
    """Return where rows (columns) begin and end: at rules, and where crossing rules end.

    An open side is believed where at least two crossing rules reach beyond the last rule.
    """
    bounds: list[float] = []
    sizes: list[int] = []
    for place in sorted(places):
        if bounds and place - bounds[-1] <= CLOSE:
            sizes[-1] += 1
            bounds[-1] += (place - bounds[-1]) / sizes[-1]
        else:
            bounds.append(place)
            sizes.append(1)
    for side in (-1, 1):
        edge = bounds[0] if side < 0 else bounds[-1]
        beyond = [end for end in ends if (end - edge) * side > CLOSE + GAP]
        if len(beyond) > 1:
            outer = min(beyond) if side < 0 else max(beyond)
            bounds = [outer, *bounds] if side < 0 else [*bounds, outer]
    return bounds


def _covers(rules: Sequence[Rule], at: float, start: float, end: float) -> bool:
    """Tell whether a rule at `at` runs along most of `start`…`end`."""
    covered = sum(
        max(0.0, min(rule.end, end) - max(rule.start, start))
        for rule in rules
        if abs(rule.at - at) <= CLOSE
    )
    return covered >= (end - start) * 0.6


def lattice_to_cells(lattice: Lattice) -> list[tuple[int, int, int, int]]:
    """Return the cells as (row, column, row span, column span), top left first.

    Places that no border separates are one cell. Where that is no rectangle, because a
    piece of a rule is missing, every row of it is a cell of its own.
    """
    group = _groups(lattice)
    members: dict[Place, list[Place]] = {}
    for place, leader in group.items():
        members.setdefault(leader, []).append(place)
    cells: list[tuple[int, int, int, int]] = []
    for places in members.values():
        rows, columns = [r for r, _ in places], [c for _, c in places]
        high, wide = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
        if len(places) == high * wide:
            cells.append((min(rows), min(columns), high, wide))
            continue
        for row, column in sorted(places):
            last = cells[-1] if cells else (-1, -1, 0, 0)
            beside = last[0] == row and last[1] + last[3] == column and last[2] == 1
            if beside and (row, last[1]) in places and (row, column - 1) not in lattice.right:
                cells[-1] = (row, last[1], 1, last[3] + 1)
            else:
                cells.append((row, column, 1, 1))
    return sorted(cells)


def _groups(lattice: Lattice) -> dict[Place, Place]:
    leader = {(r, c): (r, c) for r in range(len(lattice.bands)) for c in range(lattice.columns)}

    def find(place: Place) -> Place:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    for row, column in list(leader):
        if column + 1 < lattice.columns and (row, column) not in lattice.right:
            leader[find((row, column + 1))] = find((row, column))
        if row + 1 < len(lattice.bands) and (row, column) not in lattice.below:
            leader[find((row + 1, column))] = find((row, column))
    return {place: find(place) for place in leader}
