"""Headings of a drawn table: which rows and columns name the figures, and how.

The rows above the first figures are column headings, several levels deep where merged
cells say so. Columns of text left of figures are row headings; a table with two halves
side by side has them twice. Levels among rows come from codes (208, 20805), merged
label cells, indentation, and 其中.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.report import GridCell, Path, State
from corpus.tables.cells import is_figure, read_cell
from corpus.tables.grid import DrawnTable, Row, texts_of
from corpus.tables.records import vocabulary
from corpus.terms import compact, fold

_YEAR = re.compile(r"(?:19|20)\d\d")
_SMALL = re.compile(r"\d{1,2}(?:[=＝][\d+\-＋－×/()]+)?|[（(]\d{1,2}[）)]|[一二三四五六七八九十]")
_AMONG = re.compile(r"其中[:：]?")


@dataclass(frozen=True, slots=True)
class Half:
    """A run of label columns with the figure columns they name."""

    labels: tuple[int, ...]
    codes: tuple[int, ...]
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Headings:
    """Where a table's headings are."""

    depth: int
    """Number of rows of column headings."""
    halves: tuple[Half, ...]


def find_headings(drawn: DrawnTable) -> Headings:
    """Return where the headings of `drawn` are."""
    depth = _depth(drawn)
    return Headings(depth, tuple(_halves(drawn, depth)))


def _is_count(text: str) -> bool:
    """Tell whether `text` is a figure that a heading would not be: years head columns."""
    return is_figure(text) and not _YEAR.fullmatch(compact(fold(text)))


def _depth(drawn: DrawnTable) -> int:
    rows = drawn.rows
    if not rows or any(_is_count(text) for text in texts_of(rows[0])):
        return 0
    depth = max(_height(rows, 0, c) for c in range(drawn.width))
    while depth < len(rows):
        if is_numbering(texts_of(rows[depth])):
            depth += 1
        elif _continues(rows, depth):
            depth = max(
                _height(rows, depth, c) + depth
                for c in range(drawn.width)
                if rows[depth][c] is not rows[depth - 1][c]
            )
        else:
            break
    return min(depth, len(rows))


def _height(rows: Sequence[Row], top: int, column: int) -> int:
    cell, height = rows[top][column], 1
    while cell is not None and top + height < len(rows) and rows[top + height][column] is cell:
        height += 1
    return height


def _continues(rows: Sequence[Row], depth: int) -> bool:
    """Tell whether the row at `depth` is a further level of headings."""
    row, above = rows[depth], rows[depth - 1]
    own = [c for c in range(len(row)) if row[c] is not above[c]]
    texts = [cell.text.strip() for c in own if (cell := row[c]) is not None and cell.text.strip()]
    if not texts or any(
        _is_count(text) or read_cell(text).state is not State.TEXT for text in texts
    ):
        return _all_years(texts) and _splits(row, above)
    first = row[0]
    if first is not None and first is not above[0] and not first.text.strip():
        return len(texts) > 1  # nothing in the corner: the row names columns only
    return _splits(row, above)


def _all_years(texts: Sequence[str]) -> bool:
    return bool(texts) and all(_YEAR.fullmatch(compact(fold(t))) for t in texts)


def _splits(row: Row, above: Row) -> bool:
    """Tell whether `row` subdivides a heading merged across columns above it."""
    for c in range(1, len(row)):
        wide = above[c] is not None and above[c] is above[c - 1]
        if wide and row[c] is not row[c - 1] and row[c] is not above[c]:
            return True
    return False


def is_numbering(texts: Sequence[str]) -> bool:
    """Tell whether a row only numbers the columns (栏次 1 2 3=1+2)."""
    plain = [compact(fold(text)) for text in texts]
    if plain and plain[0] in vocabulary()["numbering"]:
        plain = plain[1:]
    elif plain and re.fullmatch(r"[甲乙丙丁**—-]+", plain[0]):
        plain = [text for text in plain if not re.fullmatch(r"[甲乙丙丁*—-]+", text)]
    if len(plain) < 2 or not all(_SMALL.fullmatch(text) for text in plain):
        return False
    numbers = [int(m.group()) for text in plain if (m := re.search(r"\d+", text))]
    return numbers[:1] == [1] and all(b - a == 1 for a, b in itertools.pairwise(numbers))


def column_path(drawn: DrawnTable, depth: int, column: int) -> Path:
    """Return the headings above a column, outermost first."""
    path: list[str] = []
    last = None
    for r in range(depth):
        cell = drawn.rows[r][column]
        if is_numbering(texts_of(drawn.rows[r])):
            continue
        if cell is not None and not cell.text.strip() and r + 1 < depth:
            cell = _spread(drawn, r, column)
        if cell is None or cell is last or not cell.text.strip():
            continue
        last = cell
        text = compact(cell.text)
        if not path or path[-1] != text:
            path.append(text)
    return tuple(path)


def _spread(drawn: DrawnTable, row: int, column: int) -> GridCell | None:
    """Return the heading to the left that reaches over a blank one, where the print lost it."""
    below = drawn.rows[row + 1][column]
    if below is None or not below.text.strip():
        return None
    for c in range(column - 1, 0, -1):
        cell = drawn.rows[row][c]
        if cell is not None and cell.text.strip():
            under = drawn.rows[row + 1][c]
            return cell if under is not None and under is not cell and under.text.strip() else None
    return None


