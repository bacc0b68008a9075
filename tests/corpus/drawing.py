"""Form tables drawn as grids, well and badly.

`drawn` draws a table the way the form does, with merged headings; the functions behind it
each spoil a grid in a way real files do; `spoiled` draws random spoilings of a table.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from corpus.forms.form import FormTable
from corpus.report import Block, Grid, GridCell, Line

Values = Sequence[Sequence[str]]


@dataclass
class Sheet:
    """A grid being drawn: places that name the cell covering them, and the cells' text."""

    places: list[list[int]]
    texts: dict[int, str] = field(default_factory=dict)

    @classmethod
    def blank(cls, rows: int, columns: int) -> "Sheet":
        return cls([[-1] * columns for _ in range(rows)])

    def put(self, text: str, rows: range, columns: range) -> None:
        key = len(self.texts)
        self.texts[key] = text
        for row in rows:
            for column in columns:
                self.places[row][column] = key

    def grid(self, page: int | None = None) -> Grid:
        cells = []
        for key, text in self.texts.items():
            spots = [
                (r, c) for r, line in enumerate(self.places) for c, k in enumerate(line) if k == key
            ]
            if not spots:
                continue
            (top, left), (bottom, right) = min(spots), max(spots)
            cells.append(GridCell(text, top, left, bottom - top + 1, right - left + 1, page))
        cells.sort(key=lambda cell: (cell.row, cell.column))
        return Grid(tuple(cells), page)


def depth(paths: Sequence[tuple[str, ...]]) -> int:
    return max((len(path) for path in paths), default=0)


def drawn(table: FormTable, values: Values, *, title: bool = False) -> Sheet:
    """Draw `table` as its form does: merged headings left and above."""
    left, head = depth(table.rows), depth(table.columns)
    above = head + (1 if table.kind == "申请办理" else 0)
    sheet = Sheet.blank(above + len(table.rows), left + len(table.columns))
    if left:
        corner = "信息内容" if above == head else "（本列数据的勾稽关系为：第一项加第二项之和）"
        sheet.put(corner, range(above), range(left))
    if above > head:
        sheet.put("申请人情况", range(1), range(left, left + len(table.columns)))
    _headings(sheet, table.columns, above - head, left, across=True)
    _headings(sheet, table.rows, 0, above, across=False)
    for r, row in enumerate(values):
        for c, text in enumerate(row):
            sheet.put(text, range(above + r, above + r + 1), range(left + c, left + c + 1))
    return titled(sheet, table.anchor) if title else sheet


def _headings(
    sheet: Sheet, paths: Sequence[tuple[str, ...]], outer: int, offset: int, *, across: bool
) -> None:
    """Draw heading paths; one shared by neighbours is merged, a short one drawn deeper."""
    levels = depth(paths)
    for level in range(levels):
        start = 0
        while start < len(paths):
            stop = start + 1
            path = paths[start]
            if len(path) > level:
                shared = path[: level + 1]
                inner = len(path) > level + 1
                while inner and stop < len(paths) and paths[stop][: level + 1] == shared:
                    stop += 1
                last = levels if len(path) == level + 1 else level + 1
                along, deep = (
                    range(offset + start, offset + stop),
                    range(outer + level, outer + last),
                )
                sheet.put(path[level], *((deep, along) if across else (along, deep)))
            start = stop


def titled(sheet: Sheet, text: str) -> Sheet:
    """Put a line over the whole width on top."""
    width = len(sheet.places[0])
    made = Sheet([[-1] * width, *[list(line) for line in sheet.places]], dict(sheet.texts))
    made.put(text, range(1), range(width))
    return made


def stacked(sheets: Sequence[Sheet]) -> Sheet:
    """Draw several tables as one grid, one below the other; narrow ones are stretched."""
    width = max(len(sheet.places[0]) for sheet in sheets)
    whole = Sheet([])
    for sheet in sheets:
        shift = len(whole.texts)
        whole.texts.update({key + shift: text for key, text in sheet.texts.items()})
        for line in sheet.places:
            keys = [key + shift if key >= 0 else -1 for key in line]
            whole.places.append(keys + [keys[-1]] * (width - len(keys)))
    return whole


def beside(first: Sheet, second: Sheet) -> Sheet:
    """Draw two tables as one grid, side by side; the lower ends are left blank."""
    rows = max(len(first.places), len(second.places))
    whole = Sheet.blank(rows, len(first.places[0]) + len(second.places[0]))
    whole.texts = dict(first.texts)
    shift = len(first.texts)
    whole.texts.update({key + shift: text for key, text in second.texts.items()})
    for r, line in enumerate(first.places):
        whole.places[r][: len(line)] = line
    for r, line in enumerate(second.places):
        whole.places[r][len(first.places[0]) :] = [k + shift if k >= 0 else -1 for k in line]
    return whole


