"""The sample reports printed as agencies print them: whole files, badly made in many ways.

`Desk` draws tables with headings merged, repeated, flattened or torn, and writes them as web
pages, Word, Markdown or text. What it writes differs by its random numbers alone.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

from corpus.samples.formats import Placed, draw, packed_docx
from corpus.samples.generate import Sample, report_blocks
from corpus.samples.layouts import Grid

APPLICATIONS, REVIEWS = "申请办理", "复议诉讼"
BLANKS = ("", "&nbsp;", "<o:p>&nbsp;</o:p>", "\u3000", "<br>", "<span>&nbsp;</span>")


class Desk:
    """Whoever prints the report, with a habit drawn from `seed`."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.habits: dict[str, object] = {}

    def maybe(self, share: float) -> bool:
        return self.random.random() < share

    def habit(self, name: str, *choices: object) -> object:
        """Return what this printer always does."""
        if name not in self.habits:
            self.habits[name] = self.random.choice(choices)
        return self.habits[name]

    # -- how a table is drawn

    def drawn(self, grid: Grid) -> list[list[Placed]]:
        """Return the cells of `grid`, as one table or several."""
        kind = grid.table.kind
        if kind == REVIEWS:
            way = self.habit("reviews", "form", "two rows", "two tables", "down", "form")
            if way == "two rows":
                return [self.reviews_in_two_rows(grid)]
            if way == "two tables":
                return [self.part(grid, range(5)), self.part(grid, range(5, 15))]
            if way == "down":
                return [turned(draw(grid))]
            return [draw(grid)]
        cells = draw(grid)
        if kind == APPLICATIONS:
            way = self.habit("applications", "form", "flat", "groups", "repeated", "form")
            if way != "form":
                cells = self.relabelled(grid, str(way))
        if self.maybe(0.15):
            cells = self.remarks(cells)
        if kind == APPLICATIONS and self.habit("cut", False, False, True):
            return self.cut(cells)
        return [cells]

    def relabelled(self, grid: Grid, way: str) -> list[Placed]:
        """Draw the rows of `grid` with their labels in one cell, or groups in their own rows."""
        width = 1 if way in ("flat", "groups") else max(map(len, grid.table.rows))
        head = [cell for cell in draw(grid) if cell.row + cell.row_span <= 3 and cell.row < 3]
        old = max(map(len, grid.table.rows))
        cells = [
            replace(cell, column=cell.column - old + width)
            if cell.column >= old
            else replace(cell, column_span=width)
            for cell in head
        ]
        place = 3
        previous: tuple[str, ...] = ()
        for path, row in zip(grid.table.rows, grid.rows, strict=True):
            if way == "groups":
                for level in range(len(path) - 1):
                    if previous[: level + 1] != path[: level + 1]:
                        across = self.habit("across", True, False)
                        cells.append(Placed(path[level], place, 0, 1, 8 if across else 1))
                        cells += [Placed("", place, c) for c in range(1, 8) if not across]
                        place += 1
                cells.append(Placed(path[-1], place, 0))
            elif way == "flat":
                glue = str(self.habit("glue", "", "：", " ", "-", "/"))
                cells.append(Placed(glue.join(path), place, 0))
            else:
                for level in range(width):
                    text = path[min(level, len(path) - 1)]
                    if level < len(path) - 1:
                        cells.append(Placed(text, place, level))
                    elif level == len(path) - 1:
                        cells.append(Placed(text, place, level, 1, width - level))
            cells += [Placed(raw, place, width + c) for c, raw in enumerate(row)]
            place, previous = place + 1, path
        return cells

    def reviews_in_two_rows(self, grid: Grid) -> list[Placed]:
        names = ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")
        cells = [Placed(name, 0, 5 * i, 1, 5) for i, name in enumerate(names)]
        cells += [Placed(path[-1], 1, c) for c, path in enumerate(grid.table.columns)]
        return cells + [Placed(raw, 2, c) for c, raw in enumerate(grid.rows[0])]

    def part(self, grid: Grid, columns: range) -> list[Placed]:
        first = columns[0]
        return [
            replace(cell, column=cell.column - first)
            for cell in draw(grid)
            if cell.column in columns
        ]

    def remarks(self, cells: Sequence[Placed]) -> list[Placed]:
        height = max(cell.row + cell.row_span for cell in cells)
        width = max(cell.column + cell.column_span for cell in cells)
        return [*cells, Placed("备注", 0, width), *(Placed("", r, width) for r in range(1, height))]

    def cut(self, cells: Sequence[Placed]) -> list[list[Placed]]:
        """Draw a table in two, as it stands on two pages; the second may repeat the header."""
        starts = sorted({cell.row for cell in cells if cell.column == 0 and cell.row > 3})
        row = self.random.choice(starts) if starts else 4
        head = [cell for cell in cells if cell.row < 3]
        first, second = [], []
        for cell in cells:
            end = cell.row + cell.row_span
            if cell.row < row:
                first.append(replace(cell, row_span=min(end, row) - cell.row))
            if end > row:
                top = max(cell.row, row)
                text = cell.text if cell.row >= row else ""
                second.append(replace(cell, text=text, row=top - row, row_span=end - top))
        if self.maybe(0.5):
            second = [*head, *(replace(cell, row=cell.row + 3) for cell in second)]
        return [sorted(first, key=place), sorted(second, key=place)]

    def worn(self, text: str) -> str:
        """Return a label as it is printed."""
        how = self.random.choice(("", "", "", "break", "space", "halves"))
        if how == "break" and len(text) > 4:
            size = self.random.randint(2, 6)
            return "\n".join(text[i : i + size] for i in range(0, len(text), size))
        if how == "space" and len(text) < 6:
            return "\u3000".join(text)
        return text.translate(str.maketrans("（）、", "() ")) if how == "halves" else text

    def figure(self, text: str) -> str:
        how = self.habit("figures", "", "", "commas", "wide", "spaced")
        if not re.fullmatch(r"\d+(?:\.\d+)?", text):
            return text
        if how == "commas" and "." not in text:
            return f"{int(text):,}"
        if how == "wide":
            return text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        return f" {text} " if how == "spaced" else text

    def written(self, cells: Sequence[Placed]) -> list[Placed]:
        return [
            replace(c, text=self.worn(c.text) if is_label(c.text) else self.figure(c.text))
            for c in sorted(cells, key=place)
        ]

    # -- web pages

    def page(self, sample: Sample) -> str:
        """Return `sample` as a web page."""
        parts: list[str] = []
        stack: list[list[Placed]] = []
        merged = self.habit("one table", False, False, True)
        for block in report_blocks(sample):
            if (
                not isinstance(block, str)
                and merged
                and block.table.rows[0:1]
                and len(block.table.rows) < 5
                and block.table.kind != REVIEWS
            ):
                stack.append([Placed(block.table.anchor, 0, 0, 1, 99), *down(draw(block), 1)])
                continue
            if stack:
                parts.append(self.html_table(stacked(stack)))
                stack = []
            if isinstance(block, str):
                parts.append(self.paragraph(block))
                continue
            parts.append(self.captioned(block))
        return self.around(sample, parts)

    def captioned(self, block: Grid) -> str:
        tables = self.drawn(block)
        name = block.table.name
        way = self.habit("caption", "p", "row", "caption", "p")
        if name == block.table.section:
            return "".join(self.html_table(cells) for cells in tables)
        if way == "row":
            width = max(cell.column + cell.column_span for cell in tables[0])
            tables[0] = [Placed(name, 0, 0, 1, width), *down(tables[0], 1)]
        first, *others = (self.html_table(cells) for cells in tables)
        if way == "caption":
            first = re.sub(r"(<table[^>]*>)", rf"\1<caption>{name}</caption>", first, count=1)
        elif way == "p":
            first = self.paragraph(name) + first
        return first + "".join(others)

    def paragraph(self, text: str) -> str:
        if self.habit("word", True, False):
            return f'<p class="MsoNormal" style="text-indent:2em"><span>{escape(text)}</span></p>'
        return f"<p>\u3000\u3000{escape(text)}</p>"

    def html_table(self, cells: Sequence[Placed]) -> str:
        rows: dict[int, str] = dict.fromkeys(
            range(max(cell.row + cell.row_span for cell in cells)), ""
        )
        for cell in self.written(cells):
            spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
            spans += f" colspan={cell.column_span}" if cell.column_span > 1 else ""
            head = cell.row == 0 and self.maybe(0.5)
            tag = "th" if head else "td"
            width = ' width="64" nowrap' if self.maybe(0.3) else ""
            rows[cell.row] += f"<{tag}{spans}{width}>{self.html_cell(cell.text)}</{tag}>"
            rows[cell.row] += "\n" if self.maybe(0.5) else ""
        body = "\n".join(f"<tr>{rows[row]}</tr>" for row in sorted(rows))
        if self.habit("body", True, False):
            body = f"<tbody>{body}</tbody>"
        table = f'<table border="1" cellspacing=0>\n{body}</table>'
        if self.habit("wrapped", False, False, True):
            table = f"<table><tr><td>{table}</td></tr></table>"
        return f"<div align=center>{table}</div>" if self.maybe(0.3) else table

    def html_cell(self, text: str) -> str:
        if not text:
            return self.random.choice(BLANKS)
        shown = escape(text).replace("\n", "<br>")
        if text.strip().isdigit() and len(text.strip()) > 1 and self.habit("split", True, False):
            digits = text.strip()
            at = self.random.randint(1, len(digits) - 1)
            shown = f"<span>{digits[:at]}</span><span\n lang=EN-US>{digits[at:]}</span>"
        how = self.habit("cells", "bare", "p", "p", "font", "div")
        if how == "p":
            return f'\n<p align="center">{shown}<o:p></o:p></p>\n'
        if how == "font":
            return f"<font face=宋体><b>{shown}</b></font>"
        return f"<div>{shown}</div>" if how == "div" else shown

    def around(self, sample: Sample, parts: Sequence[str]) -> str:
        body = "\n".join(parts)
        if self.habit("site", "plain", "layout") == "layout":
            body = (
                "<table width=1000><tr><td colspan=2><a href=/>首页</a>&gt;<a>公开</a></td></tr>"
                "<tr><td width=200><ul><li><a>领导</a><li><a>机构</a><li><a>法规</a></ul></td>"
                f"<td><table><tr><td>{sample.title}</td></tr><tr><td>{body}</td></tr></table></td></tr>"
                "</table>"
            )
        else:
            body = f"<h1>{sample.title}</h1><div class=TRS_Editor>{body}</div>"
        return f"<html><head><title>{sample.title}</title></head><body>{body}</body></html>"

    # -- Word

    def word(self, sample: Sample) -> bytes:
        """Return `sample` as a Word file."""
        body = self.word_paragraph(sample.title)
        for block in report_blocks(sample):
            if isinstance(block, str):
                body += self.word_paragraph(block)
                continue
            if block.table.name != block.table.section:
                body += self.word_paragraph(block.table.name)
            for cells in self.drawn(block):
                table = self.word_table(self.written(cells))
                if self.habit("boxed", False, False, True):
                    table = f"<w:sdt><w:sdtContent>{table}</w:sdtContent></w:sdt>"
                body += table + ("<w:p/>" if self.habit("gap", True, False) else "")
        return packed_docx(body)

    def word_paragraph(self, text: str) -> str:
        lines = "<w:br/>".join(f"{self.run(line)}" for line in text.split("\n"))
        return f"<w:p>{lines}</w:p>"

    def run(self, text: str) -> str:
        """Return `text` in runs; some of it was changed and the change is tracked."""
        if text.strip().isdigit() and self.maybe(0.2):
            old = str(int(text) + 7)
            return (
                f"<w:del><w:r><w:delText>{old}</w:delText></w:r></w:del>"
                f"<w:ins><w:r><w:t>{text}</w:t></w:r></w:ins>"
            )
        at = self.random.randint(0, len(text)) if self.maybe(0.5) else 0
        pieces = (text[:at], text[at:])
        made = (f'<w:r><w:t xml:space="preserve">{escape(piece)}</w:t></w:r>' for piece in pieces)
        return "".join(made)

    def word_table(self, cells: Sequence[Placed]) -> str:
        rows: dict[int, dict[int, str]] = {}
        for cell in cells:
            for row in range(cell.row, cell.row + cell.row_span):
                merge = '<w:vMerge w:val="restart"/>' if row == cell.row else "<w:vMerge/>"
                merge = merge if cell.row_span > 1 else ""
                text = cell.text if row == cell.row else ""
                span = f'<w:gridSpan w:val="{cell.column_span}"/>' if cell.column_span > 1 else ""
                made = f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{self.word_paragraph(text)}</w:tc>"
                rows.setdefault(row, {})[cell.column] = made
        shown = ("".join(made[c] for c in sorted(made)) for _, made in sorted(rows.items()))
        return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in shown)}</w:tbl>"

    # -- Markdown

    def markdown(self, sample: Sample) -> str:
        """Return `sample` as Markdown; what is merged is left blank, repeated or HTML."""
        parts = [f"# {sample.title}"]
        for block in report_blocks(sample):
            if isinstance(block, str):
                heading = re.match(r"[一二三四五六]、.{2,30}$", block)
                parts.append(f"## {block}" if heading else block)
                continue
            if block.table.name != block.table.section:
                parts.append(
                    str(self.habit("title", "{}", "**{}**", "### {}")).format(block.table.name)
                )
            for cells in self.drawn(block):
                parts.append(self.pipes(self.written(cells)))
        return "\n\n".join(parts) + "\n"

    def pipes(self, cells: Sequence[Placed]) -> str:
        height = max(cell.row + cell.row_span for cell in cells)
        width = max(cell.column + cell.column_span for cell in cells)
        places = [[""] * width for _ in range(height)]
        repeated = self.habit("merged", True, False)
        for cell in cells:
            text = cell.text.replace("\n", str(self.habit("lines", "<br>", "", " ")))
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    first = (row, column) == (cell.row, cell.column)
                    places[row][column] = text if first or repeated else ""
        bare = all(row[0] and row[-1] for row in places)
        edge = "" if bare and self.habit("edges", True, True, False) is False else "|"
        lines = [f"{edge} {' | '.join(row)} {edge}" for row in places]
        rule = "|".join([" :---: " if self.habit("rule", True, False) else "---"] * width)
        lines.insert(1, f"{edge}{rule}{edge}")
        return "\n".join(lines)

    # -- text

    def text(self, sample: Sample) -> str:
        """Return `sample` as text taken from a page or a PDF."""
        parts = [sample.title]
        for block in report_blocks(sample):
            if isinstance(block, str):
                parts.append(block)
                continue
            if block.table.name != block.table.section:
                parts.append(block.table.name)
            for cells in self.drawn(block):
                parts += self.lines(cells)
        return "\n".join(parts) + "\n"

    def lines(self, cells: Sequence[Placed]) -> list[str]:
        """Return a table as text: by rows, or every cell on a line of its own."""
        way = self.habit("flattened", "rows", "tabs", "cells", "broken", "glued", "header letters")
        rows: dict[int, list[Placed]] = {}
        for cell in sorted(cells, key=place):
            rows.setdefault(cell.row, []).append(cell)
        made: list[str] = []
        for row in rows.values():
            texts = [cell.text for cell in row]
            labels = [t for t in texts if is_label(t)]
            figures = [t for t in texts if t not in labels]
            if way == "tabs":
                made.append("\t".join(texts))
            elif way == "cells":
                made += [t for t in texts if t]
            elif way == "header letters" and not any(figures):
                made += [letter for t in texts for letter in t]
            elif way == "broken" and labels and figures:
                size = self.random.randint(3, 9)
                label = "".join(labels)
                pieces = re.findall(rf"(?:\d[.]|.){{1,{size}}}", label)
                at = self.random.randint(0, len(pieces) - 1)
                pieces[at] += " " + " ".join(figures)
                made += pieces
            elif way == "glued":
                made.append("".join(labels) + "".join(figures))
            else:
                made.append(" ".join(t for t in texts if t))
        return made


