"""Word files (.docx): paragraphs and tables as printed, in reading order.

Kept: insertions, text boxes, footnotes, automatic numbers, merged and nested cells.
Left out, because it is not printed as content: deletions, field codes, comments, page
heads and feet, and hidden text, which is reported. Word does not store where pages
turn, so nothing has a page. ECMA-376 part 1, §17.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from corpus.errors import SourceError
from corpus.readers.numbering import Numbering, child, children, local, number, value
from corpus.readers.package import broken, open_archive, read_xml
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
from corpus.report import Block, Document, Line

_GONE = frozenset({"del", "moveFrom", "pPr", "rPr", "instrText", "delText", "sectPr", "rt"})
_WORD_TEXT = ("/wordprocessingml/main}t", "/wordprocessingml/2006/main}t", "/math}t")
_PRINTED = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "blip": PICTURE}
_MAX_SPAN = 1_000
_OFF = ("0", "false", "off")


@dataclass(slots=True)
class _Reading:
    """The state of reading one document."""

    numbering: Numbering
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Kind and id of the notes referred to, in order."""
    left_out: set[str] = field(default_factory=set)


def read_docx(path: Path) -> Document:
    """Read the Word file at `path`.

    Raises:
        SourceError: it is damaged, encrypted, beyond the limits, or holds no text.
    """
    data, source = read_source(path)
    archive = open_archive(data, path.name)
    main = _main_part(archive, path.name)
    folder = posixpath.dirname(main)

    def part(name: str) -> Element | None:
        return read_xml(archive, posixpath.join(folder, name), path.name)

    root = read_xml(archive, main, path.name)
    body = child(root, "body")
    if body is None:
        raise broken(path.name)
    reading = _Reading(Numbering.from_parts(part("numbering.xml"), part("styles.xml")))
    blocks = list(_blocks(body, reading))
    for kind in ("footnote", "endnote"):
        blocks += _notes(part(f"{kind}s.xml"), kind, reading)
    blocks = _without_pictures(blocks, reading)
    if not blocks:
        raise SourceError(
            "empty", f"“{path.name}”里没有文字（可能只有图片），请换成有文字的文件再导入。"
        )
    return Document(source, tuple(blocks), problems=left_out_problems(reading.left_out))


