"""Random statutory tables and the ways a file may print them flattened.

`grids` draws the true cells of a form table, `printings` a way to print them; `printed`
is the text and `differing` what a reading of it states that is not the truth.
"""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from corpus.forms.form import FormTable, load_forms
from corpus.readers.layout import text_to_lines
from corpus.report import Cell, State

TABLES = [table for form in load_forms() for table in form.tables]
SUMMED = [table for table in TABLES if table.sums]
STRESS = int(os.environ.get("STRESS", "1"))
"""How many times more examples are drawn than in an ordinary run of the tests."""
Grid = list[list[str]]
State_ = tuple[State, Decimal | None]


def table_id(table: FormTable) -> str:
    return f"{table.form}-{table.kind}"


@st.composite
def grids(draw: st.DrawFn, table: FormTable, *, largest: int = 300) -> Grid:
    """Draw the cells of `table`: numbers that satisfy its sums."""
    small = st.one_of(st.just(0), st.just(0), st.integers(0, 9), st.integers(0, largest))
    numbers = [[draw(small) for _ in table.columns] for _ in table.rows]
    for entry in table.sums:
        lines = numbers if entry.over == "columns" else []
        for line in lines:
            line[entry.right[0]] = sum(line[i] for i in entry.left)
    columns = range(len(table.columns))
    for entry in table.sums:
        for c in columns if entry.over == "rows" else []:
            if len(entry.right) == 1:
                numbers[entry.right[0]][c] = sum(numbers[i][c] for i in entry.left)
                continue
            # New and carried in = dealt with and carried over; the total column follows.
            into, carried = entry.left
            whole = sum(numbers[i][c] for i in entry.right)
            last = c == columns[-1]
            numbers[carried][c] = sum(numbers[carried][:-1]) if last else draw(small) % (whole + 1)
            numbers[into][c] = whole - numbers[carried][c]
    grid = [[str(number) for number in row] for row in numbers]
    for row in grid:
        for c, column in enumerate(table.columns):
            if "增/减" in column[-1] and draw(st.booleans()):
                row[c] = f"-{row[c]}" if row[c] != "0" else "0"
            if "金额" in column[-1] and draw(st.booleans()):
                row[c] += f".{draw(st.integers(1, 99)):02}"
    return grid


@dataclass(frozen=True)
class Printing:
    """One way to print a table. What is given per row is used in turn."""

    separators: tuple[str, ...] = (" ",)
    """What stands between the figures of a row; one or more of them, glued where empty."""
    breaks: tuple[int, ...] = (0,)
    """After how many characters of a row's labels a line is broken, 0 for never."""
    place: str = "behind"
    """Where a row's figures stand: behind the label, on a line of their own, in it, at
    the end of its first line, or before it."""
    repeat: bool = False
    """Whether every row repeats the labels of its groups."""
    lost: tuple[int, ...] = (0,)
    """How many letters a row's label has lost."""
    page: int | None = None
    """Before which row a page ends; `inside` a row whose label is broken over lines."""
    header: bool = False
    """Whether the next page repeats the header."""
    inside: bool = False
    gap: str = "\n"
    leading: str = "\n"
    trailing: str = "\n五、存在的主要问题及改进情况\n2020年共办理39件，办结率100%。"


def printed(table: FormTable, grid: Sequence[Sequence[str]], printing: Printing) -> str:
    """Return what follows the header of `table` when `grid` is printed."""
    lines: list[str] = []
    previous: tuple[str, ...] = ()
    for number, (path, row) in enumerate(zip(table.rows, grid, strict=True)):
        label = "".join(path if printing.repeat else new_labels(previous, path))
        label = without(label, turn(printing.lost, number))
        pieces = broken(label, turn(printing.breaks, number))
        figures = joined(row, printing.separators, number)
        tabs = "\t" in turn(printing.separators, number)
        made = _row(pieces, figures, printing.place, "\t" if tabs else " ")
        if printing.page == number and "\n" in printing.gap:
            at = len(made) // 2 if printing.inside else 0
            furniture = ["— 7 —", *([table.header] if printing.header else [])]
            made = [*made[:at], *furniture, *made[at:]]
        lines += made
        previous = path
    text = printing.leading + printing.gap.join(lines) + printing.trailing
    return "\n".join(line.text for line in text_to_lines(text)[0])


def turn(choices: Sequence[Any], number: int) -> Any:
    return choices[number % len(choices)]


def joined(row: Sequence[str], separators: Sequence[str], number: int) -> str:
    """Return the figures of a row; a separator `x` glues every second pair only."""
    separator = turn(separators, number)
    if separator != "x":
        return str(separator.join(row))
    return "".join(text + (" " if c % 2 else "") for c, text in enumerate(row)).strip()