def is_label(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text.removesuffix("元")) is not None


def place(cell: Placed) -> tuple[int, int]:
    return cell.row, cell.column


def down(cells: Sequence[Placed], rows: int) -> list[Placed]:
    return [replace(cell, row=cell.row + rows) for cell in cells]


def turned(cells: Sequence[Placed]) -> list[Placed]:
    """Return `cells` with rows and columns exchanged."""
    return sorted(
        (Placed(c.text, c.column, c.row, c.column_span, c.row_span) for c in cells), key=place
    )


def stacked(tables: Sequence[Sequence[Placed]]) -> list[Placed]:
    """Return tables as one, one below the other; the last cell of a narrow row is stretched."""
    ends = [max(c.column + c.column_span for c in t if c.column_span < 99) for t in tables]
    width, top, cells = max(ends), 0, []
    for table, end in zip(tables, ends, strict=True):
        for cell in table:
            wide = cell.column_span
            if wide == 99:
                wide = width
            elif cell.column + wide == end:
                wide = width - cell.column
            cells.append(replace(cell, row=cell.row + top, column_span=wide))
        top += max(cell.row + cell.row_span for cell in table)
    return cells


WAYS: dict[str, Callable[[Desk, Sample], bytes]] = {
    "html": lambda desk, sample: desk.page(sample).encode(),
    "docx": lambda desk, sample: desk.word(sample),
    "md": lambda desk, sample: desk.markdown(sample).encode(),
    "txt": lambda desk, sample: desk.text(sample).encode(),
}
"""Suffix → how a desk writes a sample."""
