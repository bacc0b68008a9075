"""The sample reports as Word files, web pages, Markdown, Excel and PDF.

The same data file gives every format, so that the same facts must come back from each.
Tables are drawn as agencies draw them: headings and groups of rows in merged cells.
Excel and PDF need openpyxl and reportlab, which only the tests install.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from corpus.samples.generate import Sample, report_blocks
from corpus.samples.layouts import Grid

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_DOCX_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
    f' Type="{_DOCUMENT}" Target="word/document.xml"/></Relationships>',
}
_APPLICATIONS = "申请办理"


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell of a drawn table."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


def draw(grid: Grid) -> list[Placed]:
    """Return the cells of `grid` as agencies draw it, row by row."""
    table = grid.table
    columns = [("申请人情况", *path) for path in table.columns]
    if table.kind != _APPLICATIONS:
        columns = list(table.columns)
    depth = max(len(path) for path in columns)
    width = max(len(path) for path in table.rows)
    corner = (
        table.header[: table.header.index("）") + 1] if table.kind == _APPLICATIONS else "信息内容"
    )
    cells = [Placed(corner, 0, 0, depth, width)] if width else []
    cells += [
        Placed(text, level, width + first, depth - level if leaf else 1, count)
        for text, level, first, count, leaf in _merged(columns)
    ]
    cells += [
        Placed(text, depth + first, level, count, width - level if leaf else 1)
        for text, level, first, count, leaf in _merged(table.rows)
    ]
    cells += [
        Placed(raw, depth + place, width + column)
        for place, row in enumerate(grid.rows)
        for column, raw in enumerate(row)
    ]
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


def _merged(paths: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, int, int, int, bool]]:
    """Yield text, level, first place, number of places and whether it ends the path."""
    for level in range(max(len(path) for path in paths)):
        place = 0
        while place < len(paths):
            path = paths[place]
            end = place + 1
            while end < len(paths) and paths[end][: level + 1] == path[: level + 1]:
                end += 1
            if len(path) > level:
                yield path[level], level, place, end - place, len(path) == level + 1
            place = end


def sample_to_docx(sample: Sample) -> bytes:
    """Return `sample` as a Word file."""
    body = _word_paragraph(sample.title)
    for block in report_blocks(sample):
        if isinstance(block, str):
            body += _word_paragraph(block)
        else:
            body += _word_paragraph(block.table.name) + _word_table(draw(block))
    return packed_docx(body)


def packed_docx(body: str) -> bytes:
    """Return a Word file with `body`, WordprocessingML elements with the prefix `w`."""
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    return _pack({**_DOCX_PARTS, "word/document.xml": document})


def _pack(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)  # without a date: same bytes always
    return buffer.getvalue()


def _word_paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _word_table(cells: Sequence[Placed]) -> str:
    rows: dict[int, dict[int, str]] = {}
    for cell in cells:
        for row in range(cell.row, cell.row + cell.row_span):
            merge = '<w:vMerge w:val="restart"/>' if row == cell.row else "<w:vMerge/>"
            merge = merge if cell.row_span > 1 else ""
            text = _word_paragraph(cell.text if row == cell.row else "")
            span = f'<w:gridSpan w:val="{cell.column_span}"/>'
            made = f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{text}</w:tc>"
            rows.setdefault(row, {})[cell.column] = made
    drawn = ("".join(made[column] for column in sorted(made)) for _, made in sorted(rows.items()))
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in drawn)}</w:tbl>"


def sample_to_html(sample: Sample) -> str:
    """Return `sample` as a web page of an authority, with its menus around it."""
    head = dict(sample.head)
    tags = {"ArticleTitle": sample.title, "PubDate": head.get("发布时间", "")}
    metas = "".join(f'<meta name="{key}" content="{escape(tags[key])}">' for key in tags)
    body = "".join(
        f"<p>{escape(block)}</p>"
        if isinstance(block, str)
        else f"<p>{escape(block.table.name)}</p>{_html_table(draw(block))}"
        for block in report_blocks(sample)
    )
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{metas}<title>{escape(sample.title)}_'
        f"{escape(sample.issuer)}</title></head><body><ul><li><a>首页</a><li><a>政务公开</a>"
        f"<li><a>互动交流</a></ul><h1>{escape(sample.title)}</h1><div>{body}</div>"
        "<p>【打印】【关闭】</p></body></html>"
    )


def _html_table(cells: Sequence[Placed]) -> str:
    rows: dict[int, str] = {cell.row + down: "" for cell in cells for down in range(cell.row_span)}
    for cell in cells:
        spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
        spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
        rows[cell.row] += f"<td{spans}><span>{escape(cell.text) or '&nbsp;'}</span></td>"
    return f"<table>{''.join(f'<tr>{rows[row]}</tr>' for row in sorted(rows))}</table>"


def sample_to_markdown(sample: Sample) -> str:
    """Return `sample` as Markdown: tables without merged cells by pipes, the others as HTML."""
    parts = [f"# {sample.title}"]
    for block in report_blocks(sample):
        if isinstance(block, str):
            parts.append(block)
            continue
        cells = draw(block)
        merged = any(cell.row_span * cell.column_span > 1 for cell in cells)
        parts += [block.table.name, _html_table(cells) if merged else _pipe_table(cells)]
    return "\n\n".join(parts) + "\n"


def _pipe_table(cells: Sequence[Placed]) -> str:
    rows: dict[int, list[str]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell.text)
    lines = [f"| {' | '.join(row)} |" for row in rows.values()]
    lines.insert(1, f"|{'---|' * len(rows[0])}")
    return "\n".join(lines)
