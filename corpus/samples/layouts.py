"""How a sample report looks as a text file: the three looks real files have.

`linearised` is PDF text (lines broken at a fixed width, labels in pieces, headers a
character a line), `clean` is one table row a line, `glued` is a web page's text in one
line whose cells run together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.forms.form import FormTable

_WORD = re.compile(r"[0-9A-Za-z.:/@%\-]+|.")
_NOT_FIRST = "，。、；：！？）》〉〕”’%％"
_NOT_LAST = "（《〈〔“‘"
_APPLICATIONS = "申请办理"
_REVIEWS = "复议诉讼"
_GROUP_CHUNKS = (2, 3)


@dataclass(frozen=True, slots=True)
class Look:
    """The look of one file, as the data file states it."""

    kind: str
    width: int = 30
    """Ideographs a line."""
    gap: int = 0
    """Empty lines after every printed line."""
    page_lines: int = 40
    feed: bool = False
    """Whether pages end with a form feed."""
    number: str = ""
    """Printed page number, with `{n}` and `{total}`."""
    number_at: str = "foot"
    numbered: tuple[int, ...] | None = None
    """Pages that print their number, None for all."""
    spaced: bool = False
    """Whether extraction left spaces around some figures."""
    sep: str = " "
    indent: str = ""
    full_groups: bool = False
    """Whether every row repeats the labels of its groups."""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A statutory table with its printed cells, row by row."""

    table: FormTable
    rows: tuple[tuple[str, ...], ...]


Block = str | Grid
"""A paragraph (a heading is one, too) or a table."""


@dataclass(frozen=True, slots=True)
class _Printed:
    """A printed line. Beside a one-line label its row's cells follow on the same line."""

    text: str
    row: int | None = None
    cells: str = ""
    beside: bool = False


def render(look: Look, title: str, head: Sequence[tuple[str, str]], blocks: Sequence[Block]) -> str:
    """Return the text file of a report.

    Args:
        look: how it looks.
        title: printed above the first paragraph.
        head: metadata lines above everything.
        blocks: what the report says, in order.
    """
    top = "".join(f"{key}: {value}\n" for key, value in head)
    if top:
        top += "==================== 正文 ====================\n" if look.kind == "glued" else "\n"
    if look.kind == "glued":
        return f"{top}{look.before}{''.join(_glued(block) for block in blocks)}{look.after}\n"
    linear = look.kind == "linearised"
    printed = list(_linearised(look, title, blocks) if linear else _clean(look, title, blocks))
    if not (look.feed or look.number):
        return top + _join(printed, look.gap)
    return top + _paginate(look, printed)


def _glued(block: Block) -> str:
    if isinstance(block, str):
        return block
    table = block.table
    text = table.header if table.name == table.section else table.name + table.header
    previous: tuple[str, ...] = ()
    for path, cells in zip(table.rows, block.rows, strict=True):
        text += "".join(_new_labels(previous, path)) + "".join(cells)
        previous = path
    return text