def _halves(drawn: DrawnTable, depth: int) -> list[Half]:
    kinds = [_kind(drawn, depth, c) for c in range(drawn.width)]
    starts = [0]
    for c in range(1, drawn.width):
        if kinds[c] != "value" and kinds[c - 1] == "value":
            end = next((k for k in range(c, drawn.width) if kinds[k] == "value"), None)
            if end is not None and _labels_follow(drawn, depth, c, end):
                starts.append(c)
    halves = []
    for start, stop in zip(starts, [*starts[1:], drawn.width], strict=True):
        first = next((c for c in range(start, stop) if kinds[c] == "value"), stop)
        labels = tuple(c for c in range(start, first) if kinds[c] == "label")
        codes = tuple(c for c in range(start, first) if kinds[c] == "code")
        if not labels:
            labels, codes = codes, ()
        values = tuple(c for c in range(first, stop) if kinds[c] != "code")
        halves.append(Half(labels, codes, values))
    return halves


def _labels_follow(drawn: DrawnTable, depth: int, start: int, stop: int) -> bool:
    """Tell whether the text columns from `start` on head the figures right of them."""
    words = vocabulary()["label"]
    return any(
        word in part
        for c in range(start, stop)
        for part in column_path(drawn, depth, c)
        for word in words
    )


def _kind(drawn: DrawnTable, depth: int, column: int) -> str:
    """Return what a column holds: `value`, `label` or `code` (numbers that only number)."""
    words = vocabulary()
    heading = compact("".join(column_path(drawn, depth, column)[-1:]))
    if heading in words["numbering"] or heading in words["code_heading"]:
        return "code"
    states = [
        read_cell(drawn.text(r, column)).state
        for r in range(depth, len(drawn.rows))
        if not _is_section(drawn.rows[r])
    ]
    texts = states.count(State.TEXT)
    counts = states.count(State.NUMBER) + states.count(State.ZERO) + states.count(State.UNREADABLE)
    if heading in words["year"] and counts and column == 0:
        return "label"
    if texts > counts or (texts == counts and texts > 0):
        return "label"
    return "value"


def _is_section(row: Row) -> bool:
    """Tell whether a row is one cell across the table: a heading for the rows below."""
    return len(row) > 1 and row[0] is not None and all(cell is row[0] for cell in row)


def row_paths(drawn: DrawnTable, depth: int, half: Half) -> list[Path]:
    """Return the heading path of each row below the column headings; () without any."""
    paths: list[Path] = []
    section: Path = ()
    held: list[str] = [""] * len(half.labels)
    codes: list[tuple[str, Path]] = []
    indents: list[tuple[int, Path]] = []
    indented = _uses_indents(drawn, depth, half)
    before: Path = ()
    for r in range(depth, len(drawn.rows)):
        if _is_section(drawn.rows[r]):
            section = (compact(drawn.text(r, 0)),)
            codes, indents, before, held = [], [], (), [""] * len(half.labels)
            paths.append(())
            continue
        own = _own_labels(drawn, r, half, held)
        code = "".join(compact(fold(drawn.text(r, c))) for c in half.codes)
        if not own:
            paths.append(())
            continue
        if code.isdigit() and half.codes and len(code) >= 2:
            codes = [(known, path) for known, path in codes if _within(code, known)]
            path = (*(codes[-1][1] if codes else ()), *own)
            codes.append((code, path))
        elif indented:
            indent = _indent(drawn.text(r, half.labels[0]))
            indents = [(known, path) for known, path in indents if known < indent]
            path = (*(indents[-1][1] if indents else ()), *own)
            indents.append((indent, path))
        elif _AMONG.match(own[-1]) and before:
            path = (*before, *own)
        else:
            path = before = own
        paths.append((*section, *path))
    return paths


def _within(code: str, known: str) -> bool:
    return code.startswith(known) and len(code) > len(known)


def _own_labels(drawn: DrawnTable, row: int, half: Half, held: list[str]) -> Path:
    """Return the labels printed in a row; a blank outer label is the one above it."""
    texts = [compact(drawn.text(row, c)) for c in half.labels]
    last = max((i for i, text in enumerate(texts) if text), default=-1)
    if last < 0:
        return ()
    path: list[str] = []
    for i, text in enumerate(texts[: last + 1]):
        if text:
            held[i:] = [text, *[""] * (len(held) - i - 1)]
        shown = text or held[i]
        if shown and (not path or path[-1] != shown):
            path.append(shown)
    return tuple(path)


def _uses_indents(drawn: DrawnTable, depth: int, half: Half) -> bool:
    if len(half.labels) != 1:
        return False
    indents = {
        _indent(drawn.text(r, half.labels[0]))
        for r in range(depth, len(drawn.rows))
        if drawn.text(r, half.labels[0]).strip()
    }
    return len(indents) > 1


def _indent(text: str) -> int:
    """Return the width of the white space before a label, in half-width characters."""
    head = text[: len(text) - len(text.lstrip())]
    return sum(2 if character == "　" else 1 for character in head)