def _without_pictures(blocks: list[Block], reading: _Reading) -> list[Block]:
    """Return `blocks` without the pictures outside of tables, which are noted."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Line) and PICTURE in block.text:
            reading.left_out.add("picture")
            kept += without_pictures([block])
        else:
            kept.append(block)
    return kept


def _main_part(archive: ZipFile, name: str) -> str:
    for relation in read_xml(archive, "_rels/.rels", name) or ():
        if (relation.get("Type") or "").endswith("/officeDocument"):
            return posixpath.normpath((relation.get("Target") or "").lstrip("/"))
    return "word/document.xml"


def _elements(parent: Element) -> Iterator[Element]:
    """Yield the paragraphs, tables, rows and cells directly in `parent` as shown."""
    for element in parent:
        name = local(element)
        if name in ("p", "tbl", "tr", "tc"):
            yield element
        elif name == "AlternateContent":
            yield from _elements(_shown(element))
        elif name not in _GONE:
            yield from _elements(element)


def _shown(alternatives: Element) -> Element:
    """Return the first of `alternatives`; the others show the same."""
    return next(iter(alternatives), alternatives)


def _blocks(parent: Element, reading: _Reading) -> Iterator[Block]:
    held = ""
    for element in _elements(parent):
        if local(element) != "p":
            yield from _table(element, reading) if local(element) == "tbl" else ()
            continue
        text, boxes = _paragraph(element, reading)
        if child(element, "pPr", "rPr", "del") is not None:
            # The mark at its end was deleted: the next paragraph goes on in it.
            held += text
            continue
        yield from text_to_lines(held + text)
        held = ""
        for box in boxes:
            yield from _blocks(box, reading)
    yield from text_to_lines(held)


def _paragraph(element: Element, reading: _Reading) -> tuple[str, list[Element]]:
    """Return the text of a paragraph and the text boxes anchored in it."""
    text, boxes = "", []
    for piece in _inline(element, reading):
        if isinstance(piece, str):
            text += piece
        else:
            boxes.append(piece)
    if text.strip():
        text = reading.numbering.count(child(element, "pPr")) + text
    return text, boxes


def _inline(parent: Element, reading: _Reading) -> Iterator[str | Element]:
    for element in parent:
        name = local(element)
        if name in _GONE:
            continue
        if name == "t":
            yield (element.text or "") if str(element.tag).endswith(_WORD_TEXT) else ""
        elif name in _PRINTED:
            yield _PRINTED[name]
        elif name == "r":
            yield from _run(element, reading)
        elif name == "txbxContent":
            yield element
        elif name in ("footnoteReference", "endnoteReference"):
            reading.notes.append((name.removesuffix("Reference"), value(element, "id") or ""))
        else:
            yield from _inline(_shown(element) if name == "AlternateContent" else element, reading)


def _run(run: Element, reading: _Reading) -> Iterator[str | Element]:
    properties = child(run, "rPr")
    code = _left_out(properties)
    if code is not None:
        reading.left_out |= {code} if child(run, "t") is not None else set()
        return
    raised = value(child(properties, "vertAlign")) == "superscript"
    for piece in _inline(run, reading):
        yield raise_digits(piece) if raised and isinstance(piece, str) else piece


def _left_out(properties: Element | None) -> str | None:
    """Return why a run with these `properties` is left out, None if it is not."""
    for name, code in (("vanish", "hidden"), ("strike", "struck"), ("dstrike", "struck")):
        found = child(properties, name)
        if found is not None and value(found) not in _OFF:
            return code
    return None


def _notes(part: Element | None, kind: str, reading: _Reading) -> Iterator[Block]:
    bodies = {value(note, "id"): note for note in children(part, kind)}
    for wanted, key in list(reading.notes):
        if wanted == kind and key in bodies:
            yield from _blocks(bodies.pop(key), reading)


def _table(table: Element, reading: _Reading) -> list[Block]:
    cells: list[DrawnCell] = []
    open_cells: dict[int, int] = {}
    """Index of the vertically merged cell that each column may still extend."""
    rows = [row for row in _elements(table) if local(row) == "tr"]
    shown = [row for row in rows if child(row, "trPr", "del") is None]
    for place, row in enumerate(shown):
        column = _count(child(row, "trPr", "gridBefore"), 0)
        for cell in (each for each in _elements(row) if local(each) == "tc"):
            properties = child(cell, "tcPr")
            if child(properties, "cellDel") is not None:
                continue
            span = _count(child(properties, "gridSpan"), 1)
            merge = child(properties, "vMerge")
            above = open_cells.get(column)
            old = cells[above] if above is not None else None
            if merge is not None and value(merge) != "restart" and old and old.end == place:
                cells[above or 0] = replace(old, row_span=old.row_span + 1)
            elif _continues(properties) and cells and cells[-1].row == place:
                cells[-1] = replace(cells[-1], column_span=cells[-1].column_span + span)
            else:
                for gone in range(column, column + span):
                    open_cells.pop(gone, None)
                if merge is not None:
                    open_cells[column] = len(cells)
                cells.append(DrawnCell(tuple(_blocks(cell, reading)), place, column, 1, span))
            column += span
    return drawn_to_blocks(cells)


def _count(element: Element | None, default: int) -> int:
    return min(max(number(value(element), default), default), _MAX_SPAN)


def _continues(properties: Element | None) -> bool:
    """Tell whether the cell belongs to the one before it (the old way to merge)."""
    merge = child(properties, "hMerge")
    return merge is not None and value(merge) != "restart"