def _new_labels(previous: tuple[str, ...], path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the part of `path` that is not printed for the row before it."""
    same = 0
    while same < len(path) - 1 and previous[: same + 1] == path[: same + 1]:
        same += 1
    return path[same:]


def _clean(look: Look, title: str, blocks: Sequence[Block]) -> Iterator[_Printed]:
    yield _Printed(title)
    for block in blocks:
        if isinstance(block, str):
            yield _Printed(look.indent + block)
            continue
        table = block.table
        if table.name != table.section:
            yield _Printed(table.name)
        for line in _headers(table):
            yield _Printed(look.sep.join(line))
        previous: tuple[str, ...] = ()
        for path, cells in zip(table.rows, block.rows, strict=True):
            labels = path if look.full_groups else _new_labels(previous, path)
            yield _Printed(look.sep.join((*labels, *cells)))
            previous = path


def _headers(table: FormTable) -> list[list[str]]:
    """Return the header rows of `table`, a merged cell once."""
    if table.kind == _APPLICATIONS:
        note = table.header[: table.header.index("）") + 1]
        groups = list(dict.fromkeys(path[0] for path in table.columns))
        return [[note, "申请人情况"], groups, [p[1] for p in table.columns if len(p) > 1]]
    if table.kind == _REVIEWS:
        first, *rest = (table.columns[i][-1] for i in range(5))
        middle = list(dict.fromkeys(p[1] for p in table.columns if len(p) > 2))
        return [["行政复议", "行政诉讼"], [first, *rest, *middle], [first, *rest] * 2]
    return [["信息内容", *(path[-1] for path in table.columns)]]


def _linearised(look: Look, title: str, blocks: Sequence[Block]) -> Iterator[_Printed]:
    yield from (_Printed(part) for part in re.split(r"(?=\d{4}年)", title, maxsplit=1))
    row = 0
    for block in blocks:
        if isinstance(block, str):
            text = _space_figures(block) if look.spaced else block
            yield from (_Printed(line) for line in _wrap(text, look.width))
            continue
        table = block.table
        if table.name != table.section:
            yield _Printed(table.name)
        yield from (_Printed(line) for line in _header_pieces(table))
        previous: tuple[str, ...] = ()
        for path, cells in zip(table.rows, block.rows, strict=True):
            row += 1
            *groups, leaf = _new_labels(previous, path) or ("",)
            first = len(path) - 1 - len(groups)
            for level, group in enumerate(groups, first):
                yield from (_Printed(piece) for piece in _chunks(group, _GROUP_CHUNKS[level]))
            pieces = _chunks(leaf, (12, 9, 6)[max(len(path) - 1, 0)])
            yield from (_Printed(piece, row) for piece in pieces[:-1])
            yield _Printed(pieces[-1], row, " ".join(cells), beside=len(pieces) == 1)
            previous = path


def _header_pieces(table: FormTable) -> Iterator[str]:
    """Return the header as extraction gives it: narrow columns in pieces."""
    if table.kind == _APPLICATIONS:
        note, groups, organisations = _headers(table)
        yield from _chunks(note[0], 12)
        yield note[1]
        for label in [*groups, *organisations]:
            width = 2 if label == "法律服务机构" else len(label) if label == groups[1] else 1
            yield from _chunks(label, width)
    elif table.kind == _REVIEWS:
        kinds, second, _ = _headers(table)
        results = [character for label in second[:5] for character in label]
        yield " ".join(kinds)
        yield from results
        yield " ".join(second[5:])
        yield from results * 2
    else:
        for label in _headers(table)[0]:
            yield from _chunks(label, 5)


def _chunks(text: str, size: int) -> list[str]:
    if text.startswith("（"):
        # The mark takes a line of its own in a narrow column.
        cut = text.index("）") + 1
        if size <= 3:
            return [text[:cut], *_chunks(text[cut:], size)]
    pieces = [text[i : i + size] for i in range(0, len(text), size)] or [""]
    if len(pieces) > 1 and pieces[-1] in _NOT_FIRST:
        pieces[-2:] = [pieces[-2] + pieces[-1]]
    return pieces


def _space_figures(text: str) -> str:
    """Put spaces beside every third run of digits, as justified PDF text has them."""
    seen = 0

    def spaced(match: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return (match[0], f" {match[0]}", f" {match[0]} ")[seen % 3]

    return re.sub(r"(?<=[\u4e00-\u9fff])\d[\d.]*(?=[\u4e00-\u9fff])", spaced, text)


def _wrap(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in _WORD.findall(text):
        if line and _measure(line + word) > width * 2 and word not in _NOT_FIRST:
            kept = line.rstrip(_NOT_LAST)
            yield kept.strip()
            line = line[len(kept) :]
        line += word
    yield line.strip()


def _measure(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)


def _join(printed: Sequence[_Printed], gap: int) -> str:
    return "".join(_line(line) + "\n" * (gap + 1) for line in printed)


def _line(line: _Printed) -> str:
    parts = [part for part in (line.text, line.cells) if part]
    return (" " if line.beside else "\n").join(parts)


def _paginate(look: Look, printed: Sequence[_Printed]) -> str:
    pages = _pages(look, printed)
    text = ""
    for n, page in enumerate(pages, 1):
        shown = look.number and (look.numbered is None or n in look.numbered)
        number = look.number.format(n=n, total=len(pages)) if shown else ""
        body = _join(page, look.gap)
        if look.number_at == "head":
            text += f"\n\n\n{number}\n\n{body}" if number else f" {body}" if n > 1 else body
        else:
            text += body + (f"\n{number}\n" if number else "")
        text += "\f" if look.feed and n < len(pages) else ""
    return text


def _pages(look: Look, printed: Sequence[_Printed]) -> list[list[_Printed]]:
    """Cut `printed` into pages; a row cut in two leaves its cells on the first page."""
    pages: list[list[_Printed]] = [[]]
    filled = 0
    early: set[int] = set()
    for index, line in enumerate(printed):
        height = max(1, -(-_measure(line.text) // 72))
        if filled + height > look.page_lines:
            pages.append([])
            filled = 0
            if pages[-2] and line.row is not None and pages[-2][-1].row == line.row:
                cells = next(later.cells for later in printed[index:] if later.cells)
                pages[-2][-1] = replace(pages[-2][-1], cells=cells, beside=True)
                early.add(line.row)
        filled += height
        pages[-1].append(replace(line, cells="") if line.row in early else line)
    return pages
