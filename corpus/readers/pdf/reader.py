"""PDF files: bytes to a `Document` of lines and grids.

    pages → marks → ruled tables → unruled tables → lines in reading order
          → without page furniture → paragraphs → tables joined over pages

Characters and rules come from pdfplumber. What the file does to the parser (loops,
bombs, crashes) is bounded by the sandbox this runs in; here stand the limits that have
a message of their own. A page without a text layer is a Problem `scan`, of which
`corpus.readers.scans` takes care.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import SourceError
from corpus.readers.pdf.aligned import aligned_pieces
from corpus.readers.pdf.cells import Piece, lattice_to_piece
from corpus.readers.pdf.continued import columns_agree, join_parts, repeats_heading
from corpus.readers.pdf.furniture import Content, without_furniture
from corpus.readers.pdf.marks import Marks, page_to_marks
from corpus.readers.pdf.order import in_reading_order
from corpus.readers.pdf.paragraphs import join_paragraphs
from corpus.readers.pdf.rules import rules_to_lattices
from corpus.readers.pdf.text import chars_to_segments
from corpus.readers.source import read_source
from corpus.readers.wire import MAX_PAGES
from corpus.report import Block, Document, Grid, Line, Problem, Source

MAX_PAGE_MARKS = 100_000
"""Characters and rules on one page; a page of small print has about 5,000."""
PICTURE = 0.03
"""Share of a page covered by images from which a page with little text is a scan."""
LITTLE_TEXT = 30
"""Characters up to which a page with a picture counts as without a text layer."""
LARGE_PICTURE = 0.15
"""Share of a page from which a picture beside text may hold a table or text."""
LOWEST_FOOT = 0.8
"""Share of a page's height down to which every page may be filled."""
_NONE = (Problem("", ""),)


@dataclass(frozen=True, slots=True)
class Page:
    """What one page holds, in reading order."""

    number: int
    height: float
    content: Content
    problems: tuple[Problem, ...] = ()


def read_pdf(path: Path) -> Document:
    """Read the PDF file at `path`.

    Raises:
        SourceError: the file is missing, broken, protected by a password, or beyond
            the size limits.
    """
    data, source = read_source(path)
    if b"%PDF" not in data[:1024]:
        raise _broken(path.name)
    with _opened(path) as pdf:
        pages = [_read_page(page) for page in pdf.pages]
    if pages and all(p.code == "page_unread" for page in pages for p in page.problems or _NONE):
        raise _broken(path.name)
    return pages_to_document(pages, source)


def pages_to_document(pages: list[Page], source: Source) -> Document:
    """Join the pages of one file into a document.

    Raises:
        SourceError: there is nothing on them.
    """
    blocks = pages_to_blocks(pages)
    problems = [problem for page in pages for problem in page.problems]
    if not blocks and not problems:
        raise SourceError("empty", f"“{source.name}”里没有文字，请检查文件是否完整。")
    return Document(source=source, blocks=tuple(blocks), pages=len(pages), problems=tuple(problems))


def pages_to_blocks(pages: list[Page]) -> list[Block]:
    """Return lines and grids of all pages without furniture, what goes on joined."""
    contents = without_furniture([(page.height, page.content) for page in pages])
    contents = join_paragraphs(contents)
    return _blocks([(p.number, p.height, c) for p, c in zip(pages, contents, strict=True)])


def _read_page(page: Any) -> Page:  # noqa: ANN401 - pdfplumber's pages are untyped
    from pdfplumber.utils.exceptions import PdfminerException

    problems: list[Problem] = []
    number = page.page_number
    try:
        count = len(page.chars) + len(page.lines) + len(page.rects) + len(page.curves)
    except PdfminerException:
        message = f"第{number}页已损坏，没有读取。"
        return Page(number, float(page.height), [], (Problem("page_unread", message, number),))
    if count > MAX_PAGE_MARKS:
        message = f"第{number}页的图形太多（{count}个），没有读取。"
        return Page(number, float(page.height), [], (Problem("page_too_big", message, number),))
    marks = page_to_marks(page)
    page.close()
    if marks.unknown and marks.unknown >= len(marks.chars) * 0.5:
        return Page(number, marks.height, [], (_scan(number),))
    if marks.unknown:
        message = f"第{number}页有{marks.unknown}个字符的编码无法识别，涉及的数字不采用。"
        problems.append(Problem("unknown_characters", message, number))
    if len(marks.chars) <= LITTLE_TEXT and marks.images >= PICTURE:
        problems.append(_scan(number))
    elif marks.images >= LARGE_PICTURE:
        message = f"第{number}页有图片，图里的文字没有读取。"
        problems.append(Problem("picture", message, number))
    content, more = marks_to_content(marks)
    return Page(number, marks.height, content, (*problems, *more))


