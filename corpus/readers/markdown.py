"""Markdown files (.md): their marks taken off, their tables as grids.

Pipe tables and HTML tables become grids. A program that cuts a PDF into Markdown leaves
tables in pieces, a rule under every other row: those say nothing of rows and columns,
so such a file is read as the plain text it is. Front matter says who and when.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.readers.dates import find_date
from corpus.readers.pdf.drawn import left_out_problems
from corpus.readers.source import read_source
from corpus.readers.text import decode, text_to_document
from corpus.report import Block, Document, Grid, GridCell, Line

_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?\s*$|^\s*\|\s*:?-+:?\s*\|\s*$")
_FIGURE = re.compile(r"[\s\d.,，%％/／\-—－]*")
_SPLIT = re.compile(r"(?<!\\)\|")
_TABLE = re.compile(r"<table[\s>].*?</table\s*>", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_KEYS = {
    "title": ("title", "标题"),
    "published": ("date", "published", "pubdate", "发布日期", "发布时间"),
    "source_url": ("url", "source_url", "source", "link", "permalink", "原文链接"),
}
_STRUCK = re.compile(r"~~[^~\n]{1,500}~~")
_MARKS = (
    (re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE), r"\1"),
    (re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*[*+-][ \t]+(?=\S)", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE), ""),
    (re.compile(r"!\[[^\]\n]{0,500}\]\([^)\s]{0,2000}[^)\n]{0,200}\)"), ""),
    (re.compile(r"(?<!\\)\[([^\]\n]{1,500})\]\([^)\s]{0,2000}[^)\n]{0,200}\)"), r"\1"),
    (_STRUCK, ""),
    (re.compile(r"(\*\*|__)(?=\S)([^\n]{1,2000}?\S??)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,500}?)\*(?![\w*])", re.ASCII), r"\1"),
    (re.compile(r"(?<!`)`([^`\n]{1,500})`(?!`)"), r"\1"),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), "\n"),
    (
        re.compile(r"</?(?:p|div|span|center|font|b|i|u|strong|em|o:p)(?:\s[^>\n]{0,500})?>", re.I),
        "",
    ),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])"), r"\1"),
)
_APART = {0xE000: None, 0xE001: None, ord("\f"): "\f\n"}
"""A page may turn right before a table; what stands for tables stands for nothing else."""
_HELD = "\ue000{}\ue001"
"""Stands for a table while the lines around it find their pages."""


def read_markdown(path: Path) -> Document:
    """Read the Markdown file at `path`.

    Raises:
        SourceError: it is no text, or has none.
    """
    data, source = read_source(path)
    text = re.sub(r"\r\n?", "\n", decode(data, path.name))
    front, text = _split_front(text)
    if not is_cut(text.split("\n")):
        text = _COMMENT.sub("", text.translate(_APART))
        text, tables = _take_tables(text)
        document = text_to_document(_unmark(text), source)
        blocks = tuple(_put_tables(document.lines, tables))
        struck = left_out_problems(["struck"] if _STRUCK.search(text) else [])
        document = replace(document, blocks=blocks, problems=struck)
    else:
        document = text_to_document(re.sub(r"(?m)^#{1,6}[ \t]+", "", text), source)
    return replace(
        document,
        title=front.get("title") or document.title,
        published=find_date(front.get("published", "")) or document.published,
        source_url=_url(front.get("source_url")) or document.source_url,
    )


def is_cut(lines: Sequence[str]) -> bool:
    """Tell whether the pipe tables in `lines` are pieces a program cut.

    A table that a person wrote has one rule, below its headings, and rows below that.
    """
    for index, line in enumerate(lines):
        if "|" not in line or not _RULE.match(line) or index == 0:
            continue
        head = _cells(lines[index - 1])
        after = next(iter(lines[index + 2 : index + 3]), "")
        figures = len(head) > 1 and all(_FIGURE.fullmatch(cell) for cell in head)
        if any(head) and figures and any(re.search(r"\d", cell) for cell in head):
            return True
        if "|" in after and _RULE.match(after):
            return True
    return False


def _split_front(text: str) -> tuple[dict[str, str], str]:
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    found: dict[str, str] = {}
    for line in match[1].split("\n"):
        key, _, value = line.replace("：", ":", 1).partition(":")
        name = next((n for n, keys in _FRONT_KEYS.items() if key.strip().lower() in keys), None)
        if name:
            found.setdefault(name, value.strip().strip("\"'"))
    return found, text[match.end() :]


def _url(text: str | None) -> str | None:
    return text if text and re.fullmatch(r"https?://\S+", text) else None


def _unmark(text: str) -> str:
    for pattern, kept in _MARKS:
        text = pattern.sub(kept, text)
    return html.unescape(text).replace("\xa0", " ")


def _take_tables(text: str) -> tuple[str, list[list[Block]]]:
    """Return `text` with a stand-in line for each table, and what the tables hold."""
    tables: list[list[Block]] = []

    def hold(blocks: list[Block]) -> str:
        tables.append(blocks)
        return _HELD.format(len(tables) - 1)

    def held(match: re.Match[str]) -> str:
        from corpus.readers.html import html_to_blocks

        return f"\n{hold(html_to_blocks(match[0]))}\n"

    lines = _TABLE.sub(held, text).split("\n")
    kept: list[str] = []
    index = 0
    while index < len(lines):
        end = _table_end(lines, index)
        if end is None:
            kept.append(lines[index])
            index += 1
        else:
            rows = [_cells(line) for line in lines[index:end]]
            kept.append(hold([_rows_to_grid([rows[0], *rows[2:]])]))
            index = end
    return "\n".join(kept), tables


def _table_end(lines: Sequence[str], start: int) -> int | None:
    """Return the line after the pipe table that begins at `start`, None if none does."""
    if "|" not in lines[start] or start + 1 >= len(lines) or not _RULE.match(lines[start + 1]):
        return None
    if len(_cells(lines[start])) != len(_cells(lines[start + 1])):
        return None
    end = start + 2
    while end < len(lines) and "|" in lines[end]:
        end += 1
    return end


def _cells(line: str) -> list[str]:
    line = line.strip().removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return [_unmark(cell).strip() for cell in _SPLIT.split(line)]


def _rows_to_grid(rows: Sequence[Sequence[str]]) -> Grid:
    """Return the grid of `rows`; like a browser's, a short row ends in blank cells."""
    width = max(len(row) for row in rows)
    return Grid(
        tuple(
            GridCell(row[column] if column < len(row) else "", place, column)
            for place, row in enumerate(rows)
            for column in range(width)
        )
    )


def _put_tables(lines: Sequence[Line], tables: Sequence[list[Block]]) -> Iterator[Block]:
    for line in lines:
        match = re.fullmatch(r"\ue000(\d+)\ue001", line.text.strip())
        if match is None:
            yield line
            continue
        for block in tables[int(match[1])]:
            yield replace(block, page=line.page)
