"""Lattices, cells and joined parts: properties that hold for any table."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.readers.pdf.cells import Piece, lattice_to_piece
from corpus.readers.pdf.continued import join_parts
from corpus.readers.pdf.marks import Char, Marks, Rule, without_double_strikes
from corpus.readers.pdf.rules import join_collinear, lattice_to_cells, rules_to_lattices
from corpus.readers.pdf.text import is_figure
from corpus.report import GridCell

Span = tuple[int, int, int, int]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[float], list[float], list[Span]]:
    """Column bounds, row bounds, and merged cells that tile the table."""
    xs, ys = [50.0], [60.0]
    for _ in range(draw(st.integers(2, 6))):
        xs.append(xs[-1] + draw(st.integers(12, 80)))
    for _ in range(draw(st.integers(2, 8))):
        ys.append(ys[-1] + draw(st.integers(9, 40)))
    free = {(r, c) for r in range(len(ys) - 1) for c in range(len(xs) - 1)}
    spans: list[Span] = []
    for r, c in sorted(free):
        if (r, c) not in free:
            continue
        high, wide = draw(st.integers(1, 3)), draw(st.integers(1, 3))
        while not all((r + i, c + j) in free for i in range(high) for j in range(wide)):
            high, wide = (high - 1, wide) if high > 1 else (high, wide - 1)
        free -= {(r + i, c + j) for i in range(high) for j in range(wide)}
        spans.append((r, c, high, wide))
    return xs, ys, spans


def borders(
    xs: list[float], ys: list[float], spans: list[Span], shift: float = 0.0
) -> tuple[list[Rule], list[Rule]]:
    """The four borders of every cell, drawn once for each, slightly apart."""
    across, down = [], []
    for r, c, high, wide in spans:
        x0, x1, y0, y1 = xs[c], xs[c + wide], ys[r], ys[r + high]
        across += [Rule(y0 + shift, x0, x1), Rule(y1, x0, x1)]
        down += [Rule(x0 + shift, y0, y1), Rule(x1, y0, y1)]
    return across, down


@settings(max_examples=80, deadline=None)
@given(tables(), st.sampled_from([0.0, 0.5, 1.0]))
def test_drawn_cells_are_found_as_drawn(
    table: tuple[list[float], list[float], list[Span]], shift: float
) -> None:
    xs, ys, spans = table
    # A bound that no cell ends at is no bound.
    columns = sorted({c for _, c, _, w in spans} | {c + w for _, c, _, w in spans})
    rows = sorted({r for r, _, _, _ in spans} | {r + h for r, _, h, _ in spans})
    want = sorted(
        (
            rows.index(r),
            columns.index(c),
            rows.index(r + h) - rows.index(r),
            columns.index(c + w) - columns.index(c),
        )
        for r, c, h, w in spans
    )
    lattices = rules_to_lattices(1, *borders(xs, ys, spans, shift))
    if len(columns) < 3 or len(want) < 2:
        return
    (lattice,) = lattices
    assert lattice_to_cells(lattice) == want


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.booleans(), st.floats(0, 300), st.floats(0, 300), st.floats(0, 200)),
        max_size=40,
    )
)
def test_any_rules_give_cells_that_tile_their_lattice(
    strokes: list[tuple[bool, float, float, float]],
) -> None:
    across = [Rule(at, start, start + size) for flat, at, start, size in strokes if flat]
    down = [Rule(at, start, start + size) for flat, at, start, size in strokes if not flat]
    for lattice in rules_to_lattices(1, across, down):
        covered = Counter(
            (row + i, column + j)
            for row, column, high, wide in lattice_to_cells(lattice)
            for i in range(high)
            for j in range(wide)
        )
        places = {(r, c) for r in range(len(lattice.bands)) for c in range(lattice.columns)}
        assert covered == Counter(places)


@settings(max_examples=40, deadline=None)
@given(tables(), st.data())
def test_every_figure_lands_in_its_cell_whole(
    table: tuple[list[float], list[float], list[Span]], data: st.DataObject
) -> None:
    xs, ys, spans = table
    chars: list[Char] = []
    want: dict[tuple[float, float], str] = {}
    for r, c, _, wide in spans:
        x0, x1, y0 = xs[c], xs[c + wide], ys[r]
        text = data.draw(st.text("0123456789", max_size=int((x1 - x0 - 4) // 4)))
        left, size = x1 - 2 - 4 * len(text), 7.0
        for i, digit in enumerate(text):
            x = left + 4 * i
            chars.append(Char(digit, x, y0 + 1, x + 4, y0 + 8, size))
        want[x0, y0] = text
    across, down = borders(xs, ys, spans)
    marks = Marks(1, 900.0, 900.0, tuple(chars), tuple(across), tuple(down))
    for lattice in rules_to_lattices(1, across, down):
        piece, taken = lattice_to_piece(lattice, marks)
        assert taken == set(range(len(chars)))
        for cell in piece.cells:
            assert cell.box is not None
            assert cell.text == want[cell.box[0], cell.box[1]]
            assert cell.confidence == 1.0


def part(page: int, rows: list[list[str]], opened: frozenset[int]) -> Piece:
    cells = tuple(
        GridCell(text, r, c, page=page) for r, row in enumerate(rows) for c, text in enumerate(row)
    )
    return Piece(
        page=page,
        last_page=page,
        xs=(50.0, 150.0, 200.0, 250.0),
        rows=len(rows),
        cells=cells,
        box=(50.0, 60.0, 250.0, 700.0),
        open_top=opened,
        open_bottom=opened,
    )


rows_of_words = st.lists(
    st.tuples(
        st.sampled_from(["（一）公开", "2.申请", "法提供", "合计", ""]),
        st.sampled_from(["", "0", "12", "3,001", "—"]),
        st.sampled_from(["", "7", "88"]),
    ).map(list),
    min_size=1,
    max_size=5,
)


@settings(max_examples=200, deadline=None)
@given(rows_of_words, rows_of_words, st.frozensets(st.integers(0, 2)))
def test_joining_loses_no_figure_and_glues_none(
    above: list[list[str]], below: list[list[str]], opened: frozenset[int]
) -> None:
    joined = join_parts(part(1, above, opened), part(2, below, opened))
    assert joined is not None

    def figures(rows: list[list[str]]) -> Counter[tuple[int, str]]:
        return Counter((c, t) for row in rows for c, t in enumerate(row) if is_figure(t))

    found = Counter((c.column, c.text) for c in joined.cells if is_figure(c.text))
    heading = 0
    while heading < min(len(above), len(below)) and above[heading] == below[heading]:
        heading += 1
    if any(t and not is_figure(t) for t in below[0]):
        below = below[heading:]
    assert found == figures(above) + figures(below)
    covered = Counter(
        (c.row + i, c.column + j)
        for c in joined.cells
        for i in range(c.row_span)
        for j in range(c.column_span)
    )
    assert set(covered.values()) == {1}


def test_dotted_rules_are_one() -> None:
    dots = [Rule(100.0, x, x + 1.5) for x in range(50, 200, 4)]
    (rule,) = join_collinear(dots)
    assert (rule.start, rule.end) == (50, 199.5)


def test_repeated_digits_are_no_double_strike() -> None:
    digits = [Char("1", 50 + 3 * i, 60, 53 + 3 * i, 68, 8.0) for i in range(4)]
    twice = [Char(c.text, c.x0 + 0.4, c.top, c.x1 + 0.4, c.bottom, c.size) for c in digits]
    assert without_double_strikes([*digits, *twice]) == digits