def marks_to_content(marks: Marks, *, aligned: bool = True) -> tuple[Content, list[Problem]]:
    """Return tables and lines of one page in reading order.

    Args:
        marks: the page.
        aligned: whether tables without rules are looked for.
    """
    problems: list[Problem] = []
    pieces: list[Piece] = []
    taken: set[int] = set()
    try:
        lattices = rules_to_lattices(marks.page, marks.horizontal, marks.vertical)
    except ValueError:
        lattices = []
        message = f"第{marks.page}页的线条太多，表格没有读取，只读了文字。"
        problems.append(Problem("too_many_rules", message, marks.page))
    for lattice in lattices:
        piece, inside = lattice_to_piece(lattice, marks)
        if piece.filled > 1 and len(piece.cells) > 2 and not inside & taken:
            pieces.append(piece)
            taken |= inside
    segments = chars_to_segments([c for i, c in enumerate(marks.chars) if i not in taken])
    unruled, rest = aligned_pieces(segments, marks) if aligned else ([], segments)
    return in_reading_order([*pieces, *unruled, *rest]), problems


def _blocks(pages: list[tuple[int, float, Content]]) -> list[Block]:
    """Return lines and grids of all pages, tables that go on joined."""
    blocks: list[Block | Piece] = []
    lowest = max((item.bottom for _, _, c in pages for item in c), default=0.0)
    for number, height, content in pages:
        foot = min(max(lowest, height * LOWEST_FOOT), height)
        for place, item in enumerate(content):
            if not isinstance(item, Piece):
                blocks.append(Line(item.text, number))
                continue
            at = _part_before(blocks, item, content[:place], foot)
            joined = join_parts(blocks[at], item) if at is not None else None  # type: ignore[arg-type]
            if at is not None and joined is not None:
                blocks[at] = joined
            else:
                blocks.append(item)
    return [Grid(b.cells, b.page) if isinstance(b, Piece) else b for b in blocks]


def _part_before(
    blocks: list[Block | Piece], piece: Piece, before: Content, foot: float
) -> int | None:
    """Return where the table stands that `piece` continues from the page before."""
    if any(item.x1 > piece.x0 and item.x0 < piece.x1 for item in before):
        return None
    for at in range(len(blocks) - 1, -1, -1):
        upper = blocks[at]
        if isinstance(upper, Line):
            if upper.page is not None and upper.page >= piece.page - 1:
                if upper.page == piece.page - 1:
                    return None
                continue
            return None
        if isinstance(upper, Piece) and columns_agree(upper, piece):
            if upper.last_page != piece.page - 1:
                return None
            height = (piece.bottom - piece.top) / piece.rows
            runs_down = foot - upper.bottom <= max(3 * height, foot * 0.25)
            return at if runs_down or repeats_heading(upper, piece) else None
    return None


def _scan(number: int) -> Problem:
    return Problem("scan", f"第{number}页是扫描的图片，没有文字层。", number)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a PDF; the one place where pdfminer's errors become ours.

    Whatever else a damaged file makes the parsers raise ends the sandboxed process,
    and is told as a damaged file by it.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.pdftypes import resolve1
    from pdfplumber.utils.exceptions import PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(path) as pdf:
            # Asked first: walking through all pages is what a bomb wants.
            count = resolve1(pdf.doc.catalog["Pages"]).get("Count", 0)
            if isinstance(count, int) and count > MAX_PAGES:
                raise SourceError(
                    "too_many_pages", f"“{path.name}”超过{MAX_PAGES}页，请拆成几个文件再导入。"
                )
            yield pdf
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
            raise SourceError(
                "encrypted", f"“{path.name}”有密码，不能读取；请去掉密码另存一次再导入。"
            ) from error
        raise _broken(path.name) from error


def _broken(name: str) -> SourceError:
    return SourceError("broken", f"“{name}”已损坏或不是 PDF 文件，请重新下载或另存一次再导入。")