def transposed(sheet: Sheet) -> Sheet:
    return Sheet([list(line) for line in zip(*sheet.places, strict=True)], dict(sheet.texts))


def with_column(sheet: Sheet, head: str, texts: Sequence[str], place: int) -> Sheet:
    """Add a column the form does not have; its heading stands in the last header row."""
    made = Sheet([list(line) for line in sheet.places], dict(sheet.texts))
    above = len(made.places) - len(texts)
    for line in made.places:
        line.insert(place, -1)
    made.put(head, range(above), range(place, place + 1))
    for r, text in enumerate(texts):
        made.put(text, range(above + r, above + r + 1), range(place, place + 1))
    return made


def unmerged(sheet: Sheet) -> Sheet:
    """Draw every place as a cell of its own; merged text stands in the first."""
    made = Sheet.blank(len(sheet.places), len(sheet.places[0]))
    seen: set[int] = set()
    for r, line in enumerate(sheet.places):
        for c, key in enumerate(line):
            text = "" if key in seen or key < 0 else sheet.texts[key]
            seen.add(key)
            made.put(text, range(r, r + 1), range(c, c + 1))
    return made


def torn(sheet: Sheet, row: int, header: int) -> list[Grid]:
    """Break a grid before `row`, repeating the first `header` rows on the next page.

    A heading over the break is cut in two, as words run on on the next page.
    """
    texts = dict(sheet.texts)
    upper = Sheet([list(line) for line in sheet.places[:row]], texts)
    lower = Sheet([list(line) for line in sheet.places[row:]], dict(texts))
    both = {k for line in upper.places for k in line} & {k for line in lower.places for k in line}
    for key in both - {-1}:
        text = texts[key]
        upper.texts[key], lower.texts[key] = text[: len(text) // 2], text[len(text) // 2 :]
    if header:
        top = Sheet([list(line) for line in sheet.places[:header]], dict(texts))
        lower = stacked([top, lower])
    return [upper.grid(1), lower.grid(2)]


def relabelled(sheet: Sheet, change: dict[int, str]) -> Sheet:
    return Sheet([list(line) for line in sheet.places], {**sheet.texts, **change})


@st.composite
def worn(draw: st.DrawFn, label: str) -> str:
    """Draw what becomes of a heading: broken over lines, spaced, its ordinal or letters lost."""
    how = draw(st.sampled_from(["as is", "as is", "lines", "spaced", "no ordinal", "letters lost"]))
    if how == "lines":
        size = draw(st.integers(1, 6))
        return "\n".join(label[i : i + size] for i in range(0, len(label), size))
    if how == "spaced":
        return " ".join(label)
    if how == "no ordinal":
        return re.sub(
            r"^(?:[一二三四五六七八九十]、|（[一二三四五六七八九十]）|\d[.、])", "", label
        )
    if how == "letters lost" and len(label) > 8:
        at = draw(st.integers(2, len(label) - 4))
        return label[:at] + label[at + 2 :]
    return label


@st.composite
def spoiled(draw: st.DrawFn, table: FormTable, values: Values) -> list[Block]:
    """Draw a document that prints `table` with `values`, badly."""
    sheet = drawn(table, values, title=draw(st.booleans()) and table.anchor != table.section)
    cells = len(sheet.places) - len(table.rows)
    figures = {k for line in sheet.places[cells:] for k in line[depth(table.rows) :]}
    change = {
        key: draw(worn(text))
        for key, text in sheet.texts.items()
        if key not in figures and draw(st.booleans())
    }
    sheet = relabelled(sheet, change)
    if draw(st.booleans()):
        texts = st.sampled_from(["", "", "7", "见附件"])
        remarks = [draw(texts) for _ in table.rows]
        sheet = with_column(sheet, "备注", remarks, len(sheet.places[0]))
    elif draw(st.booleans()) and table.rows[0]:
        numbers = [str(n + 1) for n in range(len(table.rows))]
        sheet = with_column(sheet, "序号", numbers, 0)
    if draw(st.integers(0, 3)) == 0:
        sheet = unmerged(sheet)
    if draw(st.integers(0, 3)) == 0:
        return [Line("三、情况"), transposed(sheet).grid(1), Line("四、问题")]
    if draw(st.booleans()) and len(table.rows) > 3:
        row = draw(st.integers(cells + 1, len(sheet.places) - 1))
        header = draw(st.sampled_from([0, cells]))
        first, second = torn(sheet, row, header)
        return [first, Line("— 5 —", 2), second]
    return [sheet.grid(1), replace(Line("五、存在的主要问题"), page=1)]
