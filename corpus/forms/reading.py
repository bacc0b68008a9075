"""The statutory tables of a document, from its grids and from its text.

What is drawn as a grid is read by its drawing; what is not, and a grid that fits no form
as drawn, is read from the text. The edition that fits best on the whole is the report's;
a single table that fits another edition clearly better is read as that edition's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.forms.drawn import MAX_ROWS
from corpus.forms.form import Form, load_forms
from corpus.forms.grids import TIE, GridReading, read_form_grids
from corpus.forms.headings import table_name
from corpus.forms.texts import (
    Text,
    TextTable,
    cut_out,
    find_text_tables,
    lines_to_text,
    read_text_table,
    told_by_prose,
)
from corpus.report import Block, Grid, Line, Problem, Table


@dataclass(frozen=True, slots=True)
class FormReading:
    """The statutory tables of a document and what remains of it."""

    tables: tuple[Table, ...]
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...]


def read_forms(blocks: Sequence[Block]) -> FormReading:
    """Read the statutory tables of the best fitting form edition from `blocks`."""
    drawn = read_form_grids(blocks)
    lines, owners = _as_lines(drawn.blocks)
    text = lines_to_text(lines)
    done = {table.kind for table in drawn.tables if table.kind}
    found = [one for form in load_forms() for one in find_text_tables(text, form, done)]
    main = _main_form(found, drawn.fits)
    tables: list[Table] = []
    problems: list[Problem] = []
    spans: list[tuple[int, int]] = []
    best = _best(found, main)
    prose = [line for _, line in cut_out(text, [(one.start, one.end) for one in best])]
    for one in (told_by_prose(text, one, prose) for one in best):
        table, notes = read_text_table(text, one)
        problems.extend(notes)
        if table is not None:
            tables.append(table)
            spans.append((one.start, one.end))
    both = [*drawn.tables, *tables]
    seen = {table.kind for table in both} | {one.table.kind for one in found}
    if both:
        problems.extend(_missing(main, seen))
    kinds = [table.kind for table in main.tables]
    both.sort(key=lambda table: kinds.index(table.kind) if table.kind in kinds else len(kinds))
    rest = _remaining(drawn, owners, text, spans)
    return FormReading(tuple(both), tuple(rest), (*drawn.problems, *problems))


def _as_lines(blocks: Sequence[Block]) -> tuple[list[Line], list[int]]:
    """Return `blocks` as lines, a grid's rows with tabs between cells, and whose each is."""
    lines: list[Line] = []
    owners: list[int] = []
    for index, block in enumerate(blocks):
        made = [_line(block)] if isinstance(block, Line) else list(_grid_lines(block))
        lines.extend(made)
        owners.extend([index] * len(made))
    return lines, owners


def _line(line: Line) -> Line:
    """Return a line; one that is a row of a table in Markdown with tabs between its cells."""
    text = line.text.strip()
    if len(text) < 3 or text[0] != "|" or text[-1] != "|":
        return line
    cells = [cell.strip() for cell in text[1:-1].split("|")]
    rule = all(cell and not cell.strip(":-") for cell in cells)
    return Line("" if rule else "\t".join(cells), line.page)


def _grid_lines(grid: Grid) -> Iterable[Line]:
    """Yield the rows of `grid`; where a cell covers columns its place is not repeated."""
    if grid.rows > MAX_ROWS:
        return
    rows: dict[int, list[str]] = {}
    pages: dict[int, int | None] = {}
    for cell in sorted(grid.cells, key=lambda cell: (cell.row, cell.column)):
        rows.setdefault(cell.row, []).append("".join(cell.text.split("\n")).replace("\t", " "))
        pages.setdefault(cell.row, cell.page)
    for row, texts in rows.items():
        yield Line("\t".join(texts), pages[row])


def _main_form(found: Sequence[TextTable], fits: Mapping[str, float]) -> Form:
    """Return the edition the document fits best on the whole."""
    total = dict(fits)
    for one in found:
        total[one.table.form] += one.fit * len(one.table.rows)
    return max(load_forms(), key=lambda form: total[form.id])


def _best(found: Sequence[TextTable], main: Form) -> list[TextTable]:
    """Return the edition of every kind of table that fits best, the report's if as good."""
    chosen = []
    for kind in dict.fromkeys(one.table.kind for one in found):
        editions = [one for one in found if one.table.kind == kind]
        top = max(one.fit for one in editions)
        own = [one for one in editions if one.table.form == main.id and one.fit >= top - TIE]
        chosen.append(own[0] if own else max(editions, key=lambda one: one.fit))
    return chosen


def _missing(form: Form, seen: set[str | None]) -> Iterable[Problem]:
    for table in form.tables:
        if table.kind not in seen:
            name = table_name(table)
            yield Problem("table_missing", f"没有找到《{name}》。", None, name)


def _remaining(
    drawn: GridReading, owners: Sequence[int], text: Text, spans: Sequence[tuple[int, int]]
) -> list[Block]:
    """Return the blocks without what the text's tables took; a grid is taken whole."""
    kept: dict[int, list[Line]] = {}
    touched: set[int] = set()
    for number, line in cut_out(text, spans):
        kept.setdefault(owners[number], []).append(line)
        if line is not text.lines[number]:
            touched.add(owners[number])
    full = dict.fromkeys(owners, 0)
    for owner in owners:
        full[owner] += 1
    rest: list[Block] = []
    for index, block in enumerate(drawn.blocks):
        lines = kept.get(index, [])
        if isinstance(block, Line):
            rest.extend(lines)
        elif index not in full or (len(lines) == full[index] and index not in touched):
            rest.append(block)
        else:
            rest.extend(Line(line.text.replace("\t", " "), line.page) for line in lines)
    return rest