def without(label: str, count: int) -> str:
    """Return `label` with `count` letters lost from the middle of a long one."""
    middle = len(label) // 2
    if len(label) <= 4 * count + 4 or re.search(r"\d", label[middle - 1 : middle + count + 1]):
        return label
    return label[:middle] + label[middle + count :]


def broken(label: str, size: int) -> list[str]:
    """Return `label` over lines of `size` characters; an ordinal keeps its point."""
    characters = re.findall(r"\d\.|.", label)
    lines = range(0, len(characters), size) if size else []
    return ["".join(characters[i : i + size]) for i in lines] or [label]


def _row(pieces: list[str], figures: str, place: str, glue: str) -> list[str]:
    if not figures.strip(" ") or pieces in ([], [""]):
        return [*pieces, figures] if figures.strip(" ") else pieces
    if place == "before":
        return [figures, *pieces]
    if place == "own line":
        return [*pieces, figures]
    if place == "glued":
        return [*pieces[:-1], pieces[-1] + figures]
    if place == "middle" and len(pieces) > 1:
        middle = len(pieces) // 2
        return [*pieces[:middle], figures, *pieces[middle:]]
    if place == "first line":
        return [pieces[0] + glue + figures, *pieces[1:]]
    return [*pieces[:-1], pieces[-1] + glue + figures]


def new_labels(previous: tuple[str, ...], path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the part of `path` that is not printed for the row before it."""
    same = 0
    while same < len(path) - 1 and previous[: same + 1] == path[: same + 1]:
        same += 1
    return path[same:]


def truth(text: str) -> State_:
    """Return state and value of a cell that prints `text`."""
    if text in {"", "/", "-"}:
        return {"": State.BLANK, "/": State.SLASH, "-": State.DASH}[text], None
    value = Decimal(text.replace("－", "-").replace(",", ""))
    return (State.NUMBER if value else State.ZERO), value


def differing(cells: Iterable[Cell], grid: Sequence[Sequence[str]]) -> list[str]:
    """Return every cell that is stated and not the truth; unreadable states nothing."""
    wanted = [truth(text) for row in grid for text in row]
    return [
        f"{'/'.join(cell.row)} {cell.column[-1]}: {state} {value} read as {cell.state} {cell.raw!r}"
        for cell, (state, value) in zip(cells, wanted, strict=True)
        if cell.state is not State.UNREADABLE and (cell.state, cell.value) != (state, value)
    ]


def unread(cells: Iterable[Cell]) -> list[Cell]:
    """Return the cells whose figure was not determined."""
    return [cell for cell in cells if cell.state is State.UNREADABLE]


places = st.sampled_from(
    ["behind", "behind", "own line", "middle", "first line", "before", "glued"]
)
breaks = st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 12]), min_size=1, max_size=7)
SEPARATORS = (" ", " ", "  ", "\t", "\n", "", "x")


@st.composite
def printings(
    draw: st.DrawFn, table: FormTable, separators: Sequence[str] = SEPARATORS
) -> Printing:
    """Draw a way to print a table."""
    one = st.sampled_from(separators)
    return Printing(
        separators=draw(
            st.one_of(st.tuples(one), st.lists(one, min_size=1, max_size=4).map(tuple))
        ),
        breaks=tuple(draw(breaks)),
        place=draw(places),
        repeat=draw(st.booleans()),
        lost=tuple(draw(st.lists(st.sampled_from([0, 0, 1, 2]), min_size=1, max_size=5))),
        page=draw(st.one_of(st.none(), st.integers(0, len(table.rows) - 1))),
        header=draw(st.booleans()),
        inside=draw(st.booleans()),
        gap=draw(st.sampled_from(["\n", "\n", "\n\n", " ", ""])),
        trailing=draw(st.sampled_from([Printing.trailing, "", "\n"])),
    )


@st.composite
def marked(draw: st.DrawFn, grid: Grid) -> Grid:
    """Draw `grid` with some cells blank, struck or wrong in the original, or a column blank."""
    made = [list(row) for row in grid]
    how = draw(st.sampled_from(["as is", "as is", "marks", "errors", "column", "zeros blank"]))
    if how == "zeros blank":
        return [["" if text == "0" else text for text in row] for row in made]
    if how == "column":
        column = draw(st.integers(0, len(made[0]) - 1))
        for row in made:
            row[column] = ""
    for _ in range(draw(st.integers(1, 3)) if how in {"marks", "errors"} else 0):
        r, c = draw(st.integers(0, len(made) - 1)), draw(st.integers(0, len(made[0]) - 1))
        mark = st.sampled_from(["", "/", "-"]) if how == "marks" else st.integers(0, 99).map(str)
        made[r][c] = draw(mark)
    return made
