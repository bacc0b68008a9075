"""Statutory tables in grids: matching drawn cells to the rows and columns of a form.

Where a format keeps the grid (PDF with rules, Word, web pages), a cell's place says
what it is: its row label and its column label are matched to the form's. A grid that is
no statutory table is left for `corpus.tables.reading`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.forms.drawn import Drawn, draw
from corpus.forms.form import FormTable, load_forms
from corpus.forms.headings import section_heading, table_name
from corpus.forms.leftovers import without_tables
from corpus.forms.matching import Match, match_table
from corpus.forms.printed import Figure, figures_to_cells
from corpus.report import Block, Grid, GridCell, Line, Problem, Table

MIN_FIT = 0.5
"""Fit a large table must have."""

MIN_FIT_SMALL = 0.7
"""Fit a table of one or two rows must have: its column headings must speak for it."""

TIE = 0.02
"""Difference of fit below which two editions of a table are the same print."""


@dataclass(frozen=True, slots=True)
class GridReading:
    """The statutory tables among the grids of a document, and the blocks that remain."""

    tables: tuple[Table, ...]
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...]
    fits: Mapping[str, float]
    """For each edition how well the grids fit it on the whole."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The prints of one form table, each as the figures of its rows and columns."""

    table: FormTable
    matches: tuple[Match, ...]
    transposed: bool

    @property
    def fit(self) -> float:
        return max(match.fit for match in self.matches)

    def prints(self) -> list[dict[tuple[int, int], Figure]]:
        return [self._figures(match) for match in self.matches]

    def _figures(self, match: Match) -> dict[tuple[int, int], Figure]:
        single = not self.table.rows[0]
        figures = {}
        for (row, column), cell in match.cells.items():
            label = "".join(match.items[row].labels[-1:])
            heading = match.headings.get(column, "")
            own = _swapped(cell) if cell is not None and self.transposed else cell
            printed = ("", label) if single else (label, heading)
            place = (0, row) if single else (row, column)
            figures[place] = Figure(own, printed, match.items[row].grid)
        return figures


def _swapped(cell: GridCell) -> GridCell:
    return replace(
        cell,
        row=cell.column,
        column=cell.row,
        row_span=cell.column_span,
        column_span=cell.row_span,
    )


def read_form_grids(blocks: Sequence[Block]) -> GridReading:
    """Read the grids that are tables of the best fitting form edition.

    A table that fits another edition clearly better is read as that edition's: agencies
    print old and new tables in one report.
    """
    drawn = [draw(block) for block in blocks if isinstance(block, Grid)]
    found = [_find(drawn, table) for form in load_forms() for table in form.tables]
    fits = {form.id: 0.0 for form in load_forms()}
    for one in found:
        if one is not None:
            fits[one.table.form] += one.fit * len(one.table.rows)
    tables: list[Table] = []
    problems: list[Problem] = []
    taken: dict[int, set[int]] = {}
    for one in _best([one for one in found if one is not None], fits):
        prints = one.prints()
        cells, notes = figures_to_cells(one.table, prints)
        name = table_name(one.table)
        first = min(figure.grid for figure in prints[0].values())
        page = next((cell.page for cell in cells), None)
        section = section_heading(*_text_above(blocks, first), one.table)
        kind, form = one.table.kind, one.table.form
        tables.append(Table(name, kind, form, (section,), page, tuple(cells)))
        rows = () if one.transposed else one.matches
        extra = [label for match in rows for label in match.extra]
        notes += [f"表式之外的“{label}”一行没有读入" for label in extra]
        problems += [Problem("row_unfit", f"《{name}》：{note}。", page, name) for note in notes]
        for figure in (figure for figures in prints for figure in figures.values()):
            if figure.cell is not None:
                covered = range(figure.cell.row, figure.cell.row + figure.cell.row_span)
                taken.setdefault(figure.grid, set()).update(covered)
    rest = without_tables(blocks, drawn, taken)
    return GridReading(tuple(tables), tuple(rest), tuple(problems), fits)


def _find(drawn: Sequence[Drawn | None], table: FormTable) -> _Found | None:
    """Return the prints of `table`, as the form draws it or with rows and columns exchanged."""
    single = not table.rows[0]
    rows, columns = (table.columns, ((),)) if single else (table.rows, table.columns)
    least = MIN_FIT if len(rows) > 2 else MIN_FIT_SMALL
    best: _Found | None = None
    for transposed in (single, not single):
        grids = [g.transposed() if g and transposed else g for g in drawn]
        matches = tuple(m for m in match_table(grids, rows, columns) if m.fit >= least)
        one = _Found(table, matches, transposed) if matches else None
        if one is not None and (best is None or one.fit > best.fit + TIE):
            best = one
    return best


def _best(found: Sequence[_Found], fits: Mapping[str, float]) -> list[_Found]:
    """Return the best fitting edition of every kind of table."""
    kinds = dict.fromkeys(one.table.kind for one in found)
    chosen = []
    for kind in kinds:
        editions = [one for one in found if one.table.kind == kind]
        top = max(one.fit for one in editions)
        close = [one for one in editions if one.fit >= top - TIE]
        chosen.append(max(close, key=lambda one: fits[one.table.form]))
    return chosen


def _text_above(blocks: Sequence[Block], index: int) -> tuple[str, int]:
    """Return the words above and in the grid number `index`, and how long they are."""
    parts: list[str] = []
    count = -1
    for block in blocks:
        if isinstance(block, Line):
            parts.append(block.text)
            continue
        count += 1
        parts.extend(cell.text for cell in block.cells)
        if count == index:
            break
    text = "\n".join(parts[-400:])
    return text, len(text)
