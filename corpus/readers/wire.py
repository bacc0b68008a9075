"""Documents as bytes: how a sandboxed reader hands back what it read.

JSON, one block a line after a head line, so that nothing of what a hostile file made
its reader do can become code or an unknown type in the process that reads it. The
limits on what one document may hold are kept here, for every format alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from corpus.errors import SourceError
from corpus.report import Block, Document, Grid, GridCell, Line, Problem, Source

MAX_PAGES = 3_000
MAX_CELLS = 2_000_000
MAX_CHARACTERS = 20_000_000


def read_to_bytes(reader: str, path: str) -> bytes:
    """Return what the function `reader` (`module:name`) makes of the file at `path`.

    Raises:
        SourceError: the file cannot be read, or holds more than a document may.
    """
    module, _, name = reader.partition(":")
    document: Document = getattr(import_module(module), name)(Path(path))
    check_size(document)
    return document_to_bytes(document)


def check_size(document: Document) -> None:
    """Refuse a document beyond the limits.

    Raises:
        SourceError: it has too many pages, cells or characters.
    """
    name = document.source.name
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    if (document.pages or 0) > MAX_PAGES:
        raise SourceError("too_many_pages", f"“{name}”超过{MAX_PAGES}页，请拆成几个文件再导入。")
    if sum(len(grid.cells) for grid in grids) > MAX_CELLS:
        raise SourceError("too_many_cells", f"“{name}”的表格超过200万格，请拆成几个文件再导入。")
    characters = sum(len(line.text) for line in document.lines)
    characters += sum(len(cell.text) for grid in grids for cell in grid.cells)
    if characters > MAX_CHARACTERS:
        raise SourceError("too_long", f"“{name}”超过2000万字，请拆成几个文件再导入。")


def document_to_bytes(document: Document) -> bytes:
    """Return `document` as JSON lines."""
    head = {
        "source": asdict(document.source),
        "title": document.title,
        "source_url": document.source_url,
        "published": document.published,
        "pages": document.pages,
        "problems": [asdict(problem) for problem in document.problems],
    }
    lines = [head, *(_block_to_json(block) for block in document.blocks)]
    text = "\n".join(json.dumps(line, separators=(",", ":")) for line in lines)
    return text.encode("ascii")


def bytes_to_document(data: bytes) -> Document:
    """Return the document that `document_to_bytes` wrote.

    Raises:
        ValueError, KeyError, TypeError: `data` is nothing it could have written.
    """
    head, *blocks = (json.loads(line) for line in data.splitlines())
    return Document(
        source=Source(**head["source"]),
        blocks=tuple(_json_to_block(block) for block in blocks),
        title=head["title"],
        source_url=head["source_url"],
        published=head["published"],
        pages=head["pages"],
        problems=tuple(Problem(**problem) for problem in head["problems"]),
    )


def _block_to_json(block: Block) -> list[Any]:
    if isinstance(block, Line):
        return [block.text, block.page]
    return [block.page, block.caption, [list(_cell_to_json(cell)) for cell in block.cells]]


def _cell_to_json(cell: GridCell) -> Iterator[Any]:
    """Yield the fields of `cell`; the ones at the end that say nothing are left out."""
    values = (cell.text, cell.row, cell.column, cell.row_span, cell.column_span)
    rest = (cell.page, cell.box, cell.confidence)
    yield from values if rest == (None, None, 1.0) else (*values, *rest)


def _json_to_block(block: list[Any]) -> Block:
    if len(block) == 2:
        return Line(*block)
    page, caption, cells = block
    return Grid(tuple(_json_to_cell(cell) for cell in cells), page, caption)


def _json_to_cell(values: list[Any]) -> GridCell:
    if len(values) > 6 and values[6] is not None:
        values[6] = tuple(values[6])
    return GridCell(*values)
