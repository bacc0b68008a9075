"""Web pages (.html, .htm): lines and tables as a browser shows them, in reading order.

The HTML5 rules build the tree, so that broken pages read as browsers read them. Text in
one block belongs together whatever it is split over; a table's cells take their rows
and columns; hidden and struck text is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.errors import SourceError
from corpus.readers.charset import decode_page
from corpus.readers.pdf.drawn import (
    PICTURE,
    DrawnCell,
    drawn_to_blocks,
    left_out_problems,
    raise_digits,
    text_to_lines,
    without_pictures,
)
from corpus.readers.source import read_source
from corpus.readers.webpage import (
    content_root,
    is_hidden,
    page_facts,
    split_furniture,
    strip_furniture,
)
from corpus.report import Block, Document, Line, Problem, Source

_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font"}
    | {"i", "ins", "kbd", "label", "mark", "nobr", "output", "q", "rb", "rp", "ruby", "samp"}
    | {"small", "span", "strong", "sub", "time", "tt", "u", "var", "wbr"}
)
_PLAIN = frozenset({"p", "div", "span", "font", "b", "strong"})
_SKIP = frozenset(["script", "style", "noscript", "template", "head", "rt", "title"])
_STRUCK = frozenset(["del", "s", "strike"])
_MAX_SPAN = 1_000
_MAX_COLUMNS = 10_000
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_WHOLE = re.compile(r"\s*(\d{1,6})", re.ASCII)
_DOT = 3
"""Pixels of a picture that only takes up room."""


@dataclass(slots=True)
class _Page:
    """The state of reading one page: blocks so far, and the text of the open line."""

    blocks: list[Block] = field(default_factory=list)
    text: str = ""
    left_out: set[str] = field(default_factory=set)

    def flush(self) -> None:
        self.blocks += text_to_lines(self.text)
        self.text = ""


def read_html(path: Path) -> Document:
    """Read the web page at `path`.

    Raises:
        SourceError: it is no text, or has none.
    """
    data, source = read_source(path)
    if b"\x00" in data[:1000] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise SourceError("binary", f"“{path.name}”不是网页（内容是二进制），请重新保存后再导入。")
    text, whole = decode_page(data)
    document = html_to_document(text, source)
    if whole:
        return document
    problem = Problem("bad_characters", "有些字节不成文字，读作“\ufffd”。")
    return Document(
        source=source,
        blocks=document.blocks,
        title=document.title,
        source_url=document.source_url,
        published=document.published,
        problems=(*document.problems, problem),
    )


def html_to_document(text: str, source: Source) -> Document:
    """Return the report on a page, without the page around it.

    Raises:
        SourceError: there is no text on it.
    """
    page = LexborHTMLParser(text)
    facts = page_facts(page, text)
    strip_furniture(page)
    root = content_root(page)
    reading = _Page()
    if root is not None:
        _walk(root, reading)
        reading.flush()
    shown: list[Block] = []
    for block in reading.blocks:
        shown += without_pictures([block]) if isinstance(block, Line) else [block]
    blocks = split_furniture(shown, facts)
    if not blocks:
        raise SourceError(
            "empty",
            f"“{source.name}”里没有正文（可能由脚本生成，或只有图片）；请另存为 PDF 再导入。",
        )
    return Document(
        source=source,
        blocks=tuple(blocks),
        title=facts.title,
        source_url=facts.source_url,
        published=facts.published,
        problems=left_out_problems(reading.left_out),
    )


def html_to_blocks(text: str) -> list[Block]:
    """Return the lines and grids of a piece of HTML, e.g. of a table within Markdown."""
    reading = _Page()
    body = LexborHTMLParser(text).body
    if body is not None:
        _walk(body, reading)
        reading.flush()
    return reading.blocks


def _walk(parent: LexborNode, page: _Page, preformatted: bool = False) -> None:
    for node in _children(parent):
        name = node.tag or ""
        if name == "-text":
            text = node.text_content or ""
            page.text += text if preformatted else _BLANKS.sub(" ", text)
            continue
        if name in _SKIP or name[:1] in ("-", "_", "!"):
            continue
        attributes = node.attributes
        if attributes and is_hidden(attributes):
            continue
        if name in _STRUCK or (attributes and "line-through" in (attributes.get("style") or "")):
            page.left_out.add("struck")
        elif name == "br":
            page.text += "\n"
        elif name == "img":
            page.text += "" if _is_dot(node) else PICTURE
        elif name == "sup":
            page.text += raise_digits(node.text())
        elif name == "table":
            page.flush()
            page.blocks += _table(node, page)
        elif name in _INLINE or ":" in name:
            _walk(node, page, preformatted)
        else:
            page.flush()
            _walk(node, page, preformatted or name == "pre")
            page.flush()


def _children(parent: LexborNode) -> Iterator[LexborNode]:
    node = parent.child
    while node is not None:
        yield node
        node = node.next


def _is_dot(node: LexborNode) -> bool:
    sizes = (node.attributes.get(name) or "" for name in ("width", "height"))
    return any(re.fullmatch(r"\d{1,2}", size) and int(size) <= _DOT for size in sizes)


def _table(table: LexborNode, page: _Page) -> list[Block]:
    caption = None
    rows: list[LexborNode] = []
    last: list[LexborNode] = []
    for part in _children(table):
        if part.tag == "caption":
            caption = " ".join(part.text().split()) or None
        elif part.tag in ("thead", "tbody", "tfoot"):
            target = last if part.tag == "tfoot" else rows
            target += [row for row in _children(part) if row.tag == "tr"]
    rows = [row for row in rows + last if not (is_hidden(row.attributes) or _is_ruler(row))]
    cells: list[DrawnCell] = []
    taken: dict[int, int] = {}
    """Column → first row that is free again."""
    for place, row in enumerate(rows):
        column = 0
        for cell in (each for each in _children(row) if each.tag in ("td", "th")):
            attributes = cell.attributes
            if attributes and is_hidden(attributes):
                continue
            while taken.get(column, 0) > place:
                column += 1
            width = _span(attributes, "colspan", _MAX_SPAN)
            height = _span(attributes, "rowspan", len(rows) - place)
            if column + width > _MAX_COLUMNS:
                raise SourceError("too_wide", "表格超过1万列，读不了；请另存一份再导入。")
            blocks = _cell_blocks(cell, page)
            cells.append(DrawnCell(blocks, place, column, height, width))
            for filled in range(column, column + width):
                taken[filled] = place + height
            column += width
    return drawn_to_blocks(cells, caption)


def _cell_blocks(cell: LexborNode, page: _Page) -> tuple[Block, ...]:
    """Return what a cell holds; most hold one text, which needs no walk."""
    node = cell.child
    while node is not None and node.next is None and node.tag in _PLAIN and not node.attributes:
        node = node.child
    if node is None:
        return ()
    if node.next is None and node.tag == "-text":
        return tuple(text_to_lines(_BLANKS.sub(" ", node.text_content or "")))
    inner = _Page(left_out=page.left_out)
    _walk(cell, inner)
    inner.flush()
    return tuple(inner.blocks)


def _is_ruler(row: LexborNode) -> bool:
    """Tell whether `row` is the blank one of no height by which Word fixes the widths."""
    return row.attributes.get("height") == "0" and not row.text(strip=True)


def _span(attributes: Mapping[str, str | None], name: str, most: int) -> int:
    """Return how many rows or columns a cell takes; 0 means all that are left."""
    written = attributes.get(name)
    if not written:
        return 1
    match = _WHOLE.match(written)
    wanted = int(match[1]) if match else 1
    return max(1, min(wanted, most)) if wanted or name == "colspan" else most
